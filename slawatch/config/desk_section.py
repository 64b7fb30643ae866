"""The section `desk`, and what a source's map says for figures of the service desk."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from slawatch.config.ranges import ranges_run_up
from slawatch.config.section import Section
from slawatch.config.values import Seconds, Texts, Zone
from slawatch.model.agreement import PeriodKind
from slawatch.model.person import PSEUDONYM


def _answers_run_up(answers: tuple[str, ...]) -> tuple[str, ...]:
    ranges_run_up(dict.fromkeys(answers))
    return answers


Answers = Annotated[Texts, AfterValidator(_answers_run_up)]
"""Raw answers; `"4..5"` is a range, `"very *"` a pattern."""


def _pseudonym(text: str) -> str:
    if not PSEUDONYM.fullmatch(text):
        raise ValueError(f'"{text}" is no pseudonym; write one as `slawatch desk --by person` prints it')
    return text


Pseudonym = Annotated[
    str, AfterValidator(_pseudonym), WithJsonSchema({"type": "string", "pattern": f"^{PSEUDONYM.pattern}$"})
]


class AskedSection(Section):
    """Whose requesters were asked."""

    field: str
    """The name of the raw field that tells it."""
    equals: Texts
    """The raw value, or a list of them, of a ticket whose requester was asked."""


class SatisfactionSection(Section):
    """How what requesters say of their tickets is read."""

    good: Annotated[Answers, Field(min_length=1)]
    """The answers that are good: "4..5", or a list such as [good, very good]."""
    scale: Answers = ()
    """Every answer that there is, e.g. "1..5"; others are counted as unreadable. Left out: all others are poor."""
    field: str | None = None
    """The raw field that holds the answer; left out: the ratings that the source tells."""
    survey: str = "ratings"
    """What people call the survey: a figure names where it comes from."""
    asked: AskedSection | None = None
    """Which tickets' requesters were asked; left out: nobody knows, and there is no response rate."""


class DeskSection(Section):
    """How figures of the service desk are cut, whatever the periods of agreements."""

    period: PeriodKind = PeriodKind.MONTH
    """week, month, quarter, half_year or year."""
    timezone: Zone = "UTC"
    """The IANA zone at whose midnights it is cut."""
    reopened_within: Seconds = 7 * 86400
    """A ticket that is reopened so soon after its resolution was not resolved at the first contact; 168h."""
    by_person: bool = False
    """Whether figures are made by person, under the pseudonyms that sources tell (people_salt)."""
    names: dict[Pseudonym, str] = Field(default_factory=dict)
    """Names that pseudonyms are printed with: {agent-3f9c2a71b0d4: Li}; left out: none is."""

    @model_validator(mode="after")
    def _names_are_printed_somewhere(self) -> Self:
        if self.names and not self.by_person:
            raise ValueError("names are given and by_person is off; write by_person: true, or leave the names out")
        return self
