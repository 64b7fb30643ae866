"""Suppliers and teams: how those below kept what they promised, what can be claimed, and what can't carry a promise."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from slawatch.engine.alignment import Misalignment
from slawatch.engine.credit_list import ListedCredit
from slawatch.model.agreement import Agreement, AgreementKind
from slawatch.model.result import Direction, ObjectiveFigure, State
from slawatch.reports import naming
from slawatch.reports.cells import Cell, Count, Day, Linked, Money, Named, Phrase, Ratio, Seconds, Unknown
from slawatch.reports.columns import column
from slawatch.reports.document import Block, Table
from slawatch.reports.draft import Draft
from slawatch.reports.material import Material
from slawatch.reports.paths import outages
from slawatch.reports.promise_cells import exact
from slawatch.runtime.alignment import ALIGNMENT
from slawatch.speech.misaligned import misaligned
from slawatch.speech.speech import LANGUAGES, Speech

_KINDS: Final = {
    AgreementKind.SLA: "with a customer (SLA)",
    AgreementKind.OLA: "with a team (OLA)",
    AgreementKind.CONTRACT: "with a supplier (contract)",
}


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks; nothing where the subject has no agreement that underpins others."""
    material = draft.material
    below = [each for each in _agreements(material) if each.kind is not AgreementKind.SLA]
    if not below:
        return
    yield _scorecard(material, below)
    claims = [each for each in material.credits if each.credit.direction is Direction.CLAIMABLE]
    if claims or any(each.credits is not None for each in below):
        yield _claims(material, claims)
    yield _alignment(material)


def _agreements(material: Material) -> Iterator[Agreement]:
    return (material.judging(sla) for sla in material.covered.agreements)


def _scorecard(material: Material, below: list[Agreement]) -> Table:
    return Table(
        id="scorecard",
        title=Phrase("Scorecard"),
        columns=(
            column("party", "Party"),
            column("agreement", "Agreement"),
            column("kind", "Kind"),
            column("objectives", "Objectives"),
            column("met", "Met"),
            column("breached", "Breached"),
            column("open", "Not decided", "running, at risk, or without a verdict"),
            column("claimable", "Claimable"),
            column("review_by", "To be reviewed by"),
        ),
        rows=tuple(_score(material, each) for each in below),
        empty=Phrase("No agreement with a team or a supplier."),
    )


def _score(material: Material, agreement: Agreement) -> tuple[Cell, ...]:
    own = [each for each in material.figures.objectives if each.sla == agreement.id]
    states = Counter(each.state for each in own)
    decided = states[State.MET] + states[State.BREACHED]
    return (
        naming.party(material.definitions, agreement.party),
        naming.agreement(material.definitions, agreement.id),
        Phrase(_KINDS[agreement.kind]),
        Count(len(own)),
        Count(states[State.MET]),
        Count(states[State.BREACHED]),
        Count(_judged(own) - decided),
        _sum(material, agreement),
        Day(agreement.review_by) if agreement.review_by else Unknown(Phrase("no day is set")),
    )


def _judged(figures: list[ObjectiveFigure]) -> int:
    return sum(each.state is not State.NOT_APPLICABLE for each in figures)


def _sum(material: Material, agreement: Agreement) -> Cell:
    own = [each.credit for each in material.credits if each.credit.sla == agreement.id]
    if agreement.credits is None:
        return Unknown(Phrase("no credits are agreed"))
    if not own or any(each.amount is None for each in own):
        return Unknown(Phrase("not known yet"))
    return Money(sum((_amount(each.amount or 0.0) for each in own), Decimal()), agreement.credits.currency)


def _amount(amount: float) -> Decimal:
    return Decimal(repr(amount))


def _claims(material: Material, claims: list[ListedCredit]) -> Table:
    return Table(
        id="claims",
        title=Phrase("Claims"),
        columns=(
            column("supplier", "Supplier"),
            column("agreement", "Agreement"),
            column("service", "Service"),
            column("below", "Below", "the bound of the band that decides"),
            column("share", "Share of the fee"),
            column("amount", "Amount"),
            column("claim_by", "Claim by"),
            column("lost", "Time lost"),
            column("outages", "Outages behind it"),
        ),
        rows=tuple(_claim(material, each) for each in claims),
        empty=Phrase("Nothing can be claimed."),
        note=Phrase("While a period runs, an amount is what would be due if nothing more were lost."),
    )


def _claim(material: Material, listed: ListedCredit) -> tuple[Cell, ...]:
    due = listed.credit
    agreement = material.judging(due.sla)
    period = material.cuts.name(material.agreement(due.sla))
    none = Unknown(Phrase("no credit is due"))
    return (
        naming.party(material.definitions, agreement.party),
        naming.agreement(material.definitions, due.sla),
        naming.service(material.definitions, due.service_id),
        none if due.below_ratio is None else Ratio(exact(due.below_ratio), listed.decimals, is_limit=True),
        none if due.share_ratio is None else Ratio(exact(due.share_ratio), listed.decimals, is_limit=True),
        Unknown(Phrase("not known yet")) if due.amount is None else Money(_amount(due.amount), due.currency),
        Day(due.claim_by) if due.claim_by else Unknown(Phrase("no day is agreed")),
        Seconds(float(listed.lost_seconds)),
        Linked(Count(len(listed.evidence)), outages(period, sla=due.sla)),
    )


def _alignment(material: Material) -> Table:
    return Table(
        id="alignment",
        title=Phrase("Promises that what stands below can't carry"),
        columns=(
            column("agreement", "Agreement"),
            column("objective", "Objective"),
            column("why", "Why"),
        ),
        rows=tuple(_misfit(material, each) for each in _misfits(material)),
        empty=Phrase("Every promise is carried by what stands below it, as far as that is configured."),
    )


def _misfits(material: Material) -> Iterator[Misalignment]:
    covered = material.covered.agreements
    return (each for each in ALIGNMENT.of(material.definitions) if each.upper.agreement.id in covered)


def _misfit(material: Material, each: Misalignment) -> tuple[Cell, ...]:
    agreement, objective = each.upper
    why = {language: misaligned(each, Speech(language)) for language in LANGUAGES}
    return (
        naming.agreement(material.definitions, agreement.id),
        naming.objective(material.definitions, agreement, objective),
        Named(objective.id, why),
    )
