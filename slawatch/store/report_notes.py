"""Texts of people for reports, and whom reports were sent to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select, text

from slawatch.errors import ConflictError
from slawatch.model.deed import ValueChange
from slawatch.model.sealed import Delivered, Delivery, WrittenText
from slawatch.store import deeds
from slawatch.store.report_tables import deliveries, texts
from slawatch.store.storable import mended

_PLACE = ("subject", "period", "place", "language")


def write(connection: Connection, told: WrittenText) -> WrittenText:
    """Add a text as the next version of its place."""
    mine: WrittenText = mended(told)
    here = and_(*(texts.c[name] == getattr(mine, name) for name in _PLACE))
    last = connection.scalar(select(func.max(texts.c.version)).where(here)) or 0
    before = connection.scalar(select(texts.c.text).where(here, texts.c.version == last))
    written = replace(mine, version=last + 1)
    connection.execute(texts.insert().values(**_row(written)))
    deeds.note(
        connection,
        kind="report",
        name=f"{mine.subject}/{mine.period}",
        action=f"written ({mine.place}, {mine.language})",
        at=mine.at,
        changes={
            "text": ValueChange(before=before, after=mine.text),
            "author": ValueChange(before=None, after=mine.author),
        },
    )
    return written


def newest(connection: Connection, subject: str, period: str, *, at: datetime | None) -> list[WrittenText]:
    """Return the newest version by an instant of each text of a report."""
    question: Select[Any] = select(texts).where(texts.c.subject == subject, texts.c.period == period)
    if at is not None:
        question = question.where(texts.c.at <= at)
    rows = connection.execute(question.order_by(texts.c.place, texts.c.language, texts.c.version))
    found = [WrittenText(**_mapping(row)) for row in rows]
    return list({(each.place, each.language): each for each in found}.values())


def deliver(connection: Connection, delivery: Delivery, *, known: int | None) -> None:
    """Add a step of a delivery; ConflictError where its recipient has had more steps than are known."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE report_deliveries IN SHARE ROW EXCLUSIVE MODE"))
    if known is not None and _steps(connection, delivery) != known:
        raise ConflictError(f"somebody else is sending {delivery.report} to the same recipient")
    last = connection.scalar(select(func.max(deliveries.c.seq))) or 0
    connection.execute(deliveries.insert().values(seq=last + 1, **_row(mended(delivery))))


def _steps(connection: Connection, delivery: Delivery) -> int:
    same = [deliveries.c[name] == getattr(delivery, name) for name in ("report", "restatement", "recipient")]
    return connection.scalar(select(func.count()).select_from(deliveries).where(*same)) or 0


def delivered(connection: Connection, report: str | None, restatement: int | None) -> Sequence[Delivery]:
    """Return steps in their order."""
    question = select(*(deliveries.c[name] for name in Delivery.__slots__)).order_by(deliveries.c.seq)
    if report is not None:
        question = question.where(deliveries.c.report == report)
    if restatement is not None:
        question = question.where(deliveries.c.restatement == restatement)
    return [_delivery(_mapping(row)) for row in connection.execute(question)]


def _delivery(told: Mapping[str, Any]) -> Delivery:
    return Delivery(**{**told, "state": Delivered(told["state"])})


def _row(told: WrittenText | Delivery) -> dict[str, Any]:
    return {name: getattr(told, name) for name in told.__slots__}


def _mapping(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)  # noqa: SLF001  how SQLAlchemy gives a row as a mapping
