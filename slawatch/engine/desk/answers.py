"""What requesters said of their tickets, by service and by the survey that asked them."""

from collections.abc import Iterator, Mapping

import numpy as np

from slawatch.engine.availability import Span
from slawatch.engine.columns import NEVER
from slawatch.engine.desk.rows import CaseRows, Tells
from slawatch.engine.desk.surveys import READ
from slawatch.engine.groups import grouped
from slawatch.engine.plan import Vocabulary
from slawatch.model.desk_figures import Satisfaction
from slawatch.model.mapping import GOOD, POOR, SourceMapping


def satisfaction(
    cases: CaseRows, window: Span, words: Vocabulary, mappings: Mapping[str, SourceMapping]
) -> Iterator[Satisfaction]:
    """Yield the score of each service and survey with answers in a window, or with requesters asked in it."""
    start, end = window
    told = (start <= cases.answered_at) & (cases.answered_at < end)
    asked = (start <= cases.asked_at) & (cases.asked_at < end)
    own = cases.take(told | asked)
    told, asked = told[told | asked], asked[told | asked]
    for (service, source), rows in grouped(own.service, own.source).parts():
        survey = mappings[words.words[source]].survey
        group = own.take(rows)
        yield _figure(
            group.take(told[rows]),
            group.take(asked[rows]) if (group.tells & Tells.ASKED).all() else None,
            service=words.words[service],
            source=words.words[source],
            survey=survey.name if survey else "",
        )


def _figure(told: CaseRows, asked: CaseRows | None, **named: str) -> Satisfaction:
    good, poor = (int(np.count_nonzero(told.answer == READ[answer])) for answer in (GOOD, POOR))
    n = good + poor
    responses = None if asked is None else int(np.count_nonzero(asked.answered_at != NEVER))
    return Satisfaction(
        service_id=named["service"],
        source=named["source"],
        survey=named["survey"],
        answers=n,
        good=good,
        score_ratio=good / n if n else None,
        unreadable=len(told) - n,
        asked=None if asked is None else len(asked),
        responses=responses,
        response_ratio=responses / len(asked) if asked and responses is not None else None,
    )
