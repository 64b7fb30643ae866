"""What a valid configuration says, ready for the daemon."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from slawatch.config.access_section import AccessSettings
from slawatch.config.delivery_section import SmtpSection
from slawatch.config.faults import Place, Trail
from slawatch.config.receivers_section import ReceiverSection
from slawatch.config.secrets import Secret
from slawatch.model.agreement import PeriodKind
from slawatch.model.alert import AlertName, Language, Severity
from slawatch.model.definitions import Definitions
from slawatch.model.mapping import FieldMap
from slawatch.model.service import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSchema:
    """What the configuration must know of a kind of source; app hands it over, so that no source is imported here."""

    options: type[BaseModel]
    """The kind's own options. It is validated with the context {"folder": Path}, beside which relative paths lie."""
    status_classes: Mapping[str, str] = field(default_factory=dict)
    """The system's own statuses and their classes, unless the user's map says otherwise."""
    attributes: Mapping[str, FieldMap] = field(default_factory=dict)
    """Maps of attributes unless the user's map says otherwise."""
    public_replies: bool = True
    simulated: bool = False

    def tells_replies(self, options: BaseModel) -> bool:
        """Tell whether replies are told under these options; a property `tells_replies` of theirs decides if any."""
        told: bool = getattr(options, "tells_replies", self.public_replies)
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """A source as configured."""

    id: str
    kind: str
    every: int
    """Seconds between two polls."""
    options: BaseModel
    config_hash: str
    """Of kind and options without secrets: a change of it starts a full read."""
    rescan: int | None = 3_600
    """Seconds between two looks at the last 24 hours; None: never."""
    census: int | None = 86_400
    """Seconds between two comparisons of what there is with what is stored; None: never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Where the daemon listens, and under which address people know it."""

    host: str
    port: int
    external_url: str | None
    exemplars: bool = False
    """Whether metrics point at tickets."""
    series_limit: int = 100_000
    """Ceiling on the series of figures."""
    access: AccessSettings = field(default_factory=AccessSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """The database."""

    url: str
    """SQLAlchemy URL without a password; the path of an SQLite file is absolute."""
    password: Secret | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """A feed as configured."""

    trail: Trail
    """Where it stands: ("calendars", "office", "feeds", 0) or ("maintenance", "updates", "feed")."""
    name: str
    """For people and labels; unique among the feeds of its calendar."""
    address: str | Secret | Path = field(repr=False)
    allow_http: bool
    timezone: str
    """The zone of events that have none of their own."""

    @property
    def owner(self) -> str:
        """The calendar, or "maintenance/" and the window."""
        section, name = self.trail[:2]
        return str(name) if section == "calendars" else f"{section}/{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAlerts:
    """What of an agreement's alerts is other than usual."""

    severity: Mapping[AlertName, Severity] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    off: frozenset[AlertName] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertingSettings:
    """What alerts say, where their links lead, and what agreements want otherwise. It judges nothing."""

    language: Language = Language.EN
    grafana_url: str | None = None
    """None: nobody told; links then lead to Grafana's usual port on this machine."""
    runbooks_url: str | None = None
    """None: the page that comes with slawatch, in the language of the texts."""
    agreements: Mapping[str, AgreementAlerts] = field(default_factory=dict)
    """By agreement, those that want something otherwise."""
    office: str | None = None
    """The calendar in which people are told what can wait; None: they are told at once."""
    smtp: SmtpSection | None = None
    receivers: Mapping[str, ReceiverSection] = field(default_factory=dict)
    """By name; with any there is the one called `default`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledReport:
    """A report that is sealed each time that a period has closed."""

    subject: str
    """agreement/gold, customer/acme, organisation."""
    period: PeriodKind
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    after: int
    """Business days that late data have."""
    hours: str | None
    """The calendar of these days; None: that of the first service."""
    to: tuple[str | Path, ...] = field(repr=False)
    """Mail addresses, and files that hold some."""
    audience: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """Which reports are sealed, who signs them, and how they are mailed."""

    organisation: Names = field(default_factory=dict)
    signers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By prepared, reviewed and approved who may sign so; anybody where nobody is named."""
    smtp: SmtpSection | None = None
    scheduled: tuple[ScheduledReport, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A whole configuration: what judges the facts, and how the daemon runs."""

    definitions: Definitions
    sources: tuple[SourceSettings, ...]
    web: WebSettings
    store: StoreSettings
    evaluate_every: int
    """Seconds."""
    files: tuple[Path, ...]
    """Every file that was read, the main one first."""
    sha256: str
    """Of the files' content."""
    warnings: tuple[str, ...] = ()
    """What is allowed and yet looks like a slip, a line each with file and line."""
    feeds: tuple[FeedSettings, ...] = ()
    """What calendars and maintenance are told by; their definitions hold nothing of it yet."""
    feeds_every: int = 6 * 3600
    """Seconds."""
    places: Mapping[Trail, Place] = field(default_factory=dict, repr=False)
    """Where everything stands, for what is found wrong later."""
    alerting: AlertingSettings = field(default_factory=AlertingSettings)
    reports: ReportSettings = field(default_factory=ReportSettings)
