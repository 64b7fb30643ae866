"""slawatch schema."""

import json

import click

from slawatch.app.configuring import installed, schemas
from slawatch.config.schema import json_schema


@click.command("schema")
def command() -> None:
    """Print the JSON schema of the configuration, for editors that check YAML as it is written."""
    click.echo(json.dumps(json_schema(schemas(installed())), indent=2, ensure_ascii=False))
