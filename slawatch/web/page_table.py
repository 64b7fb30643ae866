"""Every page that is served and every form that is taken, in one table."""

from collections.abc import Callable
from typing import Final, NamedTuple

from slawatch.web import (
    action_forms,
    action_list,
    action_page,
    agreement_list,
    agreement_page,
    correction_forms,
    correction_page,
    deed_page,
    draft_page,
    exclusion_forms,
    exclusion_page,
    finding_list,
    method_page,
    objective_page,
    outage_page,
    readiness_page,
    report_files,
    report_forms,
    report_list,
    report_page,
    service_list,
    service_page,
    source_page,
    ticket_list,
    ticket_page,
    unmapped_page,
)
from slawatch.web.download import Download
from slawatch.web.errand import Form
from slawatch.web.question import Answer, Question


class Page(NamedTuple):
    """A page and its document."""

    path: str
    """As routes write it; under /api/v1 stands the document."""
    answering: Callable[[Question], Answer | Download]
    is_long: bool
    """Whether its answer may take seconds."""


PAGES: Final = (
    Page("/tickets", ticket_list.answer, is_long=False),
    Page("/tickets/{source}/{ticket:rest}", ticket_page.answer, is_long=False),
    Page("/objectives/{service_id}/{sla}/{objective}", objective_page.answer, is_long=True),
    Page("/outages", outage_page.answer, is_long=True),
    Page("/unmapped", unmapped_page.answer, is_long=True),
    Page("/actions", action_list.answer, is_long=True),
    Page("/actions/{action}", action_page.answer, is_long=True),
    Page("/findings", finding_list.answer, is_long=False),
    Page("/services", service_list.answer, is_long=False),
    Page("/services/{service_id}", service_page.answer, is_long=True),
    Page("/agreements", agreement_list.answer, is_long=False),
    Page("/agreements/{sla}", agreement_page.answer, is_long=True),
    Page("/sources", source_page.answer, is_long=False),
    Page("/sources/{source}/quarantine", source_page.quarantine, is_long=False),
    Page("/method", method_page.answer, is_long=False),
    Page("/exclusions", exclusion_page.answer, is_long=True),
    Page("/corrections", correction_page.answer, is_long=True),
    Page("/reports", report_list.answer, is_long=False),
    Page("/reports/{report}", report_page.answer, is_long=False),
    Page("/reports/{report}/{restatement}/file/{file:rest}", report_files.file, is_long=False),
    Page("/drafts/{draft:rest}", draft_page.answer, is_long=False),
    Page("/previews/{draft:rest}", report_files.preview, is_long=True),
    Page("/readiness", readiness_page.answer, is_long=True),
    Page("/deeds", deed_page.answer, is_long=False),
)

FORMS: Final[tuple[Form, ...]] = (
    *exclusion_forms.FORMS,
    *correction_forms.FORMS,
    *action_forms.FORMS,
    *report_forms.FORMS,
)
"""What can be sent, to the same addresses with /api/v1 before them as JSON."""
