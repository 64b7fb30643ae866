"""What a Redmine and the account that reads it must be like, each fault with its way out."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final

from slawatch.ingest.canaries import canaries
from slawatch.ingest.http import Answer, HttpStatusError
from slawatch.ingest.source import Check, Finding, Stamp, Word
from slawatch.sources.redmine import STATUS_CLASSES
from slawatch.sources.redmine.issues import RedmineDesk
from slawatch.sources.redmine.options import LARGEST_PAGE, Options
from slawatch.sources.redmine.rest import LISTS, ME, Params, Rest, rows_of
from slawatch.sources.redmine.rows import Row

SKEW_SECONDS: Final = 60
FEW_PAGES: Final = 10
GRAIN: Final = 2
"""Seconds. Redmine reads `>= T` as "after T less a second", and stores fractions that it does not show."""
REFUSED: Final = frozenset({401, 403})
KEY_HINT: Final = "take the key of My account, and switch on the REST web service under Administration, Settings, API"
URL_HINT: Final = "url is the address of Redmine's start page"


def findings(rest: Rest, options: Options, *, now: datetime, desk: RedmineDesk) -> Check:
    """Return everything that a look at the server finds; what it finds first may make the rest idle."""
    try:
        answer = rest.ask(ME, {"include": "memberships"})
    except HttpStatusError as error:
        return Check(findings=(_unreadable(error),))
    user = answer.body.get("user") if isinstance(answer.body, dict) else None
    if not isinstance(user, dict) or "login" not in user:
        return Check(findings=(Finding(level="error", text="what answers is no Redmine", hint=URL_HINT),))
    found = (
        *_clocks(answer, now),
        *_rights(rest, user),
        *_projects(rest, options),
        *_custom_fields(rest, options),
        *canaries(lambda since: _found(desk, since), desk.newest(), grain=GRAIN),
    )
    return Check(
        findings=found,
        words=tuple(_words(rest)),
        identity=str(user["login"]),
        server_time=answer.server_time,
        timezone="UTC",
    )


def _found(desk: RedmineDesk, since: datetime) -> list[Stamp]:
    """Return what a filter finds, up to the first issue of the instant: those of the second before come first."""
    found: list[Stamp] = []
    for rows in islice(desk.changed(since), FEW_PAGES):
        found += map(desk.stamp, rows)
        if any(stamp.updated_at is None or stamp.updated_at >= since for stamp in found):
            break
    return found


def _unreadable(error: HttpStatusError) -> Finding:
    if error.status in REFUSED:
        return Finding(level="error", text=f"Redmine refuses the key: {error}", hint=KEY_HINT)
    return Finding(level="error", text=str(error), hint=URL_HINT)


def _clocks(answer: Answer, now: datetime) -> Iterator[Finding]:
    server = answer.server_time
    if server is None:
        yield Finding(level="error", text="Redmine's answers have no Date", hint="let the web server send one")
    elif abs(skew := (server - now).total_seconds()) > SKEW_SECONDS:
        text = f"Redmine's clock is {skew:+.0f} s from ours"
        yield Finding(level="warning", text=text, hint="let both follow a time server (NTP)")


def _rights(rest: Rest, user: Row) -> Iterator[Finding]:
    if user.get("admin"):
        yield Finding(
            level="warning", text="the account is an administrator", hint="a role that views issues is enough"
        )
        return
    memberships = user.get("memberships") or ()
    if not memberships:
        hint = "make it a member of the projects that are measured"
        yield Finding(level="warning", text="the account is in no project and sees public ones only", hint=hint)
    numbers = {role["id"]: role["name"] for each in memberships for role in each["roles"]}
    for number, name in sorted(numbers.items()):
        yield from _role(rest.ask(f"roles/{number}.json").body["role"], name)


def _role(role: Row, name: str) -> Iterator[Finding]:
    missing = {"view_issues", "view_private_notes"} - set(role.get("permissions") or ())
    if "view_issues" in missing:
        text = f'the account\'s role "{name}" lacks view_issues: no issue is seen'
        yield Finding(level="error", text=text, hint="grant the role view_issues")
    if "view_private_notes" in missing:
        text = f'the account\'s role "{name}" lacks view_private_notes: private notes are missing in the history'
        yield Finding(level="warning", text=text, hint="grant the role view_private_notes")
    if "view_issues" not in missing and role.get("issues_visibility", "all") != "all":
        text = f'the account\'s role "{name}" does not see every issue'
        yield Finding(level="warning", text=text, hint='set its issues visibility to "All issues"')


def _projects(rest: Rest, options: Options) -> Iterator[Finding]:
    for identifier in options.projects:
        try:
            rest.ask(f"projects/{identifier}.json")
        except HttpStatusError as error:
            hint = "use the identifier that stands in the project's address"
            text = f'the account sees no project "{identifier}": {error}'
            yield Finding(level="error", text=text, hint=hint)


def _custom_fields(rest: Rest, options: Options) -> Iterator[Finding]:
    """Only administrators may ask which fields there are; others see those that issues have."""
    if not options.custom_fields:
        return
    params: Params = {"status_id": "*", "sort": "updated_on:desc", "limit": LARGEST_PAGE}
    rows = rows_of(rest.ask("issues.json", params).body, "issues")
    seen = {field["name"] for row in rows for field in row.get("custom_fields") or ()}
    for name in sorted(set(options.custom_fields) - seen) if rows else ():
        hint = f"mend the name, or make it visible to the account's role; there is {', '.join(sorted(seen)) or 'none'}"
        text = f'none of the last {len(rows)} issues has a custom field "{name}"'
        yield Finding(level="warning", text=text, hint=hint)


def _words(rest: Rest) -> Iterator[Word]:
    for field, (path, key) in LISTS.items():
        for row in rest.listed(path, key):
            closes = row.get("is_closed") and row["name"] not in STATUS_CLASSES
            yield Word(field=field, raw=str(row["name"]), means="closed" if closes else None)
    for name in rest.projects().values():
        yield Word(field="project", raw=name)
