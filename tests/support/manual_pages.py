"""Pages of the manual: their sections, their blocks, and whether what stands there can be run."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import yaml
from needs import needs

from slawatch.cli import main
from slawatch.exporters.names import BY_NAME

_FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_METRIC = re.compile(r"\bslawatch_[a-z0-9_]+")
_SELECTED = re.compile(r"\b(slawatch_[a-z0-9_]+)\{([^}]*)\}")
_LABEL = re.compile(r"(\w+)\s*(?:=~|!=|!~|=)")
_SUFFIX = re.compile(r"_(?:bucket|sum|count)$")
SCRAPED = frozenset({"job", "instance", "pod", "le"})
"""Labels that do not come from slawatch's own table."""


def headings(page: str) -> list[str]:
    """Return the titles of the second level, in their order."""
    return re.findall(r"^## (.+)$", page, re.MULTILINE)


def blocks(page: str, language: str) -> list[str]:
    """Return what stands in fenced blocks of a language."""
    return [body for told, body in _FENCED.findall(page) if told == language]


def commands(page: str) -> list[list[str]]:
    """Return each command of the shell blocks, and each `slawatch …` within a sentence, split into words."""
    lines = [line for block in blocks(page, "sh") for line in block.replace("\\\n", " ").splitlines()]
    within = re.findall(r"`(slawatch [^`]+)`", _FENCED.sub("", page))
    return [shlex.split(line, comments=True) for line in (*lines, *within) if line.strip()]


def refusal(command: list[str]) -> str | None:
    """Return why slawatch would refuse a command line, None where it takes it; `…` stands for anything."""
    words = command[1:]
    try:
        _parsed(main, "slawatch", words)
    except click.UsageError as error:
        left_out = "…" in words and isinstance(error, click.MissingParameter)
        return None if left_out else error.format_message()
    return None


def _parsed(command: click.Command, name: str, words: list[str], parent: click.Context | None = None) -> None:
    """Parse a command line down to the innermost command, as click does when it is called."""
    if not isinstance(command, click.Group):
        command.make_context(name, [word for word in words if word != "…"], parent=parent)
        return
    options = list(_leading_options(words))
    context = command.make_context(name, [*options, "…"], parent=parent)
    rest = words[len(options) :]
    if not rest:  # a group alone is named, not called
        return
    if (found := command.get_command(context, rest[0])) is None:
        raise click.UsageError(f"{name} has no command {rest[0]}")
    _parsed(found, rest[0], rest[1:], context)


def _leading_options(words: list[str]) -> Iterator[str]:
    for word in words:
        if not word.startswith("--"):
            return
        yield word


def unknown_metrics(text: str) -> set[str]:
    """Return the names of metrics that the table of metrics does not have."""
    named = {_SUFFIX.sub("", name) for name in _METRIC.findall(text)}
    return named - BY_NAME.keys()


def unknown_labels(query: str) -> set[tuple[str, str]]:
    """Return (metric, label) of selectors that ask for a label which the metric does not have."""
    selected = [(_SUFFIX.sub("", name), selector) for name, selector in _SELECTED.findall(query)]
    asked = {(name, label) for name, selector in selected for label in _LABEL.findall(selector)}
    return {
        (name, label) for name, label in asked if name in BY_NAME and label not in {*BY_NAME[name].labels, *SCRAPED}
    }


def parsed(queries: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Have promtool read queries, each as a recording rule; one call for all of them."""
    rules = [{"record": f"manual:query:{number}", "expr": query} for number, query in enumerate(queries)]
    written = folder / "queries.yml"
    written.write_text(yaml.safe_dump({"groups": [{"name": "manual", "rules": rules}]}))
    command = [needs("promtool", "prometheus"), "check", "rules", "--lint=none", str(written)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
