"""What a raw word that nothing maps may mean: the id, name or mapped word that looks most like it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from slawatch.model.definitions import Definitions
from slawatch.model.desk import ChangeType
from slawatch.model.mapping import CHANGE_TYPE
from slawatch.model.ticket import StatusClass

_ALIKE: Final = 0.75
"""The least likeness (0..1, of difflib) that is worth a guess."""
_LONGEST: Final = 200
"""Signs up to which a word is compared: likeness costs their square."""
_PARTS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A meaning that a raw word may have."""

    meaning: str
    near: str
    """What is known and looks like it."""


class Meanings:
    """What the words of one attribute of a source mean already."""

    def __init__(self, definitions: Definitions, source: str, attribute: str) -> None:
        mapping = definitions.mappings[source]
        field = {"status": mapping.status, "severity": mapping.severity}.get(attribute) or mapping.attribute(attribute)
        known = _of_services(definitions) if attribute == "service" else {}
        mapped = field.values or {}
        known |= {meaning: meaning for meaning in _closed(attribute) or mapped.values()}
        self.field: Final = field
        self.allowed: Final = tuple(_allowed(definitions, attribute) or dict.fromkeys(mapped.values()))
        """Every meaning there is; of a priority those that are mapped so far."""
        known |= {raw: meaning for raw, meaning in mapped.items() if "*" not in raw and ".." not in raw}
        self._known: Final = {raw.casefold(): (raw, meaning) for raw, meaning in known.items()}

    def guess(self, word: str) -> Guess | None:
        """Return what a raw word may mean, None where nothing looks like it."""
        told = word.casefold()
        if not told or len(told) > _LONGEST:
            return None
        near = get_close_matches(told, self._known, n=1, cutoff=_ALIKE) or self._inside(told)
        return next((Guess(near=raw, meaning=meaning) for raw, meaning in (self._known[each] for each in near)), None)

    def _inside(self, told: str) -> list[str]:
        """Return the longest known word that stands whole in another, as P1 in "P1 - Critical"."""
        parts = f" {_PARTS.sub(' ', told)} "
        found = [each for each in self._known if f" {_PARTS.sub(' ', each).strip()} " in parts and each.strip()]
        return sorted(found, key=len)[-1:]


def _of_services(definitions: Definitions) -> dict[str, str]:
    names = {name: id_ for id_, each in definitions.services.items() for name in each.names.values()}
    return names | {id_: id_ for id_ in definitions.services}


def _allowed(definitions: Definitions, attribute: str) -> Iterable[str]:
    return definitions.services if attribute == "service" else _closed(attribute)


def _closed(attribute: str) -> Iterable[str]:
    return _CLOSED.get(attribute, ())


_CLOSED: Final[Mapping[str, tuple[str, ...]]] = {
    "status": tuple(each for each in StatusClass if each is not StatusClass.UNKNOWN),
    "severity": ("down", "degraded", "ignore"),
    CHANGE_TYPE: tuple(ChangeType),
}
