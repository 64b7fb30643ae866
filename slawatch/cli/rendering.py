"""What commands that render have in common: a configuration without its store, options, files or standard output."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from slawatch.alerting.installation import SELECTOR, Version
from slawatch.app.configuring import Configuration, Overrides, configured, installed
from slawatch.cli.main import Shared
from slawatch.config.durations import duration
from slawatch.errors import SlawatchError
from slawatch.runtime.logs import start_logging

STANDARD_OUTPUT: Final = "-"
_OWNER: Final = 0o600
"""Readable and writable for the owner only."""
_RELEASE: Final = re.compile(r"v?(\d{1,3})\.(\d{1,3})(\.\d+)?")
_JOB: Final = re.compile(r'(^|,)job=~?"[^"]')
_MATCHERS: Final = re.compile(r'[a-zA-Z_]\w*(=~|!~|!=|=)"[^"{}]*"(,[a-zA-Z_]\w*(=~|!~|!=|=)"[^"{}]*")*')


def configuration(shared: Shared) -> Configuration:
    """Return the configuration; nothing is asked of its store, which may be out of reach where rules are made."""
    start_logging(level=shared.log_level, form=shared.log_format)
    return configured(shared.config_file, Overrides(listen=shared.listen, store_url=shared.store_url), installed())


class Duration(click.ParamType[int]):
    """A length as the configuration has it: 90s, 15m, 24h."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return seconds."""
        if isinstance(value, int):
            return value
        try:
            return duration(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Release(click.ParamType[Version]):
    """A version of Prometheus, such as 2.42 or 3.0.1."""

    name = "version"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Version:
        """Return its first two numbers."""
        if isinstance(value, tuple):
            return value
        told = _RELEASE.fullmatch(str(value))
        if told is None:
            self.fail(f'"{value}" is no version of Prometheus; write e.g. 2.42', param, ctx)
        return int(told[1]), int(told[2])


class Matchers(click.ParamType[str]):
    """Matchers of PromQL without braces."""

    name = "matchers"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return them; they name the job, since every target has `up` and one of another job is no slawatch."""
        if not _MATCHERS.fullmatch(str(value)):
            self.fail(f"""{value} are no matchers; write e.g. '{SELECTOR}'""", param, ctx)
        if not _JOB.search(str(value)):
            self.fail(f"""{value} does not name the job of slawatch; write e.g. '{SELECTOR},{value}'""", param, ctx)
        return str(value)


class Pattern(click.ParamType[str]):
    """A regular expression of label values."""

    name = "regex"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return it; what would end the quotes around it is refused."""
        try:
            re.compile(str(value))
        except re.error as error:
            self.fail(f'"{value}" is no regular expression: {error}', param, ctx)
        if not value or set('"\\@{}') & set(str(value)):
            self.fail(f'"{value}" can not stand in a rule; write e.g. P1|P2', param, ctx)
        return str(value)


selector: Final = click.option(
    "--selector",
    type=Matchers(),
    default=SELECTOR,
    show_default=True,
    help="Matchers of the series of this installation.",
)
output: Final = click.option(
    "--output", metavar="DIR|-", default=STANDARD_OUTPUT, show_default=True, help="Write files there; - prints them."
)


def write(files: Mapping[str, str], folder: str, *, private: bool = False) -> None:
    """Write files into a folder, made where it is missing, and name them on standard error; private: for the owner."""
    try:
        for name, text in files.items():
            place = Path(folder) / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if private:
                # Before the text is in it: nobody reads it meanwhile.
                place.touch(mode=_OWNER)
                place.chmod(_OWNER)
            place.write_text(text, encoding="utf-8")
            click.echo(f"{place} written", err=True)
    except OSError as error:
        raise SlawatchError(f"{error.filename} can't be written: {error.strerror}") from error
