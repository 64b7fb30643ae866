"""slawatch audit-pack."""

from pathlib import Path

import click

from slawatch.calendars.periods import parse_period
from slawatch.cli.main import Shared
from slawatch.cli.opened import Period, now, read
from slawatch.cli.report_files import put_bytes
from slawatch.cli.stored import reading_store
from slawatch.model.agreement import PeriodKind
from slawatch.model.interval import Interval
from slawatch.reports.life.audit_pack import audit_pack


@click.command("audit-pack")
@click.option("--from", "first", type=Period(), required=True, metavar="P", help="The first period: 2026-01, 2026-Q1.")
@click.option("--to", "last", type=Period(), required=True, metavar="P", help="The last period, included: 2026-12.")
@click.option("--output", "path", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE",
              help="The zip that is written; what is there already is replaced.")  # fmt: skip
@click.pass_obj
def command(shared: Shared, *, first: str, last: str, path: Path) -> None:
    """Write everything about sealed reports of some periods into a zip that can be checked by hand."""
    configuration = read(shared).configuration
    span = _span(first, last)
    with reading_store(configuration) as store:
        packed = audit_pack(store, span)
    put_bytes(path, packed)
    click.echo(f"{path}: {len(packed):,} bytes; README.en.md in it says how to check it")


def _span(first: str, last: str) -> Interval:
    one, other = (parse_period(each, as_of=now(), kind=PeriodKind.MONTH, timezone="UTC") for each in (first, last))
    if other.end <= one.start:
        raise click.BadParameter("it lies before --from", param_hint="--to")
    return Interval(one.start, other.end)
