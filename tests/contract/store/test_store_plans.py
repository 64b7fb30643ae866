"""A cycle walks an index; left alone with a careless question both databases scan history."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Select, Table, select, text
from telling import START, after, batch, status

from slawatch.ingest.source import Batch
from slawatch.model.instant import epoch
from slawatch.model.outage import Outage
from slawatch.store import commits, reading, terms, versions
from slawatch.store.bulk import among, load
from slawatch.store.connecting import reading as transaction
from slawatch.store.opening import open_for_writing
from slawatch.store.tables import commits as commits_table
from slawatch.store.tables import events, outages, tickets
from slawatch.store.tables import terms as terms_table

TICKETS = 4000
RECENT = 20


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Give a transaction on a store with a history, told in an order that no index helps by chance."""
    path = tmp_path_factory.mktemp("plans") / "slawatch.db"
    url = f"sqlite:///{path}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_server").database()
    store = open_for_writing(url)
    ids = [str(n) for n in range(TICKETS)]
    random.Random(7).shuffle(ids)
    for source in ("desk", "other"):
        down = tuple(Outage(id=id_, service="mail", started_at=START) for id_ in ids)
        words = tuple(status(id_, f"word {id_}", 600) for id_ in ids)
        for told in (batch(*ids), Batch(cursor="2", events=words, outages=down)):
            store.commit(source, told, at=START, config_hash="h")
    with store._writing() as writer:
        load(writer, commits_table, [(1, epoch(after(60 * n)), n, None) for n in range(1, TICKETS)])
        writer.execute(text("ANALYZE"))
    with transaction(store._engine) as reader:
        yield reader
    store.close()


def newest(connection: Connection, table: Table, column: str) -> int:
    return connection.execute(select(table.c[column]).order_by(table.c[column].desc()).limit(1)).scalar_one()


def plan(connection: Connection, question: Select[Any]) -> str:
    words = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    asked = question.compile(connection, compile_kwargs={"literal_binds": True})
    return "\n".join(str(row[-1]) for row in connection.execute(text(words + str(asked).replace(":", "\\:"))))


def scans(connection: Connection, question: Select[Any]) -> list[str]:
    """Return the lines of a plan in which a whole table is read."""
    word = "SCAN " if connection.dialect.name == "sqlite" else "Seq Scan on"
    return [line for line in plan(connection, question).splitlines() if word in line and "VIRTUAL TABLE" not in line]


def cycle(connection: Connection) -> dict[str, Select[Any]]:
    top = newest(connection, tickets, "changed_seq")
    numbers = list(connection.scalars(select(tickets.c.number).limit(RECENT)))
    codes = list(connection.scalars(select(terms_table.c.code).limit(RECENT)))
    return {
        "tickets by number": reading.named(connection, numbers),
        "changed tickets": reading.changed(1, after=top - RECENT, through=top),
        "tickets as they were known": reading.touched_since(1, after=top - 2 * RECENT, through=top - RECENT),
        "event feed": reading.happened(1, after=top - RECENT, through=top),
        "changes to be counted": reading.counted(1, after=top - RECENT, through=top),
        "events of a batch's tickets": reading.told_of(connection, numbers),
        "words of codes": terms.spelt(connection, 1, codes),
        "changed outages": versions.changed(outages, 1, after=newest(connection, outages, "seq") - RECENT),
        "how a stream stood at an instant": commits.standing(1, START),
        "when a stream was committed last": commits.newest(1),
        "tickets of a batch": select(tickets.c.number).where(
            tickets.c.stream == 1, among(connection, tickets.c.id, [str(n) for n in range(RECENT)])
        ),
    }


@pytest.mark.parametrize(
    "name",
    [
        "tickets by number",
        "changed tickets",
        "tickets as they were known",
        "event feed",
        "changes to be counted",
        "events of a batch's tickets",
        "changed outages",
        "how a stream stood at an instant",
        "when a stream was committed last",
        "tickets of a batch",
        "words of codes",
    ],
)
def test_a_question_of_a_cycle_reads_no_table_from_end_to_end(connection: Connection, name: str) -> None:
    question = cycle(connection)[name]
    assert scans(connection, question) == []


def test_a_scan_would_be_noticed(connection: Connection) -> None:
    careless = select(events.c.seq).where(events.c.at >= START)
    assert scans(connection, careless) != []
