"""slawatch log."""

import json
from datetime import datetime

import click

from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, read
from slawatch.cli.output import Shape, in_shape, printed
from slawatch.cli.stored import reading_store
from slawatch.model.deed import Deed
from slawatch.store.deed_contract import AskedDeeds

COLUMNS = ("number", "at", "user", "way", "action", "kind", "name", "changes")


@click.command("log")
@click.option("--user", metavar="NAME", default="", help="Only what this user did.")
@click.option("--kind", metavar="K", default="", help="Only what was done to these: exclusion, correction, action, …")
@click.option("--id", "name", metavar="ID", default="", help="Only what was done to the one of this id.")
@click.option("--since", type=Instant(), help="Only from this instant on.")
@click.option("--until", type=Instant(), help="Only before this instant.")
@click.option("--most", type=click.IntRange(min=1), default=200, show_default=True, help="At most so many lines.")
@in_shape
@click.pass_obj
def command(  # noqa: PLR0913  an option each
    shared: Shared,
    *,
    user: str,
    kind: str,
    name: str,
    since: datetime | None,
    until: datetime | None,
    most: int,
    shape: Shape,
) -> None:
    """Print who stated, approved and changed what, the latest first."""
    asked = AskedDeeds(user=user, kind=kind, name=name, since=since, until=until)
    with reading_store(read(shared).configuration) as store:
        deeds = store.log.listed(asked, most=most)
    printed(COLUMNS, map(_row, deeds), shape)


def _row(deed: Deed) -> tuple[str | int | datetime | None, ...]:
    changes = {name: [each.before, each.after] for name, each in deed.changes.items()}
    told = json.dumps(changes, ensure_ascii=False)
    return (deed.number, deed.at, deed.actor.user, deed.actor.way, deed.action, deed.kind, deed.name, told)
