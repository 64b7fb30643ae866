"""The list of merged outages of a period, with what each cost."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from slawatch.engine.outage_list import ListedOutage
from slawatch.model.agreement import Agreement, Indicator
from slawatch.model.outage import Severity
from slawatch.model.result import Relative
from slawatch.web.documents import list_head
from slawatch.web.filters import known_ids, values
from slawatch.web.periods import asked_period
from slawatch.web.question import Answer, Question

MOST_ROWS: Final = 500


@dataclass(frozen=True)
class OutagePage:
    """The page."""

    question: Question
    period: str
    asked: Mapping[str, Sequence[str]]
    """By filter the words asked for; filters that ask for all are missing."""
    outages: Sequence[ListedOutage]
    """The latest first."""

    @property
    def shown(self) -> Sequence[ListedOutage]:
        """Those that are shown."""
        return self.outages[:MOST_ROWS]

    @property
    def left_out(self) -> int:
        """How many earlier ones are not."""
        return len(self.outages) - len(self.shown)

    @property
    def distinct(self) -> int:
        """How many there are, however many agreements count each."""
        return len({(each.service_id, each.severity, each.started_at) for each in self.outages})

    @property
    def lasting(self) -> int:
        """How many go on at the moment of the figures, each once for all agreements."""
        return len({each.service_id for each in self.outages if each.ended_at is None and is_down(each)})

    @property
    def unknown(self) -> Mapping[str, str]:
        """By filter the words that nothing bears."""
        ids = known_ids(self.question.inquiry.definitions)
        told = {name: [word for word in words if word not in ids[name]] for name, words in self.asked.items()}
        return {name: ", ".join(words) for name, words in told.items() if words}

    @property
    def known(self) -> Mapping[str, str]:
        """By filter the words that there are."""
        return {name: ", ".join(sorted(ids)) for name, ids in known_ids(self.question.inquiry.definitions).items()}

    @property
    def filters(self) -> Sequence[tuple[str, str]]:
        """The filters in force, each with the address of the list without it."""
        told = {**self.asked, **({} if self.period in tuple(Relative) else {"period": [self.period]})}
        return [
            (f"{name}={','.join(words)}", self.question.links.outages({**self._told, name: []}))
            for name, words in told.items()
        ]

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

    def lost(self, outage: ListedOutage) -> str:
        """Return the seconds that count against the target."""
        return f"{outage.lost_seconds:,}" if outage.lost_seconds == int(outage.lost_seconds) else _exact(outage)

    def is_down(self, outage: ListedOutage) -> bool:
        """Tell whether the service was down and not only degraded."""
        return is_down(outage)

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {
            **list_head(self.question.snapshot),
            "period": self.period,
            "filters": dict(self.asked),
            "unmatched": list(self.unknown),
            "total": len(self.outages),
            "outages": [asdict(each) for each in self.outages],
        }


def answer(question: Question) -> Answer:
    """Return the list that an address asks for."""
    definitions = question.inquiry.definitions
    ids, agreements = known_ids(definitions), {each.id: each for each in definitions.agreements}
    told = {name: values(question.query, name, ids[name]) for name in ("service_id", "sla")}
    asked = {name: words for name, words in told.items() if words}
    period = asked_period(question)
    found = [each for each in question.inquiry.outages(period) if _passes(each, agreements[each.sla], asked)]
    page = OutagePage(question, period, asked, sorted(found, key=lambda each: each.started_at, reverse=True))
    title = question.speech.counted(page.distinct, "outage")
    return Answer(template="outages.html", title=title, view=page, document=page.document)


def is_down(outage: ListedOutage) -> bool:
    """Tell whether the service was down and not only degraded."""
    return outage.severity is Severity.DOWN


def _passes(outage: ListedOutage, agreement: Agreement, asked: Mapping[str, Sequence[str]]) -> bool:
    services = {outage.service_id, agreement.judged_as(outage.service_id)}
    borne = {"service_id": services, "sla": {agreement.id}}
    return all(not borne[name].isdisjoint(words) for name, words in asked.items())


def _exact(outage: ListedOutage) -> str:
    return f"{outage.lost_seconds:,.3f}"
