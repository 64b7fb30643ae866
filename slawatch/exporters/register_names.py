"""Families of the improvement register: how many actions and unanswered findings each agreement has, never whose."""

from typing import Final

from slawatch.exporters.bounds import Count, each, series
from slawatch.exporters.family import evaluated

_SLA: Final = ("sla",)
_AGREEMENTS: Final = each(Count.AGREEMENTS) + series(1)
"""And one for what concerns no agreement."""

REGISTER: Final = (
    evaluated(
        "slawatch_actions_overdue",
        _SLA,
        "Open improvement actions whose day has passed in the agreement's zone; one that concerns several agreements "
        "is counted by each, one that concerns none has an empty sla.",
        _AGREEMENTS,
    ),
    evaluated("slawatch_actions_open", _SLA, "Open improvement actions, overdue or not.", _AGREEMENTS),
    evaluated(
        "slawatch_findings_unanswered",
        (*_SLA, "kind"),
        "Missed objectives (breach) and unplanned outages (outage) of the last year with neither an action nor "
        "somebody who accepts them; of breaches there is none after a start until older periods have been read.",
        each(Count.AGREEMENTS, lean=2),
    ),
)
