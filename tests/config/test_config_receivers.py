from collections.abc import Mapping
from pathlib import Path

import pytest

from slawatch.config.load import load
from slawatch.config.settings import Configuration, SourceSchema
from slawatch.model.alert import Audience, Severity

HERE = Path(__file__).parent
Kinds = Mapping[str, SourceSchema]
RECEIVERS = """
alerting:
  office: hours
  receivers:
    default: {webhook: http://127.0.0.1:9099/}
    theirs: {audience: desk_lead, agreements: gold, webhook: http://127.0.0.1:9099/}
"""
TEN_LINES = (HERE / "valid-ten-lines.yml").read_text(encoding="utf-8")
SILVER = """
calendars: {night: {hours: 24x7}}
agreements: {silver: {with: acme, services: mail, objectives: {fast: {indicator: resolution, within: 8h, target: 90%}}}}
"""


@pytest.fixture
def everything(kinds: Kinds) -> Configuration:
    return load(HERE / "valid-everything.yml", kinds)


def test_one_way_may_be_written_short_several_as_a_list(everything: Configuration) -> None:
    told = everything.alerting.receivers

    assert [hook.url for hook in told["default"].webhook] == ["http://127.0.0.1:9099/"]
    assert [hook.token is not None for hook in told["on_call"].webhook] == [False, True]
    assert [mail.to for mail in told["service_manager"].email] == [
        ("sla@example.org",),
        ("a@example.org", "b@example.org"),
    ]
    assert told["on_call"].pagerduty[0].routing_key.path == f"{HERE}/secrets/pagerduty"


def test_what_is_critical_does_not_wait_unless_told_otherwise(everything: Configuration) -> None:
    told = everything.alerting.receivers

    assert told["on_call"].at_any_time == (Severity.CRITICAL,)
    assert told["desk_lead"].at_any_time == (Severity.CRITICAL, Severity.WARNING)
    assert told["theirs"].at_any_time == ()


def test_a_receiver_with_a_name_of_its_own_says_whose_alerts_it_takes(everything: Configuration) -> None:
    lines = everything.alerting.receivers["lines"]

    assert (lines.audience, lines.agreements, lines.services) == (Audience.DESK_LEAD, ("lines",), ("mail",))
    assert everything.alerting.office == "office"


def test_receivers_change_no_figure(tmp_path: Path, kinds: Kinds) -> None:
    path = tmp_path / "slawatch.yml"
    path.write_text(TEN_LINES, encoding="utf-8")
    before = load(path, kinds).definitions.sha256
    path.write_text(TEN_LINES + RECEIVERS.replace("office: hours", "office: 24x7"), encoding="utf-8")

    assert load(path, kinds).definitions.sha256 == before


def test_receivers_of_an_agreement_that_a_proposal_does_away_with_do_not_matter(tmp_path: Path, kinds: Kinds) -> None:
    path, proposal = tmp_path / "slawatch.yml", tmp_path / "proposal.yml"
    path.write_text(TEN_LINES + "calendars: {hours: {hours: 24x7}}" + RECEIVERS, encoding="utf-8")
    proposal.write_text(SILVER, encoding="utf-8")

    assert [each.id for each in load(path, kinds, proposal=proposal).definitions.agreements] == ["silver"]
