"""JSON lines that only ever grow: a line a change of a ticket, or an outage. For what no other kind can read."""

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, SourceKind
from slawatch.sources.jsonl.options import Options
from slawatch.sources.jsonl.source import JsonLines


def _source(options: Options, *, clock: Clock, observer: RequestObserver) -> JsonLines:
    del observer  # a file is not asked over HTTP
    return JsonLines(options, clock)


KIND = SourceKind(
    name="jsonl",
    options=Options,
    factory=_source,
    public_replies=False,
    summary="changes of tickets and outages in a file of JSON lines that grows",
    docs="docs/sources/files.md#jsonl-json-lines-that-grow",
)
