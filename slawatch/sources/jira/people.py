"""Who wrote or did something in Jira: an agent, the requester's side, or a program."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from slawatch.ingest.people import Person, somebody
from slawatch.model.event import Actor

CUSTOMER: Final = "customer"
APP: Final = "app"
"""Types of accounts in the cloud; a data center knows none."""


def person_id(user: Any) -> str | None:  # noqa: ANN401  whatever was sent
    """Return what Jira calls a person for ever: an account id, or a data center's user key."""
    if not isinstance(user, Mapping):
        return None
    told = user.get("accountId") or user.get("key") or user.get("name")
    return str(told) if told else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The people of one issue."""

    requesters: Collection[str] = ()
    """The reporter and those who take part in the request."""
    agents: Collection[str] | None = None
    """Everybody who is an agent, where that is known."""
    person: Person = field(default=somebody)

    def actor(self, user: Any) -> Actor:  # noqa: ANN401  whatever was sent
        """Return as what somebody acts; nobody's account is told where it is gone or the change was anonymous."""
        id_ = person_id(user)
        if id_ is None:
            return Actor.UNKNOWN
        if user.get("accountType") == APP:
            return Actor.SYSTEM
        if id_ in self.requesters or user.get("accountType") == CUSTOMER:
            return Actor.REQUESTER
        return Actor.AGENT if self.agents is None or id_ in self.agents else Actor.REQUESTER
