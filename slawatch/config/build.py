"""From the sections of the file to the nouns of the model."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from pydantic import BaseModel

from slawatch.calendars.zones import midnight
from slawatch.config.agreement_section import AgreementSection
from slawatch.config.calendar_section import CalendarSection
from slawatch.config.checks import Words, workload_id
from slawatch.config.desk_section import SatisfactionSection
from slawatch.config.feed_section import labels
from slawatch.config.identity import identified
from slawatch.config.maintenance_section import MaintenanceSection
from slawatch.config.objective_section import ObjectiveSection
from slawatch.config.schema import File
from slawatch.config.settings import SourceSchema
from slawatch.config.source_section import FieldSection, MapSection, TagsField
from slawatch.config.values import EVER_OPEN
from slawatch.model.agreement import DEFAULT_PAUSES, Agreement, AgreementKind, Indicator, Objective, Scope
from slawatch.model.credit import CreditTerms
from slawatch.model.definitions import Definitions
from slawatch.model.desk import Desk
from slawatch.model.feed import Feed
from slawatch.model.hours import Holidays, WorkingHours
from slawatch.model.maintenance import Maintenance
from slawatch.model.mapping import GOOD, POOR, AskedRule, ExclusionRule, FieldMap, OutageRule, SourceMapping, Survey
from slawatch.model.service import Names, Party, Service, ServiceId
from slawatch.model.ticket import StatusClass

AGE_LIMIT_POLLS = 3
"""Data are old when this many poll intervals, or evaluations where those are rarer, have passed without any."""


def definitions(file: File, kinds: Mapping[str, SourceSchema], options: Mapping[str, BaseModel]) -> Definitions:
    """Return everything that judges, as the file states it; `options` are those of its sources."""
    calendars = {EVER_OPEN: working_hours(EVER_OPEN, CalendarSection.model_validate({"hours": EVER_OPEN}))}
    calendars |= {name: working_hours(name, section) for name, section in file.calendars.items()}
    services = {
        name: Service(
            id=ServiceId(name),
            names=_names(section.name, name),
            hours=section.hours,
            owner=section.owner,
            state=section.state.composition if section.state else None,
            users=section.users,
        )
        for name, section in file.services.items()
    }
    agreements = tuple(each for name, section in file.agreements.items() for each in versions(name, section))
    mappings = {
        name: replace(
            source_mapping(section.mapping, kinds[section.kind]),
            public_replies=kinds[section.kind].tells_replies(options[name]),
        )
        for name, section in file.sources.items()
    }
    windows = tuple(maintenance(name, section) for name, section in file.maintenance.items())
    judging = Definitions(
        sha256="",
        body="",
        services=services,
        parties={
            name: Party(id=name, kind=section.kind, names=_names(section.name, name))
            for name, section in file.parties.items()
        },
        agreements=agreements,
        calendars=calendars,
        mappings=mappings,
        data_age_limits={
            name: AGE_LIMIT_POLLS * max(section.every, file.evaluate.every) for name, section in file.sources.items()
        },
        maintenance=windows,
        desk=Desk(
            period=file.desk.period,
            timezone=file.desk.timezone,
            reopen_window=file.desk.reopened_within,
            by_person=file.desk.by_person,
            names=file.desk.names,
        ),
        simulated=any(kinds[section.kind].simulated for section in file.sources.values()),
    )
    return identified(judging)


def working_hours(name: str, section: CalendarSection) -> WorkingHours:
    """Return a calendar's hours as its owner writes them down."""
    holidays = section.holidays
    return WorkingHours(
        id=name,
        timezone=section.timezone,
        weekly=section.week,
        holidays=Holidays(country=holidays.country, subdivision=holidays.subdivision) if holidays else None,
        closed=frozenset(day for day in section.closed if isinstance(day, date)),
        closed_yearly=frozenset(day for day in section.closed if isinstance(day, tuple)),
        openings=section.openings,
        feeds=tuple(
            Feed(name=label, kind=each.as_) for label, each in zip(labels(section.feeds), section.feeds, strict=True)
        ),
    )


