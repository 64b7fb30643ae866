"""From values to outages: worked by hand, and against what each second should be, read in pieces of any size."""

import itertools
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from slawatch.model.instant import epoch
from slawatch.model.outage import UNWATCHED, Outage
from slawatch.sources.prometheus.options import Options, Query
from slawatch.sources.prometheus.position import Position, by_key
from slawatch.sources.prometheus.promql import question
from slawatch.sources.prometheus.watch import Chain, State, followed, service_name, service_states, witness_states

BEGIN = 1_800_000_000
UP = Query(name="up", expr="up", by=("job",))
ALERTS = Query(name="alerts", expr="ALERTS", by=("service",), down_when="present")


def instants(count: int) -> range:
    return range(BEGIN, BEGIN + 60 * count, 60)


def values(text: str) -> dict[int, float]:
    """Values a minute apart: 1, 0, and a dot where there is none."""
    return {at: float(sign) for at, sign in zip(instants(len(text)), text, strict=True) if sign != "."}


def told(facts: Iterable[Outage]) -> dict[str, tuple[int, int | None, str | None]]:
    """By id, the last that was said: minutes from the beginning, and the severity."""
    return {
        each.id: (
            (epoch(each.started_at) - BEGIN) // 60,
            None if each.ended_at is None else (epoch(each.ended_at) - BEGIN) // 60,
            each.severity,
        )
        for each in facts
    }


def read(query: Query, series: str, watched: str, pieces: Sequence[int] = ()) -> list[Outage]:
    """What is told of one service, read in pieces that end before these places, the cursor written each time."""
    state = State.UP if query.down_when == "present" else State.UNKNOWN
    chain = Chain(query=query.name, service="shop", state=state, since=BEGIN)
    facts: list[Outage] = []
    edges = [0, *sorted(pieces), len(watched)]
    for first, last in itertools.pairwise(edges):
        part = instants(len(watched))[first:last]
        chain, new = followed(chain, service_states(query, values(series), values(watched), part))
        facts += new
        held = Position(begun=BEGIN, at=BEGIN, chains=by_key([chain])).cursor()
        (chain,) = Position.read(held).chains.values()
    return facts


def test_a_zero_is_an_outage_until_the_next_value_that_is_none() -> None:
    assert list(told(read(UP, "1100110", "1111111")).values()) == [(2, 4, None), (6, None, None)]


def test_no_value_is_unknown_and_neither_up_nor_down() -> None:
    assert list(told(read(UP, "1..10..0", "11111111")).values()) == [
        (1, 3, UNWATCHED),
        (4, 5, None),
        (5, 7, UNWATCHED),
        (7, None, None),
    ]


def test_before_its_first_value_a_service_is_unknown() -> None:
    assert list(told(read(UP, "..11", "1111")).values()) == [(0, 2, UNWATCHED)]


def test_while_prometheus_did_not_look_an_outage_is_not_said_to_last() -> None:
    assert list(told(read(UP, "10..01", "11..11")).values()) == [(1, 2, None), (4, 5, None)]


def test_an_alert_that_is_not_there_means_up_only_while_prometheus_looks() -> None:
    assert list(told(read(ALERTS, "..1...", "111.11")).values()) == [(2, 3, None)]


def test_nobody_looking_is_told_of_all_services() -> None:
    chain = Chain(query="", service=None, state=State.UP, since=BEGIN)
    _, facts = followed(chain, witness_states(values("11..1"), instants(5)))
    assert [(fact.service, *told([fact]).values()) for fact in facts] == [(None, (2, 4, UNWATCHED))]


@given(
    st.lists(st.tuples(st.sampled_from("01."), st.sampled_from("1."), st.booleans()), min_size=1, max_size=30),
    st.sampled_from((UP, ALERTS)),
)
def test_reading_in_pieces_tells_of_each_minute_what_it_was(drawn: list[tuple[str, str, bool]], query: Query) -> None:
    series = "".join(value if looked != "." else "." for value, looked, _ in drawn)
    watched = "".join(looked for _, looked, _ in drawn)
    pieces = [place for place, (*_, cut) in enumerate(drawn) if cut and place]
    facts = told(read(query, series, watched, pieces))
    assert facts == told(read(query, series, watched))
    for minute, (sign, looked) in enumerate(zip(series, watched, strict=True)):
        over = {severity for start, end, severity in facts.values() if start <= minute < (end or len(drawn))}
        if looked == ".":
            expected = set()
        elif query is ALERTS:
            expected = set() if sign == "." else {None}
        else:
            expected = {"0": {None}, "1": set(), ".": {UNWATCHED}}[sign]
        assert over == expected


def test_the_questions_do_not_let_prometheus_repeat_old_samples() -> None:
    assert question(UP, fresh=120) == "min by (job) (up and last_over_time(up[120s]))"
    every = Query(name="a", expr='probe_success{job="x"}', service="shop", down_if="all")
    assert (
        question(every, fresh=90)
        == 'max by () (probe_success{job="x"} and last_over_time(probe_success{job="x"}[90s]))'
    )
    errors = Query(name="e", expr="errors > bool 0.1", by=("job", "zone"), down_when="nonzero")
    assert question(errors, fresh=90) == "max by (job, zone) (errors > bool 0.1)"


def test_a_service_is_named_by_its_labels() -> None:
    two = Query(name="q", expr="up", by=("team", "app"))
    assert service_name(two, {"team": "a", "app": "b", "job": "c"}) == "a/b"
    assert service_name(two, {"job": "c"}) is None
    assert service_name(Query(name="q", expr="up", service="shop"), {}) == "shop"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"queries": [{"name": "a", "expr": "up"}]}, "either by .* or service"),
        ({"queries": [{"name": "a", "expr": "up", "by": ["a-b"]}]}, "no name of a label"),
        ({"queries": [{"name": "a", "expr": "x", "service": "s"}] * 2}, "two queries have the same name"),
        ({"watched": "up == 1"}, "does not name series"),
        ({"username": "me"}, "belong together"),
        ({"points": 11_001}, "less than or equal to 11000"),
        ({"url": "http://prometheus.example.org"}, "not encrypted"),
    ],
)
def test_options_that_can_not_work_are_refused(changes: dict[str, object], reason: str) -> None:
    basic = {"url": "https://p.example.org", "queries": [{"name": "a", "expr": "up", "by": ["job"]}]}
    with pytest.raises(ValidationError, match=reason):
        Options.model_validate({**basic, **changes})
