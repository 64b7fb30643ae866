"""Everything that an auditor asks for, in one archive: reports, what they were made of, and how to check them."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from typing import Final

from slawatch.errors import SlawatchError
from slawatch.model.interval import Interval
from slawatch.model.sealed import LinkKind
from slawatch.reports.life.restating import Sealed
from slawatch.reports.life.seal import Seal
from slawatch.reports.life.signing import Signed
from slawatch.speech.speech import inert
from slawatch.store.contract import Store

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the same content gives the same bytes."""
_ACTIVE: Final = tuple("=+-@\t\r")
"""Signs with which a spreadsheet begins to compute."""

Cell = str | int | datetime | None
File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    heads: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]


def audit_pack(store: Store, span: Interval) -> bytes:
    """Return a zip of all reports about periods that touch a stretch; SlawatchError where there is none."""
    sealed = [each for each in _all(store) if each.seal.starts_at < span.end and span.start < each.seal.ends_at]
    if not sealed:
        raise SlawatchError("no report of these periods was sealed; `slawatch seal --list` shows them")
    told = dict(_files(store, sealed))
    told["SHA256SUMS"] = _sums(told)
    return _zipped(told)


def _files(store: Store, sealed: Sequence[Sealed]) -> Iterator[File]:
    for language in ("en", "zh"):
        name = f"README.{language}.md"
        yield name, files("slawatch.reports.life").joinpath(f"audit_pack.{language}.md").read_bytes()
    yield from _chain(store)
    for each in sealed:
        yield from _report(store, each)
    for sheet in (
        *_registers(store),
        _signatures(store),
        _log(sealed),
        _texts(store, sealed),
        _deliveries(store, sealed),
    ):
        yield f"{sheet.name}.csv", _csv(sheet)


def _all(store: Store) -> Iterator[Sealed]:
    for link in store.reports.links():
        if link.kind is LinkKind.SEAL:
            yield Sealed(link=link, seal=Seal.read(link))


def _chain(store: Store) -> Iterator[File]:
    for link in store.reports.links():
        yield f"chain/{link.position:06}.json", link.body.encode()


def _report(store: Store, sealed: Sealed) -> Iterator[File]:
    link, seal = sealed.link, sealed.seal
    folder = f"reports/{link.report}/{link.restatement}"
    parts = {"figures.json": seal.figures, "notes.json": seal.notes, "difference.json": seal.difference}
    named = [*parts.items(), *((each.name, each.sha256) for each in seal.files)]
    for name, hashed in named:
        content = store.reports.content(hashed) if hashed else None
        if content is not None:
            yield f"{folder}/{name}", content
    definitions = store.reports.content(seal.definitions)
    if definitions is not None:
        yield f"definitions/{seal.definitions}.json", definitions


def _registers(store: Store) -> Iterator[_Sheet]:
    yield _Sheet(
        "corrections",
        ("id", "source", "subject", "told", "reason", "author", "stated_at", "approved_by", "approved_at",
         "withdrawn_by", "withdrawn_at"),
        ((each.id, each.source, each.subject, repr(each.told), each.reason, each.author, each.stated_at,
          each.approved_by, each.approved_at, each.withdrawn_by, each.withdrawn_at)
         for _, each in store.corrections()),
    )  # fmt: skip
    yield _Sheet(
        "exclusions",
        ("source", "id", "service", "started_at", "ended_at", "reason", "author", "approved_at", "approved_by"),
        ((source, each.id, each.service, each.started_at, each.ended_at, each.reason, each.author, each.approved_at,
          each.approved_by)
         for source in store.sources() for _, each in store.exclusions(source)),
    )  # fmt: skip
    yield _Sheet(
        "actions",
        ("id", "title", "owner", "due_on", "stage", "stated_at", "done_at", "ended_at", "reason"),
        ((each.id, each.title, each.owner, each.due_on.isoformat(), each.stage, each.stated_at, each.done_at,
          each.ended_at, each.reason)
         for _, each in store.actions()),
    )  # fmt: skip
    yield _Sheet(
        "acceptances",
        ("id", "accepted_by", "reason", "author", "stated_at", "withdrawn_by", "withdrawn_at"),
        ((each.id, each.accepted_by, each.reason, each.author, each.stated_at, each.withdrawn_by, each.withdrawn_at)
         for _, each in store.acceptances()),
    )  # fmt: skip


def _signatures(store: Store) -> _Sheet:
    told = ((link, Signed.read(link)) for link in store.reports.links() if link.kind is not LinkKind.SEAL)
    rows = (
        (link.position, link.report, link.restatement, signed.role, signed.by, signed.at, signed.seal)
        for link, signed in told
    )
    return _Sheet("signatures", ("link", "report", "restatement", "role", "by", "at", "seal"), rows)


def _log(sealed: Sequence[Sealed]) -> _Sheet:
    heads = ("link", "report", "restatement", "sealed_at", "by", "reason", "as_of", "gaps", "definitions", "figures",
             "program", "sha256")  # fmt: skip
    rows = (
        (each.link.position, each.link.report, each.link.restatement, each.link.at, each.seal.by, each.seal.reason,
         each.seal.as_of, " ".join(gap.source for gap in each.seal.gaps), each.seal.definitions, each.seal.figures,
         each.seal.program, each.link.sha256)
        for each in sealed
    )  # fmt: skip
    return _Sheet("sealing-log", heads, rows)


def _texts(store: Store, sealed: Sequence[Sealed]) -> _Sheet:
    about = dict.fromkeys((each.seal.subject, each.seal.period) for each in sealed)
    rows = (
        (each.subject, each.period, each.place, each.language, each.version, each.author, each.at, each.text)
        for subject, period in about
        for each in store.reports.texts(subject, period)
    )
    return _Sheet("texts", ("subject", "period", "place", "language", "version", "author", "at", "text"), rows)


def _deliveries(store: Store, sealed: Sequence[Sealed]) -> _Sheet:
    mine = {(each.link.report, each.link.restatement) for each in sealed}
    rows = (
        (each.report, each.restatement, each.recipient, each.state, each.at, each.message_id, each.detail)
        for each in store.reports.deliveries()
        if (each.report, each.restatement) in mine
    )
    heads = ("report", "restatement", "recipient", "state", "at", "message_id", "detail")
    return _Sheet("deliveries", heads, rows)


def _csv(sheet: _Sheet) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(sheet.heads)
    writer.writerows([_text(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%dT%H:%M:%SZ}"
    told = "" if cell is None else inert(cell)
    return f"'{told}" if told.startswith(_ACTIVE) else told


def _sums(told: Mapping[str, bytes]) -> bytes:
    return "".join(f"{sha256(told[name]).hexdigest()}  {name}\n" for name in sorted(told)).encode()


def _zipped(told: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(told):
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(info, told[name])
    return made.getvalue()
