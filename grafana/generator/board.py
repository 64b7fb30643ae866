"""A board: rows of panels on Grafana's grid, numbered so that what is added at a row's end renumbers nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grafana_foundation_sdk.models.dashboard import (
    AnnotationContainer,
    Dashboard,
    DashboardCursorSync,
    DashboardDashboardTemplating,
    DashboardDashboardTime,
    GridPos,
    RowPanel,
    VariableModel,
)
from grafana_foundation_sdk.models.dashboard import Panel as GrafanaPanel

from generator.annotations import MARKS, Marks
from generator.pages import TAG, between_boards
from generator.panel import Panel
from generator.text import Language, Text

COLUMNS = 24
ROW_STEP = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A headed row; its panels flow from left to right and break where the next does not fit."""

    title: Text
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board in all languages."""

    name: str
    """Of its file, and of its uid after `slawatch-`."""
    title: Text
    description: Text
    rows: tuple[Row, ...]
    variables: Callable[[Language], list[VariableModel]]
    since: str = "now-24h"
    refresh: str = "1m"
    marks: tuple[Marks, ...] = MARKS

    def drawn(self, language: Language) -> Dashboard:
        """Return the board as Grafana writes it."""
        return Dashboard(
            uid=f"slawatch-{self.name}{language.suffix}",
            title=self.title.said(language),
            description=self.description.said(language),
            tags=[TAG, str(language)],
            editable=False,
            timezone="browser",
            graph_tooltip=DashboardCursorSync.CROSSHAIR,
            time=DashboardDashboardTime(from_val=self.since, to="now"),
            refresh=self.refresh,
            schema_version=41,
            templating=DashboardDashboardTemplating(list_val=self.variables(language)),
            annotations=AnnotationContainer(list_val=[mark.drawn(language) for mark in self.marks]),
            links=between_boards(language),
            panels=list(self.placed(language)),
        )

    def placed(self, language: Language) -> Iterator[GrafanaPanel | RowPanel]:
        """Yield rows and panels from the top down, each at its place."""
        top = 0
        for number, row in enumerate(self.rows, start=1):
            yield RowPanel(
                id_val=number * ROW_STEP,
                title=row.title.said(language),
                grid_pos=GridPos(x=0, y=top, w=COLUMNS, h=1),
            )
            panels = list(flowing(row, number=number, top=top + 1, language=language))
            yield from panels
            top = max((panel.grid_pos.y + panel.grid_pos.h for panel in panels if panel.grid_pos), default=top + 1)


def flowing(row: Row, *, number: int, top: int, language: Language) -> Iterator[GrafanaPanel]:
    """Yield the panels of a row, line by line; a line is as high as its highest panel."""
    left = height = 0
    last = GridPos()
    for position, panel in enumerate(row.panels, start=1):
        if not panel.under and left + panel.width > COLUMNS:
            top, left, height = top + height, 0, 0
        x, y = (last.x, last.y + last.h) if panel.under else (left, top)
        last = GridPos(x=x, y=y, w=panel.width, h=panel.height)
        yield panel.drawn(language, number=number * ROW_STEP + position, place=last)
        left, height = x + panel.width, max(height, y + panel.height - top)
