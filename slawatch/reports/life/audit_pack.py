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
from slawatch.reports.life.chain_check import chain_findings
from slawatch.reports.life.kept_files import kept_files
from slawatch.reports.life.restating import Sealed
from slawatch.reports.life.seal import Seal
from slawatch.reports.life.signing import Signed
from slawatch.speech.speech import inert
from slawatch.speech.told_correction import said
from slawatch.store.contract import Store
from slawatch.store.deed_contract import AskedDeeds

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the same content gives the same bytes."""
_EVERY_DEED: Final = 1_000_000
"""Lines of the activity log at most: so many that none is left out of what people did by hand."""
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
    told = dict(_files(store, sealed, span))
    told["SHA256SUMS"] = _sums(told)
    return _zipped(told)


def _files(store: Store, sealed: Sequence[Sealed], span: Interval) -> Iterator[File]:
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
        _findings(store, sealed),
        _deeds(store, span),
        _texts(store, sealed),
        _deliveries(store, sealed),
    ):
        yield f"{sheet.name}.csv", _csv(sheet)


def _all(store: Store) -> Iterator[Sealed]:
    for link in store.reports.links():
        seal = Seal.readable(link) if link.kind is LinkKind.SEAL else None
        if seal is not None:
            yield Sealed(link=link, seal=seal)


def _chain(store: Store) -> Iterator[File]:
    for link in store.reports.links():
        yield f"chain/{link.position:06}.json", link.body.encode()


def _report(store: Store, sealed: Sealed) -> Iterator[File]:
    for each in kept_files(store, sealed.seal):
        if each.content is None:
            continue
        if each.name == "definitions" and each.file is None:
            yield f"definitions/{each.sha256}.json", each.content
        else:
            name = each.name if each.file is not None else f"{each.name}.json"
            yield f"reports/{sealed.link.report}/{sealed.link.restatement}/{name}", each.content


def _registers(store: Store) -> Iterator[_Sheet]:
    yield _Sheet(
        "corrections",
        ("id", "source", "subject", "told", "reason", "author", "stated_at", "approved_by", "approved_at",
         "withdrawn_by", "withdrawn_at"),
        ((each.id, each.source, each.subject, said(each), each.reason, each.author, each.stated_at,
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
    told = ((link, Signed.readable(link)) for link in store.reports.links() if link.kind is not LinkKind.SEAL)
    rows = (
        (link.position, link.report, link.restatement, signed.role, signed.by, signed.at, signed.seal)
        for link, signed in told
        if signed is not None
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


def _findings(store: Store, sealed: Sequence[Sealed]) -> _Sheet:
    """Return what is not as it was sealed: an archive that was made of damaged records must not look whole."""
    chain = chain_findings(store, list(store.reports.links()))
    kept = ((each.link, one.fault) for each in sealed for one in kept_files(store, each.seal) if one.fault)
    rows: list[Sequence[Cell]] = [(each.report, each.restatement, each.what, each.text) for each in chain]
    rows += [(link.report, link.restatement, "file", fault) for link, fault in kept]
    return _Sheet("findings", ("report", "restatement", "what", "text"), rows)


def _deeds(store: Store, span: Interval) -> _Sheet:
    """Return the activity log since the first of the periods, the oldest line first."""
    deeds = store.log.listed(AskedDeeds(since=span.start), most=_EVERY_DEED)
    rows = (
        (each.number, each.at, each.actor.user, each.actor.way, each.action, each.kind, each.name,
         "; ".join(f"{name}: {one.before} -> {one.after}" for name, one in each.changes.items()))
        for each in reversed(deeds)
    )  # fmt: skip
    return _Sheet("activity-log", ("number", "at", "user", "way", "action", "kind", "name", "changes"), rows)


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
