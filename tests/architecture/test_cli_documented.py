"""The manual of the command line names every command and every option."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from slawatch.cli import main
from slawatch.cli.main import COMMANDS

MANUAL = (Path(__file__).parents[2] / "docs" / "cli.md").read_text()


def _options(command: click.Command) -> list[str]:
    return [name for option in command.params if isinstance(option, click.Option) for name in option.opts[:1]]


def _with_parts(command: click.Command) -> Iterator[click.Command]:
    """Yield a command and, of a group, every command in it."""
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            part = command.get_command(context, name)
            assert part is not None
            yield from _with_parts(part)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_its_options_stand_in_the_manual(name: str) -> None:
    command = import_module(f"slawatch.cli.{name.replace('-', '_')}").command
    section = re.search(rf"\n## {name}\b(.*?)(?=\n## |\Z)", MANUAL, re.DOTALL)
    assert section, f"docs/cli.md has no section on {name}"
    missing = [option for part in _with_parts(command) for option in _options(part) if option not in section[1]]
    assert missing == []


def test_the_parts_of_a_group_are_looked_at() -> None:
    rules, scrape = "--breach-recent", "--password-file"
    told = {option for part in _with_parts(import_module("slawatch.cli.render").command) for option in _options(part)}
    assert {rules, scrape} <= told


def test_every_shared_option_stands_in_the_manual() -> None:
    assert [option for option in _options(main) if option not in MANUAL] == []


def test_the_help_of_every_command_begins_as_the_list_of_commands_says() -> None:
    listed = main.get_help(click.Context(main, info_name="slawatch"))
    assert [name for name in COMMANDS if f"  {name} " not in listed] == []
