"""Method: formulae, what is measured by which rules, how much is known, and what was corrected."""

from collections.abc import Iterator

from slawatch.engine.watermarks import sources_behind
from slawatch.model.agreement import Agreement, Objective, Rolling
from slawatch.model.correction import Correction
from slawatch.model.result import ObjectiveFigure
from slawatch.reports import naming, promise_cells
from slawatch.reports.cells import Cell, Count, Day, Foreign, Instant, Linked, Named, Phrase, Ratio, Seconds, Unknown
from slawatch.reports.columns import column
from slawatch.reports.document import Block, Table
from slawatch.reports.draft import Draft
from slawatch.reports.material import Material
from slawatch.reports.paths import ticket
from slawatch.reports.promise_cells import exact
from slawatch.speech.hours import hours_in_words
from slawatch.speech.method import METHOD
from slawatch.speech.speech import LANGUAGES, Speech
from slawatch.speech.told_correction import said
from slawatch.speech.wording import EXCLUDED_TIME, INDICATORS, PAUSES, PERIODS, REOPENING


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    material = draft.material
    promised = _promised(material)
    yield _formulae()
    yield _plan(material, promised)
    yield _versions(material)
    yield _calendars(material, promised)
    yield _coverage(material)
    yield _corrections(draft)


def _promised(material: Material) -> list[tuple[Agreement, Objective]]:
    judging = (material.judging(sla) for sla in material.covered.agreements)
    return [(agreement, objective) for agreement in judging for objective in agreement.objectives]


def _formulae() -> Table:
    return Table(
        id="formulae",
        title=Phrase("Formulae and definitions"),
        columns=(column("term", "Term"), column("formula", "Formula"), column("meaning", "Meaning")),
        rows=tuple(
            (
                Phrase(term.name),
                Phrase(term.formula) if term.formula else Unknown(Phrase("none")),
                Phrase(term.text),
            )
            for chapter in METHOD
            for term in chapter.terms
        ),
        empty=Phrase("Nothing is promised."),
    )


def _plan(material: Material, promised: list[tuple[Agreement, Objective]]) -> Table:
    return Table(
        id="measurement-plan",
        title=Phrase("Measurement plan"),
        columns=(
            column("agreement", "Agreement"),
            column("objective", "Objective"),
            column("indicator", "What is measured"),
            column("promise", "Promise"),
            column("target", "Target"),
            column("period", "Judged each"),
            column("hours", "Hours"),
            column("pauses", "Does not run while it"),
            column("reopening", "A reopening"),
            column("sources", "Sources"),
        ),
        rows=tuple(_measure(material, *each) for each in promised),
        empty=Phrase("Nothing is promised."),
    )


def _measure(material: Material, agreement: Agreement, objective: Objective) -> tuple[Cell, ...]:
    known = material.definitions.services
    hours = (objective.hours or known[each].hours for each in agreement.services)
    sources = dict.fromkeys(
        source for service in agreement.services for source in sources_behind(material.definitions, service)
    )
    no_timer = Unknown(Phrase("is no timer"))
    return (
        naming.agreement(material.definitions, agreement.id),
        Foreign(objective.id),
        Phrase(INDICATORS[objective.indicator]),
        naming.promise(material.definitions, agreement, objective),
        promise_cells.target(objective, agreement.decimals),
        Phrase("{period}, {zone}", {"period": _period(agreement), "zone": Foreign(agreement.timezone)}),
        naming.hours(material.calendars, hours),
        _pauses(objective) if objective.is_timer else no_timer,
        Phrase(REOPENING[objective.reopen]) if objective.is_timer else no_timer,
        Foreign(", ".join(sources)) if sources else Unknown(Phrase("no source can tell of it")),
    )


def _period(agreement: Agreement) -> Phrase:
    if isinstance(agreement.period, Rolling):
        return Phrase("rolling {n} days", {"n": Count(agreement.period.days)})
    return Phrase(PERIODS[agreement.period])


def _pauses(objective: Objective) -> Cell:
    told = [Phrase(words) for status, words in PAUSES.items() if status in objective.pause]
    if not told:
        return Phrase("never")
    joined: Cell = told[0]
    for each in told[1:]:
        joined = Phrase("{one}; {other}", {"one": joined, "other": each})
    return joined


