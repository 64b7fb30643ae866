"""slawatch render rules."""

import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Final

import click

from slawatch.alerting.files import ALERTS, RECORDING, rendered
from slawatch.alerting.installation import KEEPS_FIRING, OLDEST, Installation, Version, installation
from slawatch.alerting.taste import Taste, length
from slawatch.cli import rendering
from slawatch.cli.main import Shared
from slawatch.config.settings import Configuration
from slawatch.model.alert import Language

_Command = Callable[..., Any]

_TASTE: Final = {
    "breach_recent": "How long a breach that was told in time is urgent.",
    "breach_timely": "A breach told later than this after it happened is a notice and not urgent.",
    "budget_exhausts": "An open outage calls somebody when so little is left until the budget is gone.",
    "budget_low": "A share of the budget (0..1) that is little.",
    "breach_probability": "The probability (0..1) from which a forecast is told.",
    "forecast_from": "The share of the period (0..1) from which on a forecast is told.",
    "due_within": "A ticket is due soon within this,",
    "due_share": "unless this share (0..1) of its target is less.",
    "urgent_priorities": "Priorities whose overdue tickets are critical, as a regular expression (metrics: full).",
    "overdue_seen": "How long ago at most such a ticket came due, for it to be critical.",
    "coverage": "The share of the time passed (0..1) that must be known.",
    "source_intervals": "Polls by which a source may be behind.",
    "rate_limit": "A share of what a source allows (0..1) that is little.",
    "clock_skew": "By how much a source's clock may differ from ours.",
    "feed_age": "How long a calendar's feed may be unread.",
    "evaluation_age": "How old figures may be; three times evaluate.every where that is more.",
}
"""Every number of taste, as --its-name."""


def _taste(command: _Command) -> _Command:
    for field in reversed(fields(Taste)):
        kind, shown = _kind(field.default)
        option = f"--{field.name.replace('_', '-')}"
        told = f"{_TASTE[field.name]}  [default: {shown}]"
        command = click.option(option, field.name, type=kind, default=None, help=told)(command)
    return command


def _kind(usual: object) -> tuple[click.ParamType[Any], str]:
    if isinstance(usual, int):
        return rendering.Duration(), length(usual)
    if isinstance(usual, float):
        return click.FloatRange(min=0, min_open=True), f"{usual:g}"
    return rendering.Pattern(), str(usual)


@click.command("rules")
@rendering.output
@click.option(
    "--language",
    type=click.Choice([*map(str, Language)]),
    help="Of the texts; over the configuration's alerting.language.",
)
@click.option("--prometheus-version", "prometheus", type=rendering.Release(), default="2.42", show_default=True,
              help="The oldest Prometheus that reads them: what it does not know is left out.")  # fmt: skip
@rendering.selector
@_taste
@click.pass_obj
def command(
    shared: Shared,
    /,
    *,
    output: str,
    language: str | None,
    prometheus: Version,
    selector: str,
    **taste: float | str | None,
) -> None:
    """Render alerting and recording rules for Prometheus, with what each agreement wants otherwise.

    As files slawatch.alerts.yml and slawatch.recording.yml in a folder, or both as one on standard output.
    """
    if prometheus < OLDEST:
        raise click.BadParameter(
            f"rules need Prometheus {OLDEST[0]}.{OLDEST[1]} or newer", param_hint="--prometheus-version"
        )
    configuration = rendering.configuration(shared)
    told = {name: value for name, value in taste.items() if value is not None}
    at = installation(
        configuration,
        language=None if language is None else Language(language),
        selector=selector,
        prometheus=prometheus,
        taste=_suited(told, configuration),
    )
    files = rendered(at, f"slawatch render rules {shlex.join(_options(at, told))}")
    for line in _local(configuration):
        click.echo(f"warning: {line}", err=True)
    if output == rendering.STANDARD_OUTPUT:
        click.echo(files[ALERTS] + files[RECORDING].partition("groups:\n")[2], nl=False)
    else:
        rendering.write(files, output)


def _suited(told: Mapping[str, float | str], configuration: Configuration) -> Taste:
    slow = 3 * configuration.evaluate_every
    return Taste(**{"evaluation_age": max(Taste().evaluation_age, slow), **told})  # type: ignore[arg-type]  # click made them of these types


def _options(at: Installation, told: Mapping[str, float | str]) -> Iterator[str]:
    """Yield the options that are other than usual, in the order of the manual, as they would be written again."""
    usual = Installation()
    yield from ("--language", at.language)
    if at.prometheus != KEEPS_FIRING:
        yield from ("--prometheus-version", f"{at.prometheus[0]}.{at.prometheus[1]}")
    if at.selector != usual.selector:
        yield from ("--selector", at.selector)
    for name in (field.name for field in fields(Taste) if field.name in told):
        value = told[name]
        yield from (f"--{name.replace('_', '-')}", length(value) if isinstance(value, int) else str(value))


def _local(configuration: Configuration) -> Iterator[str]:
    if configuration.alerting.grafana_url is None:
        yield "links to dashboards lead to this machine; tell alerting.grafana_url"
    if configuration.web.external_url is None:
        yield "links to the daemon lead to this machine; tell web.external_url"
