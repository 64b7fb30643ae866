"""A correction counts once, under the service of what it corrects, when its approval is first seen."""

from dataclasses import replace
from pathlib import Path

from telling import START, after, created, ticket

from slawatch.ingest.source import Batch
from slawatch.model.correction import Correction, NoOutage, TimerExcluded
from slawatch.model.outage import Outage
from slawatch.runtime.counting import totals
from slawatch.runtime.counting_corrections import count_corrections
from slawatch.store.opening import open_for_writing
from slawatch.testing.plans import definitions, planned

TIMER = Correction(
    id="1", source="desk", subject="7", told=TimerExcluded(), author="Ada", reason="Strike", stated_at=START
)
OUTAGE = replace(TIMER, id="2", subject="o", told=NoOutage(), approved_by="Bo", approved_at=START)


def test_a_correction_counts_once_from_its_approval_and_a_withdrawal_takes_nothing_away(tmp_path: Path) -> None:
    store, plan = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db"), planned(definitions())
    told = Batch(
        cursor="1",
        tickets=(ticket("7"),),
        events=(created("7", fields={"service": "mail"}),),
        outages=(Outage(id="o", service="shop", started_at=START),),
    )
    store.commit("desk", told, at=START, config_hash="")

    def counted() -> dict[tuple[str, ...], int]:
        count_corrections(store, plan)
        return dict(totals(store).get("corrections", {}))

    store.correct(TIMER, at=START)
    assert counted() == {}
    approved = replace(TIMER, approved_by="Bo", approved_at=after(60))
    store.correct(approved, at=after(60))
    store.correct(OUTAGE, at=after(60))
    assert counted() == counted() == {("mail", "timer"): 1, ("shop", "void_outage"): 1}
    store.correct(replace(approved, withdrawn_by="Bo", withdrawn_at=after(90)), at=after(90))
    store.correct(replace(OUTAGE, id="3", source="gone"), at=after(90))
    assert counted() == {("mail", "timer"): 1, ("shop", "void_outage"): 1, ("", "void_outage"): 1}
    store.close()
