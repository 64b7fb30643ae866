"""The mail that goes with a sealed report: what a reader wants to know without opening a file."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Final

from slawatch.reports.document import Document, Status, Table
from slawatch.reports.shown import Shown
from slawatch.speech.speech import Speech, inert

_OBJECTIVES: Final = "objectives"
_COLUMNS: Final = ("service", "agreement", "objective", "period", "target", "attained", "state")
"""Of the tables of objectives, those that fit a mail."""
_MOST_ROWS: Final = 60
_MOST_CHANGES: Final = 20
_LONGEST_SUBJECT: Final = 200
_CELL: Final = "border:1px solid #999;padding:4px 8px;text-align:left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Words of a mail, without its files."""

    subject: str
    """One line."""
    plain: str
    html: str
    seal: str
    """What the hash is called that the mail ends with."""


@dataclass(frozen=True, slots=True)
class _Rows:
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def letter(told: Document, language: str, changes: Sequence[str] = ()) -> Letter:
    """Return the mail of a report; of a restatement with what changed."""
    shown = Shown(Speech(language), told.identity.timezone)
    lines, tables = list(_lines(told, shown)), list(_tables(told, shown))
    more = list(_changed(shown, changes))
    return Letter(
        subject=_subject(told, shown),
        plain="\n".join([*lines, "", *(line for each in tables for line in _plain(each)), *more]),
        seal=shown.speech.say("Seal"),
        html="".join([*map(_paragraph, lines), *map(_html, tables), *map(_paragraph, filter(None, more))]),
    )


def packed_letter(told: Letter) -> bytes:
    """Return a letter as JSON."""
    return json.dumps(asdict(told), sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")


def unpacked_letter(content: bytes) -> Letter:
    """Return a letter as it was packed."""
    return Letter(**json.loads(content))


def _subject(told: Document, shown: Shown) -> str:
    name, period, status = shown.name(told.identity.names), shown.period(told.identity), shown.status(told.identity)
    title = shown.speech.say("Service level report")
    simulated = f" [{shown.speech.say('SIMULATED')}]" if told.identity.simulated else ""
    line = " ".join(f"{title}: {name}, {period} ({status}){simulated}".split())
    return line if len(line) <= _LONGEST_SUBJECT else f"{line[: _LONGEST_SUBJECT - 1]}…"


def _lines(told: Document, shown: Shown) -> Iterator[str]:
    say, identity = shown.speech.say, told.identity
    if identity.organisation:
        yield shown.name(identity.organisation)
    yield f"{say('Service level report')}: {shown.name(identity.names)}"
    yield f"{say('Period')}: {shown.period(identity)} ({shown.days(identity)}, {identity.timezone})"
    yield f"{say('Status')}: {shown.status(identity)}"
    yield f"{say('Data cut-off')}: {shown.speech.local(identity.as_of, identity.timezone)}"
    if identity.simulated:
        yield say("SIMULATED")
    if identity.status is Status.RESTATED:
        yield say("This takes the place of what was sent before: figures changed by what was told since.")


def _tables(told: Document, shown: Shown) -> Iterator[_Rows]:
    for section in told.sections:
        if section.id == _OBJECTIVES:
            tables = [each for each in section.blocks if isinstance(each, Table) and not each.is_evidence]
            yield from (_rows(each, shown) for each in tables if each.rows)


def _rows(table: Table, shown: Shown) -> _Rows:
    places = [place for place, each in enumerate(table.columns) if each.id in _COLUMNS]
    return _Rows(
        heads=tuple(shown.text(table.columns[place].title) for place in places),
        rows=tuple(tuple(_short(shown.text(row[place])) for place in places) for row in table.rows[:_MOST_ROWS]),
    )


def _short(text: str, most: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _changed(shown: Shown, changes: Sequence[str]) -> Iterator[str]:
    if changes:
        yield shown.speech.say("What changed")
        yield from (_short(inert(each), 200) for each in changes[:_MOST_CHANGES])
        if len(changes) > _MOST_CHANGES:
            yield shown.speech.say("and {n} more, in the store", n=len(changes) - _MOST_CHANGES)
        yield ""


def _plain(told: _Rows) -> Iterator[str]:
    """Yield a row as one line, its cells apart; columns can't be lined up, for Chinese signs are wider."""
    for row in told.rows:
        yield " | ".join(f"{head}: {cell}" for head, cell in zip(told.heads, row, strict=True))
    yield ""


def _html(told: _Rows) -> str:
    heads = "".join(f'<th style="{_CELL}">{escape(each)}</th>' for each in told.heads)
    rows = "".join(
        f"<tr>{''.join(f'<td style={chr(34)}{_CELL}{chr(34)}>{escape(cell)}</td>' for cell in row)}</tr>"
        for row in told.rows
    )
    return f'<table style="border-collapse:collapse"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _paragraph(line: str) -> str:
    return f"<p>{escape(line)}</p>"
