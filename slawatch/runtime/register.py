"""The improvement register as it is known: what was stated, and which findings nobody has answered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self

from slawatch.engine.findings import Breach, Finding
from slawatch.model.action import Acceptance, Action, is_meant
from slawatch.model.definitions import Definitions
from slawatch.model.reference import BreachRef, FindingRef, OutageRef
from slawatch.model.register_figure import RegisterFigure
from slawatch.runtime.concerned import agreements_of, today
from slawatch.store.contract import Reader

Statement = Action | Acceptance


@dataclass(frozen=True, kw_only=True)
class Register:
    """Every action and acceptance in its newest version, in the order in which they were first stated."""

    actions: tuple[Action, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()

    @classmethod
    def known(cls, store: Reader) -> Self:
        """Return what a store knows."""
        actions = sorted((each for _, each in store.actions()), key=number)
        acceptances = sorted((each for _, each in store.acceptances()), key=number)
        return cls(actions=tuple(actions), acceptances=tuple(acceptances))

    def answers(self, found: FindingRef, definitions: Definitions, now: datetime) -> Iterator[Statement]:
        """Yield the actions that are the answer to a breach or an outage, and the acceptances of it that hold."""
        for named, statement in self._naming(found):
            if is_meant(named, found) and _counts(statement, found, definitions, now):
                yield statement

    def unanswered(self, found: Iterable[Finding], definitions: Definitions, now: datetime) -> tuple[Finding, ...]:
        """Return the findings without an action and without an acceptance that holds, in their order."""
        return tuple(each for each in found if next(self.answers(each.ref, definitions, now), None) is None)

    def overdue(self, definitions: Definitions, now: datetime) -> tuple[Action, ...]:
        """Return the actions whose day has passed where they are at home."""
        return tuple(each for each in self.actions if each.is_overdue(today(each.about, definitions, now)))

    def figures(self, found: Sequence[Finding], definitions: Definitions, now: datetime) -> tuple[RegisterFigure, ...]:
        """Return by agreement how many actions and unanswered findings there are; "" is of what none concerns."""
        opened = [agreements_of(each.about, definitions) for each in self.actions if each.is_open]
        late = [agreements_of(each.about, definitions) for each in self.overdue(definitions, now)]
        waiting = self.unanswered(found, definitions, now)
        breached = [(each.ref.sla,) for each in waiting if isinstance(each, Breach)]
        fell = [each.slas for each in waiting if not isinstance(each, Breach)]
        ids = dict.fromkeys(each.id for each in definitions.agreements)
        if () in opened:
            ids[""] = None
        return tuple(
            RegisterFigure(
                sla=sla,
                actions_open=_count(opened, sla),
                actions_overdue=_count(late, sla),
                breaches_unanswered=_count(breached, sla),
                outages_unanswered=_count(fell, sla),
            )
            for sla in ids
        )

    def _naming(self, found: FindingRef) -> Sequence[tuple[FindingRef, Statement]]:
        key = found if isinstance(found, BreachRef) else found.service_id
        return self._by_name.get(key, ())

    @cached_property
    def _by_name(self) -> Mapping[BreachRef | str, Sequence[tuple[FindingRef, Statement]]]:
        """Return by breach, or by service of an outage, who names it: what was found is looked up and not searched."""
        named: dict[BreachRef | str, list[tuple[FindingRef, Statement]]] = {}
        statements: tuple[Statement, ...] = (*self.actions, *self.acceptances)
        for statement in statements:
            about = statement.answers if isinstance(statement, Action) else statement.about
            for each in about:
                key = each.service_id if isinstance(each, OutageRef) else each
                named.setdefault(key, []).append((each, statement))
        return named


def number(statement: Statement) -> tuple[int, str]:
    """Return what puts statements into the order of their ids: A-2 stands before A-10."""
    _, _, digits = statement.id.partition("-")
    return (int(digits) if digits.isdecimal() else 0, statement.id)


def _counts(statement: Statement, found: FindingRef, definitions: Definitions, now: datetime) -> bool:
    return isinstance(statement, Action) or statement.holds(today((found,), definitions, now))


def _count(concerned: Iterable[tuple[str, ...]], sla: str) -> int:
    return sum(sla in slas if sla else not slas for slas in concerned)
