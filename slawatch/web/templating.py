"""Templates: whatever stands in them is escaped, and what is missing is an error."""

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from slawatch.speech import words
from slawatch.speech.signs import standing
from slawatch.speech.speech import inert
from slawatch.web.action_entries import ACCEPTING, STATING
from slawatch.web.action_entries import FORMS as ACTION_FORMS


def foreign(text: object) -> Markup:
    """Return somebody else's text as an element of its own, whose direction touches nothing around it."""
    return Markup(f"<bdi>{escape(inert(text))}</bdi>")  # noqa: S704  what is put in is escaped


def named(name: str, id_: str) -> Markup:
    """Return a name with its id beside it, where the two differ."""
    beside = "" if name == id_ else f" <small>{foreign(id_)}</small>"
    return Markup(f"{foreign(name)}{beside}")  # noqa: S704  likewise


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
    named=named,
    stand=standing,
)
TEMPLATES.filters["inert"] = inert


def load_templates() -> None:
    """Read all templates, so that files that are replaced under a running daemon change no page of it."""
    for name in TEMPLATES.list_templates():
        TEMPLATES.get_template(name)
