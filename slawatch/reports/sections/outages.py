"""The outages that cost most: when, how long, for how many users, why, and what was done about each."""

from collections.abc import Iterator, Sequence

from slawatch.model.desk import Relation
from slawatch.model.outage import Severity
from slawatch.reports import naming, paths
from slawatch.reports.answers import answer, causes_told
from slawatch.reports.cells import Cell, Clock, Foreign, Instant, Linked, Number, Phrase, Seconds, Unknown
from slawatch.reports.columns import column
from slawatch.reports.document import Block, Table
from slawatch.reports.draft import Draft
from slawatch.reports.joined import joined
from slawatch.reports.merged_outages import MergedOutage, merged_outages
from slawatch.reports.notes import Place
from slawatch.reports.outage_facts import OutageFacts, TicketName
from slawatch.reports.written_texts import written


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    yield from written(draft, Place.OUTAGES, "outages-text", "Remarks")
    if draft.material.covered.agreements:
        yield _table(draft)


def _table(draft: Draft) -> Table:
    facts = OutageFacts(material=draft.material)
    return Table(
        id="outages",
        title=Phrase("Outages, those that cost most first"),
        columns=(
            column("service", "Service"),
            column("severity", "Severity"),
            column("from", "From"),
            column("to", "To"),
            column("length", "Length", "from the start to the end, also outside the period and outside service hours"),
            column("service_time", "In service hours", "of the period, exclusions ignored: what users felt"),
            column("lost", "Time lost", "of agreed time in the period, under the agreement that lost most"),
            column("user_minutes", "User minutes", "lost time in minutes, as often as there were users who lost it"),
            column("cause", "Cause"),
            column("category", "Category", "of the tickets behind it"),
            column("tickets", "Tickets"),
            column("change", "Change", "that caused it, or is to mend it"),
            column("problem", "Problem"),
            column("supplier", "Supplier", "who has a contract on the service"),
            column("action", "Action"),
        ),
        rows=tuple(_row(draft, facts, each) for each in merged_outages(draft.material)),
        empty=Phrase("There was no outage."),
        note=Phrase("Times in a row are those of the agreement that lost most; others may count less of an outage."),
        is_evidence=True,
    )


def _row(draft: Draft, facts: OutageFacts, outage: MergedOutage) -> tuple[Cell, ...]:
    told, behind = outage.costliest, facts.behind(outage.costliest)
    tickets = facts.tickets(behind)
    definitions = draft.material.definitions
    suppliers = [naming.party(definitions, each) for each in outage.suppliers]
    return (
        Linked(naming.service(definitions, outage.service_id), _path(draft, outage)),
        Phrase("down" if outage.severity is Severity.DOWN else "degraded"),
        Instant(outage.started_at),
        Unknown(Phrase("lasts")) if outage.ended_at is None else Instant(outage.ended_at),
        Seconds(told.outage_seconds, Clock.ELAPSED),
        Seconds(told.service_seconds),
        _lost(outage),
        _user_minutes(outage),
        _cause(draft, outage, [each.reason for each in behind if each.reason]),
        _categories(facts, tickets),
        _tickets(tickets),
        _tickets(facts.named(tickets, Relation.CAUSED_BY, Relation.CHANGE)),
        _tickets(facts.named(tickets, Relation.PROBLEM)),
        joined(suppliers, otherwise=Phrase("none")),
        _answer(draft, outage),
    )


def _path(draft: Draft, outage: MergedOutage) -> str:
    return paths.outages(draft.material.asked.period, service_id=outage.service_id)


def _lost(outage: MergedOutage) -> Cell:
    lost = outage.costliest.lost_seconds
    return Seconds(int(lost) if lost == int(lost) else lost)


def _user_minutes(outage: MergedOutage) -> Cell:
    if outage.user_minutes is None:
        return Unknown(Phrase("nobody says how many users"))
    return Number(outage.user_minutes, 0)


def _cause(draft: Draft, outage: MergedOutage, stated: Sequence[str]) -> Cell:
    found = causes_told(outage.ref, draft.notes) or list(dict.fromkeys(stated))
    return joined([Foreign(each) for each in found], otherwise=Unknown(Phrase("nobody has said why")))


def _categories(facts: OutageFacts, tickets: Sequence[TicketName]) -> Cell:
    told = dict.fromkeys(cause.category for _, cause in facts.causes(tickets) if cause.category)
    return joined([Foreign(each) for each in told], otherwise=Unknown(Phrase("not told")))


def _tickets(tickets: Sequence[TicketName]) -> Cell:
    cells = [Linked(Foreign(name), paths.ticket(source, name)) for source, name in tickets]
    return joined(cells, otherwise=Phrase("none named"))


def _answer(draft: Draft, outage: MergedOutage) -> Cell:
    needed = bool(outage.costliest.lost_seconds)
    otherwise = Unknown(Phrase("none yet")) if needed else Phrase("none needed")
    return answer(outage.ref, draft.notes, draft.material.as_of, otherwise=otherwise)
