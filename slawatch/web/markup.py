"""Somebody else's words as HTML."""

from markupsafe import Markup, escape

from slawatch.speech.speech import inert


def foreign(text: object) -> Markup:
    """Return somebody else's text as an element of its own, whose direction touches nothing around it."""
    return Markup(f"<bdi>{escape(inert(text))}</bdi>")  # noqa: S704  what is put in is escaped


def named(name: str, id_: str) -> Markup:
    """Return a name with its id beside it, where the two differ."""
    beside = "" if name == id_ else f" <small>{foreign(id_)}</small>"
    return Markup(f"{foreign(name)}{beside}")  # noqa: S704  likewise
