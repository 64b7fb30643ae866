"""Who may approve what was stated: never its author, and of whom an agreement names some, only they."""

from datetime import datetime
from typing import Final
from unicodedata import category, normalize

from slawatch.model.agreement import Agreement
from slawatch.model.definitions import Definitions
from slawatch.model.outage import Exclusion

_UNSEEN: Final = ("Cc", "Cf")


def is_same(one: str, other: str) -> bool:
    """Tell whether two names mean the same person: neither case, blanks nor another form of a letter make two."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    seen = "".join(
        sign for sign in normalize("NFKC", name).casefold() if sign.isspace() or category(sign) not in _UNSEEN
    )
    return " ".join(normalize("NFKC", seen).split())


def touched_by(exclusion: Exclusion, definitions: Definitions) -> list[Agreement]:
    """Return the agreements, each in its versions, in whose time on the service an exclusion lies."""
    return [
        each
        for each in definitions.agreements
        if exclusion.service in each.services and _overlaps(each, exclusion.started_at, exclusion.ended_at)
    ]


def closed_to(name: str, agreements: list[Agreement]) -> list[Agreement]:
    """Return those of the agreements that don't let somebody approve."""
    return [each for each in agreements if each.approvers is not None and name not in each.approvers]


def who_may(agreement: Agreement) -> str:
    """Return those who may approve under an agreement, in words."""
    return " or ".join(sorted(agreement.approvers or ()))


def _overlaps(agreement: Agreement, start: datetime, end: datetime) -> bool:
    begun = agreement.starts_at is None or agreement.starts_at < end
    return begun and (agreement.ends_at is None or start < agreement.ends_at)
