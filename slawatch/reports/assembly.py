"""A document put together from its sections."""

from typing import Final, NamedTuple

from slawatch.reports.cells import Phrase
from slawatch.reports.document import Document, Identity, Section, Status
from slawatch.reports.draft import Draft, Making
from slawatch.reports.material import Material
from slawatch.reports.notes import NOTHING, Notes
from slawatch.reports.sections import (
    actions,
    breaches,
    calendar,
    cover,
    evidence,
    exclusions,
    method,
    objectives,
    outages,
    problems,
    reliability,
    response,
    satisfaction,
    summary,
    suppliers,
    workload,
)
from slawatch.store.uncollected import uncollected


class Part(NamedTuple):
    """A section before it is filled."""

    id: str
    number: int
    title: str
    blocks: Making
    clauses: tuple[str, ...] = ()
    """Of ISO/IEC 20000-1:2018 to which it is evidence."""


PARTS: Final = (
    Part("cover", 1, "About this report", cover.blocks, ("9.4",)),
    Part("summary", 2, "Summary", summary.blocks, ("9.3",)),
    Part("objectives", 3, "Objectives", objectives.blocks, ("8.3.3", "8.7.1")),
    Part("calendar", 4, "Day by day", calendar.blocks, ("8.7.1",)),
    Part("outages", 5, "Outages", outages.blocks, ("8.6.1", "8.7.1")),
    Part("breaches", 6, "Breaches", breaches.blocks, ("8.3.3", "10.1")),
    Part("reliability", 7, "Reliability", reliability.blocks, ("8.7.1",)),
    Part("response", 8, "Response and resolution", response.blocks, ("8.6.1", "8.6.2")),
    Part("workload", 9, "Workload", workload.blocks, ("8.3.3", "8.6.1", "8.6.2")),
    Part("satisfaction", 10, "Satisfaction", satisfaction.blocks, ("8.3.2",)),
    Part("suppliers", 11, "Suppliers and teams", suppliers.blocks, ("8.3.4",)),
    Part("exclusions", 12, "Maintenance and exclusions", exclusions.blocks, ("8.7.1",)),
    Part("problems", 13, "Problems and changes", problems.blocks, ("8.5.1", "8.6.3")),
    Part("actions", 14, "Improvement actions", actions.blocks, ("10.1", "10.2")),
    Part("method", 15, "Method", method.blocks, ("9.1", "9.4")),
    Part("evidence", 16, "Evidence", evidence.blocks, ("9.1",)),
)


def document(
    material: Material, notes: Notes = NOTHING, *, status: Status = Status.PROVISIONAL, restatement: int = 0
) -> Document:
    """Return the report of what was collected; the same material and notes give an equal one."""
    draft = Draft(material=material, notes=notes, status=status, restatement=restatement)
    with uncollected():  # cells hold no cycles
        told = [_section(part, draft) for part in PARTS]
    return Document(identity=_identity(draft), sections=tuple(each for each in told if each.blocks))


def _section(part: Part, draft: Draft) -> Section:
    return Section(
        id=part.id,
        number=part.number,
        title=Phrase(part.title),
        blocks=tuple(part.blocks(draft)),
        clauses=part.clauses,
    )


def _identity(draft: Draft) -> Identity:
    material, notes = draft.material, draft.notes
    subject, period = material.asked.subject, material.asked.period
    return Identity(
        id="-".join(each for each in (str(subject.kind), subject.id, period.replace(":", "")) if each),
        subject=subject,
        names=material.covered.names,
        organisation=notes.organisation,
        audience=notes.audience,
        period=period,
        span=material.cuts.span,
        timezone=material.covered.timezone,
        status=draft.status,
        restatement=draft.restatement,
        as_of=material.as_of,
        known_at=material.known_at,
        definitions=material.definitions.sha256,
        simulated=material.definitions.simulated,
    )
