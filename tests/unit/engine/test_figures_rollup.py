"""Services made of others, against a look at every second and every choice of parts."""

from datetime import UTC, datetime
from fractions import Fraction

import numpy as np
import pytest
from figure_cases import MAIL, SHOP
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.availability_oracle import Oracle, Stretch, whole_or_unknown

from slawatch.engine.availability import Degradation, Layers, ServiceRecord
from slawatch.engine.rollup import Records, composed, rolled_up
from slawatch.engine.spans import Spans, covered, from_instant
from slawatch.model.agreement import ExclusionMode
from slawatch.model.service import Capacity, Composition, Quorum, Service, ServiceId

DAWN = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())
LONG = 60
NAMES = tuple(ServiceId(name) for name in "abcd")
HALF = Fraction(1, 2)

stretches = st.tuples(st.integers(0, LONG), st.integers(0, LONG)).map(sorted).map(tuple)
lists = st.lists(stretches, max_size=3)
stories = st.fixed_dictionaries({"down": lists, "degraded": lists, "unknown": lists})


def spans(pairs: list[Stretch]) -> Spans:
    return covered(np.array(pairs, np.int64).reshape(-1, 2) + DAWN, times=1)


def record(story: dict[str, list[Stretch]], **more: Spans) -> ServiceRecord:
    degraded = (Degradation(stretches=spans(story.get("degraded", []))),)
    told = {kind: spans(story.get(kind, [])) for kind in ("down", "unknown")}
    return ServiceRecord(degraded=degraded, **{**told, **more})


def service(name: ServiceId, state: Composition | None = None) -> Service:
    return Service(id=name, names={"en": name}, hours="always", state=state)


def told(layers: Layers, second: int) -> tuple[str, Fraction]:
    kinds = {"unknown": layers.unknown, "down": layers.down}
    kinds |= {f"degraded {n}": part.stretches for n, part in enumerate(layers.degraded)}
    (found,) = [kind for kind, where in kinds.items() if ((where[:, 0] <= second) & (second < where[:, 1])).any()] or [
        "up"
    ]
    kind, _, number = found.partition(" ")
    return kind, layers.degraded[int(number)].weight if number else Fraction(kind == "down")


def second_of(story: dict[str, list[Stretch]], second: int, weight: Fraction) -> tuple[str, Fraction]:
    degraded = [(stretch, weight) for stretch in story["degraded"]]
    oracle = Oracle(lambda _: True, "agreed", down=story["down"], unknown=story["unknown"], degraded=degraded)
    return oracle.state(second), oracle.loss(second)


@settings(max_examples=120)
@given(
    st.lists(stories, min_size=1, max_size=4), st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1)]), st.data()
)
def test_a_whole_stands_in_every_second_as_its_parts_make_it_stand(
    parts: list[dict[str, list[Stretch]]], weight: Fraction, data: st.DataObject
) -> None:
    names = NAMES[: len(parts)]
    needed = data.draw(st.integers(1, len(parts)))
    raw = data.draw(st.lists(st.integers(1, 5), min_size=len(parts), max_size=len(parts)))
    shares = [Fraction(each, sum(raw)) for each in raw]
    rule = data.draw(st.sampled_from(["k_of_n", "capacity"]))
    state = (
        Capacity(shares=dict(zip(names, shares, strict=True)))
        if rule == "capacity"
        else Quorum(needed=needed, parts=names)
    )
    services = {name: service(name) for name in names} | {SHOP: service(SHOP, state)}
    own = {name: record(part) for name, part in zip(names, parts, strict=True)} | {SHOP: ServiceRecord()}
    layers = Records(services, own).of(SHOP, degraded=weight).layers(ExclusionMode.AGREED)
    for second in range(-1, LONG + 1):
        each = [second_of(part, second, weight) for part in parts]
        expected = whole_or_unknown(rule, each, needed=needed, shares=shares) or ("unknown", Fraction(0))
        assert told(layers, DAWN + second) == expected


def test_a_service_s_own_outages_and_those_of_its_parts_are_one_union() -> None:
    services = {MAIL: service(MAIL), SHOP: service(SHOP, Quorum(needed=1, parts=(MAIL,)))}
    own = {MAIL: record({"down": [(10, 20)]}), SHOP: record({"down": [(15, 30), (40, 50)]})}
    assert (Records(services, own).of(SHOP).down - DAWN).tolist() == [[10, 30], [40, 50]]


def test_wholes_of_wholes_are_followed_down_to_the_last_part() -> None:
    a, b, c, d = NAMES
    services = {
        a: service(a),
        b: service(b),
        c: service(c, Quorum(needed=1, parts=(a, b))),
        d: service(d, Capacity(shares={a: HALF, c: HALF})),
    }
    own = {a: record({"down": [(0, 30)]}), b: record({"down": [(20, 40)]}), c: ServiceRecord(), d: ServiceRecord()}
    made = Records(services, own)
    assert (made.of(c).down - DAWN).tolist() == [[20, 30]]
    assert (made.of(d).down - DAWN).tolist() == [[20, 30]]
    assert [(part.weight, (part.stretches - DAWN).tolist()) for part in made.of(d).degraded] == [(HALF, [[0, 20]])]


def test_a_part_that_is_silent_for_ever_matters_only_where_it_decides() -> None:
    silent = record({}, unknown=from_instant(DAWN))
    parts = [record({"down": [(0, 10)]}), silent]
    assert (rolled_up(parts, composed(Quorum(needed=2, parts=NAMES[:2]))).down - DAWN).tolist() == [[0, 10]]
    either = rolled_up(parts, composed(Quorum(needed=1, parts=NAMES[:2])))
    assert (either.unknown - DAWN).tolist() == [[0, 10]]
    assert not len(either.down)


def test_a_whole_of_which_nothing_was_ever_told_is_unknown_even_while_an_outage_of_a_part_lasts() -> None:
    ever = from_instant(int(np.iinfo(np.int64).min))
    for down in ([], [(0, ever[0, 1] - DAWN)]):
        parts = [record({"down": down}, unknown=ever), record({}, unknown=ever)]
        made = rolled_up(parts, composed(Quorum(needed=2, parts=NAMES[:2])))
        assert made.unknown.tolist() == ever.tolist()
        assert not len(made.down)


@pytest.mark.parametrize("weight", [Fraction(0), HALF])
def test_degraded_time_counts_by_the_weight_of_the_agreement_that_asks(weight: Fraction) -> None:
    made = Records({MAIL: service(MAIL)}, {MAIL: record({"degraded": [(0, 10)]})})
    assert [part.weight for part in made.of(MAIL, degraded=weight).degraded] == [weight]
