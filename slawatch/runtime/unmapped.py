"""Raw words that nothing maps, with an example of each and with what would map them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from slawatch.clock import Clock
from slawatch.engine.plan import Plan
from slawatch.engine.unmapped import UnmappedWord, unmapped_words
from slawatch.model.definitions import Definitions
from slawatch.model.ticket import Ticket
from slawatch.runtime.evaluator import Evaluator
from slawatch.runtime.nearest import Guess, Meanings
from slawatch.runtime.numbered import numbered
from slawatch.store.contract import Reader

LONGEST: Final = 100
"""Signs of a word that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldWord:
    """A raw word that nothing maps, ready to be shown."""

    counted: UnmappedWord
    newest: Ticket | None
    """The newest ticket that tells it; None where only lists of outages do."""
    guess: Guess | None

    @property
    def word(self) -> str:
        """The word, or the beginning of one that nobody could read."""
        return self.counted.word[:LONGEST]

    @property
    def is_cut(self) -> bool:
        """Whether it goes on."""
        return len(self.counted.word) > LONGEST


def told_words(words: Iterable[UnmappedWord], store: Reader, definitions: Definitions) -> Iterator[ToldWord]:
    """Yield words with the newest ticket of each and a guess."""
    listed = list(words)
    tickets = numbered(store, ((each.source, each.newest_ticket) for each in listed if each.newest_ticket is not None))
    meanings = {
        key: Meanings(definitions, *key) for key in dict.fromkeys((each.source, each.attribute) for each in listed)
    }
    for each in listed:
        yield ToldWord(
            counted=each,
            newest=None if each.newest_ticket is None else tickets.get((each.source, each.newest_ticket)),
            guess=meanings[each.source, each.attribute].guess(each.word),
        )


def unmapped_now(store: Reader, plan: Plan, clock: Clock, *, source: str | None) -> tuple[ToldWord, ...]:
    """Return the words of a source (None: of all) that nothing maps, from all that is stored."""
    evaluator = Evaluator(plan, store, clock)
    snapshot = evaluator.evaluate()
    found = unmapped_words(plan, evaluator.rows, as_of=snapshot.as_of)
    chosen = (each for each in found if source in (None, each.source))
    return tuple(told_words(chosen, store, plan.definitions))
