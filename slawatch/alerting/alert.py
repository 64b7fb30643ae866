"""An alert as the table states it, before it is rendered for an installation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from slawatch.model.alert import OF_AGREEMENTS, AlertName, Audience, Language, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text for people in each language, with Prometheus' templates in it."""

    en: str
    zh: str

    def __getitem__(self, language: Language) -> str:
        """Return the text in a language."""
        return self.en if language is Language.EN else self.zh


class Board(StrEnum):
    """The dashboard that an alert leads to, by its uid; the Chinese one has -zh at its end."""

    OPERATIONS = "slawatch-operations"
    AGREEMENTS = "slawatch-agreements"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One rule: when it fires, for whom, how urgently, and in which words.

    `expr` and `held` are PromQL without the selectors of an installation, which rendering adds to every metric, and
    with @{numbers} of taste (see slawatch.alerting.taste).
    """

    name: AlertName
    expr: str
    held: str = ""
    """What goes on standing, where it fired, while no daemon tells figures; empty: nothing but keep_firing_for."""
    wait: str = ""
    """`for`: how long it must be true before it fires."""
    keep: str = ""
    """`keep_firing_for`: how long it goes on firing when it is true no more."""
    severity: Severity
    audience: Audience
    labels: Mapping[str, str] = field(default_factory=dict)
    """Further labels: `tier` of burns, and what tells two rules of one name apart."""
    summary: Words
    description: Words
    board: Board
    shown: tuple[str, ...] = ()
    """Labels that the dashboard is opened with, as its variables."""
    tickets: str = "/tickets"
    """The daemon's page that shows the tickets or outages behind it."""
    explain: str = ""
    """The daemon's page that takes the figure apart, where there is one."""

    @property
    def of_agreements(self) -> bool:
        """True where an agreement has its own say: severity, labels, or that nobody wants it."""
        return self.name in OF_AGREEMENTS
