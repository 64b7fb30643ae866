"""A panel of any kind: what it asks, what it is called, how its values are shown."""

from dataclasses import dataclass
from typing import ClassVar

from grafana_foundation_sdk.models.dashboard import (
    DataTransformerConfig,
    FieldColor,
    FieldColorModeId,
    FieldConfig,
    FieldConfigSource,
    GridPos,
)
from grafana_foundation_sdk.models.dashboard import Panel as GrafanaPanel

from generator.colours import NEUTRAL, Steps
from generator.field import Link, Override, Span, Word, mappings
from generator.queries import DATASOURCE, Target, ref_id
from generator.text import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What all kinds have in common; a kind adds its options."""

    kind: ClassVar[str] = ""
    title: Text
    description: Text
    """What it is for, and the formula in words."""
    width: int
    """Of 24 columns."""
    height: int
    """In units of Grafana's grid."""
    under: bool = False
    """Stands below the panel before it, where that is lower than its line."""
    targets: tuple[Target, ...] = ()
    unit: str = "locale"
    """Of the values: "locale" is a plain number with its thousands apart."""
    decimals: int | None = None
    least: float | None = None
    most: float | None = None
    thresholds: Steps = NEUTRAL
    colour_by: FieldColorModeId = FieldColorModeId.THRESHOLDS
    words: tuple[Word | Span, ...] = ()
    links: tuple[Link, ...] = ()
    overrides: tuple[Override, ...] = ()
    if_empty: Text | None = None

    def options(self, language: Language) -> object:
        """Return the options of the kind."""
        raise NotImplementedError

    def custom(self) -> object | None:
        """Return the kind's own properties of fields, if it has any."""
        return None

    def queries(self) -> tuple[Target, ...]:
        """Return the queries in the order of their letters."""
        return self.targets

    def exceptions(self) -> tuple[Override, ...]:
        """Return what differs from field to field."""
        return self.overrides

    def transformations(self) -> list[DataTransformerConfig] | None:
        """Return what is done to the answers before they are drawn."""
        return None

    def drawn(self, language: Language, *, number: int, place: GridPos) -> GrafanaPanel:
        """Return the panel as Grafana writes it."""
        queries = self.queries()
        return GrafanaPanel(
            type_val=self.kind,
            id_val=number,
            grid_pos=place,
            title=self.title.said(language),
            description=self.description.said(language),
            datasource=DATASOURCE if queries else None,
            targets=[query.drawn(ref_id(position), language) for position, query in enumerate(queries)] or None,
            transformations=self.transformations(),
            options=self.options(language),
            field_config=self.fields(language),
        )

    def fields(self, language: Language) -> FieldConfigSource:
        """Return how values are shown."""
        defaults = FieldConfig(
            unit=self.unit,
            decimals=self.decimals,
            min_val=self.least,
            max_val=self.most,
            thresholds=self.thresholds.drawn(),
            color=FieldColor(mode=self.colour_by),
            mappings=mappings(self.words, language),
            links=[link.drawn(language) for link in self.links] or None,
            no_value=self.if_empty.said(language) if self.if_empty else None,
            custom=self.custom(),
        )
        return FieldConfigSource(
            defaults=defaults, overrides=[exception.drawn(language) for exception in self.exceptions()]
        )