def maintenance(name: str, section: MaintenanceSection) -> Maintenance:
    """Return a window that comes back."""
    return Maintenance(
        id=name,
        services=tuple(ServiceId(service) for service in section.services),
        days=section.weekdays,
        rule=section.rrule or "",
        opens=section.opens or 0,
        duration=section.lasts or 0,
        feed=Feed(name=section.feed.label) if section.feed else None,
        timezone=section.timezone,
        since=section.since,
        until=section.until,
        reason=section.reason,
        approved_by=section.approved_by,
    )


def versions(name: str, section: AgreementSection) -> Iterator[Agreement]:
    """Yield an agreement, or each of its versions, of which one ends where the next one begins."""
    told = [agreement(name, each) for each in section.in_turn]
    ends = [*(each.starts_at for each in told[1:]), told[0].ends_at]
    for number, (each, ends_at) in enumerate(zip(told, ends, strict=True), 1):
        yield replace(
            each,
            version=number,
            versions=len(told),
            ends_at=ends_at,
            underpins=None if section.underpins is None else frozenset(section.underpins),
            review_by=section.review_by,
        )


def agreement(name: str, section: AgreementSection) -> Agreement:
    """Return an agreement; it is in force from the first instant of its first day to the last of its last."""
    after = section.ends + timedelta(days=1) if section.ends else None
    return Agreement(
        id=name,
        kind=section.kind,
        party=section.party,
        names=_names(section.name, name),
        services=tuple(ServiceId(service) for service in section.services),
        objectives=(
            *(objective(key, each, section.kind) for key, each in section.objectives.items()),
            *(workload(kind, at_most) for kind, at_most in section.workload.items()),
        ),
        full_metrics=section.metrics == "full",
        period=section.period,
        scope=section.scope,
        weights={ServiceId(service): each for service, each in section.weights.items()},
        timezone=section.timezone,
        starts_at=midnight(section.starts, section.timezone) if section.starts else None,
        ends_at=midnight(after, section.timezone) if after else None,
        exclusion_mode=section.exclusions.mode,
        notice=section.exclusions.notice or 0,
        allowance=section.exclusions.allowance,
        approvers=None if section.exclusions.approvers is None else frozenset(section.exclusions.approvers),
        degraded=section.degraded,
        merge_gap=section.merge_gap or 0,
        min_outage=section.min_outage or 0,
        decimals=section.decimals,
        credits=_credits(name, section),
    )


def _credits(name: str, section: AgreementSection) -> CreditTerms | None:
    if section.credits is None:
        return None
    if section.scope is Scope.AGREEMENT:
        return section.credits.terms_together(name)
    return section.credits.terms(section.services)


def objective(name: str, section: ObjectiveSection, kind: AgreementKind) -> Objective:
    """Return a promise; a pause that is left out is the usual one of its indicator and kind of agreement."""
    return Objective(
        id=name,
        indicator=section.indicator,
        target=section.share,
        statistic=section.statistic,
        within=section.within,
        at_most=section.limit,
        minimum_responses=section.minimum_responses if section.indicator is Indicator.SATISFACTION else 0,
        hours=section.hours,
        when=section.when.conditions,
        pause=_usual_pauses(section.indicator, kind) if section.pause is None else frozenset(section.pause),
        reopen=section.reopen,
        on_change=section.on_change,
        burn=section.burn.thresholds,
    )


def workload(kind: str, at_most: int) -> Objective:
    """Return the limit that was agreed of the tickets of a kind."""
    return Objective(
        id=workload_id(kind), indicator=Indicator.WORKLOAD, at_most=at_most, when={"kind": frozenset({kind})}
    )


