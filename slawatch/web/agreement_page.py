"""An agreement's page: the paper, and how it is kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from slawatch.engine.chain import below
from slawatch.model.agreement import Agreement, ExclusionMode, Indicator, Objective, Scope
from slawatch.model.business_days import BusinessDays
from slawatch.model.credit import CreditTerms
from slawatch.model.result import Credit, Direction, ObjectiveFigure
from slawatch.speech import words
from slawatch.speech.hours import hours_in_words
from slawatch.speech.misaligned import misaligned
from slawatch.speech.wording import PAUSES, REOPENING
from slawatch.web.agreement_list import is_unreviewed, newest
from slawatch.web.documents import list_head
from slawatch.web.figure_row import Row, rows
from slawatch.web.problem import Problem
from slawatch.web.question import Answer, Question

PERIOD_WORDS: Final = {
    "week": "calendar weeks",
    "month": "calendar months",
    "quarter": "calendar quarters",
    "half_year": "half years",
    "year": "calendar years",
}
MODE_WORDS: Final = {
    ExclusionMode.AGREED: "Excluded time leaves the agreed service time: it counts neither as up nor as down.",
    ExclusionMode.CREDIT: "Excluded time counts as up.",
    ExclusionMode.RAW: "Exclusions are ignored: what users felt counts.",
}
DIRECTION_WORDS: Final = {Direction.OWED: "we owe", Direction.CLAIMABLE: "we may claim"}


class Promise(NamedTuple):
    """An objective as it stands on paper, in words."""

    id: str
    text: str
    target: str
    hours: str
    of: Sequence[str]
    """Which tickets it is about; empty: all of the services."""
    pauses: Sequence[str]
    reopening: str


class Version(NamedTuple):
    """A version of the paper."""

    number: int
    begins: str
    ends: str
    is_judging: bool
    promises: Sequence[Promise]


@dataclass(frozen=True)
class AgreementPage:
    """The page."""

    question: Question
    agreement: Agreement
    """The newest version."""

    @property
    def name(self) -> str:
        """Its name in the page's language."""
        return self.question.agreement(self.agreement.id)

    @property
    def rows(self) -> Sequence[Row]:
        """Its objectives, now and in the period before."""
        return rows(each for each in self.question.snapshot.objectives if each.sla == self.agreement.id)

    @cached_property
    def promise(self) -> Callable[[ObjectiveFigure], str]:
        """What puts the promise of a figure into words."""
        return self.question.promises()

    @property
    def period(self) -> str:
        """What it is judged by, in words."""
        told = str(self.agreement.period)
        say = self.question.speech.say
        if told in PERIOD_WORDS:
            return say(PERIOD_WORDS[told])
        return say("the last {n} days, each day anew", n="".join(filter(str.isdigit, told)))

    @property
    def is_unreviewed(self) -> bool:
        """Whether it was to be reviewed before today."""
        return is_unreviewed(self.question, self.agreement)

    @property
    def services(self) -> Sequence[tuple[str, str]]:
        """Its services, each with its hours in words."""
        definitions, speech = self.question.inquiry.definitions, self.question.speech
        calendars = ((each, definitions.services[each].hours) for each in self.agreement.services)
        return [(service, hours_in_words(definitions.calendars[hours], speech)) for service, hours in calendars]

    @property
    def is_together(self) -> bool:
        """Whether its services are judged together."""
        return self.agreement.scope is Scope.AGREEMENT

    @property
    def versions(self) -> Sequence[Version]:
        """Every version, the newest first."""
        definitions = self.question.inquiry.definitions
        judging = {row.current.version for row in self.rows}
        own = [each for each in definitions.agreements if each.id == self.agreement.id]
        return [self._version(each, is_judging=each.version in judging) for each in reversed(own)]

    def _version(self, agreement: Agreement, *, is_judging: bool) -> Version:
        zone = ZoneInfo(agreement.timezone)
        begins, ends = (
            "" if at is None else f"{at.astimezone(zone):%Y-%m-%d}" for at in (agreement.starts_at, agreement.ends_at)
        )
        promises = [self._promise(each) for each in agreement.objectives]
        return Version(agreement.version, begins, ends, is_judging, promises)

    def _promise(self, objective: Objective) -> Promise:
        speech, calendars = self.question.speech, self.question.inquiry.definitions.calendars
        hours = "" if objective.hours is None else hours_in_words(calendars[objective.hours], speech)
        within = objective.within if objective.is_timer else None
        return Promise(
            id=objective.id,
            text=speech.promised(objective.indicator, within, objective.statistic),
            target=self._target(objective),
            hours=hours or speech.say("service hours"),
            of=[self._of(name, told) for name, told in objective.when.items()],
            pauses=self._pauses(objective),
            reopening=self._reopening(objective) if objective.indicator in _REOPENED else "",
        )

    def _pauses(self, objective: Objective) -> Sequence[str]:
        told = objective.pause if objective.is_timer else frozenset()
        return [self.question.speech.say(words) for status, words in PAUSES.items() if status in told]

    def _reopening(self, objective: Objective) -> str:
        say = self.question.speech.say
        return say("reopened: {what}", what=say(REOPENING[objective.reopen]))

    def _of(self, name: str, told: Iterable[str]) -> str:
        """Return of which tickets an objective is, by one attribute, in words."""
        say, named = self.question.speech.say, {"party": self.question.party, "service": self.question.service}
        words = sorted(named.get(name, say)(each) for each in told)
        return f"{say(name)}{say(': ')}{say(', ').join(words)}"

    def _target(self, objective: Objective) -> str:
        speech = self.question.speech
        if objective.target is not None:
            share = float(1 - objective.target if objective.indicator is Indicator.REOPENED else objective.target)
            told = words.written(round(share, 9))
            return speech.say("at most {limit}", limit=told) if objective.indicator is Indicator.REOPENED else told
        if objective.at_most is None:
            within = objective.within
            limit = speech.allowed(within if isinstance(within, int | BusinessDays) else 0)
            return speech.say("at most {limit}", limit=limit)
        timed = objective.indicator in (Indicator.LONGEST_OUTAGE, Indicator.BACKLOG_AGE)
        return speech.say("at most {limit}", limit=speech.working(objective.at_most) if timed else objective.at_most)

    @property
    def rules(self) -> Sequence[str]:
        """How exclusions and outages are counted, a sentence each."""
        return list(self._rules())

    def _rules(self) -> Iterator[str]:
        say, working, told = self.question.speech.say, self.question.speech.working, self.agreement
        yield say(MODE_WORDS[told.exclusion_mode])
        if told.exclusion_mode is not ExclusionMode.RAW:
            if told.notice:
                yield say("An exclusion must be approved {time} before it begins.", time=working(told.notice))
            if told.allowance is not None:
                yield say("At most {time} may be excluded in a period.", time=working(told.allowance))
            if told.approvers is not None:
                yield say("Approved by: {names}.", names=", ".join(sorted(told.approvers)))
        if told.degraded:
            yield say("Of degraded time {percent} % counts as lost.", percent=float(told.degraded * 100))
        if told.merge_gap:
            yield say("Outages at most {time} apart count as one, with the gap.", time=working(told.merge_gap))
        if told.min_outage:
            yield say("Outages shorter than {time} do not count.", time=working(told.min_outage))
        yield say("Percentages are told with {n} decimals, cut off.", n=told.decimals)

    @property
    def terms(self) -> CreditTerms | None:
        """What it says of credits."""
        return self.agreement.credits

    @property
    def bands(self) -> Sequence[tuple[str, str]]:
        """Below which availability which share of the fee is credited."""
        told = self.terms.bands if self.terms else ()
        return [(words.written(float(each.below)), words.written(float(each.share))) for each in told]

    @property
    def credits(self) -> Sequence[Credit]:
        """What is due now, and was in the period before."""
        return [each for each in self.question.snapshot.credits if each.sla == self.agreement.id]

    def amount(self, credit: Credit) -> str:
        """Return a credit's amount, or what it lies between."""
        if credit.amount is None:
            return f"{credit.low:,.2f} … {credit.high:,.2f} {credit.currency}"
        return f"{credit.amount:,.2f} {credit.currency}"

    def direction(self, credit: Credit) -> str:
        """Return who pays, in words."""
        return self.question.speech.say(DIRECTION_WORDS[credit.direction])

    def availability_of(self, credit: Credit) -> str:
        """Return the page of the availability that decides a credit, else that of the service's outages."""
        links = self.question.links
        for objective in self.agreement.objectives:
            if objective.indicator is Indicator.AVAILABILITY:
                return links.objective(credit.service_id, credit.sla, objective.id, credit.period)
        return links.outages(service_id=credit.service_id, sla=credit.sla, period=credit.period)

    @property
    def carried_by(self) -> Sequence[Agreement]:
        """The agreements below it, by which it is carried."""
        definitions = self.question.inquiry.definitions
        told = (below(definitions, self.agreement, service) for service in self.agreement.services)
        return list({each.id: each for each in chain.from_iterable(told)}.values())

    @property
    def misfits(self) -> Sequence[tuple[str, str]]:
        """The objectives that what stands below can't carry, each with the reason in words."""
        speech = self.question.speech
        told = self.question.inquiry.misalignments(self.agreement.id)
        return list(dict.fromkeys((each.upper.objective.id, misaligned(each, speech)) for each in told))

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        told = self.agreement
        return {
            **list_head(self.question.snapshot),
            "sla": told.id,
            "names": dict(told.names),
            "kind": told.kind,
            "party": told.party,
            "services": list(told.services),
            "scope": told.scope,
            "period": str(told.period),
            "timezone": told.timezone,
            "review_by": told.review_by,
            "rules": {
                "exclusion_mode": told.exclusion_mode,
                "notice_seconds": told.notice,
                "allowance_seconds": told.allowance,
                "approvers": None if told.approvers is None else sorted(told.approvers),
                "degraded_ratio": told.degraded,
                "merge_gap_seconds": told.merge_gap,
                "min_outage_seconds": told.min_outage,
                "decimals": told.decimals,
            },
            "versions": [
                {**each._asdict(), "promises": [promise._asdict() for promise in each.promises]}
                for each in self.versions
            ],
            "figures": [asdict(each) for row in self.rows for each in (row.current, row.previous) if each],
            "credits": [asdict(each) for each in self.credits],
            "carried_by": [each.id for each in self.carried_by],
            "misalignments": [{"objective": objective, "says": says} for objective, says in self.misfits],
        }


_REOPENED: Final = frozenset({Indicator.RESOLUTION, Indicator.RESTORATION})
"""Of these it matters what a reopening does."""


def answer(question: Question) -> Answer:
    """Return the page of the agreement that an address names."""
    agreements, asked = newest(question.inquiry.definitions), question.path["sla"]
    if asked not in agreements:
        parts: dict[str, object] = {"asked": asked, "known": ", ".join(sorted(agreements)[:40])}
        raise Problem(404, "There is no such agreement", 'No agreement is called "{asked}"; there are: {known}.', parts)
    told = AgreementPage(question, agreements[asked])
    return Answer(template="agreement.html", title=told.name, view=told, document=told.document)
