"""Tables: a query for each column, a row for each set of labels."""

from dataclasses import dataclass
from typing import ClassVar

from grafana_foundation_sdk.models import table
from grafana_foundation_sdk.models.common import TableCellHeight, TableSortByFieldState
from grafana_foundation_sdk.models.dashboard import DataTransformerConfig, FieldColorModeId
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from generator.colours import QUIET, Steps
from generator.field import Link, Override, Span, Word
from generator.panel import Panel
from generator.queries import Target, ref_id
from generator.text import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A label that tells rows apart, as a column."""

    label: str
    title: Text
    width: int | None = None
    links: tuple[Link, ...] = ()
    words: tuple[Word | Span, ...] = ()

    def override(self) -> Override:
        """Return the column's look."""
        properties: list[tuple[str, object]] = [("custom.width", self.width)] if self.width else []
        if any(word.colour for word in self.words):
            properties.append(("custom.cellOptions", {"type": "color-text"}))
        return Override(
            name=self.label, title=self.title, properties=tuple(properties), links=self.links, words=self.words
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of numbers; `expr` is aggregated by the table's keys. Thresholds colour the cell."""

    expr: str
    title: Text
    unit: str = "locale"
    decimals: int | None = None
    width: int | None = None
    leads: bool = False
    """Stands before the keys."""
    thresholds: Steps = QUIET
    cell: str = "color-background"
    """Kind of the cell where thresholds colour it: color-background, color-text or gauge."""
    bounds: tuple[float, float] | None = None
    links: tuple[Link, ...] = ()
    words: tuple[Word | Span, ...] = ()

    def override(self, name: str) -> Override:
        """Return the column's look."""
        properties: list[tuple[str, object]] = [("unit", self.unit)]
        if self.decimals is not None:
            properties.append(("decimals", self.decimals))
        if self.width:
            properties.append(("custom.width", self.width))
        if self.leads:
            properties.append(("custom.align", "left"))
        if self.bounds:
            properties += [("min", self.bounds[0]), ("max", self.bounds[1])]
        if self.thresholds is not QUIET or any(word.colour for word in self.words):
            properties += [("thresholds", self.thresholds.drawn()), ("custom.cellOptions", self.cell_options())]
        return Override(name=name, title=self.title, properties=tuple(properties), links=self.links, words=self.words)

    def cell_options(self) -> dict[str, object]:
        """Return how the cell is coloured."""
        return {"type": self.cell, "mode": "basic"} if self.cell != "color-text" else {"type": self.cell}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Panel):
    """Rows joined on the keys; a cell without a value stays empty."""

    kind: ClassVar[str] = "table"
    thresholds: Steps = QUIET
    colour_by: FieldColorModeId = FieldColorModeId.THRESHOLDS
    keys: tuple[Key, ...] = ()
    columns: tuple[Column, ...] = ()
    sort: tuple[tuple[Text, bool], ...] = ()
    """Titles of the columns that rows are ordered by, each with whether the greatest comes first."""

    def custom(self) -> table.FieldConfig:
        """Return how cells are drawn unless a column says otherwise."""
        return table.FieldConfig()

    def queries(self) -> tuple[Target, ...]:
        """Return a query for each column."""
        return tuple(Target(expr=column.expr, instant=True, form=PromQueryFormat.TABLE) for column in self.columns)

    def exceptions(self) -> tuple[Override, ...]:
        """Return the looks of all columns, then the exceptions of the table itself."""
        keys = [key.override() for key in self.keys]
        values = [column.override(field(position)) for position, column in enumerate(self.columns)]
        return (*keys, *values, *self.overrides)

    def transformations(self) -> list[DataTransformerConfig]:
        """Return the steps that make one table: join, hide the time, order the columns."""
        fields = [(column.leads, field(position)) for position, column in enumerate(self.columns)]
        leading, others = ([name for leads, name in fields if leads is first] for first in (True, False))
        names = [*leading, *(key.label for key in self.keys), *others]
        order = {name: position for position, name in enumerate(names)}
        organised = {"excludeByName": {"Time": True}, "indexByName": order, "renameByName": {}}
        return [
            DataTransformerConfig(id_val="merge", options={}),
            DataTransformerConfig(id_val="organize", options=organised),
        ]

    def options(self, language: Language) -> table.Options:
        """Return the options."""
        sort = [TableSortByFieldState(display_name=title.said(language), desc=desc) for title, desc in self.sort]
        return table.Options(show_header=True, cell_height=TableCellHeight.SM, sort_by=sort)


def field(position: int) -> str:
    """Return what Grafana calls the values of the query at a position, where there are several."""
    return f"Value #{ref_id(position)}"
