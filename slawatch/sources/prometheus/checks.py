"""What can be said of a Prometheus before its first poll."""

from collections.abc import Iterator

from slawatch.errors import SourceError
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Check, Finding, Word
from slawatch.model.instant import epoch
from slawatch.sources.prometheus.options import Options, Query, is_selector
from slawatch.sources.prometheus.promql import question, witness
from slawatch.sources.prometheus.rest import Rest
from slawatch.sources.prometheus.watch import service_name


def findings(rest: Rest, options: Options) -> Check:
    """Return whether it answers, whether anything is watched, and which services are found."""
    at = rest.server_time()
    end = epoch(at) - options.lag
    asked = {"start": end, "end": end, "step": options.step}
    found: list[Finding] = []
    words: list[Word] = []
    if not rest.over(witness(options.watched, fresh=options.fresh), **asked):
        text = f"no series of {options.watched} had a sample in {options.fresh} s: everything is unknown"
        found.append(Finding(level="warning", text=text, hint="name series that are always there under watched"))
    for query in options.queries:
        services = sorted(_services(rest, query, options, asked))
        found.extend(_of_query(query, services))
        words.extend(Word(field="service", raw=service) for service in services)
    if options.since is None:
        text = "since is not set: all time before the first reading is unknown"
        found.append(Finding(level="warning", text=text, hint="set it to the instant from which monitoring counts"))
    return Check(findings=tuple(found), words=tuple(words), server_time=at, timezone="UTC", version=_version(rest))


def _services(rest: Rest, query: Query, options: Options, asked: dict[str, int]) -> Iterator[str]:
    try:
        series = rest.over(question(query, fresh=options.fresh), **asked)
    except HttpStatusError as error:
        raise HttpStatusError(f"query {query.name}: {error}; is {query.expr!r} PromQL?", status=error.status) from error
    return (name for labels in series if (name := service_name(query, dict(labels))) is not None)


def _of_query(query: Query, services: list[str]) -> Iterator[Finding]:
    if services:
        yield Finding(level="ok", text=f"query {query.name} finds now: {', '.join(services)}")
    elif query.down_when != "present":
        text = f"query {query.name} finds nothing now: what it should tell is unknown"
        yield Finding(level="warning", text=text, hint=f"look at {query.expr} and at the labels under by")
    missing = [] if query.down_when == "present" else sorted(set(query.expect) - set(services))
    if missing:
        text = f"query {query.name} does not find: {', '.join(missing)}"
        yield Finding(level="warning", text=text, hint="what no series tells of is unknown")
    if query.down_when != "present" and not is_selector(query.expr):
        text = (
            f"query {query.name} is an expression: a gap in its series shows when the server's lookback is over (5 min)"
        )
        yield Finding(level="warning", text=text, hint="record it by a rule, and name the recorded series")


def _version(rest: Rest) -> str | None:
    try:
        return rest.version()
    except SourceError:
        return None  # not every server that speaks this API tells
