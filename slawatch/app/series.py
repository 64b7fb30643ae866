"""Whether metrics may outgrow their ceiling."""

from collections.abc import Iterator

from slawatch.config.settings import Configuration
from slawatch.exporters.bounds import Count
from slawatch.exporters.figure_names import PREPARED
from slawatch.exporters.installation import installation


def series_warnings(configuration: Configuration) -> Iterator[str]:
    """Yield what to say where the ceiling may leave families out; words that no map names are not counted."""
    have = installation(configuration.definitions, {Count.FEEDS: len(configuration.feeds)})
    most, limit = sum(family.bound.most(have) for family in PREPARED), configuration.web.series_limit
    if most > limit:
        yield (
            f"metrics may have {most:,} series of figures, more than web.series_limit ({limit:,}), which leaves out "
            "whole families then; raise it, or say metrics: full in fewer agreements"
        )
