"""Runs migrations on the connection that slawatch.store.schema gives; there is no ini file."""

from alembic import context

from slawatch.store.table_parts import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite can't alter most of a table in place
)
context.run_migrations()
