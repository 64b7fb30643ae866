"""People and programs that use the pages and the API, and what each may do there."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody may do; who writes or approves also reads."""

    READ = "read"
    WRITE = "write"
    """State exclusions, corrections, actions and texts of reports, reload the configuration."""
    APPROVE = "approve"
    """Approve what others stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who asks, by the name under which what they do is recorded."""

    name: str
    """Empty: nobody has logged in, because nobody need."""
    roles: frozenset[Role] = frozenset({Role.READ})
    agreements: frozenset[str] | None = None
    """The ids of the agreements that they see and nothing besides; None: everything."""

    def may(self, role: Role) -> bool:
        """Tell whether they may do this at all; of what, `sees` tells."""
        return role in self.roles or (role is Role.READ and bool(self.roles))

    def sees(self, agreement: str) -> bool:
        """Tell whether they see an agreement."""
        return self.agreements is None or agreement in self.agreements

    @property
    def sees_everything(self) -> bool:
        """True where nothing is kept from them."""
        return self.agreements is None


ANYBODY: Final = User(name="")
"""Whoever asks where no users are configured: everything is readable and nothing writable."""
