"""Where the sources' own verdicts differ from ours, over all tickets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from slawatch.calendars.periods import parse_period
from slawatch.clock import Clock
from slawatch.engine.native_explained import SecondOpinion, differing, second_opinions
from slawatch.engine.plan import Plan
from slawatch.engine.reproduction import Ways
from slawatch.engine.versions import whole
from slawatch.engine.windows import Window, window
from slawatch.runtime.corrected import Corrected
from slawatch.runtime.evaluator import horizon, newest_reported
from slawatch.store.contract import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which differences are meant; None: of every source, every objective, all time, up to now."""

    source: str | None = None
    objective: str | None = None
    period: str | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A timer on which a source and we differ."""

    source: str
    opinion: SecondOpinion


def differences(store: Reader, plan: Plan, clock: Clock, wanted: Wanted) -> Iterator[Difference]:
    """Yield every difference, source by source, with the ways of counting that give the source's verdict."""
    known, ways = Corrected.known(store, plan.definitions), Ways(plan)
    states = {source: known.state(source) for source in plan.definitions.mappings}
    at = wanted.as_of or newest_reported(states, plan.definitions, now=clock.now())
    among = differing(_windows(plan, wanted.period, at), _promises(plan, wanted.objective))
    for source, state in states.items():
        if wanted.source in (None, source) and state.complete_through is not None:
            for facts in known.facts(source):
                for opinion in second_opinions(facts, ways, horizon=horizon(state, at), among=among):
                    yield Difference(source=source, opinion=opinion)


def _promises(plan: Plan, objective: str | None) -> list[int] | None:
    if objective is None:
        return None
    return [promise.number for promise in plan.promises if promise.objective.id == objective]


def _windows(plan: Plan, period: str | None, at: datetime) -> list[Window] | None:
    """Return the period as each promise's agreement cuts it."""
    if period is None:
        return None
    agreements = {name: whole(versions) for name, versions in plan.versions.items()}
    cuts = {
        name: parse_period(period, as_of=at, kind=each.period, timezone=each.timezone)
        for name, each in agreements.items()
    }
    own = {name: window(each, cuts[name], as_of=at) for name, each in agreements.items()}
    return [own[promise.agreement.id] for promise in plan.promises]
