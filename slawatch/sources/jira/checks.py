"""What a Jira and the account that reads it must be like, each fault with its way out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Check, Finding
from slawatch.sources.jira.desk import JiraDesk, members
from slawatch.sources.jira.fields import fields
from slawatch.sources.jira.options import Options
from slawatch.sources.jira.rest import Json, NoJiraError, Rest, mapping, sequence
from slawatch.sources.jira.trial import tried
from slawatch.sources.jira.words import words

SKEW_SECONDS: Final = 60
UNAUTHORIZED: Final = 401
URL_HINT: Final = (
    "url is the address of Jira's start page; of a token with scopes and of OAuth it is "
    "https://api.atlassian.com/ex/jira/ and the site's id"
)
REFUSED_HINT: Final = (
    "a token of Jira Cloud goes with the account's e-mail address as user, a personal access token of a "
    "data center and an OAuth token without user; tokens expire"
)


def findings(rest: Rest, desk: JiraDesk, options: Options, *, now: datetime) -> Check:
    """Return everything that a look at the server finds; what it finds first may make the rest idle."""
    try:
        site = rest.site
        answer = rest.myself()
    except HttpStatusError as error:
        return Check(findings=(_unreadable(error),))
    except NoJiraError as error:
        return Check(findings=(Finding(level="error", text=str(error), hint=URL_HINT),))
    me, server_time, projects = mapping(answer.body), rest.server_time(answer), _projects(rest)
    seen = list(_seen(options, [str(row.get("key")) for row in projects]))
    found = (
        *_clocks(server_time, now),
        Finding(level="ok", text=f"Jira {'Cloud' if site.cloud else 'Data Center'} {site.version}"),
        *seen,
        *_fields(rest, options),
        *_groups(rest, options),
        *_service_management(rest, options, projects),
        # Jira refuses a question that names a project which the account does not see.
        *(() if any(finding.level == "error" for finding in seen) else tried(rest.kept, desk, zone=me.get("timeZone"))),
    )
    return Check(
        findings=found,
        words=tuple(words(rest, projects)),
        identity=str(me.get("name") or options.user or me.get("accountId") or ""),
        server_time=server_time,
        timezone=me.get("timeZone"),
        version=site.version,
    )


def _unreadable(error: HttpStatusError) -> Finding:
    if error.status == UNAUTHORIZED:
        return Finding(level="error", text=f"Jira refuses the token: {error}", hint=REFUSED_HINT)
    return Finding(level="error", text=str(error), hint=URL_HINT)


def _clocks(server: datetime | None, now: datetime) -> Iterator[Finding]:
    if server is None:
        yield Finding(level="error", text="Jira's answers have no Date", hint="let the web server before it send one")
    elif abs(skew := (server - now).total_seconds()) > SKEW_SECONDS:
        hint = "let both follow a time server (NTP)"
        yield Finding(level="warning", text=f"Jira's clock is {skew:+.0f} s from ours", hint=hint)


def _projects(rest: Rest) -> Sequence[Json]:
    found = rest.optional(rest.listed("project/search", "values")) if rest.site.cloud else None
    return sequence(rest.api("project")) if found is None else found


def _seen(options: Options, keys: Sequence[str]) -> Iterator[Finding]:
    if not keys:
        hint = "grant it Browse Projects; Jira shows an empty list instead of a refusal, also to an unknown account"
        yield Finding(level="error", text="the account sees no project", hint=hint)
        return
    yield Finding(level="ok", text="sees " + (f"{len(keys)} projects" if len(keys) > 1 else "one project"))
    for key in sorted(set(options.projects) - set(keys)):
        hint = f"grant it Browse Projects there, or mend the key; it sees {_some(keys)}"
        yield Finding(level="error", text=f'the account sees no project with the key "{key}"', hint=hint)


def _fields(rest: Rest, options: Options) -> Iterator[Finding]:
    found = fields(rest.rows("field"), options.custom_fields)
    for name in found.missing:
        hint = "write its name as Jira shows it to the account, or its id (customfield_10050)"
        yield Finding(level="error", text=f'there is no field "{name}"', hint=hint)
    for name, ids in found.ambiguous.items():
        yield Finding(
            level="error", text=f'{len(ids)} fields are called "{name}"', hint=f"write the id of one: {_some(ids)}"
        )


def _groups(rest: Rest, options: Options) -> Iterator[Finding]:
    for group in options.agent_groups:
        try:
            found = members(rest, [group]) or ()
        except HttpStatusError as error:
            hint = "grant it the global permission Browse users and groups, or mend the name"
            yield Finding(level="error", text=f'the members of group "{group}" can\'t be read: {error}', hint=hint)
        else:
            if not found:
                yield Finding(level="warning", text=f'group "{group}" has no members, so nobody of it replies')


def _service_management(rest: Rest, options: Options, projects: Iterable[Json]) -> Iterator[Finding]:
    if not options.native_sla or all(row.get("projectTypeKey") != "service_desk" for row in projects):
        return
    if rest.optional(rest.desk_listed("servicedesk")) is None:
        hint = "give the account a licence of Service Management as an agent, or set native_sla: false"
        yield Finding(level="warning", text="Jira's own service levels can't be read", hint=hint)


def _some(names: Sequence[str]) -> str:
    return ", ".join(sorted(names)[:20]) + (" …" if len(names) > 20 else "")  # noqa: PLR2004  a line of them
