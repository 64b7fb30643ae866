"""Panels of single values: numbers, bars, gauges, and panels of words."""

from dataclasses import dataclass
from typing import ClassVar

from grafana_foundation_sdk.models import bargauge, gauge, stat, text
from grafana_foundation_sdk.models.common import (
    BarGaugeDisplayMode,
    BarGaugeNamePlacement,
    BigValueColorMode,
    BigValueGraphMode,
    BigValueTextMode,
    ReduceDataOptions,
    VizOrientation,
)

from generator.panel import Panel
from generator.text import NOTHING, Language, Text

LAST = ReduceDataOptions(calcs=["lastNotNull"], values=False, fields="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat(Panel):
    """Big numbers, each with its name where there is more than one."""

    kind: ClassVar[str] = "stat"
    coloured: BigValueColorMode = BigValueColorMode.VALUE
    graph: BigValueGraphMode = BigValueGraphMode.NONE
    shown: BigValueTextMode = BigValueTextMode.AUTO
    names_beside: bool = False
    """Names stand left of the values, in panels too low for both."""

    def options(self, _language: Language) -> stat.Options:
        """Return the options: the last value, its name above it unless told otherwise."""
        return stat.Options(
            reduce_options=LAST,
            color_mode=self.coloured,
            graph_mode=self.graph,
            text_mode=self.shown,
            wide_layout=self.names_beside,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(Panel):
    """A horizontal bar for each series, its name on the left."""

    kind: ClassVar[str] = "bargauge"
    display: BarGaugeDisplayMode = BarGaugeDisplayMode.BASIC

    def options(self, _language: Language) -> bargauge.Options:
        """Return the options."""
        return bargauge.Options(
            reduce_options=LAST,
            display_mode=self.display,
            orientation=VizOrientation.HORIZONTAL,
            name_placement=BarGaugeNamePlacement.LEFT,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge(Panel):
    """A dial."""

    kind: ClassVar[str] = "gauge"

    def options(self, _language: Language) -> gauge.Options:
        """Return the options."""
        return gauge.Options(reduce_options=LAST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Panel):
    """Words in Markdown; nothing is asked."""

    kind: ClassVar[str] = "text"
    content: Text = NOTHING

    def options(self, language: Language) -> text.Options:
        """Return the words."""
        return text.Options(mode=text.TextMode.MARKDOWN, content=self.content.said(language))
