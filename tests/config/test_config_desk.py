"""What the file says of the service desk's figures."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from slawatch.config.load import load
from slawatch.config.settings import Configuration, SourceSchema
from slawatch.model.agreement import PeriodKind
from slawatch.model.desk import Desk, Relation
from slawatch.model.mapping import AskedRule, SourceMapping

HERE = Path(__file__).parent
Kinds = Mapping[str, SourceSchema]


@pytest.fixture
def everything(kinds: Kinds) -> Configuration:
    return load(HERE / "valid-everything.yml", kinds)


@pytest.fixture
def mapping(everything: Configuration) -> SourceMapping:
    return everything.definitions.mappings["desk"]


def test_the_desk_has_a_period_of_its_own(everything: Configuration, kinds: Kinds) -> None:
    assert everything.definitions.desk == Desk(
        period=PeriodKind.QUARTER,
        timezone="Asia/Shanghai",
        reopen_window=72 * 3600,
        by_person=True,
        names={"agent-3f9c2a71b0d4": "Li"},
    )
    usual = load(HERE / "valid-ten-lines.yml", kinds).definitions.desk
    assert usual == Desk(period=PeriodKind.MONTH, timezone="UTC", reopen_window=168 * 3600)


def test_another_period_of_the_desk_is_another_definition(tmp_path: Path, kinds: Kinds) -> None:
    text = (HERE / "valid-ten-lines.yml").read_text(encoding="utf-8")
    path = tmp_path / "slawatch.yml"
    hashes = set()
    for more in ("", "desk: {period: month}\n", "desk: {period: week}\n"):
        path.write_text(text + more, encoding="utf-8")
        hashes.add(load(path, kinds).definitions.sha256)
    assert len(hashes) == 2


def test_persons_are_off_unless_switched_on_and_names_are_no_part_of_what_is_stored(
    tmp_path: Path, kinds: Kinds
) -> None:
    text = (HERE / "valid-ten-lines.yml").read_text(encoding="utf-8")
    path = tmp_path / "slawatch.yml"
    told = []
    for more in ("", "desk: {by_person: true}\n", "desk: {by_person: true, names: {agent-3f9c2a71b0d4: Li Na}}\n"):
        path.write_text(text + more, encoding="utf-8")
        told.append(load(path, kinds).definitions)
    off, on, named = told
    assert (off.desk.by_person, on.desk.by_person) == (False, True)
    assert off.sha256 != on.sha256
    assert (on.sha256, on.body) == (named.sha256, named.body)


def test_queue_and_outcome_are_mapped_only_where_the_file_names_them(mapping: SourceMapping, kinds: Kinds) -> None:
    assert mapping.attribute("outcome").value("Backed out") == "failed"
    assert mapping.attribute("queue").field == "queue"
    bare = load(HERE / "valid-ten-lines.yml", kinds).definitions.mappings["desk"]
    assert {"queue", "outcome"}.isdisjoint(bare.attributes)
    assert (bare.links, bare.survey) == ({}, None)


def test_types_of_changes_are_mapped_only_where_the_file_names_them(mapping: SourceMapping, kinds: Kinds) -> None:
    raws = ("Urgent", "Pre-approved patch", "Major", None)
    told = [mapping.attribute("change_type").value(raw) for raw in raws]
    assert told == ["emergency", "standard", "normal", "normal"]
    assert not any(map(mapping.lacks_change_type, raws))
    assert "change_type" not in load(HERE / "valid-ten-lines.yml", kinds).definitions.mappings["desk"].attributes


def test_links_name_the_fields_that_hold_the_other_ticket(mapping: SourceMapping) -> None:
    assert mapping.links == {Relation.PROBLEM: "Problem id", Relation.CAUSED_BY: "Change id"}


@pytest.mark.parametrize(
    ("answer", "meaning"), [("5", "good"), ("4", "good"), ("great", "good"), ("3", "poor"), ("6", None), ("n/a", None)]
)
def test_a_good_answer_is_good_also_where_the_scale_lists_it(
    mapping: SourceMapping, answer: str, meaning: str | None
) -> None:
    assert mapping.survey is not None
    assert mapping.survey.answers.value(answer) == meaning


def test_a_survey_has_a_name_a_field_and_those_who_were_asked(mapping: SourceMapping) -> None:
    assert mapping.survey is not None
    assert (mapping.survey.name, mapping.survey.answers.field) == ("After closing", "CSAT")
    assert mapping.survey.asked == AskedRule(field="survey", equals=frozenset({"sent"}))


def test_without_a_scale_every_other_answer_is_poor(tmp_path: Path, kinds: Kinds) -> None:
    text = (HERE / "valid-ten-lines.yml").read_text(encoding="utf-8")
    path = tmp_path / "slawatch.yml"
    assert text.count("kind: desk") == 1
    path.write_text(text.replace("kind: desk", "kind: desk, map: {satisfaction: {good: yes please}}"), encoding="utf-8")
    survey = load(path, kinds).definitions.mappings["desk"].survey
    assert survey is not None
    assert [survey.answers.value(raw) for raw in ("yes please", "no")] == ["good", "poor"]
    assert (survey.name, survey.answers.field, survey.asked) == ("ratings", "", None)
