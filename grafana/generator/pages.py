"""Links to the daemon's own pages, and between boards."""

from typing import Final
from urllib.parse import quote

from grafana_foundation_sdk.models.dashboard import DashboardLink, DashboardLinkType

from generator.field import Link
from generator.text import Language, Text

TAG: Final = "slawatch"
RUNBOOKS: Final = Text(
    en="https://github.com/slawatch/slawatch/blob/main/docs/runbooks/README.md",
    zh="https://github.com/slawatch/slawatch/blob/main/docs/runbooks/README.zh.md",
)


def cell(field: str) -> str:
    """Return the value of another column of the row, fit for an address."""
    return f"${{__data.fields.{field}:percentencode}}"


def label(name: str) -> str:
    """Return the value of a label of the series, fit for an address."""
    return f"${{__field.labels.{name}:percentencode}}"


def tickets(title: Text, **filters: str) -> Link:
    """Return the link to the list of tickets with an open timer, narrowed by filters."""
    return Link(title=title, url=f"${{slawatch_url}}/tickets{asked(filters)}")


def outages(title: Text, **filters: str) -> Link:
    """Return the link to the list of outages, narrowed by filters."""
    return Link(title=title, url=f"${{slawatch_url}}/outages{asked(filters)}")


def unmapped(**filters: str) -> Link:
    """Return the link to the list of words that nothing maps."""
    return Link(title=Text(en="These words", zh="查看这些词语"), url=f"${{slawatch_url}}/unmapped{asked(filters)}")


def objective(title: Text, *, period: str = "current") -> Link:
    """Return the link from a row of objectives to what its figure is made of."""
    path = "/".join(cell(key) for key in ("service_id", "sla", "objective"))
    return Link(title=title, url=f"${{slawatch_url}}/objectives/{path}?period={period}")


def asked(filters: dict[str, str]) -> str:
    """Return filters as the query of an address; Grafana's own placeholders stand as they are."""
    pairs = (f"{name}={value if value.startswith('$') else quote(value)}" for name, value in filters.items())
    return "?" + "&".join(pairs) if filters else ""


def chosen(name: str) -> str:
    """Return what the board's variable is set to, fit for an address."""
    return f"${{{name}:percentencode}}"


def between_boards(language: Language) -> list[DashboardLink]:
    """Return the links at the top: the other boards with the same choice and time, and the runbooks."""
    others = DashboardLink(
        title=Text(en="slawatch boards", zh="slawatch 看板").said(language),
        type_val=DashboardLinkType.DASHBOARDS,
        tags=[TAG, str(language)],
        as_dropdown=False,
        include_vars=True,
        keep_time=True,
    )
    runbooks = DashboardLink(
        title=Text(en="Runbooks", zh="处置手册").said(language),
        type_val=DashboardLinkType.LINK,
        icon="doc",
        url=RUNBOOKS.said(language),
        target_blank=True,
    )
    return [others, runbooks]
