"""slawatch schema."""

import json

import click

from slawatch.app.configuring import installed, schemas
from slawatch.config.schema import json_schema, kind_schema


@click.command("schema")
@click.option("--source", "kind", metavar="KIND", help="Print that of one kind's own options only.")
def command(kind: str | None) -> None:
    """Print the JSON schema of the configuration, for editors that check YAML as it is written."""
    registry = installed()
    schema = json_schema(schemas(registry)) if kind is None else kind_schema(registry.kind(kind).options)
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))
