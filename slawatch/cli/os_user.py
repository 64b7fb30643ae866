"""Who gives a command: the user of the operating system, whatever names the command is told."""

import os
import pwd

from slawatch.model.deed import Actor, Way
from slawatch.store.deed_contract import act_as


def act_as_os_user() -> None:
    """Have what this command writes noted as a deed of the user who gave it."""
    act_as(Actor(user=_os_user(), way=Way.COMMAND))


def _os_user() -> str:
    """Return the name behind the process, which no variable of the environment can change; its number without one."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"
