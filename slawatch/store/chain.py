"""The chain of what was sealed and signed."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, Row, Select, and_, func, select, text

from slawatch.errors import StoreError
from slawatch.model.deed import ValueChange
from slawatch.model.instant import epoch
from slawatch.model.sealed import Link, LinkKind, NewLink
from slawatch.store import deeds
from slawatch.store.bulk import upsert
from slawatch.store.deed_contract import DAEMON, actor_now
from slawatch.store.report_tables import chain, contents

_json: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def add(connection: Connection, new: NewLink, kept: Mapping[str, bytes]) -> Link:
    """Add a link and what it stands for; return the one that is there, where there is one."""
    _alone(connection)
    there = find(connection, new.report, new.restatement, new.kind)
    if there is not None:
        return there
    _require_ground(connection, new)
    link = _linked(new, _last(connection))
    connection.execute(chain.insert().values(**{name: getattr(link, name) for name in Link.__slots__}))
    for name, content in kept.items():
        put = upsert(connection.dialect.name, contents).values(sha256=name, content=content)
        connection.execute(put.on_conflict_do_nothing())
    _noted(connection, new)
    return link


def _noted(connection: Connection, new: NewLink) -> None:
    """Note who sealed or signed; what the daemon seals on schedule is nobody's deed."""
    if new.kind is LinkKind.SEAL and actor_now() == DAEMON:
        return
    told = {"restatement": str(new.restatement), "by": json.loads(new.told).get("by")}
    changes = {name: ValueChange(before=None, after=value) for name, value in told.items() if value is not None}
    action = "sealed" if new.kind is LinkKind.SEAL else f"signed as {new.kind}"
    deeds.note(connection, kind="report", name=new.report, action=action, at=new.at, changes=changes)


def find(connection: Connection, report: str, restatement: int | None, kind: LinkKind) -> Link | None:
    """Return a link of a report; None as restatement: of the newest that there is."""
    question = select(chain).where(chain.c.report == report, chain.c.kind == kind)
    if restatement is not None:
        question = question.where(chain.c.restatement == restatement)
    row = connection.execute(question.order_by(chain.c.restatement.desc()).limit(1)).one_or_none()
    return None if row is None else _link(row)


def links(connection: Connection, *, after: int) -> Iterator[Link]:
    """Yield the chain after a place in it."""
    question = select(chain).where(chain.c.position > after).order_by(chain.c.position)
    return map(_link, connection.execute(question, execution_options={"yield_per": 100}))


def seals(connection: Connection) -> list[tuple[str, int]]:
    """Return reports with their restatements in the order of the chain."""
    question = select(chain.c.report, chain.c.restatement).where(chain.c.kind == LinkKind.SEAL)
    return [(row.report, row.restatement) for row in connection.execute(question.order_by(chain.c.position))]


def newest(connection: Connection) -> list[Link]:
    """Return the newest seal of every report, in the order of their first seals."""
    places = (
        select(func.min(chain.c.position).label("first"), chain.c.report, func.max(chain.c.restatement).label("last"))
        .where(chain.c.kind == LinkKind.SEAL)
        .group_by(chain.c.report)
        .subquery()
    )
    same = and_(chain.c.report == places.c.report, chain.c.restatement == places.c.last)
    question = select(chain).join(places, same).where(chain.c.kind == LinkKind.SEAL).order_by(places.c.first)
    return list(map(_link, connection.execute(question)))


def sealed_since(connection: Connection, at: datetime) -> list[Link]:
    """Return the seals since an instant."""
    question = select(chain).where(chain.c.kind == LinkKind.SEAL, chain.c.at >= at)
    return list(map(_link, connection.execute(question.order_by(chain.c.position))))


def content(connection: Connection, name: str) -> bytes | None:
    """Return what is kept under a hash."""
    return connection.scalar(select(contents.c.content).where(contents.c.sha256 == name))


def kept(connection: Connection) -> list[str]:
    """Return all hashes under which something is kept."""
    return list(connection.scalars(select(contents.c.sha256).order_by(contents.c.sha256)))


def _alone(connection: Connection) -> None:
    """Wait until no other writer is between looking at the last link and adding one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE report_chain IN SHARE ROW EXCLUSIVE MODE"))


def _require_ground(connection: Connection, new: NewLink) -> None:
    sealed = new.restatement if new.kind is not LinkKind.SEAL else new.restatement - 1
    if sealed >= 0 and find(connection, new.report, sealed, LinkKind.SEAL) is None:
        of = f"restatement {sealed} of {new.report}" if sealed else new.report
        raise StoreError(f"{of} was not sealed")


def _linked(new: NewLink, last: Link | None) -> Link:
    position = 1 if last is None else last.position + 1
    place = {"position": position, "previous": "" if last is None else last.sha256, "at": epoch(new.at)}
    of = {"kind": new.kind, "report": new.report, "restatement": new.restatement}
    body = _json({**json.loads(new.told), **of, **place})
    return Link(
        position=position,
        kind=new.kind,
        report=new.report,
        restatement=new.restatement,
        at=new.at,
        body=body,
        sha256=sha256(body.encode()).hexdigest(),
    )


def _last(connection: Connection) -> Link | None:
    question: Select[Link] = select(chain).order_by(chain.c.position.desc()).limit(1)
    row = connection.execute(question).one_or_none()
    return None if row is None else _link(row)


def _link(row: Row[Link]) -> Link:
    told = dict(row._mapping)  # noqa: SLF001  how SQLAlchemy gives a row as a mapping
    return Link(**{**told, "kind": LinkKind(told["kind"])})
