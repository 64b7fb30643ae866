"""Breaches: what was missed, why, who answers for it, what is done about it, and what it costs."""

from collections.abc import Iterator

from slawatch.engine.findings import Breach, breaches
from slawatch.model.agreement import Agreement, AgreementKind, Indicator
from slawatch.model.interval import Interval
from slawatch.model.result import Direction, ObjectiveFigure
from slawatch.reports import naming, paths, promise_cells
from slawatch.reports.answers import answer, causes_told
from slawatch.reports.cells import Cell, Count, Foreign, Instant, Linked, Phrase, Ratio, Seconds, Unknown
from slawatch.reports.columns import column
from slawatch.reports.cuts import named
from slawatch.reports.document import Block, Table
from slawatch.reports.draft import Draft
from slawatch.reports.joined import joined
from slawatch.reports.material import Material
from slawatch.reports.money import amount


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    if draft.material.covered.agreements:
        yield _breaches(draft)
    owed = [each for each in draft.material.credits if each.credit.direction is Direction.OWED]
    if owed:
        yield _credits(draft.material)


def _breaches(draft: Draft) -> Table:
    found = breaches(draft.material.own_periods, draft.material.plan)
    return Table(
        id="breaches",
        title=Phrase("Breached objectives"),
        columns=(
            column("service", "Service"),
            column("agreement", "Agreement"),
            column("objective", "Objective"),
            column("promise", "Promise"),
            column("period", "Period"),
            column("target", "Target"),
            column("attained", "Attained"),
            column("at", "Breached at", "when it could no longer be kept"),
            column("missed", "What was missed"),
            column("cause", "Cause"),
            column("responsible", "Responsible"),
            column("action", "Action"),
            column("credit", "Credit"),
        ),
        rows=tuple(_row(draft, each) for each in found),
        empty=Phrase("No objective was breached."),
        note=Phrase("Of each agreement the periods that it judges by itself, those that ended in the report's."),
    )


def _row(draft: Draft, breach: Breach) -> tuple[Cell, ...]:
    material, figure = draft.material, breach.figure
    definitions, objective = material.definitions, material.objective(figure)
    agreement = material.agreement(figure.sla)
    period = named(agreement, Interval(figure.starts_at, figure.ends_at))
    path = paths.objective(figure.service_id, figure.sla, figure.objective, period)
    at = Unknown(Phrase("only its period's end told")) if figure.breached_at is None else Instant(figure.breached_at)
    return (
        naming.service(definitions, figure.service_id),
        naming.agreement(definitions, figure.sla),
        Linked(Foreign(figure.objective), path),
        promise_cells.promise(objective),
        Foreign(period),
        promise_cells.target(objective, figure.decimals),
        Linked(promise_cells.result(figure), path),
        at,
        _missed(figure),
        _cause(draft, breach),
        _responsible(material, agreement, figure),
        answer(breach.ref, draft.notes, material.as_of, otherwise=Unknown(Phrase("none yet"))),
        _credit(material, figure),
    )


def _missed(figure: ObjectiveFigure) -> Cell:
    missed = figure.events - figure.good
    if figure.indicator is Indicator.AVAILABILITY and figure.budget is not None:
        parts: dict[str, Cell] = {"lost": Seconds(missed), "allowed": Seconds(int(figure.budget.allowed))}
        return Phrase("{lost} lost, {allowed} allowed", parts)
    if figure.target_ratio is not None:
        return Phrase("{missed} of {n} missed", {"missed": Count(missed), "n": Count(figure.events)})
    return Phrase("the limit was exceeded")


def _cause(draft: Draft, breach: Breach) -> Cell:
    told: list[Cell] = [Foreign(each) for each in causes_told(breach.ref, draft.notes)]
    return joined(told, otherwise=Unknown(Phrase("nobody has said why")))


def _responsible(material: Material, agreement: Agreement, figure: ObjectiveFigure) -> Cell:
    """Return who answers for it: who promised it, and within the organisation the owner of the service."""
    if agreement.kind is not AgreementKind.SLA:
        return naming.party(material.definitions, agreement.party)
    services = figure.services or (figure.service_id,)
    owners = dict.fromkeys(material.definitions.services[each].owner for each in services)
    told = [naming.party(material.definitions, owner) for owner in owners if owner]
    return joined(told, otherwise=Unknown(Phrase("the service has no owner")))


def _credit(material: Material, figure: ObjectiveFigure) -> Cell:
    if figure.indicator is not Indicator.AVAILABILITY or material.agreement(figure.sla).credits is None:
        return Phrase("none agreed")
    key = figure.service_id, figure.sla, figure.starts_at
    found = [
        each.credit
        for each in material.credits
        if (each.credit.service_id, each.credit.sla, each.credit.starts_at) == key
    ]
    return amount(found[0]) if found else Phrase("none agreed")


def _credits(material: Material) -> Table:
    return Table(
        id="credits-owed",
        title=Phrase("Credits owed to customers"),
        columns=(
            column("customer", "Customer"),
            column("agreement", "Agreement"),
            column("service", "Service"),
            column("period", "Period"),
            column("lost", "Time lost"),
            column("below", "Below", "the bound of the band that decides"),
            column("share", "Share of the fee"),
            column("amount", "Amount"),
            column("provisional", "Standing"),
        ),
        rows=tuple(_owed(material)),
        empty=Phrase("No credit is owed."),
        note=Phrase("While a period runs, an amount is what would be due if nothing more were lost."),
    )


def _owed(material: Material) -> Iterator[tuple[Cell, ...]]:
    for listed in material.credits:
        due = listed.credit
        if due.direction is Direction.OWED:
            agreement, none = material.agreement(due.sla), Phrase("no credit is due")
            yield (
                naming.party(material.definitions, agreement.party),
                naming.agreement(material.definitions, due.sla),
                naming.service(material.definitions, due.service_id),
                Foreign(named(agreement, Interval(due.starts_at, due.ends_at))),
                promise_cells.seconds(listed.lost_seconds),
                none if due.below_ratio is None else _share(due.below_ratio),
                none if due.share_ratio is None else _share(due.share_ratio),
                amount(due),
                Phrase("may still change" if due.provisional else "final"),
            )


def _share(ratio: float) -> Ratio:
    return Ratio(promise_cells.exact(ratio), 2, is_limit=True)
