"""Label values as both text formats write them."""

from collections.abc import Iterable
from typing import Final

_ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def escaped(value: str) -> str:
    """Return a label value as it stands between quotes."""
    return value.translate(_ESCAPES)


def label_text(names: Iterable[str], values: Iterable[str]) -> str:
    """Return labels as text in the order of the names: equal labels are equal texts."""
    return ",".join(f'{name}="{escaped(value)}"' for name, value in zip(names, values, strict=True))
