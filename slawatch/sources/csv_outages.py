"""Outages as a delimited file: a row an outage of a service."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from slawatch.clock import Clock
from slawatch.ingest.delimited import DelimitedOptions
from slawatch.ingest.file_check import ISO_SECONDS, file_check
from slawatch.ingest.file_feed import FileFeed, Told
from slawatch.ingest.row_reader import Table, Values, required
from slawatch.ingest.source import Batch, Caps, Check, Cursor, Limits, RequestObserver, SourceKind
from slawatch.model.outage import Outage


class Columns(BaseModel):
    """What the file's header calls the columns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(description="The outage's id; of rows with one id the last counts.")]
    started_at: Annotated[str, Field(description="When the service went down.")]
    ended_at: Annotated[str, Field(description="When it was restored; null while it lasts.")]
    service: Annotated[str | None, Field(description="The raw name of the service.")] = None
    severity: Annotated[str | None, Field(description="The raw severity, e.g. maintenance.")] = None
    detected_at: Annotated[str | None, Field(description="When it was noticed.")] = None
    acknowledged_at: Annotated[str | None, Field(description="When somebody took it on.")] = None
    users: Annotated[str | None, Field(description="How many users it touched.")] = None

    def by_role(self) -> dict[str, str]:
        """Return role -> column, those that are named."""
        return self.model_dump(exclude_none=True)


class Options(DelimitedOptions):
    """Options of kind csv_outages."""

    columns: Annotated[Columns, Field(description="Which columns there are.")]


class CsvOutages:
    """Tells outages whose rows are new; an outage that ended lasts no second longer, but stays a fact."""

    kind = "csv_outages"
    status_classes: Mapping[str, str] = MappingProxyType({})

    def __init__(self, options: Options, clock: Clock) -> None:
        self._feed = FileFeed(options, options.columns.by_role(), meaning=self._outage, clock=clock)
        self.caps = Caps(history="full", delta="token", grain=self._feed.stamps.grain, public_replies=False)

    def check(self) -> Check:
        """Return whether the file can be read, and how its first rows are understood."""
        return file_check(self._feed, preview=_preview)

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell the outages of new rows."""
        return self._feed.batches(cursor, limits, _told)

    def _outage(self, values: Values) -> Outage:
        stamps = self._feed.stamps
        return Outage(
            id=required(values, "id"),
            started_at=stamps.read(required(values, "started_at")),
            ended_at=stamps.read_optional(values["ended_at"]),
            service=values.get("service"),
            severity=values.get("severity"),
            detected_at=stamps.read_optional(values.get("detected_at")),
            acknowledged_at=stamps.read_optional(values.get("acknowledged_at")),
            users=_count(values.get("users")),
        )


def _count(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is no number of users")
    return int(text)


def _told(table: Table[Outage]) -> Sequence[Told]:
    touched = {row.fact.id for row in table.rows if row.fresh}
    newest = {row.fact.id: row.fact for row in table.rows if row.fact.id in touched}
    return [Told(outages=(outage,)) for outage in newest.values()]


def _preview(outage: Outage) -> str:
    ended = f"{outage.ended_at:{ISO_SECONDS}}" if outage.ended_at else "now"
    words = ", ".join(word for word in (outage.service, outage.severity) if word)
    return f"outage {outage.id} {outage.started_at:{ISO_SECONDS}} to {ended} {words}".rstrip()


def _source(options: Options, *, clock: Clock, observer: RequestObserver) -> CsvOutages:
    del observer  # a file is not asked over HTTP
    return CsvOutages(options, clock)


KIND = SourceKind(
    name="csv_outages",
    options=Options,
    factory=_source,
    public_replies=False,
    summary="outages of services in a delimited file, a row an outage",
    docs="docs/configuration.md#csv_outages-a-row-an-outage-of-a-service",
)
