"""A question as a page is asked it, and an answer before it is written as HTML or JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from starlette.datastructures import QueryParams

from slawatch.model.agreement import Agreement, Objective
from slawatch.model.result import ObjectiveFigure, Snapshot
from slawatch.model.user import User
from slawatch.reports.archive.archive import Archive
from slawatch.runtime.inquiry import Inquiry
from slawatch.speech.objective_words import objective_in_words, promises_in_words
from slawatch.speech.speech import Speech
from slawatch.web.crossing import token
from slawatch.web.forms import Sent
from slawatch.web.links import Links
from slawatch.web.published import SourceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, of which publication, in which language."""

    inquiry: Inquiry
    user: User
    """Who asks; what they do not see is not in the inquiry."""
    sources: Sequence[SourceStatus]
    """How each source stands."""
    query: QueryParams
    path: Mapping[str, str]
    """The parts of the path that name something."""
    now: datetime
    speech: Speech
    links: Links
    archive: Archive | None = None
    """Sealed reports that they may read."""
    sent: Sent = field(default_factory=Sent)
    """A form of the page that was refused."""

    @property
    def token(self) -> str:
        """What each form of the page carries, so that it counts as this user's."""
        return token(self.user)

    @property
    def once(self) -> str:
        """A key under which a form is taken once; another one each time."""
        return token_urlsafe(12)

    @property
    def snapshot(self) -> Snapshot:
        """The figures that are published."""
        return self.inquiry.snapshot

    def service(self, service_id: str) -> str:
        """Return a service's name; of services together the agreement's."""
        definitions = self.inquiry.definitions
        service = definitions.services.get(service_id)
        return self.agreement(service_id) if service is None else self.speech.name(service.names)

    def agreement(self, sla: str) -> str:
        """Return an agreement's name."""
        found = [each.names for each in self.inquiry.definitions.agreements if each.id == sla]
        return self.speech.name(found[-1]) if found and found[-1] else sla

    def objective(self, sla: str, name: str) -> str:
        """Return what an objective promises and of which tickets, as its newest version has it; else its id."""
        definitions = self.inquiry.definitions
        versions = (each for each in reversed(definitions.agreements) if each.id == sla)
        found = ((each, agreement) for agreement in versions for each in agreement.objectives if each.id == name)
        return next((objective_in_words(*each, definitions, self.speech) for each in found), name)

    def promise(self, agreement: Agreement, objective: Objective) -> str:
        """Return what an objective of one version of an agreement promises, and of which tickets."""
        return objective_in_words(objective, agreement, self.inquiry.definitions, self.speech)

    def promises(self) -> Callable[[ObjectiveFigure], str]:
        """Return what puts the promise of a figure into words."""
        return promises_in_words(self.inquiry.definitions, self.speech)

    def party(self, party: str) -> str:
        """Return a party's name."""
        known = self.inquiry.definitions.parties.get(party)
        return party if known is None else self.speech.name(known.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer: what a template shows, and the same as a document."""

    template: str
    has_forms: bool = False
    """Whether the page may send forms to this daemon."""
    title: str
    view: object
    document: Callable[[], Mapping[str, Any]]


Answering = Callable[[Question], Answer]
