"""Groups of commands that are imported when they are called, so that `--version` and `--help` are quick."""

from collections.abc import Mapping
from importlib import import_module

import click


class Deferred(click.Group):
    """A group whose commands stand each in a module of its own, as `command`."""

    def __init__(self, *args: object, modules: str, listed: Mapping[str, str], **options: object) -> None:
        """Take what to list, a line a command, and the modules' name up to the command's."""
        super().__init__(*args, **options)  # type: ignore[arg-type]  # handed on as click gives them
        self._modules, self._listed = modules, listed

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the commands in the order of their use."""
        return list(self._listed)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Return a command from its module."""
        if name not in self._listed:
            return None
        module = import_module(self._modules + name.replace("-", "_"))
        command: click.Command = module.command
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with a line each, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._listed.items()))
