"""What somebody sees is cut out of a publication once, and kept no longer than that is published."""

import gc
import weakref
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from slawatch.clock import StoppedClock
from slawatch.model.user import User
from slawatch.runtime.evaluator import Evaluator
from slawatch.runtime.inquiry import Inquiry
from slawatch.runtime.made_of import MadeOf
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.pages import MadeDoors, published
from slawatch.testing.plans import agreement, definitions, planned
from slawatch.web.seen import Seen

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
PLAN = planned(definitions(agreement(), agreement(name="silver")))
ACME, BOLT = (User(name=name, agreements=frozenset({sla})) for name, sla in (("acme", "gold"), ("bolt", "silver")))


def publish(doors: MadeDoors, store: SqlStore) -> None:
    evaluator = Evaluator(PLAN, store, StoppedClock(NOW))
    snapshot = evaluator.evaluate(NOW)
    doors.published = published(snapshot)
    doors.inquiry = Inquiry(store, snapshot, MadeOf(plan=PLAN, rows=evaluator.rows))


def test_what_two_customers_see_of_a_publication_goes_when_one_of_them_looks_at_the_next(tmp_path: Path) -> None:
    with closing(open_for_writing(f"sqlite:///{tmp_path}/s.db")) as store:
        doors = MadeDoors()
        seen = Seen(doors.doors())
        publish(doors, store)
        views = [seen.by(user).inquiry() for user in (ACME, BOLT)]
        assert [[each.id for each in view.definitions.agreements] for view in views] == [["gold"], ["silver"]]
        assert [seen.by(user).inquiry() for user in (ACME, BOLT)] == views
        before = [weakref.ref(each) for each in (doors.inquiry, *views)]
        del views
        publish(doors, store)
        assert [each.id for each in seen.by(ACME).inquiry().definitions.agreements] == ["gold"]
        gc.collect()
        assert [each() for each in before] == [None, None, None]
