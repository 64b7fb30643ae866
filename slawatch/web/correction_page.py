"""The register of corrections: what was stated against what sources tell, who approved it, and whether it counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from slawatch.model.correction import STATEABLE, VOIDABLE, Correction, CorrectionKind, OfOutage
from slawatch.model.user import Role
from slawatch.runtime.approval import is_same
from slawatch.speech.told_correction import said
from slawatch.web.documents import list_head
from slawatch.web.entries import Entry, zones
from slawatch.web.filters import values
from slawatch.web.problem import malformed
from slawatch.web.question import Answer, Question
from slawatch.web.statement import DONE, SIGNS, Sign, Standing, standing_of

MOST_ROWS: Final = 300
KIND_WORDS: Final[Mapping[CorrectionKind, str]] = {
    CorrectionKind.FIELD: "A field had another value",
    CorrectionKind.EVENT: "Something happened that is not told",
    CorrectionKind.VOID_EVENT: "Something that is told does not count",
    CorrectionKind.TIMER: "Timers are taken out of the count",
    CorrectionKind.OUTAGE: "An outage was otherwise",
    CorrectionKind.VOID_OUTAGE: "There was no such outage",
}


class StatementForm(NamedTuple):
    """A form for one kind of correction."""

    kind: CorrectionKind
    label: str
    action: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class CorrectionPage:
    """The page."""

    question: Question
    asked: Mapping[str, Sequence[str]]
    stated: Sequence[Correction]

    @property
    def shown(self) -> Sequence[Correction]:
        """Those that are shown, the latest first."""
        return self.stated[:MOST_ROWS]

    @property
    def left_out(self) -> int:
        """How many are not."""
        return len(self.stated) - len(self.shown)

    @property
    def waiting(self) -> int:
        """How many wait for approval."""
        return sum(standing_of(each) is Standing.REQUESTED for each in self.stated)

    @property
    def done(self) -> str:
        """What was done just now, in words; empty where nothing was."""
        query = self.question.query
        phrase, name = DONE.get(query.get("word", "")), query.get("name", "")
        known = phrase is not None and any(each.id == name for each in self.stated)
        return self.question.speech.say(str(phrase), name=name) if known else ""

    @property
    def may_state(self) -> bool:
        """Whether forms are there to state one."""
        return self.question.user.may(Role.WRITE)

    def sign(self, told: Correction) -> Sign:
        """Return how its standing is shown."""
        return SIGNS[standing_of(told)]

    def says(self, told: Correction) -> str:
        """Return what it says."""
        return said(told)

    def kind(self, told: Correction) -> str:
        """Return what it is about, in words."""
        return KIND_WORDS[told.told.kind]

    def href(self, told: Correction) -> str | None:
        """Return the page of its ticket; None where it is about an outage."""
        return None if isinstance(told.told, OfOutage) else self.question.links.ticket(told.source, told.subject)

    def may_approve(self, told: Correction) -> bool:
        """Tell whether a button is there to approve one; whether it is theirs to approve is looked at again then."""
        user = self.question.user
        waits = standing_of(told) is Standing.REQUESTED
        return waits and user.may(Role.APPROVE) and not is_same(user.name, told.author)

    def may_withdraw(self, told: Correction) -> bool:
        """Tell whether a button is there to take one back."""
        user = self.question.user
        own = user.may(Role.WRITE) and is_same(user.name, told.author)
        return told.withdrawn_at is None and (own or user.may(Role.APPROVE))

    @cached_property
    def forms(self) -> Sequence[StatementForm]:
        """A form for each kind of correction."""
        return [
            StatementForm(kind, KIND_WORDS[kind], f"/corrections/{kind}", tuple(self._entries(kind)))
            for kind in CorrectionKind
        ]

    def _entries(self, kind: CorrectionKind) -> Iterator[Entry]:
        definitions = self.question.inquiry.definitions
        is_outage = kind in (CorrectionKind.OUTAGE, CorrectionKind.VOID_OUTAGE)
        yield Entry(name="source", label="Source", kind="choice", choices={each: each for each in definitions.mappings})
        yield Entry(name="subject", label="Outage (its id)" if is_outage else "Ticket (its id or key)")
        yield from _own_entries(kind)
        if kind is CorrectionKind.TIMER:
            agreements = {each.id: self.question.agreement(each.id) for each in definitions.agreements}
            yield Entry(name="agreement", label="Agreement", kind="choice", choices=agreements, is_needed=False)
            yield Entry(name="objective", label="Objective", is_needed=False)
            yield Entry(name="cycle", label="Cycle", is_needed=False, hint="0 for the first one")
        if kind not in (CorrectionKind.TIMER, CorrectionKind.VOID_OUTAGE):
            yield zones(definitions)
        yield Entry(name="reason", label="Reason", kind="area")

    @property
    def filters(self) -> Sequence[tuple[str, str]]:
        """The filters in force, each with the address of the list without it."""
        return [
            (f"{name}={','.join(words)}", self.address({**self.asked, name: []})) for name, words in self.asked.items()
        ]

    def address(self, told: Mapping[str, Sequence[str]]) -> str:
        """Return the address of the list under other filters."""
        return self.question.links.to(
            "/corrections", **{name: ",".join(words) for name, words in told.items() if words}
        )

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {
            **list_head(self.question.snapshot),
            "filters": dict(self.asked),
            "corrections": [
                {
                    **asdict(each),
                    "kind": each.told.kind,
                    "says": said(each),
                    "state": standing_of(each),
                    "counts": each.counts,
                }
                for each in self.stated
            ],
        }


def answer(question: Question) -> Answer:
    """Return the list that an address asks for."""
    asked = {name: words for name in ("state", "kind", "source") if (words := values(question.query, name))}
    for name, known in (("state", tuple(Standing)), ("kind", tuple(CorrectionKind))):
        for word in asked.get(name, ()):
            if word not in known:
                raise malformed(name, word, ", ".join(known))
    stated = [each for each in question.inquiry.stated_corrections() if _passes(each, asked)]
    stated.sort(key=lambda each: (standing_of(each) is Standing.REQUESTED, each.stated_at), reverse=True)
    view = CorrectionPage(question, asked, stated)
    has_forms = any(map(question.user.may, (Role.WRITE, Role.APPROVE)))
    return Answer(
        template="corrections.html", title="Corrections", view=view, document=view.document, has_forms=has_forms
    )


def _passes(told: Correction, asked: Mapping[str, Sequence[str]]) -> bool:
    borne = {"state": standing_of(told), "kind": told.told.kind, "source": told.source}
    return all(borne[name] in words for name, words in asked.items())


def _own_entries(kind: CorrectionKind) -> Iterator[Entry]:
    match kind:
        case CorrectionKind.FIELD:
            yield Entry(name="field", label="Field", hint="status, priority, service, … or a raw field of the source")
            yield Entry(name="value", label="Value in the source's words", is_needed=False)
            yield Entry(name="from", label="From", kind="time")
            yield Entry(name="to", label="To", kind="time", is_needed=False)
        case CorrectionKind.EVENT | CorrectionKind.VOID_EVENT:
            told = STATEABLE if kind is CorrectionKind.EVENT else VOIDABLE
            choices = {each.value: each.value.replace("_", " ") for each in sorted(told)}
            yield Entry(name="type", label="What happened", kind="choice", choices=choices)
            yield Entry(name="at", label="When", kind="time")
        case CorrectionKind.OUTAGE:
            yield Entry(name="from", label="From", kind="time", is_needed=False)
            yield Entry(name="to", label="To", kind="time", is_needed=False)
            yield Entry(name="service", label="Service in the source's words", is_needed=False)
            yield Entry(name="severity", label="Severity in the source's words", is_needed=False)
