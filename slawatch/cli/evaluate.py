"""slawatch evaluate."""

import json
from collections.abc import Iterator
from datetime import datetime

import click

from slawatch.app.planning import planned
from slawatch.cli.known import known, known_through
from slawatch.cli.main import Shared
from slawatch.cli.opened import Period, as_of, read
from slawatch.cli.output import Cell, Shape, in_two_shapes, printed
from slawatch.model.result import ObjectiveFigure, Relative, Snapshot
from slawatch.runtime.assessment import assessed
from slawatch.speech import words
from slawatch.web import api

COLUMNS = ("service", "agreement", "objective", "period", "target", "attained", "of", "state", "budget", "forecast")


@click.command("evaluate")
@as_of
@known_through
@click.option("--period", type=Period(), metavar="P", help="Judge this period instead of the current and previous one: "
              "2026-10, 2026-Q3, 2026, 2026-W47, current, previous, A..B.")  # fmt: skip
@in_two_shapes
@click.pass_obj
def command(
    shared: Shared, as_of: datetime | None, known_through: datetime | None, period: str | None, shape: Shape
) -> None:
    """Print every objective's figures, computed afresh from the stored facts."""
    with known(read(shared).configuration, through=known_through) as what:
        snapshot = assessed(what.store, planned(what.definitions), what.clock, as_of=as_of, period=period)
    if shape == "json":
        click.echo(_document(snapshot, period))
        return
    printed(COLUMNS, _rows(snapshot, named=period is not None), shape)
    then = "" if known_through is None else f", as known at {words.utc(known_through)}"
    click.echo(f"\nas of {words.utc(snapshot.as_of)}{then}{', SIMULATED' if snapshot.simulated else ''}")


def _document(snapshot: Snapshot, period: str | None) -> str:
    """A period that was asked for by its name is told by it."""
    document = json.loads(api.document(snapshot, ()))
    if period not in (None, *Relative):
        for figure in (*document["objectives"], *document["services"], *document["credits"]):
            figure["period"] = period
    return json.dumps(document)


def _rows(snapshot: Snapshot, *, named: bool) -> Iterator[tuple[Cell, ...]]:
    """A period that was asked for by its name is told by its dates alone: it need not be the previous one."""
    forecasts = {(each.service_id, each.sla, each.objective): each.forecast for each in snapshot.outlooks}
    for figure in snapshot.objectives:
        dates, forecast = words.period(figure), None
        if figure.period is Relative.CURRENT:
            forecast = forecasts.get((figure.service_id, figure.sla, figure.objective))
        yield *_row(figure, dates if named else f"{figure.period} ({dates})"), words.likely(forecast)


def _row(figure: ObjectiveFigure, period: str) -> tuple[Cell, ...]:
    return (
        figure.service_id,
        figure.sla,
        f"{figure.objective}: {words.promise(figure).lower()}",
        period,
        words.target(figure),
        words.attained(figure),
        words.basis(figure),
        figure.state if not figure.reason else f"{figure.state} ({figure.reason})",
        words.budget_left(figure),
    )
