"""Panels over time: graphs, strips of states, heat maps, and distributions."""

from dataclasses import dataclass
from typing import ClassVar

from grafana_foundation_sdk.models import heatmap, histogram, statetimeline, timeseries
from grafana_foundation_sdk.models.common import (
    GraphDrawStyle,
    GraphFieldConfig,
    GraphThresholdsStyleConfig,
    GraphThresholdsStyleMode,
    LegendDisplayMode,
    LegendPlacement,
    LineInterpolation,
    ScaleDistribution,
    ScaleDistributionConfig,
    SortOrder,
    StackingConfig,
    StackingMode,
    TooltipDisplayMode,
    VisibilityMode,
    VizLegendOptions,
    VizTooltipOptions,
)
from grafana_foundation_sdk.models.dashboard import FieldColorModeId

from generator.panel import Panel
from generator.text import Language

ALL_AT_ONCE = VizTooltipOptions(mode=TooltipDisplayMode.MULTI, sort=SortOrder.DESCENDING)


def legend(*calcs: str) -> VizLegendOptions:
    """Return a legend: below, or on the right as a table where it tells numbers too."""
    if not calcs:
        return VizLegendOptions(
            show_legend=True, display_mode=LegendDisplayMode.LIST, placement=LegendPlacement.BOTTOM, calcs=[]
        )
    return VizLegendOptions(
        show_legend=True, display_mode=LegendDisplayMode.TABLE, placement=LegendPlacement.RIGHT, calcs=list(calcs)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph(Panel):
    """Lines, areas or bars over time. Figures stand still between evaluations, so lines are steps."""

    kind: ClassVar[str] = "timeseries"
    colour_by: FieldColorModeId = FieldColorModeId.PALETTE_CLASSIC
    style: GraphDrawStyle = GraphDrawStyle.LINE
    line: LineInterpolation = LineInterpolation.STEP_AFTER
    fill: int = 0
    stacked: bool = False
    limit: GraphThresholdsStyleMode = GraphThresholdsStyleMode.OFF
    soft_most: float | None = None
    """The axis reaches at least here, so that what is small looks small."""
    calcs: tuple[str, ...] = ()
    bent_from: float | None = None
    """From here on (and below its negative) the axis is logarithmic, so that a peak does not flatten all else."""

    def options(self, _language: Language) -> timeseries.Options:
        """Return the options."""
        return timeseries.Options(legend=legend(*self.calcs), tooltip=ALL_AT_ONCE)

    def custom(self) -> GraphFieldConfig:
        """Return how lines are drawn."""
        return GraphFieldConfig(
            draw_style=self.style,
            line_interpolation=self.line,
            line_width=0 if self.style is GraphDrawStyle.BARS else 2,
            fill_opacity=self.fill,
            show_points=VisibilityMode.NEVER,
            axis_soft_max=self.soft_most,
            scale_distribution=self.scale(),
            stacking=StackingConfig(mode=StackingMode.NORMAL if self.stacked else StackingMode.NONE, group="A"),
            thresholds_style=GraphThresholdsStyleConfig(mode=self.limit),
        )

    def scale(self) -> ScaleDistributionConfig | None:
        """Return how the axis is divided, if otherwise than evenly."""
        if self.bent_from is None:
            return None
        return ScaleDistributionConfig(type_val=ScaleDistribution.SYMLOG, log=10, linear_threshold=self.bent_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class States(Panel):
    """A strip for each series, coloured and named by its state."""

    kind: ClassVar[str] = "state-timeline"
    row_height: float = 0.8
    shown: VisibilityMode = VisibilityMode.AUTO

    def options(self, _language: Language) -> statetimeline.Options:
        """Return the options: equal states in a row are one piece."""
        return statetimeline.Options(
            show_value=self.shown, row_height=self.row_height, merge_values=True, legend=legend(), tooltip=ALL_AT_ONCE
        )

    def custom(self) -> statetimeline.FieldConfig:
        """Return how strips are drawn."""
        return statetimeline.FieldConfig(fill_opacity=85, line_width=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat(Panel):
    """A heat map of a Prometheus histogram: what falls into each bucket in each step."""

    kind: ClassVar[str] = "heatmap"
    scheme: str = "Blues"

    def custom(self) -> heatmap.FieldConfig:
        """Return how cells are drawn: as usual."""
        return heatmap.FieldConfig()

    def options(self, _language: Language) -> heatmap.Options:
        """Return the options; exemplars are dots that lead to a ticket."""
        return heatmap.Options(
            calculate=False,
            y_axis=heatmap.YAxisConfig(unit=self.unit),
            color=heatmap.HeatmapColorOptions(mode=heatmap.HeatmapColorMode.SCHEME, scheme=self.scheme, steps=32),
            tooltip=heatmap.HeatmapTooltip(show_color_scale=True),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution(Panel):
    """How often values fall where."""

    kind: ClassVar[str] = "histogram"
    buckets: int = 20

    def custom(self) -> histogram.FieldConfig:
        """Return how bars are drawn: as usual."""
        return histogram.FieldConfig()

    def options(self, _language: Language) -> histogram.Options:
        """Return the options: all series together."""
        return histogram.Options(bucket_count=self.buckets, combine=True)
