"""The improvement register as samples: numbers by agreement, and nobody's name."""

from slawatch.exporters.register import tell_register
from slawatch.exporters.samples import Samples
from slawatch.model.register_figure import RegisterFigure


def test_the_register_is_told_by_agreement() -> None:
    samples = Samples()
    figures = (
        RegisterFigure(sla="gold", actions_open=3, actions_overdue=1, breaches_unanswered=2, outages_unanswered=0),
        RegisterFigure(sla="", actions_open=1, actions_overdue=0, breaches_unanswered=0, outages_unanswered=0),
    )
    tell_register(figures, samples)
    assert {family.name: list(told) for family, told in samples.blocks()} == {
        "slawatch_actions_overdue": [('sla="gold"', 1), ('sla=""', 0)],
        "slawatch_actions_open": [('sla="gold"', 3), ('sla=""', 1)],
        "slawatch_findings_unanswered": [('sla="gold",kind="breach"', 2), ('sla="gold",kind="outage"', 0)],
    }


def test_breaches_that_nobody_can_count_yet_are_told_by_no_sample() -> None:
    samples = Samples()
    figure = RegisterFigure(
        sla="gold", actions_open=0, actions_overdue=0, breaches_unanswered=None, outages_unanswered=0
    )
    tell_register([figure], samples)
    told = {family.name: list(told) for family, told in samples.blocks()}
    assert told["slawatch_findings_unanswered"] == [('sla="gold",kind="outage"', 0)]
