"""The desk's figures by person. They are for whoever asks: no snapshot holds them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from slawatch.engine.availability import Span
from slawatch.engine.desk.handling import holding
from slawatch.engine.desk.rows import CaseRows, DeskRows
from slawatch.engine.desk.surveys import READ
from slawatch.engine.desk.workload import workloads
from slawatch.engine.groups import grouped
from slawatch.engine.plan import Plan, Vocabulary
from slawatch.model.desk_figures import DeskFigures, Dimension, PersonSatisfaction
from slawatch.model.instant import epoch
from slawatch.model.mapping import GOOD, POOR, SourceMapping


def with_persons(told: DeskFigures, plan: Plan, rows: DeskRows) -> DeskFigures:
    """Return the figures of a period with those by person, where the definitions switch them on."""
    if not plan.definitions.desk.by_person:
        return told
    window, words = (epoch(told.starts_at), epoch(told.ends_at)), plan.words
    (loads,) = workloads(rows.stages, Dimension.PERSON, [window], words.words)
    return replace(
        told,
        workloads=(*told.workloads, *loads),
        handling=(*told.handling, *holding(rows.stages, Dimension.PERSON, window, words.words)),
        persons=tuple(person_satisfaction(rows.cases, window, words, plan.definitions.mappings)),
    )


def person_satisfaction(
    cases: CaseRows, window: Span, words: Vocabulary, mappings: Mapping[str, SourceMapping]
) -> Iterator[PersonSatisfaction]:
    """Yield what requesters said in a window of each person's tickets, by the survey that asked them."""
    start, end = window
    answered = cases.take((start <= cases.answered_at) & (cases.answered_at < end))
    for (person, source), own in grouped(answered.person, answered.source).parts():
        said, survey = answered.answer[own], mappings[words.words[source]].survey
        good, poor = (int(np.count_nonzero(said == READ[answer])) for answer in (GOOD, POOR))
        yield PersonSatisfaction(
            person=words.words[person],
            source=words.words[source],
            survey=survey.name if survey else "",
            answers=good + poor,
            good=good,
            score_ratio=good / (good + poor) if good + poor else None,
            unreadable=len(own) - good - poor,
        )
