"""What a report is asked for, and what its subject covers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from slawatch.errors import SlawatchError
from slawatch.model.agreement import Agreement, AgreementKind
from slawatch.model.definitions import Definitions
from slawatch.model.service import Names, PartyKind
from slawatch.reports.subject import Subject, SubjectKind


class SubjectError(SlawatchError):
    """The configuration knows no such agreement, service, customer or supplier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAsked:
    """A subject and a period, as they were known at an instant."""

    subject: Subject
    period: str
    """In words (see calendars.periods): 2026-10, 2026-Q3, 2026, 2026-W47, 2026-10-01..2026-10-15."""
    as_of: datetime | None = None
    """The instant up to which events count; None: up to where the sources have told."""
    known_at: datetime | None = None
    """Nothing that was committed later is in it; None: everything that is stored now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The agreements and services that a subject is about."""

    subject: Subject
    names: Names
    agreements: tuple[str, ...]
    """Ids in the order of the configuration; each stands for all its versions."""
    services: tuple[str, ...]
    """Ids in the order of the configuration."""
    timezone: str
    """Of the report: that of its agreements where they have one in common, else the desk's."""

    @classmethod
    def by(cls, subject: Subject, definitions: Definitions) -> Self:
        """Return what a subject covers; SubjectError, with what there is, where nothing bears its id."""
        names = _names(subject, definitions)
        own = [each for each in definitions.agreements if _covers(subject, each)]
        zones = {each.timezone for each in own}
        return cls(
            subject=subject,
            names=names,
            agreements=tuple(dict.fromkeys(each.id for each in own)),
            services=tuple(_services(subject, own, definitions)),
            timezone=zones.pop() if len(zones) == 1 else definitions.desk.timezone,
        )

    def holds(self, service: str, sla: str) -> bool:
        """Tell whether a figure of a service, or of the services of an agreement together, is about the subject."""
        return sla in self.agreements and (service in self.services or service == sla)


def subjects(definitions: Definitions) -> Iterator[Subject]:
    """Yield every subject that a report can be about."""
    yield Subject(SubjectKind.ORGANISATION)
    for kind in SubjectKind:
        if kind is not SubjectKind.ORGANISATION:
            yield from (Subject(kind, id_) for id_ in _known(kind, definitions))


def _known(kind: SubjectKind, definitions: Definitions) -> Iterable[str]:
    match kind:
        case SubjectKind.AGREEMENT:
            return dict.fromkeys(each.id for each in definitions.agreements)
        case SubjectKind.SERVICE:
            return definitions.services
        case SubjectKind.CUSTOMER | SubjectKind.SUPPLIER:
            return [each.id for each in definitions.parties.values() if each.kind is PartyKind(kind)]
        case SubjectKind.ORGANISATION:
            return ()


def _names(subject: Subject, definitions: Definitions) -> Names:
    known = list(_known(subject.kind, definitions))
    if subject.id and subject.id not in known:
        told = ", ".join(sorted(known)) or "none"
        raise SubjectError(f'there is no {subject.kind} "{subject.id}"; there are: {told}')
    match subject.kind:
        case SubjectKind.AGREEMENT:
            return [each.names for each in definitions.agreements if each.id == subject.id][-1]
        case SubjectKind.SERVICE:
            return definitions.services[subject.id].names
        case SubjectKind.CUSTOMER | SubjectKind.SUPPLIER:
            return definitions.parties[subject.id].names
        case SubjectKind.ORGANISATION:
            return {"en": "All services", "zh": "全部服务"}


def _covers(subject: Subject, agreement: Agreement) -> bool:
    match subject.kind:
        case SubjectKind.AGREEMENT:
            return agreement.id == subject.id
        case SubjectKind.SERVICE:
            return subject.id in agreement.services
        case SubjectKind.CUSTOMER:
            return agreement.kind is AgreementKind.SLA and agreement.party == subject.id
        case SubjectKind.SUPPLIER:
            return agreement.kind is AgreementKind.CONTRACT and agreement.party == subject.id
        case SubjectKind.ORGANISATION:
            return True


def _services(subject: Subject, own: Iterable[Agreement], definitions: Definitions) -> Iterator[str]:
    if subject.kind is SubjectKind.SERVICE:
        yield subject.id
        return
    promised = {service for agreement in own for service in agreement.services}
    everything = subject.kind is SubjectKind.ORGANISATION
    yield from (service for service in definitions.services if everything or service in promised)
