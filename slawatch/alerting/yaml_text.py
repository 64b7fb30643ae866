"""YAML that people read: blocks with their reasons above them, small things on one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import indent, wrap
from typing import Any, Final

import yaml

WIDTH: Final = 110


class _Dumper(yaml.SafeDumper):
    """Writes what stands in two places twice: nobody reads &id001."""

    def ignore_aliases(self, _data: object) -> bool:
        """Return that there are none."""
        return True


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry of a list, and why it stands there."""

    data: Any
    note: str = ""
    """One or several sentences; empty where the entry speaks for itself."""


def dumped(data: Any, *, depth: int = 0, block: bool = False) -> str:  # noqa: ANN401  whatever YAML can say
    """Return data as YAML, so many spaces deep; small maps and lists stand on one line, in a block none does."""
    style = False if block else None
    text = yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=style, width=WIDTH - depth
    )
    return indent(text, " " * depth)


def listed(entries: Iterable[Noted], *, depth: int = 0) -> str:
    """Return entries as a list, each below its note."""
    return "".join(commented(entry.note, depth=depth) + dumped([entry.data], depth=depth) for entry in entries)


def commented(note: str, *, depth: int = 0) -> str:
    """Return a note as lines of comment; what breaks lines in it does not break out of the comment."""
    lines = wrap("".join(c if c.isprintable() else " " for c in note), WIDTH - depth - 2, break_on_hyphens=False)
    return indent("".join(f"# {line}\n" for line in lines), " " * depth)
