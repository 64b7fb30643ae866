"""slawatch reliability."""

from collections.abc import Iterator
from datetime import datetime

import click

from slawatch.cli.listing import found, of_a_period
from slawatch.cli.main import Shared
from slawatch.cli.output import Cell, Shape, printed
from slawatch.engine.reliability_list import ListedReliability, listed_reliability
from slawatch.engine.trend import FEWEST, Direction
from slawatch.model.spread import Durations

COLUMNS = (
    "service_id", "sla", "measure", "n", "mean_seconds", "median_seconds", "p90_seconds", "max_seconds",
    "lower_seconds", "upper_seconds", "p_value", "finding",
)  # fmt: skip
Line = tuple[Cell, ...]


@click.command("reliability")
@of_a_period(
    default="current",
    told="2026-10, 2026-Q3, 2026, 2026-W47, current, previous, A..B; cut in each agreement's zone.",
)
def command(shared: Shared, period: str, as_of: datetime | None, known_through: datetime | None, shape: Shape) -> None:
    """Print how often each service fails, how fast it is restored, and whether that is changing."""
    told = found(listed_reliability, shared, period=period, as_of=as_of, through=known_through)
    printed(COLUMNS, (line for each in told for line in _lines(each)), shape)


def _lines(each: ListedReliability) -> Iterator[Line]:
    told = each.figure.reliability
    measures: tuple[tuple[Cell, ...], ...] = (
        _mtbf(each),
        ("mtbsi", each.figure.outages, each.figure.mtbsi_seconds),
        _durations("mtrs", told.restoration),
        _durations("mtrs in service time", told.restoration_service),
        _durations("mttd", told.detection),
        _durations("mtta", told.acknowledgement),
        _durations("repair", told.repair),
        _trend(each),
        _change(each),
    )
    for measure in measures:
        empty = (None,) * (len(COLUMNS) - 2 - len(measure))
        yield (each.figure.service_id, each.figure.sla, *map(_rounded, measure), *empty)


def _rounded(cell: Cell) -> Cell:
    """Means and bounds to the millisecond, p-values to three digits: no more is known of them."""
    if not isinstance(cell, float):
        return cell
    return round(cell, 3) if cell >= 1 else float(f"{cell:.3g}")


def _found(direction: Direction, without: str) -> str:
    return without if direction is Direction.NONE else direction


def _mtbf(each: ListedReliability) -> Line:
    figure, gaps = each.figure, each.figure.reliability.between
    bounds = figure.mtbf_lower_seconds, figure.mtbf_upper_seconds
    typical = gaps.median_seconds, gaps.p90_seconds, gaps.max_seconds
    return "mtbf", figure.outages, figure.mtbf_seconds, *typical, *bounds


def _durations(measure: str, told: Durations) -> Line:
    return measure, told.n, told.mean_seconds, told.median_seconds, told.p90_seconds, told.max_seconds


def _trend(each: ListedReliability) -> Line:
    if each.trend is None:
        return "trend of 12 months", None, *(None,) * 7, f"fewer than {FEWEST} failures"
    return (
        "trend of 12 months",
        each.trend.failures,
        *(None,) * 6,
        each.trend.p_value,
        _found(each.trend.direction, "no trend shown"),
    )


def _change(each: ListedReliability) -> Line:
    finding = "nothing to compare" if each.p_value is None else _found(each.change, "no difference shown")
    told = f"{finding}; {each.before.failures} before"
    return "against the stretch before", each.now.failures, *(None,) * 6, each.p_value, told
