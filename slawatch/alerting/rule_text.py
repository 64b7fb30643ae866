"""Rule files as text: the same installation gives the same bytes."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import yaml

_WIDE: Final = 10_000
"""A text stays on its line: a diff then shows which alert changed."""

_APART: Final = re.compile(r"(?<!groups:)(?<!rules:)\n(  - name:|      - (?:alert|record):)")


class _Dumper(yaml.SafeDumper):
    """Writes PromQL of several lines as a block, and nothing as an alias."""

    def ignore_aliases(self, _data: object) -> bool:
        """Return that there are none."""
        return True

    def increase_indent(self, *_how: object, **_told: object) -> None:
        """Indent lists below their key."""
        super().increase_indent(flow=False, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def rule_file(groups: Iterable[Mapping[str, Any]], *, header: Iterable[str]) -> str:
    """Return a file of rule groups under a comment."""
    comment = "".join(f"# {line}\n" for line in header)
    body = yaml.dump({"groups": list(groups)}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDE)
    return comment + _APART.sub(r"\n\n\1", body)
