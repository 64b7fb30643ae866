"""What happened, as marks on every graph."""

from dataclasses import dataclass

from grafana_foundation_sdk.models.dashboard import AnnotationQuery

from generator.colours import BAD, EXCUSED, GOOD, WARNING
from generator.queries import AGREEMENT, DATASOURCE, SCRAPE, SERVICE, by, selected
from generator.text import Language, Text


class PrometheusAnnotation(AnnotationQuery):
    """A query for marks with what the SDK's type has no room for: step, words, and marks at a told instant."""

    def __init__(self, *, query: AnnotationQuery, own: dict[str, object]) -> None:
        """Take over the query and add Prometheus' own keys."""
        super().__init__()
        self.__dict__.update(query.__dict__)
        self.own = own

    def to_json(self) -> dict[str, object]:
        """Return the query as Grafana writes it."""
        return super().to_json() | self.own


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Marks wherever an expression has a value, or (`at_value`) at the instant in milliseconds that it tells."""

    name: Text
    expr: str
    title: Text
    words: str
    tags: str
    colour: str
    at_value: bool = False
    shown: bool = True

    def drawn(self, language: Language) -> PrometheusAnnotation:
        """Return the marks as Grafana writes them."""
        query = AnnotationQuery(
            name=self.name.said(language),
            datasource=DATASOURCE,
            enable=self.shown,
            icon_color=self.colour,
            expr=self.expr,
        )
        own: dict[str, object] = {
            "step": "60s",
            "titleFormat": self.title.said(language),
            "textFormat": self.words,
            "tagKeys": self.tags,
            "useValueForTime": self.at_value,
        }
        return PrometheusAnnotation(query=query, own=own)


EXCLUDED = by(("service_id", "sla"), selected("slawatch_exclusions", AGREEMENT, 'status="counted"', 'period="current"'))
MARKS = (
    Marks(
        name=Text(en="Outages", zh="中断"),
        expr=by(("service_id",), selected("slawatch_outage_active", SERVICE)) + " == 1",
        title=Text(en="Outage", zh="中断"),
        words="{{service_id}}",
        tags="service_id",
        colour=BAD,
    ),
    Marks(
        name=Text(en="Alerts", zh="告警"),
        expr=by(
            ("alertname", "severity", "service_id", "sla", "objective"),
            'ALERTS{alertname=~"Slawatch.+", alertstate="firing", severity=~"critical|warning", '
            'service_id=~"$service_id|"}',
        ),
        title=Text(en="{{alertname}} fires", zh="{{alertname}} 触发"),
        words="{{severity}} {{service_id}} {{sla}} {{objective}}",
        tags="severity",
        colour=WARNING,
        shown=False,
    ),
    Marks(
        name=Text(en="Exclusions", zh="免责"),
        expr=f"{EXCLUDED} > {EXCLUDED.replace('}', '} offset 1m')}",
        title=Text(en="Exclusion counted", zh="免责计入"),
        words="{{service_id}} {{sla}}",
        tags="service_id",
        colour=EXCUSED,
    ),
    Marks(
        name=Text(en="Reloads", zh="配置重载"),
        expr=by(("instance",), selected("slawatch_config_last_reload_success_timestamp_seconds", SCRAPE)) + " * 1000",
        title=Text(en="Configuration took effect", zh="配置生效"),
        words="{{instance}}",
        tags="instance",
        colour=GOOD,
        at_value=True,
    ),
)
"""Outages, alerts (off at first: they mark what the figures show), exclusions, reloads."""
