"""Variables of the boards."""

from collections.abc import Iterable
from typing import Final

from grafana_foundation_sdk.models.dashboard import (
    VariableHide,
    VariableModel,
    VariableOption,
    VariableRefresh,
    VariableSort,
    VariableType,
)

from generator.queries import DATASOURCE
from generator.text import Language, Text

PAGES: Final = "http://127.0.0.1:10720"
"""Where the daemon's own pages are, unless an installation says otherwise."""
ALL: Final = Text(en="All", zh="全部")


def datasource(language: Language) -> VariableModel:
    """Return the choice of the Prometheus."""
    return VariableModel(
        type_val=VariableType.DATASOURCE,
        name="datasource",
        label=Text(en="Data source", zh="数据源").said(language),
        query="prometheus",
        refresh=VariableRefresh.ON_DASHBOARD_LOAD,
    )


def labels(language: Language, name: str, title: Text, series: str) -> VariableModel:
    """Return the choice of one or more values that a label has on a series; all at first."""
    everything = VariableOption(selected=True, text=["All"], value=["$__all"])
    return VariableModel(
        type_val=VariableType.QUERY,
        name=name,
        label=title.said(language),
        datasource=DATASOURCE,
        query={"query": f"label_values({series}, {name})", "refId": f"variable-{name}"},
        refresh=VariableRefresh.ON_TIME_RANGE_CHANGED,
        sort=VariableSort.NATURAL_ASC,
        current=everything,
        multi=True,
        include_all=True,
        all_value=".+",
    )


def period(language: Language) -> VariableModel:
    """Return the choice between the current period and the one before."""
    choices = {"current": Text(en="Current", zh="本期"), "previous": Text(en="Previous", zh="上期")}
    options = [
        VariableOption(selected=value == "current", text=text.said(language), value=value)
        for value, text in choices.items()
    ]
    return VariableModel(
        type_val=VariableType.CUSTOM,
        name="period",
        label=Text(en="Period", zh="周期").said(language),
        query=", ".join(f"{text.said(language)} : {value}" for value, text in choices.items()),
        current=options[0],
        options=options,
    )


def pages() -> VariableModel:
    """Return the address of the daemon's pages: a constant, so that no link on a board can be bent by a board's URL."""
    address = VariableOption(selected=True, text=PAGES, value=PAGES)
    return VariableModel(
        type_val=VariableType.CONSTANT,
        name="slawatch_url",
        label="slawatch",
        query=PAGES,
        current=address,
        hide=VariableHide.HIDE_VARIABLE,
        skip_url_sync=True,
    )


def of_figures(language: Language, further: Iterable[VariableModel] = ()) -> list[VariableModel]:
    """Return the variables of a board about services: which Prometheus, daemon, service and agreement."""
    return [
        datasource(language),
        labels(language, "job", Text(en="Job", zh="作业"), "slawatch_build_info"),
        labels(language, "instance", Text(en="Instance", zh="实例"), 'slawatch_build_info{job=~"$job"}'),
        labels(
            language,
            "service_id",
            Text(en="Service", zh="服务"),
            'slawatch_service_data_age_limit_seconds{job=~"$job", instance=~"$instance"}',
        ),
        labels(
            language,
            "sla",
            Text(en="Agreement", zh="协议"),
            'slawatch_objective_info{job=~"$job", instance=~"$instance", service_id=~"$service_id"}',
        ),
        *further,
        pages(),
    ]
