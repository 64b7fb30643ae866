"""Who gives a command: the user of the operating system, whatever names the command is told."""

import os
import pwd

import click

from slawatch.model.deed import Actor, Way
from slawatch.store.deed_contract import acting


def act_as_os_user() -> None:
    """Have what the current command writes noted as a deed of the user who gave it, until the command ends."""
    click.get_current_context().with_resource(acting(Actor(user=_os_user(), way=Way.COMMAND)))


def _os_user() -> str:
    """Return the name behind the process, which no variable of the environment can change; its number without one."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"
