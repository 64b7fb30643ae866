"""Outages that tickets tell, worked by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from slawatch.engine.columns import NEVER, UNTOLD, OutageRows
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan
from slawatch.model.event import Actor, EventType
from slawatch.model.mapping import FieldMap, OutageRule
from slawatch.model.outage import Origin
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import PLAIN, agreement, definitions, planned

HOUR = 3600
ORIGINS = tuple(Origin)
NOON = int(datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp())
RULE = OutageRule(field="impact", equals=frozenset({"down"}), started_at="since", ended_at="until")
DOWN = {"service": "mail", "impact": "down"}


def outages(fields: Mapping[str, str], *events: Told, rule: OutageRule = RULE) -> OutageRows:
    mapping = replace(
        PLAIN, outage=rule, severity=FieldMap(field="level", values={"slow": "degraded", "test": "ignore"})
    )
    plan: Plan = planned(definitions(agreement(), mapping=mapping))
    story = TicketStory(created_at=NOON, fields=fields, events=events)
    return judged(facts([story]), plan, horizon=NOON + 9 * HOUR).outages


def status(after: int, name: str) -> Told:
    return Told(NOON + after, EventType.STATUS, name)


def stretches(rows: OutageRows) -> list[tuple[int, int]]:
    return list(zip((rows.started_at - NOON).tolist(), rows.ended_at.tolist(), strict=True))


def test_an_outage_lasts_from_the_creation_to_the_first_done() -> None:
    assert stretches(outages(DOWN, status(HOUR, "resolved"), status(2 * HOUR, "closed"))) == [(0, NOON + HOUR)]


def test_an_open_outage_ticket_is_an_outage_that_lasts() -> None:
    assert stretches(outages(DOWN)) == [(0, NEVER)]


def test_a_ticket_that_is_done_when_it_is_created_tells_none() -> None:
    assert stretches(outages(DOWN, status(0, "resolved"))) == []


def test_a_ticket_that_is_no_outage_tells_none() -> None:
    assert stretches(outages({"service": "mail", "impact": "one user"})) == []


def test_what_the_ticket_says_last_decides() -> None:
    denied = Told(NOON + HOUR, EventType.SCOPE, "one user", "impact")
    found = Told(NOON + HOUR, EventType.SCOPE, "down", "impact")
    assert stretches(outages(DOWN, denied)) == []
    assert stretches(outages({"service": "mail"}, found)) == [(0, NEVER)]


def test_a_reopened_outage_ticket_is_a_second_outage() -> None:
    events = (status(HOUR, "resolved"), status(3 * HOUR, "open"), status(4 * HOUR, "resolved"))
    assert stretches(outages(DOWN, *events)) == [(0, NOON + HOUR), (3 * HOUR, NOON + 4 * HOUR)]


def test_a_field_that_tells_the_restoration_wins_over_reopenings() -> None:
    events = (status(HOUR, "resolved"), status(3 * HOUR, "open"))
    fields = DOWN | {"until": "2026-11-02T12:30:00+00:00"}
    assert stretches(outages(fields, *events)) == [(0, NOON + HOUR // 2)]


def test_a_field_that_tells_the_start_wins_over_the_creation() -> None:
    rows = outages(DOWN | {"since": "2026-11-02T19:00:00+08:00"}, status(HOUR, "resolved"))
    assert stretches(rows) == [(-HOUR, NOON + HOUR)]
    assert rows.detected_at.tolist() == [NOON]


def test_a_start_that_can_not_be_read_leaves_the_creation() -> None:
    assert stretches(outages(DOWN | {"since": "2026-11-02 19:00"})) == [(0, NEVER)]


def test_a_cancelled_outage_ticket_tells_none() -> None:
    assert stretches(outages(DOWN, status(HOUR, "cancelled"))) == []


def test_an_ignored_severity_tells_none_and_a_degraded_one_is_marked() -> None:
    assert stretches(outages(DOWN | {"level": "test"})) == []
    assert outages(DOWN | {"level": "slow"}).degraded.tolist() == [True]
    assert outages(DOWN).degraded.tolist() == [False]


def test_a_severity_that_nothing_maps_counts_as_down_and_is_marked() -> None:
    rows = outages(DOWN | {"level": "never heard of"})
    assert (rows.degraded.tolist(), rows.unmapped.tolist()) == ([False], [True])
    assert outages(DOWN).unmapped.tolist() == outages(DOWN | {"level": "slow"}).unmapped.tolist() == [False]


def test_the_first_stretch_knows_when_it_was_acknowledged() -> None:
    reply = Told(NOON + 300, EventType.PUBLIC_REPLY, actor=Actor.AGENT)
    rows = outages(DOWN, reply, status(HOUR, "resolved"), status(2 * HOUR, "open"))
    assert rows.acknowledged_at.tolist() == [NOON + 300, NEVER]


def test_an_attribute_can_tell_outages_in_its_mapped_words() -> None:
    by_kind = OutageRule(field="kind", equals=frozenset({"outage"}))
    assert stretches(outages({"service": "mail", "kind": "outage"}, rule=by_kind)) == [(0, NEVER)]


def test_an_outage_knows_by_what_its_start_is_known() -> None:
    alert = Told(NOON - HOUR, EventType.DOWNTIME_START)
    told = DOWN | {"since": "2026-11-02T10:00:00+00:00"}
    assert [ORIGINS[code] for code in outages(told, alert).origin] == ["field"]
    assert [ORIGINS[code] for code in outages(DOWN, alert).origin] == ["alert"]
    again = (status(HOUR, "resolved"), status(3 * HOUR, "open"))
    assert [ORIGINS[code] for code in outages(DOWN, *again).origin] == ["creation", "reopening"]


def test_an_event_of_the_downtime_tells_its_start_and_its_end() -> None:
    events = (Told(NOON - HOUR, EventType.DOWNTIME_START), Told(NOON + 60, EventType.DOWNTIME_END))
    assert stretches(outages(DOWN, *events, status(HOUR, "resolved"))) == [(-HOUR, NOON + 60)]


def test_a_field_tells_how_many_users_an_outage_touches() -> None:
    rule = replace(RULE, users="people")
    assert outages(DOWN | {"people": " 120 "}, rule=rule).users.tolist() == [120]
    assert outages(DOWN | {"people": "many"}, rule=rule).users.tolist() == [UNTOLD]
    assert outages(DOWN | {"people": "120"}).users.tolist() == [UNTOLD]
