"""The register of corrections: what was stated against what sources tell, who approved it, and whether it counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

from slawatch.model.correction import Correction, CorrectionKind, OfOutage
from slawatch.model.user import Role
from slawatch.runtime.correction_kinds import WORDINGS, Part, Takes, Wording
from slawatch.speech.told_correction import said
from slawatch.web.documents import list_head
from slawatch.web.entries import Entry, zones
from slawatch.web.filters import removable, values
from slawatch.web.problem import malformed
from slawatch.web.question import Answer, Question
from slawatch.web.statement import SIGNS, Sign, Standing, done_now, may_approve, may_withdraw, standing_of

MOST_ROWS: Final = 300
KIND_WORDS: Final[Mapping[CorrectionKind, str]] = {
    CorrectionKind.FIELD: "A field had another value",
    CorrectionKind.EVENT: "Something happened that is not told",
    CorrectionKind.VOID_EVENT: "Something that is told does not count",
    CorrectionKind.TIMER: "Timers are taken out of the count",
    CorrectionKind.OUTAGE: "An outage was otherwise",
    CorrectionKind.VOID_OUTAGE: "There was no such outage",
}

LABELS: Final = {
    "field": "Field",
    "value": "Value in the source's words",
    "from": "From",
    "to": "To",
    "type": "What happened",
    "at": "When",
    "agreement": "Agreement",
    "objective": "Objective",
    "cycle": "Cycle",
    "service": "Service in the source's words",
    "severity": "Severity in the source's words",
}
HINTS: Final = {"field": "status, priority, service, … or a raw field of the source", "cycle": "0 for the first one"}
"""Both by part."""


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
        return done_now(self.question, self.stated)

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
        """Tell whether a button is there to approve one."""
        return may_approve(self.question.user, told)

    def may_withdraw(self, told: Correction) -> bool:
        """Tell whether a button is there to take one back."""
        return may_withdraw(self.question.user, told)

    @cached_property
    def forms(self) -> Sequence[StatementForm]:
        """A form for each kind of correction."""
        return [
            StatementForm(kind, KIND_WORDS[kind], f"/corrections/{kind}", tuple(self._entries(kind)))
            for kind in CorrectionKind
        ]

    def _entries(self, kind: CorrectionKind) -> Iterator[Entry]:
        definitions = self.question.inquiry.definitions
        wording = WORDINGS[kind]
        yield Entry(name="source", label="Source", kind="choice", choices={each: each for each in definitions.mappings})
        yield Entry(name="subject", label="Outage (its id)" if wording.is_of_outage else "Ticket (its id or key)")
        agreements = {each.id: self.question.agreement(each.id) for each in definitions.agreements}
        for part in wording.parts:
            entry = _entry(part, wording)
            yield replace(entry, kind="choice", choices=agreements) if part.name == "agreement" else entry
        if any(part.takes is Takes.INSTANT for part in wording.parts):
            yield zones(definitions)
        yield Entry(name="reason", label="Reason", kind="area")

    @property
    def filters(self) -> Sequence[tuple[str, str]]:
        """The filters in force, each with the address of the list without it."""
        return removable(self.asked, lambda name: self.address({**self.asked, name: []}))

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


def _entry(part: Part, wording: Wording) -> Entry:
    label, needed = LABELS[part.name], part.is_needed
    if part.takes is Takes.EVENT:
        choices = {each.value: each.value.replace("_", " ") for each in sorted(wording.events)}
        return Entry(name=part.name, label=label, kind="choice", choices=choices, is_needed=needed)
    kind: Literal["time", "text"] = "time" if part.takes is Takes.INSTANT else "text"
    return Entry(name=part.name, label=label, kind=kind, is_needed=needed, hint=HINTS.get(part.name, ""))