def _versions(material: Material) -> Table:
    own = [each for each in material.definitions.agreements if each.id in material.covered.agreements]
    return Table(
        id="agreement-versions",
        title=Phrase("Agreements and their versions"),
        columns=(
            column("agreement", "Agreement"),
            column("version", "Version"),
            column("from", "From"),
            column("until", "Until"),
            column("exclusions", "Excluded time is"),
            column("degraded", "Of degraded time is lost"),
            column("merge_gap", "Outages are one up to a gap of"),
            column("min_outage", "Outages count from"),
            column("review_by", "To be reviewed by"),
        ),
        rows=tuple(_version(material, each) for each in own),
        empty=Phrase("No agreement."),
    )


def _version(material: Material, each: Agreement) -> tuple[Cell, ...]:
    return (
        naming.agreement(material.definitions, each.id),
        Foreign(each.title),
        Instant(each.starts_at) if each.starts_at else Unknown(Phrase("no start is set")),
        Instant(each.ends_at) if each.ends_at else Unknown(Phrase("no end is set")),
        Phrase(EXCLUDED_TIME[each.exclusion_mode]),
        Ratio(each.degraded, each.decimals, is_limit=True),
        Seconds(each.merge_gap),
        Seconds(each.min_outage),
        Day(each.review_by) if each.review_by else Unknown(Phrase("no day is set")),
    )


def _calendars(material: Material, promised: list[tuple[Agreement, Objective]]) -> Table:
    known = material.definitions.services
    used = {objective.hours for _, objective in promised if objective.hours}
    used |= {known[service].hours for service in material.covered.services}
    return Table(
        id="calendars",
        title=Phrase("Hours"),
        columns=(column("hours", "Hours"), column("open", "When they are"), column("id", "Id")),
        rows=tuple(
            (
                naming.hours(material.calendars, (name,)),
                Named(name, {language: hours_in_words(hours, Speech(language)) for language in LANGUAGES}),
                Foreign(name),
            )
            for name, hours in material.definitions.calendars.items()
            if name in used
        ),
        empty=Phrase("No hours."),
    )


def _coverage(material: Material) -> Table:
    return Table(
        id="coverage",
        title=Phrase("How much is known"),
        columns=(
            column("agreement", "Agreement"),
            column("service", "Service"),
            column("objective", "Objective"),
            column("known", "Known", "share of agreed time of which the sources have told"),
        ),
        rows=tuple(_known(material, each) for each in material.figures.objectives),
        empty=Phrase("Nothing is promised."),
        is_reference=True,
    )


def _known(material: Material, figure: ObjectiveFigure) -> tuple[Cell, ...]:
    share = figure.coverage_ratio
    return (
        naming.agreement(material.definitions, figure.sla),
        naming.service(material.definitions, figure.service_id),
        material.in_words(figure),
        Unknown(Phrase("no agreed time")) if share is None else Ratio(exact(share), 2),
    )


def _corrections(draft: Draft) -> Table:
    return Table(
        id="corrections",
        title=Phrase("Corrections of what sources told"),
        columns=(
            column("id", "Id"),
            column("source", "Source"),
            column("subject", "Ticket or outage"),
            column("says", "What it says"),
            column("reason", "Reason"),
            column("author", "Stated by"),
            column("stated_at", "Stated at"),
            column("approved_by", "Approved by"),
            column("counts", "Counts"),
        ),
        rows=tuple(map(_correction, draft.evidence.corrections)),
        empty=Phrase("Nothing was corrected."),
    )


def _correction(each: Correction) -> tuple[Cell, ...]:
    return (
        Foreign(each.id),
        Foreign(each.source),
        Linked(Foreign(each.subject), ticket(each.source, each.subject)),
        Foreign(said(each)),
        Foreign(each.reason),
        Foreign(each.author),
        Instant(each.stated_at),
        Foreign(each.approved_by) if each.approved_by else Unknown(Phrase("nobody yet")),
        Phrase("yes") if each.counts else Phrase("no"),
    )
