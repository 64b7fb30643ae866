"""slawatch sources."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import click

from slawatch.app.abilities import Ability, able
from slawatch.app.configuring import installed
from slawatch.cli.documents import echoed
from slawatch.cli.output import Cell, Shape, in_two_shapes, printed
from slawatch.clock import SystemClock

COLUMNS: Final = ("kind", "system", "history", "delta", "grain", "replies", "native verdicts", "passes", "docs")


@click.command("sources")
@in_two_shapes
def command(shape: Shape) -> None:
    """Print the kinds of sources that are installed, what each can know, and why others can't be used."""
    told = able(installed(), SystemClock())
    if shape == "json":
        echoed([_document(each) for each in told])
        return
    printed(COLUMNS, (_row(each) for each in told if not each.broken), "table")
    for line in _broken(told):
        click.echo(line)


def _row(each: Ability) -> tuple[Cell, ...]:
    caps = each.caps
    if caps is None:
        return (each.kind, each.summary, *("by its options",) * 6, each.docs)
    return (
        each.kind,
        each.summary,
        caps.history,
        caps.delta,
        f"{caps.grain} s",
        _yes(caps.public_replies),
        _yes(caps.native_sla),
        ", ".join(sorted(caps.passes)) or "none",
        each.docs,
    )


def _yes(value: bool) -> str:  # noqa: FBT001  a flag as a word
    return "yes" if value else "no"


def _broken(told: list[Ability]) -> Iterator[str]:
    broken = [each for each in told if each.broken]
    if broken:
        yield "\nnot to be used:"
    for each in broken:
        package = f" ({each.package} {each.version})" if each.package else ""
        yield f"  {each.kind}{package}: {each.broken}"


def _document(each: Ability) -> Mapping[str, Any]:
    caps = each.caps
    return {
        "kind": each.kind,
        "system": each.summary,
        "package": each.package,
        "version": each.version,
        "docs": each.docs,
        "broken": each.broken,
        "simulated": each.simulated,
        "abilities": caps and {
            "history": caps.history,
            "delta": caps.delta,
            "grain_seconds": caps.grain,
            "public_replies": caps.public_replies,
            "deletes": caps.deletes,
            "native_verdicts": caps.native_sla,
            "lag_seconds": caps.lag,
            "passes": sorted(caps.passes),
        },
    }  # fmt: skip
