"""slawatch schema."""

import json

import click

from slawatch.app.configuring import installed, schemas
from slawatch.config.schema import json_schema, kind_schema
from slawatch.reports.as_json import schema as report_schema


@click.command("schema")
@click.option("--source", "kind", metavar="KIND", help="Print that of one kind's own options only.")
@click.option("--report", "of_report", is_flag=True, help="Print that of a report in JSON.")
def command(kind: str | None, *, of_report: bool) -> None:
    """Print the JSON schema of the configuration, for editors that check YAML as it is written."""
    if of_report and kind is not None:
        raise click.UsageError("--source and --report are two schemas; ask for one")
    if of_report:
        click.echo(report_schema(), nl=False)
        return
    registry = installed()
    schema = json_schema(schemas(registry)) if kind is None else kind_schema(registry.kind(kind).options)
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))
