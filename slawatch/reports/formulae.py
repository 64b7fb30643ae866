"""How figures are worked out, in words: of every indicator that an agreement promises."""

from typing import Final

from slawatch.model.agreement import Indicator

FORMULAE: Final = {
    Indicator.AVAILABILITY: (
        "Agreed time up / agreed time. Agreed time is service hours without excluded time and without time of which "
        "nothing is known; degraded time is lost by its weight."
    ),
    Indicator.FIRST_RESPONSE: (
        "Tickets answered in time / tickets judged. Time runs in the hours of the objective from creation to the "
        "first public reply of the desk, without pauses."
    ),
    Indicator.ACKNOWLEDGEMENT: (
        "Tickets acknowledged in time / tickets judged. Time runs in the hours of the objective from creation until "
        "somebody takes the ticket."
    ),
    Indicator.NEXT_REPLY: (
        "Answers in time / answers due. Time runs in the hours of the objective from the requester's message to the "
        "next public reply."
    ),
    Indicator.PERIODIC_UPDATE: (
        "Updates in time / updates due. While a ticket is open, the requester is to be told something at least so often."
    ),
    Indicator.RESOLUTION: (
        "Tickets resolved in time / tickets judged. Time runs in the hours of the objective from creation to the "
        "resolution, without pauses; what a reopening does is a rule of the objective."
    ),
    Indicator.RESTORATION: (
        "Tickets restored in time / tickets judged. Time runs in the hours of the objective from the start of the "
        "downtime that the ticket tells, else its creation, to the end of it."
    ),
    Indicator.HANDOVER: "Stretches with a team that were short enough / stretches judged.",
    Indicator.OUTAGES: "Merged outages whose first lost second of agreed time falls in the period.",
    Indicator.LONGEST_OUTAGE: "The longest merged outage of the period, in agreed time.",
    Indicator.BACKLOG: "Tickets open at the end of the period.",
    Indicator.BACKLOG_AGE: "The age of the oldest open ticket at the end of the period, elapsed.",
    Indicator.WORKLOAD: "Tickets created in the period.",
    Indicator.SATISFACTION: "Good answers / answers that the scale knows, by the day of the last answer.",
    Indicator.FIRST_CONTACT: (
        "Tickets resolved by the team that had them first, without another message of the requester and not reopened "
        "within the window / tickets resolved."
    ),
    Indicator.REOPENED: "Tickets reopened after their first resolution / tickets resolved.",
}
RULES: Final = (
    "Instants are told to the second. Percentages are floored to the decimals of the agreement, never rounded up.",
    "A period is cut at local midnights of the agreement's zone: its start belongs to it, its end does not.",
    "A timer counts in the period in which its verdict falls: when it is stopped, or when it is overdue.",
    "Time of which no source has told is unknown: it is neither up nor down, and lowers what is known.",
    "MTBF is agreed time up / outages, with an interval of 90 %; MTRS is the mean time from the start of an outage to "
    "its end, of outages restored in the period.",
    "A verdict is met or breached; at risk while it is missed so far and can still be kept; indeterminate where "
    "what is unknown decides; no data where there is nothing to judge.",
)
