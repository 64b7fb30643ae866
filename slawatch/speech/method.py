"""How figures are computed here, and what the words of the field mean: one text for pages and reports."""

# ruff: noqa: E501  a text a line: they are the keys of their translations

from collections.abc import Sequence
from typing import Final, NamedTuple


class Term(NamedTuple):
    """A word of the field with what it means here. English texts are the keys of their translations."""

    id: str
    name: str
    formula: str
    """Empty where there is none."""
    text: str


class Chapter(NamedTuple):
    """Terms that belong together."""

    id: str
    name: str
    terms: Sequence[Term]


METHOD: Final[Sequence[Chapter]] = (
    Chapter(
        "availability",
        "Availability",
        (
            Term(
                "ast",
                "Agreed service time (AST)",
                "AST = scheduled - excluded - unknown",
                "Seconds of the service's hours in the period up to the instant of the figures, less excluded time and less time of which no source can tell.",
            ),
            Term(
                "availability-ratio",
                "Availability",
                "availability = 1 - lost / AST",
                "Lost is time down, and degraded time by the weight that the agreement gives it. Overlapping outages are one. A second is judged once: excluded comes before down, down before degraded, all of them before unknown.",
            ),
            Term(
                "raw",
                "What users felt",
                "raw = 1 - (down + degraded by weight) / scheduled",
                "The same with exclusions ignored. It never decides a verdict unless the agreement says so.",
            ),
            Term(
                "unknown",
                "Unknown time",
                "coverage = known / scheduled",
                "Time after a source last told everything, and time that monitoring did not look at. It is neither up nor down and lowers the coverage. Without any known time there is no figure.",
            ),
            Term(
                "budget",
                "Error budget",
                "allowed = (1 - target) x AST of the whole period",
                "What may still be lost in the period, in minutes or in tickets. More used than allowed is breached.",
            ),
        ),
    ),
    Chapter(
        "timers",
        "Response and resolution",
        (
            Term(
                "timer",
                "Timer",
                "elapsed = working seconds between start and stop - pauses",
                "Working seconds of the objective's calendar. A timer starts with the ticket, or with what the objective names, and pauses in the classes of status that the agreement names.",
            ),
            Term(
                "met",
                "Met and missed",
                "met: elapsed <= target",
                "A timer that stops exactly at its target is met. One that runs beyond it is missed at that second, before anybody closes the ticket. It counts in the period in which its verdict falls.",
            ),
            Term(
                "attainment",
                "Attainment",
                "attainment = met / (met + missed)",
                "Running, paused, cancelled, excluded and unknown timers are in neither number. Without a verdict there is no figure.",
            ),
            Term(
                "typical",
                "Median, p90 and mean",
                "",
                "Of the elapsed working times of all timers judged in the period, where an agreement promises a typical time.",
            ),
        ),
    ),
    Chapter(
        "reliability",
        "Reliability",
        (
            Term(
                "mtbf",
                "MTBF",
                "MTBF = agreed time up / outages",
                "Mean time between failures, in agreed service time. Without an outage there is none; its interval of confidence is in the metrics and in reports.",
            ),
            Term(
                "mtrs",
                "MTRS",
                "MTRS = sum of lengths / outages restored",
                "Mean time to restore service: the full elapsed lengths of the outages that ended in the period, at any hour.",
            ),
            Term(
                "mtta-mttd",
                "MTTD and MTTA",
                "",
                "Mean time to detect: from the start to the detection. Mean time to acknowledge: from the detection on. Only of outages with these instants; n is told beside.",
            ),
            Term(
                "mtbsi",
                "MTBSI",
                "MTBSI = MTBF + MTRS",
                "Mean time between service incidents, from one start to the next.",
            ),
        ),
    ),
    Chapter(
        "exclusions",
        "Exclusions and corrections",
        (
            Term(
                "exclusion",
                "Exclusion",
                "",
                "Time that was agreed not to count: maintenance and the like, stated, approved and dated. One that was approved too late, or by somebody who may not, is listed and does not count.",
            ),
            Term(
                "correction",
                "Correction",
                "",
                "What a source said is never changed. A correction lies over it, names its author and approver, counts once it is approved, and can be withdrawn.",
            ),
        ),
    ),
    Chapter(
        "verdicts",
        "Verdicts",
        (
            Term(
                "states",
                "Met, at risk, breached",
                "",
                "Breached: the promise is broken, or can't be kept any more in this period. At risk: it is missed so far, and can still be kept in this period. Indeterminate: what is unknown would decide. No data: nothing to judge, or nothing known.",
            ),
            Term(
                "rounding",
                "Rounding",
                "99.899 % reads 99.89 %, never 99.90 %",
                "Figures are computed exactly in whole seconds and fractions. Shares are cut off at the agreement's decimals, limits are never cut in anybody's favour.",
            ),
            Term(
                "credit",
                "Service credit",
                "credit = fee x share of the lowest band that the availability falls below",
                "While a period runs it is what would be due if nothing more were lost, so it never shrinks. Where unknown time would decide, both ends are told and no amount.",
            ),
        ),
    ),
)
