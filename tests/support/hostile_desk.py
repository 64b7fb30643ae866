"""A desk whose every word was written by an attacker: names, ids, reasons, titles; told as facts, as sources tell."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Final

from slawatch.ingest.source import BadRow, Batch
from slawatch.model.action import Acceptance, Action
from slawatch.model.agreement import Agreement, Indicator, Objective
from slawatch.model.correction import Correction, TimerExcluded
from slawatch.model.definitions import Definitions
from slawatch.model.event import Event, EventType
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.outage import Exclusion, Outage
from slawatch.model.reference import OutageRef
from slawatch.model.service import Party, PartyKind
from slawatch.model.ticket import StatusClass, Ticket
from slawatch.runtime.operator_facts import state_exclusion
from slawatch.runtime.stated_actions import accept_findings, state_action
from slawatch.runtime.stated_corrections import state_correction
from slawatch.store.sql import SqlStore
from slawatch.testing.plans import agreement, definitions
from slawatch.testing.report_hostility import ATTACKS, LONG

AS_OF: Final = datetime(2026, 6, 20, 4, tzinfo=UTC)
RUNS: Final = (
    "<script>window.ran = 1</script>",
    "<img src=/ran onerror='window.ran = 1'>",
    "<a href='javascript:window.ran = 1'>x</a><iframe srcdoc='<script>parent.ran = 1</script>'>",
)
"""What would leave a trace in the window."""
WORDS: Final = (*ATTACKS, *RUNS, LONG, "\u202e" + "字" * 3_000)


def hostile(turn: int) -> str:
    """Return an attacker's word, every time another."""
    return WORDS[turn % len(WORDS)]


def hostile_definitions() -> Definitions:
    """Return an agreement whose every name is hostile; ids are plain, as configurations only take such."""
    solve = Objective(id="solve", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=4 * 3600)
    up = Objective(id="up", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000))
    mapping = SourceMapping(
        status=FieldMap(field="status", values={name: name for name in StatusClass}),
        attributes={"service": FieldMap(field="service", values={"mail": "mail", "web": "web"})},
    )
    of_services = {"mail": "always", "web": "always"}
    plain = definitions(agreement(solve, up, services=("mail", "web")), mapping=mapping, services=of_services)
    services = {
        name: replace(each, names={"en": hostile(n), "zh": hostile(n + 3)})
        for n, (name, each) in enumerate(plain.services.items())
    }
    party = Party(id="acme", kind=PartyKind.CUSTOMER, names={"en": hostile(2)})
    return replace(plain, services=services, parties={"acme": party}, agreements=tuple(map(_renamed, plain.agreements)))


def _renamed(each: Agreement) -> Agreement:
    return replace(each, names={"en": hostile(1), "zh": hostile(10)})


def told() -> Batch:
    """Return two tickets of each word, of which one mapping knows the service, an outage of each, and broken rows."""
    events = [each for turn in range(2 * len(WORDS)) for each in _events(turn)]
    tickets = {each.ticket_id: each.at for each in reversed(events)}
    return Batch(
        cursor="1",
        tickets=tuple(Ticket(id=name, key=name, created_at=at, url=name) for name, at in tickets.items()),
        events=tuple(events),
        outages=tuple(map(_outage, range(len(WORDS)))),
        bad=tuple(BadRow(row_id=word, reason=word, sha256="ab" * 32) for word in WORDS),
        complete_through=AS_OF,
    )


def _events(turn: int) -> Iterator[Event]:
    word, at = hostile(turn), AS_OF - timedelta(hours=5 + 9 * turn)
    name = f"{turn}/{word}"
    fields = {"status": "new", "priority": hostile(turn + 1), "kind": "incident", "team": hostile(turn + 2)}
    fields |= {"service": "mail" if turn % 2 else word, "party": "acme", "title": word}
    yield Event(ticket_id=name, at=at, type=EventType.CREATED, native_id=f"{turn}/a", fields=fields)
    then = {"ticket_id": name, "at": at + timedelta(hours=1), "order": 1}
    yield Event(**then, type=EventType.STATUS, native_id=f"{turn}/b", field="status", new=hostile(turn + 4))
    yield Event(**then, type=EventType.ASSIGNED, native_id=f"{turn}/c", new=word)


def _outage(turn: int) -> Outage:
    start, word = AS_OF - timedelta(days=1 + turn), hostile(turn)
    service = "mail" if turn % 2 else word
    return Outage(id=f"{turn}/{word}", service=service, started_at=start, ended_at=start + timedelta(minutes=40))


def state_all(store: SqlStore) -> None:
    """State an exclusion, a correction, an action and an acceptance in each of an attacker's words."""
    for turn, word in enumerate(WORDS):
        start = AS_OF - timedelta(days=2, hours=turn)
        asked = Exclusion(
            id="", service="web", started_at=start, ended_at=start + timedelta(hours=1), reason=word, author=word
        )
        state_exclusion(store, asked, at=AS_OF)
        _correct(store, turn, word)
        _act(store, turn, word)


def _correct(store: SqlStore, turn: int, word: str) -> None:
    told = TimerExcluded(agreement="gold", objective="solve", cycle=None)
    named = f"{turn}/{word}"
    state_correction(
        store,
        Correction(id="", source="desk", subject=named, told=told, author=word, reason=word, stated_at=AS_OF),
    )


def _act(store: SqlStore, turn: int, word: str) -> None:
    start = AS_OF - timedelta(days=1 + turn)
    about = OutageRef(service_id="mail", started_at=start, ended_at=start + timedelta(minutes=40))
    action = Action(
        id="", title=word, about=(about,), owner=word, due_on=date(2026, 7, 1), author=word, stated_at=AS_OF,
        changed_by=word, changed_at=AS_OF, cause=word, plan=word,
    )  # fmt: skip
    state_action(store, action)
    accept_findings(
        store, Acceptance(id="", about=(about,), accepted_by=word, reason=word, author=word, stated_at=AS_OF)
    )
