"""The improvement register as pages ask for it: what is stated up to now, held against what is published."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from slawatch.engine.findings import Breach, Finding
from slawatch.engine.ground import Ground
from slawatch.errors import TooMuchError
from slawatch.model.action import Acceptance, Action
from slawatch.model.definitions import Definitions
from slawatch.runtime.improvement import Effect, Measuring, effect_of
from slawatch.runtime.register import Register
from slawatch.runtime.told_statements import is_told
from slawatch.store.contract import Reader


@dataclass(frozen=True, kw_only=True)
class InquiredRegister:
    """What can be asked of the register for one page; it is read once."""

    store: Reader
    definitions: Definitions
    """Of what is seen: an action that concerns any other agreement is not told."""
    found: Sequence[Finding]
    """Answered or not, the newest first."""
    rows_since: Callable[[datetime], Ground]
    """Gives rows that hold everything from an instant on; TooMuchError where that takes too long."""
    every: AbstractSet[str]
    """The ids of all agreements, also of those that are not seen."""

    @cached_property
    def register(self) -> Register:
        """What was stated, of what is seen."""
        known = Register.known(self.store)
        return Register(
            actions=tuple(each for each in known.actions if self._is_seen(each)),
            acceptances=tuple(each for each in known.acceptances if self._is_seen(each)),
        )

    @cached_property
    def _whole(self) -> Register:
        return Register.known(self.store)

    def versions(self, action: Action) -> Sequence[Action]:
        """Return every version of an action that is seen, the first one first."""
        return [each for _, each in self.store.action_versions(action.id) if self._is_seen(each)]

    def unanswered(self, now: datetime, slas: Iterable[str] = ()) -> Sequence[Finding]:
        """Return what needs an answer, of some agreements or (empty) of all that are seen."""
        chosen = frozenset(slas) or frozenset(each.id for each in self.definitions.agreements)
        found = [each for each in self.found if not chosen.isdisjoint(slas_of(each))]
        return self._whole.unanswered(found, self.definitions, now)

    def effects(self, actions: Iterable[Action]) -> Mapping[str, Effect]:
        """Return by id what came of actions; nothing where that would take too long, or the figure is gone."""
        told = list(actions)
        done = [each.done_at for each in told if each.is_open and each.measure and each.done_at is not None]
        if not done:
            return {each.id: effect_of(each, each.result) for each in told}
        measuring = Measuring(lambda: self.rows_since(min(done)))
        try:
            return {each.id: measuring.effect(each) for each in told}
        except TooMuchError:
            return {each.id: effect_of(each, each.result) for each in told}

    def _is_seen(self, each: Action | Acceptance) -> bool:
        own = {agreement.id for agreement in self.definitions.agreements}
        return own == self.every or is_told(each, self.definitions)


def slas_of(found: Finding) -> tuple[str, ...]:
    """Return the ids of the agreements under which something counts."""
    return (found.ref.sla,) if isinstance(found, Breach) else found.slas


def breaches_seen(found: Iterable[Finding], own: AbstractSet[str]) -> tuple[Breach, ...]:
    """Return the breaches of some agreements; how long an outage lasted and cost depends on who counts it."""
    return tuple(each for each in found if isinstance(each, Breach) and each.ref.sla in own)
