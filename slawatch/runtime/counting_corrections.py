"""The counter of corrections, each counted once: when its approval is first seen."""

from collections import Counter

from slawatch.engine.plan import Plan
from slawatch.runtime.counting import CORRECTIONS
from slawatch.runtime.stated_corrections import service_of
from slawatch.store.contract import OPERATOR, Store


def count_corrections(store: Store, plan: Plan) -> None:
    """Add the corrections approved since the last count, by service and kind; a withdrawal takes none away."""
    after, through = store.counted_through(CORRECTIONS).get(OPERATOR, 0), store.state(OPERATOR).sequence
    if after >= through:
        return
    changed = [correction for _, correction in store.corrections(after=after, through=through)]
    approved = [correction for correction in changed if correction.approved_at is not None]
    known = {correction.id for _, correction in store.corrections(through=after) if correction.approved_at is not None}
    fresh = [correction for correction in approved if correction.id not in known]
    added: Counter[tuple[str, ...]] = Counter(
        (service_of(store, plan, correction), correction.told.kind.value) for correction in fresh
    )
    store.add_counts(CORRECTIONS, added, through={OPERATOR: through})
