"""The list of merged outages of a period, with what each cost."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, Final

from slawatch.engine.one_outage import OneOutage, once
from slawatch.engine.outage_list import ListedOutage
from slawatch.model.agreement import Agreement, Indicator
from slawatch.model.outage import Severity
from slawatch.model.result import Relative
from slawatch.model.ticket import Ticket
from slawatch.runtime.assessment import own
from slawatch.web.documents import list_head
from slawatch.web.filters import known_ids, removable, values
from slawatch.web.outage_anchor import anchor, found_anchor
from slawatch.web.outage_answers import OutageAnswers, Told
from slawatch.web.outage_lanes import OutageLanes, spanning
from slawatch.web.periods import asked_period
from slawatch.web.problem import malformed
from slawatch.web.question import Answer, Question
from slawatch.web.service_page import ServicePage

MOST_ROWS: Final = 500
MOST_TICKETS: Final = 5
MOST_CHOICES: Final = 40
"""Words of a filter that are offered; others can be written into the address."""
OF_OUTAGES: Final = (Severity.DOWN, Severity.DEGRADED)


@dataclass(frozen=True)
class OutageLine:
    """An outage as the page lists it."""

    outage: OneOutage
    tickets: Sequence[tuple[str, Ticket]]
    """Those that tell of it, with their sources."""
    told: Told
    """What answers it."""

    @property
    def named(self) -> Sequence[tuple[str, Ticket]]:
        """The first tickets."""
        return self.tickets[:MOST_TICKETS]

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return anchor(self.outage)

    @property
    def places(self) -> Sequence[str]:
        """Further ones, to which what needs an answer leads."""
        return list(map(found_anchor, self.told.found))


@dataclass(frozen=True)
class OutagePage:
    """The page."""

    question: Question
    period: str
    asked: Mapping[str, Sequence[str]]
    """By filter the words asked for; filters that ask for all are missing."""
    outages: Sequence[ListedOutage]
    """The latest first."""

    @cached_property
    def distinct(self) -> Sequence[OneOutage]:
        """Each once, however many agreements count it, the latest first."""
        told = once(sorted(self.outages, key=attrgetter("sla")))
        return sorted(told, key=attrgetter("started_at", "service_id"), reverse=True)

    @cached_property
    def shown(self) -> Sequence[OutageLine]:
        """Those that are shown."""
        told, answers = self.distinct[:MOST_ROWS], OutageAnswers(self.question)
        tickets = self.question.inquiry.tickets_behind(told)
        return [OutageLine(each, named, answers.of(each)) for each, named in zip(told, tickets, strict=True)]

    @property
    def left_out(self) -> int:
        """How many earlier ones are not."""
        return len(self.distinct) - len(self.shown)

    @cached_property
    def places(self) -> Mapping[str, str]:
        """To which row what needs an answer leads, by the place: the latest where an agreement parts it in several."""
        lines = reversed(self.shown)
        return {place: line.anchor for line in lines for place in line.places}

    @cached_property
    def lanes(self) -> OutageLanes:
        """The outages that are listed, drawn."""
        agreements = [each for each in self.question.inquiry.definitions.agreements if self._asks_for(each)]
        cut = own(self.period, self.question.snapshot.as_of)
        span, zone = spanning(map(cut, agreements)), agreements[-1].timezone
        told = [line.outage for line in self.shown]
        return OutageLanes(told, span, self.question.snapshot.as_of, zone, self.question.speech)

    @cached_property
    def days(self) -> ServicePage | None:
        """The strips of days, where one service is asked for; the page of a service has the same."""
        services, asked = self.question.inquiry.definitions.services, self.asked.get("service_id", ())
        if len(asked) != 1 or asked[0] not in services:
            return None
        return ServicePage(self.question, services[asked[0]], self.period)

    def _asks_for(self, agreement: Agreement) -> bool:
        slas = {each.sla for each in self.outages}
        return agreement.id in slas

    @property
    def lasting(self) -> int:
        """How many services are down at the moment of the figures."""
        return len({each.service_id for each in self.distinct if each.ended_at is None and each.is_down})

    @property
    def choices(self) -> Sequence[tuple[str, Sequence[tuple[str, str, bool]]]]:
        """By filter its words, each with the list that has it alone, or without it where it has, and whether it has."""
        definitions, name = self.question.inquiry.definitions, self.question
        services = [(each, name.service(each)) for each in definitions.services]
        slas = [(each, name.agreement(each)) for each in dict.fromkeys(each.id for each in definitions.agreements)]
        kinds = [(str(each), self.question.speech.say(each)) for each in OF_OUTAGES]
        told = (("Service", "service_id", services), ("Agreement", "sla", slas), ("Kind", "severity", kinds))
        return [
            (title, [self._choice(facet, word, text) for word, text in words[:MOST_CHOICES]])
            for title, facet, words in told
        ]

    def _choice(self, facet: str, word: str, text: str) -> tuple[str, str, bool]:
        chosen = word in self.asked.get(facet, ())
        return text, self.question.links.outages({**self._told, facet: [] if chosen else [word]}), chosen

    @property
    def unknown(self) -> Mapping[str, str]:
        """By filter the words that nothing bears."""
        ids = known_ids(self.question.inquiry.definitions)
        asked = {name: words for name, words in self.asked.items() if name in ids}
        told = {name: [word for word in words if word not in ids[name]] for name, words in asked.items()}
        return {name: ", ".join(words) for name, words in told.items() if words}

    @property
    def known(self) -> Mapping[str, str]:
        """By filter the words that there are."""
        return {name: ", ".join(sorted(ids)) for name, ids in known_ids(self.question.inquiry.definitions).items()}

    @property
    def filters(self) -> Sequence[tuple[str, str]]:
        """The filters in force, each with the address of the list without it."""
        told = {**self.asked, **({} if self.period in tuple(Relative) else {"period": [self.period]})}
        return removable(told, lambda name: self.question.links.outages({**self._told, name: []}))

    @property
    def _told(self) -> Mapping[str, Sequence[str]]:
        return {**self.asked, "period": [] if self.period == Relative.CURRENT else [self.period]}

    def other(self, period: str) -> str:
        """Return the address of the list of another period."""
        return self.question.links.outages({**self.asked, "period": [period]})

    def availability_href(self, outage: ListedOutage) -> str | None:
        """Return the page of the availability that an outage counts in; None where none is promised."""
        for agreement in self.question.inquiry.definitions.agreements:
            for objective in agreement.objectives:
                if agreement.id == outage.sla and objective.indicator is Indicator.AVAILABILITY:
                    service = agreement.judged_as(outage.service_id)
                    return self.question.links.objective(service, agreement.id, objective.id, self.period)
        return None

    def zone(self, outage: ListedOutage) -> str:
        """Return the zone of an outage's agreement."""
        return next(each.timezone for each in self.question.inquiry.definitions.agreements if each.id == outage.sla)

    def weight(self, outage: ListedOutage) -> str:
        """Return the share of its time that is lost, in percent."""
        return f"{round(outage.weight * 100, 2):g}"

    def lost(self, outage: ListedOutage) -> str:
        """Return the seconds that count against the target."""
        return f"{outage.lost_seconds:,}" if outage.lost_seconds == int(outage.lost_seconds) else _exact(outage)

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {
            **list_head(self.question.snapshot),
            "period": self.period,
            "filters": dict(self.asked),
            "unmatched": list(self.unknown),
            "total": len(self.outages),
            "outages": [asdict(each) for each in self.outages],
            "distinct": [_document(line) for line in self.shown],
        }


