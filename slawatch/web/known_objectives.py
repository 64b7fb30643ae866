"""Whether an address names an objective that there is."""

from slawatch.model.agreement import Agreement
from slawatch.web.problem import Problem
from slawatch.web.question import Question


def known_objective(question: Question, service: str, sla: str, name: str) -> None:
    """Raise a Problem, with what lies near it, where there is no such objective."""
    agreements = [each for each in question.inquiry.definitions.agreements if each.id == sla]
    if any(service in each.judged and name in _objectives(each) for each in agreements):
        return
    known = [
        f"{judged}/{each.id}/{objective}"
        for each in question.inquiry.definitions.agreements
        for judged in each.judged
        for objective in _objectives(each)
        if name == objective or service == judged or sla == each.id
    ]
    parts: dict[str, object] = {"asked": f"{service}/{sla}/{name}", "known": ", ".join(dict.fromkeys(known[:20]))}
    text = 'Nothing is called "{asked}" (service, agreement, objective).'
    hint = " Near it: {known}." if known else ""
    raise Problem(404, "There is no such objective", text + hint, parts)


def _objectives(agreement: Agreement) -> list[str]:
    return [objective.id for objective in agreement.objectives]
