"""What an account and the agent that reads it must be like, each fault with its way out; and its own words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from slawatch.ingest.canaries import canaries
from slawatch.ingest.freshworks.desk import Tickets
from slawatch.ingest.freshworks.rest import ABSENT, Rest
from slawatch.ingest.freshworks.rows import PRIORITIES, STATUSES, Row, Words, choices, unwrapped
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Check, Finding, Word

UNAUTHORIZED: Final = 401
MEANINGS: Final = {2: "open", 3: "pending_requester", 4: "resolved", 5: "closed"}
"""The four statuses that both products know by number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What differs between the products."""

    name: str
    form: str
    """The path of the fields of the ticket form."""
    types: tuple[str, ...] = ()
    has_workspaces: bool = False


def findings(rest: Rest, desks: Mapping[str, Tickets], account: Account) -> Check:
    """Return everything that a look at an account finds; what it finds first may make the rest idle."""
    try:
        answer = rest.get("tickets", {"per_page": 1})
    except HttpStatusError as error:
        return Check(findings=(_refusal(error, account),))
    known, told = words(rest, account)
    found = [*_about_words(known), *_workspaces(rest, desks, account)]
    for name, desk in desks.items():
        filters = canaries(desk.first, desk.newest(), grain=1)
        found += [Finding(level=each.level, text=f"{name}: {each.text}", hint=each.hint) for each in filters]
    return Check(
        findings=tuple(found),
        words=told,
        identity=_identity(rest),
        server_time=answer.server_time,
        timezone="UTC",
        version=answer.headers.get("X-Freshdesk-API-Version"),
    )


def words(rest: Rest, account: Account) -> tuple[Words, tuple[Word, ...]]:
    """Return what numbers stand for, and the account's words for a first configuration."""
    form = _listed(lambda: rest.unpaged(account.form, "ticket_fields"))
    groups = {int(each["id"]): str(each["name"]) for each in _listed(lambda: rest.whole("groups", "groups"))}
    statuses = choices(form, "status")
    known = Words(statuses={**STATUSES, **statuses} if statuses else dict(STATUSES), groups=groups)
    told = [
        *(Word(field="status", raw=known.status(number), means=MEANINGS.get(number)) for number in known.statuses),
        *(Word(field="priority", raw=each) for each in PRIORITIES.values()),
        *(Word(field="type", raw=each) for each in account.types),
        *(Word(field="group", raw=each) for each in groups.values()),
    ]
    return known, tuple(told)


def _listed(ask: Callable[[], Iterable[Row]]) -> Sequence[Row]:
    """Return a list, empty where the account may not see it."""
    try:
        return list(ask())
    except HttpStatusError as error:
        if error.status not in ABSENT:
            raise
        return ()


def _about_words(known: Words) -> Iterator[Finding]:
    if known.statuses == STATUSES:
        text = "the account doesn't show its ticket fields: statuses go by the names that the product is delivered with"
        yield Finding(level="warning", text=text, hint="let the agent's role see ticket fields, or map them by number")
    if not known.groups:
        hint = "let the agent's role see groups, or map them by number"
        yield Finding(level="warning", text="the account shows no group", hint=hint)


def _workspaces(rest: Rest, desks: Mapping[str, Tickets], account: Account) -> Iterator[Finding]:
    if not account.has_workspaces or "tickets" not in desks:
        return
    found = [str(each.get("id")) for each in _listed(lambda: rest.unpaged("workspaces", "workspaces"))]
    if len(found) > 1:
        text = f"there are {len(found)} workspaces, and only the primary one is read"
        yield Finding(level="warning", text=text, hint=f"name those to be read: workspaces: [{', '.join(found)}]")


def _refusal(error: HttpStatusError, account: Account) -> Finding:
    if error.status == UNAUTHORIZED:
        hint = "take the key of the agent's profile settings"
        return Finding(level="error", text=f"{account.name} refuses the key: {error}", hint=hint)
    hint = "url is the account's own address, not that of its portal; the agent must see all tickets"
    return Finding(level="error", text=str(error), hint=hint)


def _identity(rest: Rest) -> str | None:
    """Return the agent's number: a name would be a person's."""
    try:
        body = unwrapped(rest.get("agents/me").body, "agent")
    except HttpStatusError as error:
        if error.status not in ABSENT:
            raise
        return None
    return f"agent {body['id']}" if isinstance(body, Mapping) and "id" in body else None
