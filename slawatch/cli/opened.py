"""What commands begin with: the configuration read, an instant or a period understood."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import click

from slawatch.app.configuring import Configuration, Overrides, Registry, configured, installed
from slawatch.app.feeding import fed_beside
from slawatch.calendars.periods import parse_period
from slawatch.cli.main import Shared
from slawatch.cli.os_user import act_as_os_user
from slawatch.clock import SystemClock
from slawatch.config.values import ID_PATTERN
from slawatch.model.agreement import PeriodKind
from slawatch.model.instant import from_epoch, instant
from slawatch.runtime.logs import start_logging


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A configuration with the kinds of sources that it may use."""

    configuration: Configuration
    registry: Registry


def read(shared: Shared) -> Opened:
    """Return the configuration; ConfigError holds every fault. Log lines go to standard error from here on."""
    start_logging(level=shared.log_level, form=shared.log_format)
    registry = installed()
    act_as_os_user()
    overrides = Overrides(listen=shared.listen, store_url=shared.store_url, web_file=shared.web_file)
    configuration = fed_beside(configured(shared.config_file, overrides, registry))
    return Opened(configuration=configuration, registry=registry)


class Instant(click.ParamType[datetime]):
    """An instant in ISO 8601 with a zone, a date (its first second in UTC), or epoch seconds as metrics show them."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return aware UTC."""
        try:
            if str(value).isdecimal():
                return instant(from_epoch(int(str(value))))
            told = datetime.fromisoformat(str(value))
            return instant(told.replace(tzinfo=UTC) if "T" not in str(value) and " " not in str(value) else told)
        except ValueError as error:
            self.fail(f"{value!r} is no instant ({error}); write 2026-10-31T16:00:00Z or 2026-10-31", param, ctx)


class Id(click.ParamType[str]):
    """An id as a configuration has them."""

    name = "id"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return it as it was given."""
        if not re.fullmatch(ID_PATTERN, str(value)):
            self.fail(f"{value!r} is no id; use letters, digits, _, . and -", param, ctx)
        return str(value)


class Words(click.ParamType[str]):
    """What a person states, in words: a name or a reason that is empty proves nothing."""

    name = "text"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return it without blanks around it."""
        told = str(value).strip()
        if not told:
            self.fail("it is empty", param, ctx)
        return told


class Period(click.ParamType[str]):
    """A period by its name; where it begins and ends is up to each agreement's zone."""

    name = "period"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name as it was given, if it names a period anywhere."""
        try:
            parse_period(str(value), as_of=now(), kind=PeriodKind.MONTH, timezone="UTC")
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return str(value)


def now() -> datetime:
    """Return the machine's time."""
    return SystemClock().now()


as_of: Final = click.option(
    "--as-of",
    type=Instant(),
    help="Judge as of this instant.  [default: up to where the sources have told; the present where all are late]",
)