def _usual_pauses(indicator: Indicator, kind: AgreementKind) -> frozenset[StatusClass]:
    if indicator not in (Indicator.RESOLUTION, Indicator.HANDOVER):
        return frozenset()
    # A supplier's timer runs exactly while the ticket waits for the supplier.
    return DEFAULT_PAUSES - {StatusClass.PENDING_SUPPLIER} if kind is AgreementKind.CONTRACT else DEFAULT_PAUSES


def source_mapping(section: MapSection, kind: SourceSchema) -> SourceMapping:
    """Return what a source's raw words mean: the user's word first, then what the kind of source knows."""
    told = {name: _field_map(name, each, kind.attributes.get(name)) for name, each in section.attributes.items()}
    severities: dict[str, str] = {**section.severity}
    return SourceMapping(
        attributes={**kind.attributes, **told},
        status=FieldMap(field="status", values=_statuses(section.status, kind.status_classes)),
        severity=FieldMap(field="severity", values=severities),
        outage=_outage_rule(section),
        exclusion=_exclusion_rule(section),
        links=section.links,
        survey=_survey(section.satisfaction) if section.satisfaction else None,
        native={name: frozenset(objectives) for name, objectives in section.native.items()},
    )


def _field_map(attribute: str, section: FieldSection, usual: FieldMap | None) -> FieldMap:
    field = section.field or (usual.field if usual else attribute)
    separator = section.separator if isinstance(section, TagsField) else None
    return FieldMap(field=field, values=section.values, default=section.default, separator=separator)


def _statuses(told: Mapping[str, str], usual: Mapping[str, str]) -> dict[str, str]:
    # Where a kind writes the category behind a status ("* (Done)"), a user need not: the name alone means it with any.
    endings = [raw[1:] for raw in usual if raw.startswith("* (")]
    told = {**{f"{raw}{ending}": meaning for raw, meaning in told.items() for ending in endings}, **told}
    # A pattern of the user's also wins over a status that the kind of source knows by name.
    users = FieldMap(field="status", values=told)
    return {**told, **{raw: meaning for raw, meaning in usual.items() if users.value(raw) is None}}


def _outage_rule(section: MapSection) -> OutageRule | None:
    outage = section.outage
    if outage is None:
        return None
    return OutageRule(
        field=outage.when.field,
        equals=frozenset(outage.when.equals),
        started_at=outage.started_at.field if outage.started_at else None,
        ended_at=outage.ended_at.field if outage.ended_at else None,
        users=outage.users.field if outage.users else None,
    )


def _exclusion_rule(section: MapSection) -> ExclusionRule | None:
    told = section.exclusion
    if told is None:
        return None
    return ExclusionRule(
        field=told.when.field,
        equals=frozenset(told.when.equals),
        started_at=told.started_at.field,
        ended_at=told.ended_at.field,
        approval=told.approved.field,
        approved=frozenset(told.approved.equals),
        approver=told.approved_by.field if told.approved_by else None,
    )


def _survey(section: SatisfactionSection) -> Survey:
    good = dict.fromkeys(section.good, GOOD)
    # An answer that the scale lists one by one would win over a range of good ones.
    poor = [answer for answer in section.scale if FieldMap(field="", values=good).value(answer) is None]
    answers, asked = {**good, **dict.fromkeys(poor, POOR)}, section.asked
    return Survey(
        name=section.survey,
        answers=FieldMap(field=section.field or "", values=answers, default=None if section.scale else POOR),
        asked=AskedRule(field=asked.field, equals=frozenset(asked.equals)) if asked else None,
    )


def _names(names: Names, name: str) -> Names:
    return names or {"en": name}


def words(mappings: Mapping[str, SourceMapping], attributes: Iterable[str]) -> Words:
    """Return by attribute and source every value that is mapped, None where the source's own words pass."""
    return {name: {source: _values(each.attribute(name)) for source, each in mappings.items()} for name in attributes}


def _values(field: FieldMap) -> frozenset[str] | None:
    if field.values is None:
        return None
    return frozenset(field.values.values()) | ({field.default} if field.default is not None else set())
