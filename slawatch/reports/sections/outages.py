"""The outages that cost most: when, how long, for how many users, why, and what was done about each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from slawatch.model.desk import Relation
from slawatch.reports import naming, paths
from slawatch.reports.answers import answer, cause_told
from slawatch.reports.cells import Cell, Clock, Foreign, Instant, Linked, Number, Phrase, Seconds, Unknown
from slawatch.reports.columns import column
from slawatch.reports.document import Block, Table
from slawatch.reports.draft import Draft
from slawatch.reports.joined import joined
from slawatch.reports.material import Material
from slawatch.reports.merged_outages import MergedOutage
from slawatch.reports.notes import Place
from slawatch.reports.outage_facts import OutageFact, OutageFacts, TicketName
from slawatch.reports.promise_cells import seconds
from slawatch.reports.untold import untold_services
from slawatch.reports.written_texts import written


@dataclass(frozen=True, eq=False)
class _Row:
    draft: Draft
    facts: OutageFacts
    outage: MergedOutage

    @cached_property
    def behind(self) -> Sequence[OutageFact]:
        return self.facts.behind(self.outage.one)

    @property
    def name(self) -> Cell:
        return Linked(
            naming.service(self.draft.material.definitions, self.outage.one.service_id), _path(self.draft, self.outage)
        )

    @property
    def main(self) -> tuple[Cell, ...]:
        outage, one = self.outage, self.outage.one
        return (
            self.name,
            Phrase("down" if one.is_down else "degraded"),
            Instant(one.started_at),
            Unknown(Phrase("lasts")) if one.ended_at is None else Instant(one.ended_at),
            _lost(outage),
            _user_minutes(outage),
            _cause(self.draft, outage, self.behind),
            _answer(self.draft, outage),
        )

    @property
    def detail(self) -> tuple[Cell, ...]:
        outage, facts = self.outage, self.facts
        tickets = facts.tickets(self.behind)
        suppliers = [naming.party(self.draft.material.definitions, each) for each in outage.suppliers]
        return (
            self.name,
            Instant(outage.one.started_at),
            Seconds(outage.one.outage_seconds, Clock.ELAPSED),
            Seconds(outage.service_seconds),
            _categories(facts, tickets),
            _tickets(tickets),
            _tickets(facts.named(tickets, Relation.CAUSED_BY, Relation.CHANGE)),
            _tickets(facts.named(tickets, Relation.PROBLEM)),
            joined(suppliers, otherwise=Unknown(Phrase("none"))),
        )


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    yield from written(draft, Place.OUTAGES, "outages-text", "Remarks")
    if draft.material.covered.agreements:
        yield from untold_services(draft.material, "outages-untold")
        facts = OutageFacts(material=draft.material)
        rows = [_Row(draft, facts, each) for each in draft.outages]
        yield _table(rows, _empty(draft.material))
        if rows:
            yield _detail(rows)


def _empty(material: Material) -> Phrase:
    is_seen = not material.untold.issuperset(material.covered.services)
    return Phrase("There was no outage.") if is_seen else Phrase("No source tells outages.")


def _table(rows: Sequence[_Row], empty: Phrase) -> Table:
    return Table(
        id="outages",
        title=Phrase("Outages, those that cost most first"),
        columns=(
            column("service", "Service"),
            column("severity", "Severity"),
            column("from", "From"),
            column("to", "To"),
            column("lost", "Time lost", "of agreed time in the period, under the agreement that lost most"),
            column("user_minutes", "User minutes", "lost time in minutes, as often as there were users who lost it"),
            column("cause", "Cause"),
            column("action", "Action"),
        ),
        rows=tuple(each.main for each in rows),
        empty=empty,
        note=Phrase(
            "An outage lasts from the first second that any agreement counts to the last; what it cost is told of the "
            "agreement that lost most by it."
        ),
        is_evidence=True,
    )


def _detail(rows: Sequence[_Row]) -> Table:
    return Table(
        id="outages-detail",
        title=Phrase("Outages: length, tickets and suppliers"),
        columns=(
            column("service", "Service"),
            column("from", "From"),
            column("length", "Length", "from the start to the end, also outside the period and outside service hours"),
            column("service_time", "In service hours", "of the period, exclusions ignored: what users felt"),
            column("category", "Category", "of the tickets behind it"),
            column("tickets", "Tickets"),
            column("change", "Change", "that caused it, or is to mend it"),
            column("problem", "Problem"),
            column("supplier", "Supplier", "who has a contract on the service"),
        ),
        rows=tuple(each.detail for each in rows),
        empty=Phrase("There was no outage."),
        is_evidence=True,
    )


def _path(draft: Draft, outage: MergedOutage) -> str:
    return paths.outages(draft.material.asked.period, service_id=outage.one.service_id)


def _lost(outage: MergedOutage) -> Cell:
    return seconds(outage.one.lost_seconds)


def _user_minutes(outage: MergedOutage) -> Cell:
    if outage.user_minutes is None:
        return Unknown(Phrase("nobody says how many users"))
    return Number(outage.user_minutes, 0)


def _cause(draft: Draft, outage: MergedOutage, behind: Sequence[OutageFact]) -> Cell:
    stated = [each.reason for each in behind if each.reason]
    return cause_told(outage.ref, draft.notes, draft.material, stated=stated)


def _categories(facts: OutageFacts, tickets: Sequence[TicketName]) -> Cell:
    told = dict.fromkeys(cause.category for _, cause in facts.causes(tickets) if cause.category)
    return joined([Foreign(each) for each in told], otherwise=Unknown(Phrase("not told")))


def _tickets(tickets: Sequence[TicketName]) -> Cell:
    cells = [Linked(Foreign(name), paths.ticket(source, name)) for source, name in tickets]
    return joined(cells, otherwise=Unknown(Phrase("none named")))


def _answer(draft: Draft, outage: MergedOutage) -> Cell:
    needed = bool(outage.one.lost_seconds)
    otherwise = Unknown(Phrase("none yet")) if needed else Phrase("none needed")
    return answer(outage.ref, draft.notes, draft.material, otherwise=otherwise)
