"""The selectors of an installation, added to every metric of a rule."""

import re
from typing import Final

from slawatch.exporters.names import BY_NAME

ALERTS: Final = "ALERTS"
"""What Prometheus itself tells of alerts."""
_LOST: Final = re.compile(r"\b(instance|pod)[=!]")
_METRIC: Final = re.compile(r"\b(ALERTS|slawatch_[a-z0-9_]+)\b(?!\")(?:\{([^}]*)\})?")
_SUFFIXES: Final = re.compile(r"_(bucket|count|sum|gcount|gsum)$")


def selected(promql: str, selector: str, *, agreements: str = "") -> str:
    """Return PromQL with the matchers of an installation, and those of agreements on what has the label `sla`."""

    def add(metric: re.Match[str]) -> str:
        name, own = metric[1], metric[2]
        of_agreement = agreements if name == ALERTS or "sla" in labels(name) else ""
        # An alert has lost the labels by which daemons are told apart.
        of_installation = "" if name == ALERTS and _LOST.search(selector) else selector
        matchers = ",".join(filter(None, (of_installation, of_agreement, own)))
        return f"{name}{{{matchers}}}" if matchers else name

    return _METRIC.sub(add, promql)


def selected_in_text(text: str, selector: str) -> str:
    """Return a text with the matchers of an installation in the queries of its templates, which have braces."""
    return re.sub(r"\b(slawatch_[a-z0-9_]+)\{", lambda metric: f"{metric[0]}{selector},", text)


def labels(name: str) -> tuple[str, ...]:
    """Return the labels of a metric by the table of metrics; none of one that is not in it."""
    family = BY_NAME.get(name) or BY_NAME.get(_SUFFIXES.sub("", name))
    return family.labels if family else ()


def matching(ids: tuple[str, ...], *, but: bool = False) -> str:
    """Return the matcher of these agreements, or (`but`) of all others; none where there is nobody to leave out."""
    if not ids:
        return ""
    if len(ids) == 1:
        return f'sla{"!=" if but else "="}"{ids[0]}"'
    # Ids hold letters, digits, "_", "-" and ".", of which only the last means something else in a pattern.
    pattern = "|".join(each.replace(".", "[.]") for each in ids)
    return f'sla{"!~" if but else "=~"}"{pattern}"'
