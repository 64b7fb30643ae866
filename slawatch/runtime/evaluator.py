"""store -> engine -> Snapshot, at the cost of what changed since the last evaluation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Final

from slawatch import __version__
from slawatch.clock import Clock
from slawatch.engine.evaluate import evaluate
from slawatch.engine.facts import Facts
from slawatch.engine.judge import judged
from slawatch.engine.later import later, without
from slawatch.engine.ledger import Ledger
from slawatch.engine.outages import exclusion_rows, gap_rows, outage_rows
from slawatch.engine.packed_rows import packed, unpacked
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.engine.windows import kept_since
from slawatch.model.definitions import Definitions
from slawatch.model.instant import epoch
from slawatch.model.mapping import SourceMapping
from slawatch.model.result import Snapshot
from slawatch.runtime.corrected import Corrected
from slawatch.runtime.operator_facts import IN_OUR_WORDS
from slawatch.store.contract import OPERATOR, Reader, SourceState

_NOTES: Final = {"by", "seen", "since", "horizons", "waiting"}
"""What is noted beside the rows; with other notes another state of slawatch kept them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far the facts go that rows were judged from."""

    as_of: datetime
    known_through: tuple[tuple[str, int], ...]
    """As in a Snapshot, likewise the watermarks."""
    watermarks: tuple[tuple[str, datetime | None], ...]


class Evaluator:
    """Evaluates one plan again and again; not to be used by two threads at once.

    A source's tickets are judged up to its watermark and never beyond, so a source that is silent invents no
    breach. What its facts say of the time after that is kept until the watermark has come there. With `forgets`,
    rows that only older periods need are let go.
    """

    def __init__(self, plan: Plan, store: Reader, clock: Clock, *, forgets: bool = True) -> None:
        self._plan = plan
        self._store = store
        self._clock = clock
        self._forgets = forgets
        self._begin()

    def _begin(self) -> None:
        self._ledger = Ledger(self._plan)
        self._seen: dict[str, int] = {}
        self._later: dict[str, list[Facts]] = {}
        self._last: Snapshot | None = None
        self._horizons: Mapping[str, int] = {}
        self._known = Corrected.known(self._store, self._plan.definitions, through=0)

    @property
    def rows(self) -> Rows:
        """The columns behind the last evaluation."""
        return self._ledger.rows

    def evaluate(self, as_of: datetime | None = None) -> Snapshot:
        """Return the figures at an instant, by default the newest that a source still reporting has reached."""
        states = self.states()
        reached, last = self._reached(states, as_of), self._last
        if last and (last.known_through, last.watermarks, last.as_of) == (
            reached.known_through, reached.watermarks, reached.as_of,
        ):  # fmt: skip
            return replace(last, evaluated_at=self._clock.now())  # nothing was told, and no time has passed
        self._take_all(states, reached)
        self._last = evaluate(
            self._plan,
            self._ledger.rows,
            as_of=reached.as_of,
            evaluated_at=self._clock.now(),
            known_through=dict(reached.known_through),
            watermarks=dict(reached.watermarks),
        )
        return self._last

    def judge(self, as_of: datetime | None = None) -> Reached:
        """Judge the rows up to an instant as evaluate() does, for figures of other periods than the current ones."""
        states = self.states()
        reached = self._reached(states, as_of)
        self._last = None
        self._take_all(states, reached)
        return reached

    def kept(self) -> bytes:
        """Return what was judged, for resume()."""
        waiting = {source: [id_ for facts in parts for id_ in facts.ids] for source, parts in self._later.items()}
        notes = {
            "by": __version__,
            "seen": self._seen,
            "since": self._ledger.since,
            "horizons": self._horizons,
            "waiting": waiting,
        }
        return packed(self._ledger.rows, self._plan, notes)

    def resume(self, body: bytes) -> bool:
        """Begin where an evaluator stood, so that only what changed since is judged.

        Return false, and begin from nothing, where another version of slawatch or another plan judged.
        """
        found = unpacked(body, self._plan)
        if found is None or found[1].keys() != _NOTES or found[1]["by"] != __version__:
            return False
        rows, notes = found
        self._ledger = Ledger(self._plan, rows, since=notes["since"])
        self._seen, self._horizons = notes["seen"], notes["horizons"]
        self._known = Corrected.known(self._store, self._plan.definitions, through=self._seen.get(OPERATOR, 0))
        self._later = {
            source: list(self._known.facts_of(source, ids, through=self._seen[source]))
            for source, ids in notes["waiting"].items()
        }
        return True

    def states(self) -> Mapping[str, SourceState]:
        """Return where every configured source stands."""
        return {source: self._store.state(source) for source in self._plan.definitions.mappings}

    def _reached(self, states: Mapping[str, SourceState], as_of: datetime | None) -> Reached:
        known = {source: state.sequence for source, state in states.items()}
        stated = self._store.state(OPERATOR).sequence
        if stated:
            known[OPERATOR] = stated
        return Reached(
            as_of=as_of or newest_reported(states, self._plan.definitions, now=self._clock.now()),
            known_through=tuple(sorted(known.items())),
            watermarks=tuple(sorted((source, state.complete_through) for source, state in states.items())),
        )

    def _is_ahead(self, horizons: Mapping[str, int]) -> bool:
        """Tell whether a source was judged further: the newest watermark counts while its source reports."""
        return any(until < self._horizons.get(source, until) for source, until in horizons.items())

    def _take_all(self, states: Mapping[str, SourceState], reached: Reached) -> None:
        """Judge what was told since the last evaluation, and move the rest on to an instant."""
        at, stated = reached.as_of, dict(reached.known_through).get(OPERATOR, 0)
        horizons = {source: horizon(state, at) for source, state in states.items() if state.complete_through}
        since = kept_since(self._plan.definitions, at)
        if since < self._ledger.since or self._is_ahead(horizons):
            self._begin()  # an earlier instant needs what was let go, and nothing of what came after it
        if self._forgets and since > self._ledger.since:
            self._ledger.forget(since)
        corrected = self._take_statements(stated)
        for source, until in horizons.items():
            self._take(states[source], until, corrected.get(source, frozenset()))
        self._ledger.advance(horizons)
        self._horizons = horizons

    def _take(self, state: SourceState, until: int, corrected: frozenset[str]) -> None:
        source, seen = state.source, self._seen.get(state.source, 0)
        if state.sequence > seen or corrected:
            self._take_outages(source, self._plan.definitions.mappings[source], through=state.sequence)
        for facts in self._changed(state, seen, corrected):
            self._ledger.restate(source, judged(facts, self._plan, horizon=until, desk=True))
            ahead = later(facts, horizon=until)
            if ahead is not None:
                self._later.setdefault(source, []).append(ahead)
        self._seen[source] = state.sequence

    def _take_statements(self, known: int) -> Mapping[str, frozenset[str]]:
        """Take in what operators stated up to a change; return by source what corrections are about."""
        seen = self._seen.get(OPERATOR, 0)
        corrected: dict[str, set[str]] = {}
        if known > seen:
            self._known = Corrected.known(self._store, self._plan.definitions, through=known)
            for _, correction in self._store.corrections(after=seen, through=known):
                corrected.setdefault(correction.source, set()).add(correction.subject)
            self._take_outages(OPERATOR, IN_OUR_WORDS, through=known)
            self._seen[OPERATOR] = known
        return {source: frozenset(ids) for source, ids in corrected.items()}

    def _changed(self, state: SourceState, seen: int, corrected: frozenset[str]) -> Iterator[Facts]:
        """Yield the facts to judge: those that changed or were corrected, and others that waited for the horizon."""
        waiting, changed = self._later.pop(state.source, []), set[int]()
        for facts in chain(self._news(state, seen), self._corrected(state, seen, corrected)):
            changed.update(facts.tickets.tolist() if waiting else ())
            yield facts
        for facts in waiting:
            unchanged = without(facts, frozenset(changed))
            if unchanged is not None:
                yield unchanged

    def _news(self, state: SourceState, seen: int) -> Iterator[Facts]:
        return (
            self._known.facts(state.source, after=seen, through=state.sequence) if state.sequence > seen else iter(())
        )

    def _corrected(self, state: SourceState, seen: int, ids: frozenset[str]) -> Iterator[Facts]:
        """Yield the tickets of which a correction came, went or was approved; at first, all come as corrected."""
        return self._known.facts_of(state.source, ids, through=state.sequence) if ids and seen else iter(())

    def _take_outages(self, source: str, mapping: SourceMapping, *, through: int) -> None:
        words = self._plan.words
        outages = [outage for _, outage in self._known.outages(source, through=through)]
        exclusions = [exclusion for _, exclusion in self._store.exclusions(source, through=through)]
        self._ledger.restate_facts(
            source,
            outage_rows(outages, source=source, mapping=mapping, words=words),
            exclusion_rows(exclusions, source=source, mapping=mapping, words=words),
            gap_rows(outages, source=source, mapping=mapping, words=words),
        )


def horizon(state: SourceState, at: datetime) -> int:
    """Return the epoch second up to which a source's tickets are judged at an instant."""
    assert state.complete_through is not None  # noqa: S101  asked for reporting sources only
    return epoch(min(at, state.complete_through))


def newest_reported(states: Mapping[str, SourceState], definitions: Definitions, *, now: datetime) -> datetime:
    """Return the newest watermark of a source that reports within its age limit; the present if none does.

    An instant that a source has reported through gives the same figures whenever it is asked for again.
    """
    told = [
        state.complete_through
        for source, state in states.items()
        if state.complete_through is not None
        and (now - state.complete_through).total_seconds() <= definitions.data_age_limits.get(source, 0)
    ]
    return max(told, default=now)
