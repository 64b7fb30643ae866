"""Queries, written so that two daemons scraped at once never double a figure."""

from dataclasses import dataclass

from grafana_foundation_sdk.models.dashboard import DataSourceRef
from grafana_foundation_sdk.models.prometheus import Dataquery, PromQueryFormat

from generator.text import Language, Text

DATASOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
SCRAPE = 'job=~"$job", instance=~"$instance"'
SERVICE = f'{SCRAPE}, service_id=~"$service_id"'
AGREEMENT = f'{SERVICE}, sla=~"$sla"'
CURRENT = 'period="current"'
OBJECTIVE = ("service_id", "sla", "objective")


def selected(metric: str, scope: str, *matchers: str) -> str:
    """Return a selector of the series that the board's variables let through."""
    return f"{metric}{{{', '.join((scope, *matchers))}}}"


def once(expression: str) -> str:
    """Return the expression with the daemons that tell the same figure put together."""
    return f"max without (instance, pod) ({expression})"


def by(labels: tuple[str, ...], expression: str) -> str:
    """Return the expression with one row for each set of labels, however many daemons tell it."""
    return f"max by ({', '.join(labels)}) ({expression})"


def or_zero(expression: str) -> str:
    """Return the expression, and 0 where it finds nothing: none is a number, not an absence."""
    return f"({expression}) or on () vector(0)"


def grown(counter: str) -> str:
    """Return how much a counter grew in each step of the graph."""
    return f"increase({counter}[$__rate_interval])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A query of a panel."""

    expr: str
    legend: Text | str = ""
    instant: bool = False
    form: PromQueryFormat = PromQueryFormat.TIME_SERIES
    interval: str | None = None
    exemplar: bool = False

    def drawn(self, ref_id: str, language: Language) -> Dataquery:
        """Return the query as Grafana writes it."""
        return Dataquery(
            expr=self.expr,
            ref_id=ref_id,
            legend_format=self.legend if isinstance(self.legend, str) else self.legend.said(language),
            instant=self.instant,
            range_val=not self.instant,
            format_val=self.form,
            interval=self.interval,
            exemplar=self.exemplar or None,
            datasource=DATASOURCE,
        )


def ref_id(position: int) -> str:
    """Return the letter of the query at a position."""
    return chr(ord("A") + position)
