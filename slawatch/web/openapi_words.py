"""What the OpenAPI document says of each address, and of what can be asked there."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from slawatch.engine.timer_order import SortKey
from slawatch.reports.subject import SubjectKind
from slawatch.web.filters import CLOSED_LISTS, LISTS

SUMMARIES: Final[Mapping[str, str]] = {
    "/objectives": "Every objective, now and in the period before, and how services and sources stand",
    "/tickets": "Timers that are open or were missed, tickets that are unmapped or quarantined",
    "/tickets/{source}/{ticket}": "A ticket's timers taken apart, and what happened to it",
    "/objectives/{service_id}/{sla}/{objective}": "What a figure is made of",
    "/outages": "Outages, each once and as every agreement counts it",
    "/unmapped": "Raw words that nothing maps",
    "/actions": "The improvement register",
    "/actions/{action}": "An improvement action with all its versions",
    "/findings": "Breaches and unplanned outages that nobody has answered",
    "/services": "Every service",
    "/services/{service_id}": "A service",
    "/agreements": "Every agreement",
    "/agreements/{sla}": "An agreement",
    "/sources": "How every source stands",
    "/sources/{source}/quarantine": "Rows of a source that can't be read",
    "/method": "How figures are computed",
    "/exclusions": "The register of exclusions",
    "/corrections": "Corrections of what sources tell",
    "/deeds": "The activity log; for who sees everything",
    "/reports": "Sealed reports, what waits to be sealed, and whether the chain is whole",
    "/reports/{report}": "A sealed report: what it was made of, its files, signatures, and what is other than before",
    "/reports/{report}/{restatement}/file/{file}": "A file of a sealed report, byte for byte",
    "/drafts/{draft}": "A report in the making: how far it is, and what people wrote for it",
    "/previews/{draft}": "How a report in the making reads by now",
    "/readiness": "What an audit would find wanting; for who sees everything",
    "POST /exclusions": "Ask for an exclusion",
    "POST /exclusions/{name}/approve": "Approve what somebody else asked for",
    "POST /exclusions/{name}/withdraw": "Take an exclusion back",
    "POST /corrections/{name}/approve": "Approve what somebody else stated",
    "POST /corrections/{name}/withdraw": "Take a correction back",
    "POST /reports/{report}/sign": "Sign a report: role (prepared, reviewed, approved) and seal (its sha256)",
    "POST /drafts/{draft}": "Write a text: place, language, text, and the version that it takes the place of",
}
PATH_PARTS: Final[Mapping[str, str]] = {
    "source": "A source's id.",
    "ticket": "A ticket's id or key, encoded as one part of the path.",
    "service_id": "A service's id; of services that are judged together the agreement's.",
    "sla": "An agreement's id.",
    "objective": "An objective's id.",
    "action": "An action's id.",
    "name": "The id of what was stated.",
    "report": "A report's id, such as agreement-gold-2026-10.",
    "restatement": "0 for the first seal.",
    "file": "A file's name.",
    "draft": "A subject and a period: agreement/gold/2026-10, organisation/current. Slashes stay as they are.",
}


def _words(words: Sequence[str]) -> Mapping[str, Any]:
    """Return the schema of a list of words, which may also stand in one value with commas."""
    return {"type": "array", "items": {"type": "string", "examples": list(words)}}


_TEXT: Final[Mapping[str, Any]] = {"type": "string"}
_IDS: Final[Mapping[str, Any]] = {"type": "array", "items": {"type": "string"}}
PARAMETERS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "service_id": ("These services.", _IDS),
    "sla": ("These agreements.", _IDS),
    "objective": ("These objectives.", _IDS),
    "source": ("These sources.", _IDS),
    "priority": ("These priorities, as they are mapped.", _IDS),
    "attribute": ("These attributes.", _words(("status", "priority", "service", "change_type", "severity"))),
    "band": ("These shares of the target that is used.", _words(CLOSED_LISTS["band"])),
    "state": ("Timers in these states.", _words(CLOSED_LISTS["state"])),
    "due_within": ("Due within so long: 30m, 4h, 1h30m.", _TEXT),
    "list": ("Which timers or tickets.", {"type": "string", "enum": list(LISTS)}),
    "sort": ("In this order; with - before it the other way round.", {"type": "string", "examples": list(SortKey)}),
    "severity": ("Outages of these severities.", _words(("down", "degraded"))),
    "page": ("Which page of the list, from 1 on.", {"type": "integer", "minimum": 1, "default": 1}),
    "period": ("current, previous, 2026-10, 2026-Q3, 2026-W47, 2026, a date, or A..B.", _TEXT),
    "counting": ("Whether it takes anything out: yes or no.", {"type": "string", "enum": ["yes", "no"]}),
    "which": ("Which actions.", _TEXT),
    "user": ("What this user did.", _TEXT),
    "kind": ("Reports about these kinds of subjects.", _words(tuple(SubjectKind))),
    "name": ("What was done to the thing of this id.", _TEXT),
    "before": ("Lines with a smaller number only.", {"type": "integer"}),
    "since": ("Lines from this instant on.", _TEXT),
    "until": ("Lines before this instant.", _TEXT),
    "subject": ("Reports about these subjects: agreement/gold, organisation.", _IDS),
    "restatement": ("This restatement; 0 is the first seal. The newest unless it is told.", {"type": "integer"}),
    "format": ("json for the figures; otherwise a page.", {"type": "string", "enum": ["json"]}),
    "lang": ("The language of the page.", {"type": "string", "enum": ["en", "zh"]}),
    "download": ("Anything: the browser keeps a page in place of showing it.", _TEXT),
}
QUERIES: Final[Mapping[str, Sequence[str]]] = {
    "/tickets": (
        "service_id",
        "sla",
        "objective",
        "source",
        "priority",
        "band",
        "state",
        "due_within",
        "list",
        "period",
        "sort",
        "page",
    ),
    "/tickets/{source}/{ticket}": (),
    "/objectives/{service_id}/{sla}/{objective}": ("period",),
    "/outages": ("service_id", "sla", "severity", "period"),
    "/unmapped": ("source", "attribute"),
    "/actions": ("which", "sla"),
    "/findings": ("sla",),
    "/services/{service_id}": ("period",),
    "/sources/{source}/quarantine": ("page",),
    "/exclusions": ("period", "service_id", "counting"),
    "/deeds": ("user", "name", "before", "since", "until"),
    "/reports": ("subject", "kind", "period", "sla", "page"),
    "/reports/{report}": ("restatement",),
    "/reports/{report}/{restatement}/file/{file}": ("download",),
    "/previews/{draft}": ("format", "lang"),
}
_FILE: Final[Mapping[str, Any]] = {"schema": {}}
ANSWERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "/reports/{report}/{restatement}/file/{file}": {"*/*": _FILE},
    "/previews/{draft}": {
        "application/json": {"schema": {"type": "object"}},
        "text/html": {"schema": {"type": "string"}},
    },
}
"""Answers that are files."""
