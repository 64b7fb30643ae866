"""Trac's database as far as tickets go: its tables, the queries that read them, and people who write to them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, column, create_engine, table, text, update
from sqlalchemy.pool import NullPool

MICROSECONDS = 1_000_000
SCHEMA = """
CREATE TABLE ticket (id integer PRIMARY KEY, type text, time bigint, changetime bigint, component text, severity text,
  priority text, owner text, reporter text, cc text, version text, milestone text, status text, resolution text,
  summary text, description text, keywords text);
CREATE INDEX ticket_changetime ON ticket (changetime);
CREATE TABLE ticket_change (ticket integer, time bigint, author text, field text, oldvalue text, newvalue text,
  PRIMARY KEY (ticket, time, field))
"""
TICKETS = (
    "SELECT id, time AS created_at, changetime AS updated_at, type, component, severity, priority, owner, milestone,"
    " status, resolution FROM ticket"
)
HISTORY = (
    "SELECT c.ticket AS ticket_id, c.time AS at, c.field, c.oldvalue AS old, c.newvalue AS new,"
    " CASE WHEN c.author = t.reporter THEN 'requester' ELSE 'agent' END AS actor"
    " FROM ticket_change c JOIN ticket t ON t.id = c.ticket"
    " WHERE c.field IN ('type', 'component', 'severity', 'priority', 'owner', 'milestone', 'status', 'resolution')"
)
COMMENTS = (
    "SELECT c.ticket AS ticket_id, c.time AS at,"
    " CASE WHEN c.author = t.reporter THEN 'requester' ELSE 'agent' END AS actor"
    " FROM ticket_change c JOIN ticket t ON t.id = c.ticket WHERE c.field = 'comment' AND c.newvalue <> ''"
)
OPTIONS: Mapping[str, Any] = {"tickets": TICKETS, "history": HISTORY, "comments": COMMENTS, "epoch": "us"}
VALUES: Mapping[str, tuple[str, ...]] = {
    "status": ("new", "accepted", "assigned", "closed", "reopened"),
    "priority": ("minor", "major", "blocker"),
    "component": ("shop", "mail"),
    "owner": ("ann", "bob", ""),
}

TICKET = table("ticket", column("id"), column("changetime"), *(column(name) for name in VALUES))


def database(url: str) -> Engine:
    """Return a database with Trac's empty tables."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in SCHEMA.split(";"):
            connection.execute(text(statement))
    return engine


def opened(connection: Connection, number: int, *, at: int, status: str = "new", component: str = "shop") -> None:
    """Open a ticket at a time in microseconds."""
    connection.execute(
        text(
            "INSERT INTO ticket (id, type, time, changetime, component, priority, owner, reporter, status, summary)"
            " VALUES (:id, 'defect', :at, :at, :component, 'major', '', 'rita', :status, 'My secret is 42')"
        ),
        {"id": number, "at": at, "status": status, "component": component},
    )


def changed(
    connection: Connection, number: int, *, at: int, author: str = "ann", comment: str = "", **new: str
) -> None:
    """Change fields of a ticket with a comment, as Trac does: a row a field, and always one for the comment."""
    row = connection.execute(text("SELECT * FROM ticket WHERE id = :id"), {"id": number}).mappings().one()
    for name, value in {**new, "comment": comment}.items():
        connection.execute(
            text("INSERT INTO ticket_change VALUES (:ticket, :time, :author, :field, :old, :new)"),
            {
                "ticket": number,
                "time": at,
                "author": author,
                "field": name,
                "old": "1" if name == "comment" else row[name],
                "new": value,
            },
        )
    connection.execute(update(TICKET).where(TICKET.c.id == number).values(changetime=at, **new))


def deleted(connection: Connection, number: int) -> None:
    """Delete a ticket with its history."""
    for statement in ("DELETE FROM ticket WHERE id = :id", "DELETE FROM ticket_change WHERE ticket = :id"):
        connection.execute(text(statement), {"id": number})


def some_change(rng: Random) -> dict[str, str]:
    """Return fields with new values, at times none."""
    return {name: rng.choice(VALUES[name]) for name in rng.sample(sorted(VALUES), rng.randint(0, 2))}


@contextmanager
def late(engine: Engine) -> Iterator[Connection]:
    """Keep a transaction open until the end of the block, then commit it."""
    with engine.begin() as connection:
        yield connection
