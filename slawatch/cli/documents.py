"""What was explained, printed as programs read it."""

from collections.abc import Mapping, Sequence
from json import dumps

import click

from slawatch.web.documents import plain


def echoed(document: Mapping[str, object] | Sequence[Mapping[str, object]]) -> None:
    """Print a document as JSON: instants in ISO 8601, exact fractions as numbers."""
    click.echo(dumps(document, default=plain, ensure_ascii=False, indent=2))
