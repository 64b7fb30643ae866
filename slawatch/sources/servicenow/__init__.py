"""ServiceNow through its Table API.

Tables are read by their last change; what happened to a record comes from the audit log, its comments and its task
SLAs. Raw values of the database are told, never display values: those depend on the language and zone of the account.
"""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.servicenow.options import Options

_TASK: Final = {"-5": "pending_other", "1": "new", "2": "open", "3": "closed", "4": "cancelled", "7": "cancelled"}
STATES: Final = {
    "incident": {
        "1": "new",
        "2": "open",
        "3/1": "pending_requester",
        "3/3": "pending_other",
        "3/4": "pending_supplier",
        "3/5": "pending_other",
        "3": "pending_other",
        "6": "resolved",
        "7": "closed",
        "8": "cancelled",
    },
    "problem": {"101": "new", "102": "open", "103": "open", "104": "open", "106": "resolved", "107": "closed"},
    "change_request": {
        "-5": "new",
        "-4": "open",
        "-3": "open",
        "-2": "open",
        "-1": "open",
        "0": "open",
        "3": "closed",
        "4": "cancelled",
    },
    "sc_request": _TASK,
    "sc_req_item": _TASK,
    "sc_task": _TASK,
}
"""Of the states that a new instance has, by table; behind the slash is the reason for which an incident is on hold."""


def _servicenow(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.servicenow.source import ServiceNow  # noqa: PLC0415  brings requests; checks need none

    return ServiceNow(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="servicenow",
    options=Options,
    factory=_servicenow,
    status_classes={f"{table}:{raw}": each for table, states in STATES.items() for raw, each in states.items()},
    summary="ServiceNow (Table API)",
    example={"url": "https://example.service-now.example", "api_key": "env:SERVICENOW_API_KEY"},
)
