"""The manual of the command line names every command and every option."""

from importlib import import_module
from pathlib import Path

import click
import pytest

from slawatch.cli import main
from slawatch.cli.main import COMMANDS

MANUAL = (Path(__file__).parents[2] / "docs" / "cli.md").read_text()


def _options(command: click.Command) -> list[str]:
    return [name for option in command.params if isinstance(option, click.Option) for name in option.opts[:1]]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_its_options_stand_in_the_manual(name: str) -> None:
    command = import_module(f"slawatch.cli.{name}").command
    section = MANUAL.partition(f"\n## {name}")[2].partition("\n## ")[0]
    assert section, f"docs/cli.md has no section on {name}"
    missing = [option for option in _options(command) if option not in section]
    assert missing == []


def test_every_shared_option_stands_in_the_manual() -> None:
    assert [option for option in _options(main) if option not in MANUAL] == []


def test_the_help_of_every_command_begins_as_the_list_of_commands_says() -> None:
    listed = main.get_help(click.Context(main, info_name="slawatch"))
    assert [name for name in COMMANDS if f"  {name} " not in listed] == []