def answer(question: Question) -> Answer:
    """Return the list that an address asks for."""
    definitions = question.inquiry.definitions
    ids, agreements = known_ids(definitions), {each.id: each for each in definitions.agreements}
    told = {name: values(question.query, name, ids[name]) for name in ("service_id", "sla")}
    told["severity"] = _severities(question)
    asked = {name: words for name, words in told.items() if words}
    period = asked_period(question)
    found = [each for each in question.inquiry.outages(period) if _passes(each, agreements[each.sla], asked)]
    page = OutagePage(question, period, asked, sorted(found, key=lambda each: each.started_at, reverse=True))
    title = question.speech.counted(len(page.distinct), "outage")
    return Answer(template="outages.html", title=title, view=page, document=page.document)


def _passes(outage: ListedOutage, agreement: Agreement, asked: Mapping[str, Sequence[str]]) -> bool:
    services = {outage.service_id, agreement.judged_as(outage.service_id)}
    borne = {"service_id": services, "sla": {agreement.id}, "severity": {str(outage.severity)}}
    return all(not borne[name].isdisjoint(words) for name, words in asked.items())


def _exact(outage: ListedOutage) -> str:
    return f"{outage.lost_seconds:,.3f}"


def _severities(question: Question) -> Sequence[str]:
    asked = values(question.query, "severity")
    for word in asked:
        if word not in tuple(map(str, OF_OUTAGES)):
            raise malformed("severity", word, ", ".join(OF_OUTAGES))
    return asked


def _document(line: OutageLine) -> Mapping[str, Any]:
    outage = line.outage
    return {
        "id": line.anchor,
        "service_id": outage.service_id,
        "severity": outage.severity,
        "started_at": outage.started_at,
        "ended_at": outage.ended_at,
        "lost_seconds": outage.lost_seconds,
        "agreements": list(dict.fromkeys(each.sla for each in outage.counted)),
        "tickets": [{"source": source, "ticket": ticket.id, "key": ticket.key} for source, ticket in line.tickets],
        "actions": list(line.told.actions),
        "acceptances": list(line.told.accepted),
        "needs_answer": line.told.needed,
        "answered": line.told.needed and not line.told.waits,
    }
