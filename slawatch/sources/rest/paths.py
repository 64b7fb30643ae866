"""Values in JSON by dotted paths."""

from typing import Any


def at(value: Any, path: str) -> Any:  # noqa: ANN401  JSON is any of its types
    """Return what stands at a path such as `data.items` or `links.0.uri`, None where nothing does; empty: the whole."""
    for step in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def text(value: Any) -> str | None:  # noqa: ANN401  JSON is any of its types
    """Return a value as the mapping will meet it, None where there is none; several stand side by side."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(each for each in map(text, value) if each) or None
    return None if isinstance(value, dict) else str(value)
