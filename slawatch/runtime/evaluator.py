"""store -> engine -> Snapshot, at the cost of what changed since the last evaluation."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from slawatch.clock import Clock
from slawatch.engine.evaluate import evaluate
from slawatch.engine.facts import Facts
from slawatch.engine.judge import judged
from slawatch.engine.later import later, without
from slawatch.engine.ledger import Ledger
from slawatch.engine.outages import exclusion_rows, outage_rows
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.engine.windows import kept_since
from slawatch.model.definitions import Definitions
from slawatch.model.instant import epoch
from slawatch.model.result import Snapshot
from slawatch.runtime.operator_facts import IN_OUR_WORDS, stated_exclusions
from slawatch.runtime.stated_outages import stated_outages
from slawatch.store.contract import OPERATOR, SourceState, Store


class Evaluator:
    """Evaluates one plan again and again; not to be used by two threads at once.

    A source's tickets are judged up to its watermark and never beyond, so a source that is silent invents no
    breach. What its facts say of the time after that is kept until the watermark has come there. With `forgets`,
    rows that only older periods need are let go.
    """

    def __init__(self, plan: Plan, store: Store, clock: Clock, *, forgets: bool = True) -> None:
        self._plan = plan
        self._store = store
        self._clock = clock
        self._forgets = forgets
        self._ledger = Ledger(plan)
        self._seen: dict[str, int] = {}
        self._later: dict[str, list[Facts]] = {}

    @property
    def rows(self) -> Rows:
        """The columns behind the last evaluation."""
        return self._ledger.rows

    def evaluate(self, as_of: datetime | None = None) -> Snapshot:
        """Return the figures at an instant, by default the newest that a source still reporting has reached."""
        states = self.states()
        at = as_of or newest_reported(states, self._plan.definitions, now=self._clock.now())
        horizons = {source: horizon(state, at) for source, state in states.items() if state.complete_through}
        for source, until in horizons.items():
            self._take(states[source], until)
        known = {**{source: state.sequence for source, state in states.items()}, **self._take_statements()}
        self._ledger.advance(horizons)
        if self._forgets:
            self._ledger.forget(kept_since(self._plan.definitions, at))
        return evaluate(
            self._plan,
            self._ledger.rows,
            as_of=at,
            evaluated_at=self._clock.now(),
            known_through=known,
            watermarks={source: state.complete_through for source, state in states.items()},
        )

    def states(self) -> Mapping[str, SourceState]:
        """Return where every configured source stands."""
        return {source: self._store.state(source) for source in self._plan.definitions.mappings}

    def _take(self, state: SourceState, until: int) -> None:
        source, seen = state.source, self._seen.get(state.source, 0)
        waiting = self._later.pop(source, [])
        if state.sequence > seen:
            self._take_outages(source)
        for facts in self._changed(state, seen, waiting):
            self._ledger.restate(source, judged(facts, self._plan, horizon=until, desk=True))
            ahead = later(facts, horizon=until)
            if ahead is not None:
                self._later.setdefault(source, []).append(ahead)
        self._seen[source] = state.sequence

    def _take_statements(self) -> Mapping[str, int]:
        """Take in what operators stated; return up to which change, nothing where they never stated anything."""
        known = self._store.state(OPERATOR).sequence
        if known > self._seen.get(OPERATOR, 0):
            words, outages, exclusions = self._plan.words, stated_outages(self._store), stated_exclusions(self._store)
            self._ledger.restate_facts(
                OPERATOR,
                outage_rows(outages, source=OPERATOR, mapping=IN_OUR_WORDS, words=words),
                exclusion_rows(exclusions, source=OPERATOR, mapping=IN_OUR_WORDS, words=words),
            )
            self._seen[OPERATOR] = known
        return {OPERATOR: known} if known else {}

    def _changed(self, state: SourceState, seen: int, waiting: list[Facts]) -> Iterator[Facts]:
        """Yield the facts to judge: those that waited for the horizon and did not change, and those that changed."""
        changed: set[int] = set()
        if state.sequence > seen:
            for facts in self._store.facts(state.source, after=seen, through=state.sequence):
                changed.update(facts.tickets.tolist() if waiting else ())
                yield facts
        for facts in waiting:
            unchanged = without(facts, frozenset(changed))
            if unchanged is not None:
                yield unchanged

    def _take_outages(self, source: str) -> None:
        mapping, words = self._plan.definitions.mappings[source], self._plan.words
        outages = [outage for _, outage in self._store.outages(source)]
        exclusions = [exclusion for _, exclusion in self._store.exclusions(source)]
        self._ledger.restate_facts(
            source,
            outage_rows(outages, source=source, mapping=mapping, words=words),
            exclusion_rows(exclusions, source=source, mapping=mapping, words=words),
        )


def horizon(state: SourceState, at: datetime) -> int:
    """Return the epoch second up to which a source's tickets are judged at an instant."""
    assert state.complete_through is not None  # noqa: S101  asked for reporting sources only
    return epoch(min(at, state.complete_through))


def newest_reported(states: Mapping[str, SourceState], definitions: Definitions, *, now: datetime) -> datetime:
    """Return the newest watermark of a source that reports within its age limit; the present if none does.

    An instant that a source has reported through gives the same figures whenever it is asked for again.
    """
    told = [
        state.complete_through
        for source, state in states.items()
        if state.complete_through is not None
        and (now - state.complete_through).total_seconds() <= definitions.data_age_limits.get(source, 0)
    ]
    return max(told, default=now)
