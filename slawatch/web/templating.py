"""Templates: whatever stands in them is escaped, and what is missing is an error."""

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from slawatch.speech import words
from slawatch.speech.signs import standing
from slawatch.speech.speech import inert
from slawatch.web.action_entries import ACCEPTING, STATING
from slawatch.web.action_entries import FORMS as ACTION_FORMS
from slawatch.web.figure_line import FigureLines, under_agreements
from slawatch.web.markup import foreign, named

TEMPLATES: Final = Environment(
    loader=PackageLoader("slawatch.web"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals.update(
    accepting=ACCEPTING,
    action_forms=ACTION_FORMS,
    stating=STATING,
    words=words,
    foreign=foreign,
    figure_lines=FigureLines,
    under_agreements=under_agreements,
    named=named,
    stand=standing,
)
TEMPLATES.filters["inert"] = inert


def load_templates() -> None:
    """Read all templates, so that files that are replaced under a running daemon change no page of it."""
    for name in TEMPLATES.list_templates():
        TEMPLATES.get_template(name)
