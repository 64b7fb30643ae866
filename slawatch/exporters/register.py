"""The improvement register as samples."""

from collections.abc import Iterable

from slawatch.exporters.escaping import label_text
from slawatch.exporters.samples import Samples
from slawatch.model.register_figure import RegisterFigure


def tell_register(register: Iterable[RegisterFigure], samples: Samples) -> None:
    """Tell how many actions and unanswered findings each agreement has."""
    for figure in register:
        sla = label_text(("sla",), (figure.sla,))
        samples.add("slawatch_actions_overdue", sla, figure.actions_overdue)
        samples.add("slawatch_actions_open", sla, figure.actions_open)
        if figure.sla and figure.breaches_unanswered is not None:
            samples.add("slawatch_findings_unanswered", f'{sla},kind="breach"', figure.breaches_unanswered)
        if figure.sla:
            samples.add("slawatch_findings_unanswered", f'{sla},kind="outage"', figure.outages_unanswered)
