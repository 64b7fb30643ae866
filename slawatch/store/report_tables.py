"""The tables of sealed reports; a row is added and never changed."""

from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from slawatch.store.table_parts import BIG, Instant, metadata

chain: Final = Table(
    "report_chain",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("restatement", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Index(None, "report", "restatement", "kind", unique=True),
)
"""Each body holds the hash of the body before. The columns beside it are there to ask by; the body is the truth."""

contents: Final = Table(
    "report_contents",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Files, figures and notes of sealed reports, by the hash that the chain knows them by."""

texts: Final = Table(
    "report_texts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

deliveries: Final = Table(
    "report_deliveries",
    metadata,
    Column("seq", BIG, primary_key=True, autoincrement=False),
    Column("report", Text, nullable=False),
    Column("restatement", Integer, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "report", "restatement"),
)

imprints: Final = Table(
    "imprints",
    metadata,
    Column("source", Text, primary_key=True),
    Column("through", BIG, primary_key=True, autoincrement=False),
    Column("after", BIG, nullable=False),
    Column("head", Text, nullable=False),
    Column("prints", LargeBinary, nullable=False),
)
"""Digests of facts that sealed reports were made of: each change once, when the first report was sealed after it."""
