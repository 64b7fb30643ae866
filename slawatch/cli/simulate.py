"""slawatch simulate: what if other agreements were in force. The kind of source is another thing: `simulator`."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import click

from slawatch.app.configuring import proposed
from slawatch.app.feeding import fed_beside
from slawatch.app.planning import planned
from slawatch.cli.documents import echoed
from slawatch.cli.known import known, known_through
from slawatch.cli.main import Shared
from slawatch.cli.opened import Period, as_of, read
from slawatch.cli.output import in_two_shapes, printed
from slawatch.model.result import ObjectiveFigure
from slawatch.runtime.what_if import Compared, WhatIf, what_if
from slawatch.speech import words

COLUMNS: Final = ("service", "agreement", "objective", "period", "promise", "attained", "of", "state", "differs in")
ARROW: Final = " → "


@click.command("simulate")
@click.option("--agreements", "proposal", type=click.Path(path_type=Path, dir_okay=False), required=True,
              metavar="FILE", help="Sections that stand in the place of the configuration's own.")  # fmt: skip
@click.option("--period", type=Period(), metavar="P", default="current", show_default=True,
              help="2026-10, 2026-Q3, 2026, 2026-W47, current, previous, A..B.")  # fmt: skip
@as_of
@known_through
@in_two_shapes
@click.pass_obj
def command(  # noqa: PLR0913  an option each
    shared: Shared,
    *,
    proposal: Path,
    period: str,
    as_of: datetime | None,
    known_through: datetime | None,
    shape: Literal["table", "json"],
) -> None:
    """Judge stored history under proposed agreements, and print that beside what the agreements in force make of it."""
    opened = read(shared)
    # Feeds of the proposal are known by the store of the file in use, if at all.
    file = replace(proposed(shared.config_file, proposal, opened.registry), store=opened.configuration.store)
    other = planned(fed_beside(file).definitions)
    with known(opened.configuration, through=known_through) as what:
        found = what_if(what.store, planned(what.definitions), other, what.clock, as_of=as_of, period=period)
    if shape == "json":
        echoed(_document(found))
        return
    printed(COLUMNS, (_row(each) for each in found.figures), shape)
    differ = sum(bool(each.differs) for each in found.figures)
    click.echo(f"\n{differ} of {len(found.figures)} figures differ; now{ARROW}proposed")
    definitions = ARROW.join(side.definitions[:12] for side in (found.now, found.proposed))
    simulated = ", SIMULATED" if found.now.simulated else ""
    click.echo(f"as of {words.utc(found.now.as_of)}; definitions {definitions}{simulated}; nothing stored has changed")


def _row(each: Compared) -> tuple[str, ...]:
    cells = (words.period, _promise, words.attained, words.basis, _state)
    told = tuple(_both(each, cell) for cell in cells)
    return each.service_id, each.sla, each.objective, *told, ", ".join(each.differs)


def _both(each: Compared, cell: Callable[[ObjectiveFigure], str]) -> str:
    """Return what both sides say, once where they agree; a dash for a side that does not have the objective."""
    sides = [words.NONE if figure is None else cell(figure) for figure in (each.now, each.proposed)]
    return ARROW.join(dict.fromkeys(sides))


def _promise(figure: ObjectiveFigure) -> str:
    return f"{words.promise(figure).lower()}: {words.target(figure)}"


def _state(figure: ObjectiveFigure) -> str:
    return f"{figure.state} ({figure.reason})" if figure.reason else figure.state


def _document(found: WhatIf) -> dict[str, object]:
    return {
        "as_of": found.now.as_of,
        "definitions": {"now": found.now.definitions, "proposed": found.proposed.definitions},
        "figures": list(_figures(found)),
    }


def _figures(found: WhatIf) -> Iterator[dict[str, object]]:
    for each in found.figures:
        yield {
            "service_id": each.service_id,
            "sla": each.sla,
            "objective": each.objective,
            "now": each.now and asdict(each.now),
            "proposed": each.proposed and asdict(each.proposed),
            "differs": list(each.differs),
        }
