from slawatch.store.sql import SqlStore
from slawatch.testing.outlooks import credit, outage_outlook, ticket_outlook
from slawatch.testing.snapshots import snapshot


def test_outlooks_and_credits_come_back_with_the_last_snapshot(store: SqlStore) -> None:
    told = snapshot(outlooks=(outage_outlook(), ticket_outlook()), credits=(credit(), credit(amount=None)))
    store.save_snapshot(told)
    assert store.last_snapshot() == told
