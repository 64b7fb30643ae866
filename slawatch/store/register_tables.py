"""The tables of the improvement register: versions in the operators' stream, of which the newest counts."""

from typing import Final

from sqlalchemy import Column, Text

from slawatch.store.table_parts import Instant, versioned

actions: Final = versioned(
    "actions",
    Column("title", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("stated_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("cause", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("check_on", Text),
    Column("measure", Text),
    Column("baseline", Text),
    Column("goal", Text),
    Column("done_at", Instant),
    Column("result", Text),
    Column("ended_at", Instant),
)
"""`about` has a reference a line, as model.reference writes them; dates are ISO 8601, figures JSON."""

acceptances: Final = versioned(
    "acceptances",
    Column("about", Text, nullable=False),
    Column("accepted_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("stated_at", Instant, nullable=False),
    Column("until", Text),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", Instant),
)
