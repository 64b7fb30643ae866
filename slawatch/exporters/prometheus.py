"""A snapshot as bytes: OpenMetrics 1.0.0 and text 0.0.4, each plain and gzip, rendered once."""

import gzip
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from slawatch.exporters import distribution, lint
from slawatch.exporters.family import Family, FamilyType
from slawatch.exporters.figures import Counts, figures
from slawatch.exporters.samples import Block, Sample, distributions, series
from slawatch.model.register_figure import RegisterFigure
from slawatch.model.result import Snapshot
from slawatch.model.target_use import UseExample


class Form(StrEnum):
    """The two text formats; the value is the content type."""

    TEXT = "text/plain; version=0.0.4; charset=utf-8"
    OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"


_OLD_TYPES: Final = {FamilyType.STATESET: "gauge", FamilyType.GAUGEHISTOGRAM: "histogram"}
"""Types that the old text does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One text, as it is and as a gzip member."""

    plain: bytes
    gzipped: bytes

    @classmethod
    def of(cls, plain: bytes) -> "Body":
        """Return the text with its gzip member (level 1: four times faster than level 6, hardly larger)."""
        return cls(plain=plain, gzipped=gzip.compress(plain, 1, mtime=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposition:
    """The prepared part of a scrape. OpenMetrics still lacks its `# EOF`: the live part ends with it."""

    bodies: Mapping[Form, Body]
    series: int
    dropped: Mapping[str, int]
    """Series that the ceiling left out, by family."""


def rendered(  # noqa: PLR0913  an exposition is made of all six
    snapshot: Snapshot,
    counts: Counts,
    *,
    limit: int,
    register: Iterable[RegisterFigure] = (),
    full: Collection[str] = (),
    examples: Iterable[UseExample] = (),
) -> Exposition:
    """Return a snapshot's exposition of at most `limit` series; raises lint.LintError rather than publish a fault.

    `full` names the agreements that show all periods and the cross with priorities; `examples` become exemplars.
    """
    blocks, dropped = within(figures(snapshot, counts, register=register, full=full, examples=examples), limit)
    lint.check(blocks)
    told = lines(blocks)
    return Exposition(
        bodies={form: Body.of(text(blocks, told, form)) for form in Form},
        series=sum(map(series, blocks)),
        dropped=dropped,
    )


def within(blocks: Sequence[Block], limit: int) -> tuple[list[Block], dict[str, int]]:
    """Return the families that fit under the ceiling and the series of those that don't, the least important first."""
    kept = list(blocks)
    excess = sum(map(series, kept)) - limit
    dropped: dict[str, int] = {}
    while excess > 0:
        last = kept.pop()
        dropped[last[0].name] = series(last)
        excess -= series(last)
    return kept, dropped


def lines(blocks: Sequence[Block]) -> list[str]:
    """Return each family's samples as text, the same in both formats; nothing of histograms, which are not."""
    return ["" if family.type is FamilyType.GAUGEHISTOGRAM else _lines(family, samples) for family, samples in blocks]


def text(blocks: Sequence[Block], told: Sequence[str], form: Form) -> bytes:
    """Return families in a format: its headers before the lines of samples."""
    return "".join(
        _header(family, form) + (body or _histograms(family, samples, form))
        for (family, samples), body in zip(blocks, told, strict=True)
    ).encode()


def _header(family: Family, form: Form) -> str:
    if form is Form.TEXT:
        kind = _OLD_TYPES.get(family.type, family.type)
        return f"# HELP {family.name} {family.help}\n# TYPE {family.name} {kind}\n"
    unit = f"# UNIT {family.base} {family.unit}\n" if family.unit else ""
    return f"# HELP {family.base} {family.help}\n# TYPE {family.base} {family.type}\n{unit}"


def _lines(family: Family, samples: Sequence[Sample]) -> str:
    name = family.name
    if not family.labels:
        return "".join([f"{name} {value}\n" for _, value in samples])
    return "".join([f"{name}{{{labels}}} {value}\n" for labels, value in samples])


def _histograms(family: Family, samples: Sequence[Sample], form: Form) -> str:
    openmetrics = form is Form.OPENMETRICS
    return "".join(
        line
        for labels, shown in distributions(samples)
        for line in distribution.told(family.name, labels, shown, openmetrics=openmetrics)
    )
