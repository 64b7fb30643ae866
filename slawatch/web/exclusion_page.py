"""The register of exclusions: what was stated, who approved it, and what each takes out of agreed time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from slawatch.engine.exclusion_list import ListedExclusion
from slawatch.model.outage import Exclusion
from slawatch.model.result import Relative
from slawatch.model.user import Role
from slawatch.store.contract import OPERATOR
from slawatch.web.documents import list_head
from slawatch.web.entries import Entry, zones
from slawatch.web.filters import removable, values
from slawatch.web.periods import asked_period
from slawatch.web.problem import malformed
from slawatch.web.question import Answer, Question
from slawatch.web.statement import SIGNS, Sign, Standing, done_now, may_approve, may_withdraw, standing_of

MOST_ROWS: Final = 300
COUNTING: Final = ("yes", "no")


@dataclass(frozen=True)
class StatedExclusion:
    """An exclusion that somebody stated, with what it does."""

    told: Exclusion
    effects: Sequence[ListedExclusion]
    """By agreement, in the periods that are shown."""

    @property
    def standing(self) -> Standing:
        """How it stands."""
        return standing_of(self.told)

    @property
    def sign(self) -> Sign:
        """How that is shown."""
        return SIGNS[self.standing]

    @property
    def counts(self) -> bool:
        """Whether it takes anything out of the periods that are shown."""
        return any(each.excluded_seconds for each in self.effects)


@dataclass(frozen=True)
class ExclusionPage:
    """The page."""

    question: Question
    period: str
    """Empty: the current and the previous one."""
    asked: Mapping[str, Sequence[str]]
    stated: Sequence[StatedExclusion]
    told: Sequence[ListedExclusion]
    """What sources and the configuration tell."""

    @property
    def shown(self) -> Sequence[StatedExclusion]:
        """Those that are shown, the latest first."""
        return self.stated[:MOST_ROWS]

    @property
    def told_shown(self) -> Sequence[ListedExclusion]:
        """Of the others those that are shown, likewise."""
        return self.told[:MOST_ROWS]

    @property
    def left_out(self) -> int:
        """How many are not."""
        return len(self.stated) + len(self.told) - len(self.shown) - len(self.told_shown)

    @property
    def waiting(self) -> int:
        """How many wait for approval."""
        return sum(each.standing is Standing.REQUESTED for each in self.stated)

    @property
    def done(self) -> str:
        """What was done just now, in words; empty where nothing was."""
        return done_now(self.question, (each.told for each in self.stated))

    @property
    def may_request(self) -> bool:
        """Whether a form is there to ask for one."""
        return self.question.user.may(Role.WRITE)

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """The fields of the form."""
        definitions, question = self.question.inquiry.definitions, self.question
        services = {name: question.service(name) for name in definitions.services}
        return (
            Entry(name="service", label="Service", kind="choice", choices=services),
            Entry(name="from", label="From", kind="time"),
            Entry(name="to", label="To", kind="time"),
            zones(definitions),
            Entry(name="reason", label="Reason", kind="area"),
        )

    def may_approve(self, row: StatedExclusion) -> bool:
        """Tell whether a button is there to approve one."""
        return may_approve(self.question.user, row.told)

    def may_withdraw(self, row: StatedExclusion) -> bool:
        """Tell whether a button is there to take one back."""
        return may_withdraw(self.question.user, row.told)

    def zone(self, service: str | None) -> str:
        """Return the zone of the first agreement about a service."""
        found = (each.timezone for each in self.question.inquiry.definitions.agreements if service in each.services)
        return next(found, "UTC")

    def decided(self, at: datetime | None, service: str | None) -> str:
        """Return a local time, empty where there is none."""
        return "" if at is None else self.question.speech.to_the_minute(at, self.zone(service))

    @property
    def filters(self) -> Sequence[tuple[str, str]]:
        """The filters in force, each with the address of the list without it."""
        told = {**self.asked, **({"period": [self.period]} if self.period else {})}
        return removable(told, lambda name: self.address({**told, name: []}))

    def address(self, told: Mapping[str, Sequence[str]]) -> str:
        """Return the address of the list under other filters."""
        return self.question.links.to("/exclusions", **{name: ",".join(words) for name, words in told.items() if words})

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {
            **list_head(self.question.snapshot),
            "period": self.period or [str(each) for each in Relative],
            "filters": dict(self.asked),
            "stated": [
                {**asdict(each.told), "state": each.standing, "effects": list(map(asdict, each.effects))}
                for each in self.stated
            ],
            "told_by_sources": list(map(asdict, self.told)),
        }


def answer(question: Question) -> Answer:
    """Return the list that an address asks for."""
    asked = {name: words for name in ("state", "service_id", "counting") if (words := values(question.query, name))}
    _require_known(asked)
    period = asked_period(question) if question.query.get("period") else ""
    effects = [each for name in ([period] if period else Relative) for each in question.inquiry.exclusions(str(name))]
    rows = (_row(each, effects) for each in question.inquiry.stated_exclusions())
    stated = sorted((each for each in rows if _passes(each, asked)), key=_latest, reverse=True)
    told = [each for each in effects if each.source != OPERATOR and _is_asked(each, asked)]
    told.sort(key=lambda each: each.started_at, reverse=True)
    view = ExclusionPage(question, period, asked, stated, told)
    has_forms = any(map(question.user.may, (Role.WRITE, Role.APPROVE)))
    return Answer(
        template="exclusions.html", title="Exclusions", view=view, document=view.document, has_forms=has_forms
    )


def _require_known(asked: Mapping[str, Sequence[str]]) -> None:
    for name, known in (("state", tuple(Standing)), ("counting", COUNTING)):
        for word in asked.get(name, ()):
            if word not in known:
                raise malformed(name, word, ", ".join(known))


def _row(told: Exclusion, effects: Iterable[ListedExclusion]) -> StatedExclusion:
    own = (told.service, told.started_at, told.ended_at, told.approved_at)
    return StatedExclusion(
        told,
        [
            each
            for each in effects
            if each.source == OPERATOR
            and (each.service_id, each.started_at, each.ended_at, each.approved_at) == own
            and told.withdrawn_at is None
        ],
    )


def _latest(row: StatedExclusion) -> tuple[bool, datetime]:
    return row.standing is Standing.REQUESTED, row.told.started_at


def _passes(row: StatedExclusion, asked: Mapping[str, Sequence[str]]) -> bool:
    borne = {"state": row.standing, "service_id": row.told.service, "counting": "yes" if row.counts else "no"}
    return all(borne[name] in words for name, words in asked.items())


def _is_asked(told: ListedExclusion, asked: Mapping[str, Sequence[str]]) -> bool:
    borne = {"service_id": told.service_id, "counting": "yes" if told.excluded_seconds else "no", "state": ""}
    return all(borne[name] in words for name, words in asked.items() if name != "state") and "state" not in asked
