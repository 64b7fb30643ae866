"""Definitions read back from what was stored of them judge as they did."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path

import pytest

from slawatch.config.identity import identified
from slawatch.config.load import load
from slawatch.config.settings import SourceSchema
from slawatch.config.stored import definitions, other_almanac
from slawatch.errors import ConfigError
from slawatch.model.definitions import Definitions
from slawatch.model.feed import AllDay, Feed, FeedEvents, FeedKind, Timed
from slawatch.model.mapping import FieldMap

FILES = sorted(Path(__file__).parent.glob("valid-*.yml"))
Kinds = Mapping[str, SourceSchema]


@pytest.fixture
def everything(kinds: Kinds) -> Definitions:
    return load(Path(__file__).parent / "valid-everything.yml", kinds).definitions


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_example_comes_back_as_it_judges(path: Path, kinds: Kinds) -> None:
    judging = load(path, kinds).definitions
    back = definitions(judging.body, like=judging)
    assert (back.body, back.sha256) == (judging.body, judging.sha256)
    assert identified(back).body == judging.body
    assert (back.services.keys(), back.mappings.keys()) == (judging.services.keys(), judging.mappings.keys())
    assert [each.title for each in back.agreements] == [each.title for each in judging.agreements]
    assert [each.objectives for each in back.agreements] == [each.objectives for each in judging.agreements]
    assert back.mappings == judging.mappings
    # Who approved may have to be one of an agreement's approvers.
    assert [each.approved_by for each in judging.maintenance] == [each.approved_by for each in back.maintenance]


def test_names_are_those_of_today_where_there_are_any(everything: Definitions) -> None:
    first, *others = everything.agreements
    back = definitions(everything.body, like=replace(everything, agreements=tuple(others), services={}))
    assert {each.id: each.names for each in back.agreements} == {
        **{each.id: each.names for each in others},
        first.id: {"en": first.id} if all(each.id != first.id for each in others) else first.names,
    }
    assert {each.names["en"] for each in back.services.values()} == set(everything.services)


def test_patterns_keep_their_order(everything: Definitions) -> None:
    source, mapping = next(iter(everything.mappings.items()))
    status = FieldMap(field="status", values={"z*": "open", "exact": "new", "*z": "closed"}, default="open")
    judging = identified(replace(everything, mappings={**everything.mappings, source: replace(mapping, status=status)}))
    back = definitions(judging.body, like=everything).mappings[source].status
    assert [back.value(raw) for raw in ("exact", "zz", "az", "a")] == ["new", "open", "closed", "open"]


def test_what_feeds_told_comes_back(everything: Definitions) -> None:
    events = FeedEvents(
        all_day=(
            AllDay(date(2026, 5, 1), date(2026, 5, 2), "May Day", 7),
            AllDay(date(2026, 6, 1), date(2026, 6, 2), ""),
        ),
        timed=(Timed(0, 3600, "Fair"), Timed(7200, 9000, "", 5)),
    )
    name, hours = next(iter(everything.calendars.items()))
    feeds = (Feed(name="fairs", kind=FeedKind.OPEN, events=events), Feed(name="never read"))
    judging = identified(replace(everything, calendars={**everything.calendars, name: replace(hours, feeds=feeds)}))
    read, unread = definitions(judging.body, like=everything).calendars[name].feeds
    assert read.kind is FeedKind.OPEN
    assert [(each.first, each.after, each.created) for each in read.events.all_day] == [
        (date(2026, 5, 1), date(2026, 5, 2), 7),
        (date(2026, 6, 1), date(2026, 6, 2), None),
    ]
    assert [(each.start, each.end, each.created) for each in read.events.timed] == [(0, 3600, None), (7200, 9000, 5)]
    assert unread.events is None


def test_a_version_that_was_taken_out_stands_before_the_ones_that_follow_it(everything: Definitions) -> None:
    one = replace(everything.agreements[0], version=1, versions=2)
    two = replace(one, version=2)
    judging = identified(replace(everything, agreements=(one, two)))
    back = definitions(judging.body, like=replace(everything, agreements=(replace(two, version=2),)))
    assert [each.version for each in back.agreements] == [1, 2]


def changed(body: str, at: list[str], value: object) -> str:
    told = json.loads(body)
    place = told
    for name in at[:-1]:
        place = place[name]
    place[at[-1]] = value
    return json.dumps(told)


def test_what_an_older_version_did_not_tell_is_as_it_was_by_default(everything: Definitions) -> None:
    told = json.loads(everything.body)
    for each in told["agreements"].values():
        del each["decimals"]
    assert {each.decimals for each in definitions(json.dumps(told), like=everything).agreements} == {2}


def test_what_this_version_does_not_know_is_refused(everything: Definitions) -> None:
    title = everything.agreements[0].title
    body = changed(everything.body, ["agreements", title, "leniency"], 5)
    with pytest.raises(
        ConfigError, match=f"would judge otherwise than definitions .*: definitions.agreements.{title}.l"
    ):
        definitions(body, like=everything)


def test_what_can_not_be_read_is_refused(everything: Definitions) -> None:
    title = everything.agreements[0].title
    for body in (changed(everything.body, ["agreements", title, "kind"], "wish"), '{"services": {}}'):
        with pytest.raises(ConfigError, match="of another version of slawatch, can't be read"):
            definitions(body, like=everything)


def test_exact_shares_come_back_exact(everything: Definitions) -> None:
    agreement = replace(everything.agreements[0], degraded=Fraction(1, 3))
    judging = identified(replace(everything, agreements=(agreement,)))
    assert definitions(judging.body, like=everything).agreements[0].degraded == Fraction(1, 3)


@pytest.mark.parametrize(
    ("holidays", "expected"),
    [(None, False), ({"edition": version("holidays")}, False), ({"edition": "0.1"}, True)],
)
def test_another_edition_of_the_almanac_is_noticed(*, holidays: dict[str, str] | None, expected: bool) -> None:
    body = json.dumps({"calendars": {"never": {"holidays": None}, "office": {"holidays": holidays}}})
    assert other_almanac(body) is expected
