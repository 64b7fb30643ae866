"""Objectives and hours in words: what an id says to its author only."""

# ruff: noqa: RUF001  the full-width signs are Chinese punctuation

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from slawatch.model.agreement import Indicator, Objective
from slawatch.model.hours import Holidays, Window, WorkingHours
from slawatch.model.service import Party, PartyKind
from slawatch.reports import naming
from slawatch.reports.cells import Foreign, Named
from slawatch.speech.hours import hours_in_brief
from slawatch.speech.objective_words import objective_in_words, promises_in_words
from slawatch.speech.speech import Speech
from slawatch.testing.plans import ALWAYS, agreement, definitions
from slawatch.testing.snapshots import objective_figure

OFFICE: tuple[Window, ...] = ((9 * 3600, 12 * 3600), (13 * 3600, 18 * 3600))
PARTIES = {"nordwind": Party(id="nordwind", kind=PartyKind.CUSTOMER, names={"en": "Nordwind", "zh": "北风"})}


def promised(when: Mapping[str, set[str]]) -> Objective:
    selected = {name: frozenset(values) for name, values in when.items()}
    return Objective(id="p1", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=4 * 3600, when=selected)


def week(*days: tuple[Window, ...], name: str = "own", zone: str = "Asia/Shanghai") -> WorkingHours:
    return WorkingHours(id=name, timezone=zone, weekly=days)


@pytest.mark.parametrize(
    ("when", "english", "chinese"),
    [
        ({}, "Resolved within 4 h", "4 小时内解决"),
        ({"party": {"acme"}}, "Resolved within 4 h", "4 小时内解决"),
        ({"party": {"acme"}, "priority": {"P1"}, "kind": {"incident"}}, "Resolved within 4 h (incident, P1)",
         "4 小时内解决（事件，P1）"),
        ({"kind": {"change", "incident"}}, "Resolved within 4 h (incident/change)", "4 小时内解决（事件/变更）"),
        ({"party": {"nordwind"}, "service": {"mail"}}, "Resolved within 4 h (mail, Nordwind)",
         "4 小时内解决（mail，北风）"),
        ({"category": {"VPN"}, "priority": {"P2", "P1"}}, "Resolved within 4 h (P1/P2, category: VPN)",
         "4 小时内解决（P1/P2，类别：VPN）"),
    ],
)  # fmt: skip
def test_an_objective_says_of_which_tickets_it_is(when: Mapping[str, set[str]], english: str, chinese: str) -> None:
    objective = promised(when)
    paper = agreement(objective)
    ground = replace(definitions(paper), parties=PARTIES)
    told = [objective_in_words(objective, paper, ground, Speech(each)) for each in ("en", "zh")]
    assert told == [english, chinese]


def test_a_figure_is_told_by_the_promise_that_judged_it_and_by_itself_where_no_agreement_has_it() -> None:
    """A version that is agreed on may begin later; a period that is past was judged by an earlier one."""
    old, new = (agreement(promised({"priority": {word}})) for word in ("P1", "P2"))
    told = promises_in_words(definitions(old, replace(new, version=2)), Speech("en"))
    figure = objective_figure(sla="gold", objective="p1", indicator=Indicator.RESOLUTION, target_seconds=3600)
    assert told(replace(figure, version=1)) == "Resolved within 4 h (P1)"
    assert told(replace(figure, version=2)) == "Resolved within 4 h (P2)"
    assert told(replace(figure, objective="gone")) == "Resolved within 1 h"


def test_reports_tell_an_objective_by_the_version_that_judged_and_by_its_id_where_no_agreement_has_it() -> None:
    old, new = agreement(promised({})), agreement(promised({"priority": {"P1"}}))
    ground = definitions(old, replace(new, version=2))
    figure = replace(objective_figure(sla="gold", objective="p1", indicator=Indicator.RESOLUTION), version=1)
    assert naming.objective_judged(ground, figure) == Named("p1", {"en": "Resolved within 4 h", "zh": "4 小时内解决"})
    assert naming.objective_judged(ground, replace(figure, objective="gone")) == Foreign("gone")
    assert naming.objective_judged(ground, replace(figure, sla="silver")) == Foreign("p1")


@pytest.mark.parametrize(
    ("hours", "english", "chinese"),
    [
        (ALWAYS, "24x7", "7×24"),
        (week(*[OFFICE] * 5, (), ()), "8x5", "5×8"),
        (week(*[((30600, 61200),)] * 6, ()), "8.5x6", "6×8.5"),
        (week(*[((79200, 108000),)] * 5, (), ()), "8x5", "5×8"),  # nights, past midnight
        (
            week(*[OFFICE] * 5, ((9 * 3600, 12 * 3600),), ()),
            "Mon–Fri 09:00–12:00, 13:00–18:00; Sat 09:00–12:00, Asia/Shanghai",
            "周一–周五 09:00–12:00, 13:00–18:00；周六 09:00–12:00，Asia/Shanghai",
        ),
        (
            replace(ALWAYS, holidays=Holidays(country="CN")),  # not around the clock all year
            "Mon–Sun 00:00–24:00, UTC, closed on holidays of CN",
            "周一–周日 00:00–24:00，UTC，CN 法定节假日休息",
        ),
    ],
)
def test_hours_in_brief_are_hours_a_day_and_days_a_week(hours: WorkingHours, english: str, chinese: str) -> None:
    assert [hours_in_brief(hours, Speech(each)) for each in ("en", "zh")] == [english, chinese]


def test_calendars_that_are_as_long_are_told_apart_by_their_ids() -> None:
    office = [week(*[OFFICE] * 5, (), (), name=name, zone=name) for name in ("Asia/Shanghai", "Europe/Berlin")]
    told = naming.calendars(definitions(agreement(promised({})), hours=[*office, ALWAYS, replace(ALWAYS, id="24x7")]))
    assert told == {
        "Asia/Shanghai": {"en": "8x5 (Asia/Shanghai)", "zh": "5×8（Asia/Shanghai）"},
        "Europe/Berlin": {"en": "8x5 (Europe/Berlin)", "zh": "5×8（Europe/Berlin）"},
        "always": {"en": "24x7", "zh": "7×24"},
        "24x7": {"en": "24x7", "zh": "7×24"},
    }
    both = naming.hours(told, ["always", "Europe/Berlin", "24x7"])
    assert (both.id, both.names["zh"]) == ("always, Europe/Berlin, 24x7", "7×24，5×8（Europe/Berlin）")
