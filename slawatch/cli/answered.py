"""Options of those who answer for what they state, and the command by which they take it back."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

import click

from slawatch.cli.main import Shared
from slawatch.cli.opened import Words, now, read
from slawatch.cli.stored import appending_store
from slawatch.errors import ConfigError
from slawatch.model.definitions import Definitions
from slawatch.store.contract import Store

_F = TypeVar("_F", bound=Callable[..., None])


class Stated(Protocol):
    """What was stated."""

    @property
    def id(self) -> str:
        """By which commands name it."""
        ...


class Withdraws(Protocol):
    """Takes back what stands under a name, and returns it."""

    def __call__(self, store: Store, name: str, *, by: str, at: datetime) -> Stated:
        """Return it; StatementError where it is not known, or was withdrawn before."""
        ...


def by(meaning: str, *, required: bool = True) -> Callable[[_F], _F]:
    """Return the option --by."""
    return click.option("--by", type=Words(), required=required, metavar="NAME", help=meaning)


def author(meaning: str = "Who states it.", *, required: bool = True) -> Callable[[_F], _F]:
    """Return the option --author."""
    return click.option("--author", type=Words(), required=required, metavar="NAME", help=meaning)


def reason(meaning: str, *, required: bool = True) -> Callable[[_F], _F]:
    """Return the option --reason."""
    return click.option("--reason", type=Words(), required=required, metavar="TEXT", help=meaning)


def require_service(definitions: Definitions, service: str) -> None:
    """Raise ConfigError unless there is such a service."""
    if service not in definitions.services:
        there_are = ", ".join(definitions.services)
        raise ConfigError(f'there is no service "{service}"; there are {there_are}')


def withdrawal(withdraws: Withdraws, does: str) -> click.Command:
    """Return the command `withdraw` of one kind of statement."""

    @click.command("withdraw", help=does)
    @click.argument("name", metavar="ID")
    @by("Who takes it back.")
    @click.pass_obj
    def withdraw(shared: Shared, name: str, by: str) -> None:
        with appending_store(read(shared).configuration) as store:
            withdrawn = withdraws(store, name, by=by, at=now())
        click.echo(f"{withdrawn.id} withdrawn")

    return withdraw
