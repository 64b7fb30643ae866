"""What an instance and the account that reads it must be like, each fault with its way out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from slawatch.errors import FatalSourceError
from slawatch.ingest.canaries import canaries
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Check, Finding, Stamp
from slawatch.sources.servicenow.desk import TableDesk
from slawatch.sources.servicenow.options import Options
from slawatch.sources.servicenow.rest import Instance
from slawatch.sources.servicenow.rows import Row, text
from slawatch.sources.servicenow.sla_desk import SLA
from slawatch.sources.servicenow.words import words

UNAUTHORIZED: Final = 401
SAMPLE: Final = 20
"""Tickets in whose histories is looked."""
ALIAS: Final = {"audit": "sys_audit", "metrics": "metric_instance"}
ENOUGH: Final = 5
"""So many tickets that ended and were never changed are no accident."""
ROLES: Final = "grant the account a role with read ACLs on sys_audit, sys_journal_field and task_sla"


def findings(instance: Instance, options: Options, desks: Mapping[str, TableDesk]) -> Check:
    """Return everything that a look at the instance finds; what it finds first may make the rest idle."""
    first = next(iter(desks.values()))
    try:
        server_time = first.server_time()
    except HttpStatusError as error:
        return Check(findings=(_unreadable(error),))
    account = _quietly(instance, "sys_user", _myself(options), "user_name,time_zone")
    version = _quietly(instance, "sys_properties", "name=glide.buildname", "value")
    found = [*_who(account)]
    for desk in desks.values():
        found += _table(instance, options, desk)
    found += _nameless(next(iter(desks.values())))  # all of them share what they learnt
    found += _slas(instance, options)
    return Check(
        findings=tuple(found),
        words=tuple(words(instance, desks)) if all(each.level != "error" for each in found) else (),
        identity=text(account, "user_name"),
        server_time=server_time,
        timezone="UTC",
        version=text(version, "value"),
    )


def _myself(options: Options) -> str:
    """Return the query for our own record; a client or a key does not know its user's name."""
    return f"user_name={options.username}" if options.username else "sys_id=javascript:gs.getUserID()"


def _quietly(instance: Instance, table: str, query: str, fields: str) -> Row:
    """Return the one row of a query that the account may not be allowed to ask."""
    try:
        rows = instance.page(table, query, fields, limit=2).rows
    except HttpStatusError:
        return {}
    return rows[0] if len(rows) == 1 else {}


def _unreadable(error: HttpStatusError) -> Finding:
    if error.status == UNAUTHORIZED:
        hint = "try name and password, key or client in the REST API explorer; the account must not be locked out"
        return Finding(level="error", text=f"ServiceNow refuses the account: {error}", hint=hint)
    return Finding(level="error", text=str(error), hint="url is the instance, https://NAME.service-now.com")


def _who(account: Row) -> Iterator[Finding]:
    name = text(account, "user_name")
    if name:
        yield Finding(level="ok", text=f"account {name}; times are asked and told in UTC, whatever its zone")


def _table(instance: Instance, options: Options, desk: TableDesk) -> Iterator[Finding]:
    name = desk.table.name
    try:
        newest = desk.newest()
        found = list(canaries(lambda since: _probe(desk, since), newest, grain=1))
    except HttpStatusError as error:
        hint = f"400: there is no such table; 403: grant the account a role that reads {name}"
        yield Finding(level="error", text=f"{name} can't be read: {error}", hint=hint)
        return
    for each in found:
        yield Finding(level=each.level, text=f"{name}: {each.text}", hint=each.hint)
    if newest is not None and all(each.level == "ok" for each in found):
        yield from _history(instance, options, desk)


def _probe(desk: TableDesk, since: datetime) -> list[Stamp]:
    return [desk.stamp(row) for row in desk.page(since, None).rows]


def _history(instance: Instance, options: Options, desk: TableDesk) -> Iterator[Finding]:
    """Look whether tickets that ended have a history, and requesters a name."""
    name, fields = desk.table.name, f"sys_id,{desk.table.asked}"
    query = desk.where("active=false", "sys_mod_count>1", "ORDERBYDESCsys_updated_on")
    ended = instance.page(name, query, fields, limit=SAMPLE).rows
    try:
        desk.prepare(ended)
    except FatalSourceError as error:
        yield Finding(level="error", text=f"what happened in {name} can't be read: {error}", hint=ROLES)
        return
    if ended and not desk.has_history(ended):
        table, other = ALIAS[options.history], "metrics" if options.history == "audit" else "audit"
        yield Finding(
            level="error" if len(ended) >= ENOUGH else "warning",
            text=f"{table} shows no change of {len(ended)} records of {name} that ended",
            hint=f"let the account read {table}, have {name} audited, or set history: {other}",
        )
    newest = desk.where("ORDERBYDESCsys_updated_on")
    yield from _requesters(desk, instance.page(name, newest, fields, limit=SAMPLE).rows)


def _requesters(desk: TableDesk, rows: Sequence[Row]) -> Iterator[Finding]:
    desk.prepare(rows)
    logins = [desk.requester(row) for row in rows if text(row, desk.table.person)]
    if logins and not any(logins):  # some contacts have none
        hint = "grant it read on sys_user.user_name; without it a requester's comment passes for an agent's reply"
        yield Finding(
            level="error", text=f"{desk.table.name}: the account can't read {desk.table.requester}", hint=hint
        )


def _nameless(desk: TableDesk) -> Iterator[Finding]:
    for table in sorted(desk.nameless):
        hint = f"grant read on {table}.name"
        yield Finding(level="warning", text=f"{table} can't be read; what it holds goes by its sys_id", hint=hint)


def _slas(instance: Instance, options: Options) -> Iterator[Finding]:
    if not options.slas:
        return
    try:
        found = instance.page(SLA, "", "sys_id", limit=1)
    except HttpStatusError as error:
        yield Finding(level="error", text=f"{SLA} can't be read: {error}", hint="grant read on it, or set slas: false")
        return
    if not found.rows:
        hint = "grant read on task_sla and contract_sla, or set slas: false"
        yield Finding(level="warning", text=f"{SLA} shows nothing", hint=hint)
