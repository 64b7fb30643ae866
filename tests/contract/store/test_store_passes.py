"""What a store keeps for the passes beside the tail."""

from dataclasses import replace

from telling import START, after, batch, created, status, ticket

from slawatch.ingest.source import BadRow, Batch, Gone
from slawatch.store.pass_contract import Standing, Suspect
from slawatch.store.sql import SqlStore

MISSED = Suspect(ticket_id="1", why="deleted", at=START, missed_at=after(60))
BAD = BadRow(row_id="9", reason="no date", sha256="aa")


def commit(store: SqlStore, told: Batch) -> None:
    store.commit("desk", told, at=START, config_hash="h")


def test_a_batch_without_a_cursor_leaves_the_cursor_and_the_hash_it_was_written_under(store: SqlStore) -> None:
    commit(store, batch("1", cursor="there", complete_through=START))
    store.commit("desk", replace(batch("2"), cursor=None), at=after(60), config_hash="other")
    state = store.state("desk")
    assert (state.cursor, state.config_hash, state.complete_through) == ("there", "h", START)
    assert state.committed_at == after(60)


def test_tickets_stand_as_their_last_event_by_time_left_them(store: SqlStore) -> None:
    told = (created("1"), status("1", "solved", 60), status("1", "open", 30), created("2"), created("3"))
    tickets = (ticket("1", updated_at=after(60)), ticket("2"), ticket("3"))
    commit(store, Batch(cursor="1", tickets=tickets, events=told))
    commit(store, Batch(cursor="2", gone=(Gone(ticket_id="2", why="deleted", at=after(90)),)))
    commit(store, Batch(cursor="3", events=(status("3", "odd", 60), status("3", "even", 60, native_id="3/b", order=1))))
    assert list(store.standings("desk")) == [
        Standing(id="1", status="solved", updated_at=after(60), gone=False),
        Standing(id="2", status="new", updated_at=None, gone=True),
        Standing(id="3", status="even", updated_at=None, gone=False),
    ]
    assert list(store.standings("nobody")) == []


def test_an_edited_event_counts_as_it_was_told_last(store: SqlStore) -> None:
    commit(store, batch("1"))
    commit(store, Batch(cursor="2", events=(status("1", "closed", 120),)))
    assert [each.status for each in store.standings("desk")] == ["closed"]


def test_passes_are_noted_by_name_and_only_of_a_source_that_was_read(store: SqlStore) -> None:
    store.note_pass("desk", "census", at=START)
    assert store.passes("desk") == {}
    commit(store, batch("1"))
    store.note_pass("desk", "census", at=START)
    store.note_pass("desk", "rescan", at=after(1))
    store.note_pass("desk", "census", at=after(2))
    assert store.passes("desk") == {"census": after(2), "rescan": after(1)}


def test_a_suspect_stays_as_it_was_first_missed_until_it_is_told_of(store: SqlStore) -> None:
    commit(store, batch("1", "2", "3"))
    others = [replace(MISSED, ticket_id=id_) for id_ in ("2", "3")]
    store.suspect("desk", [MISSED, *others])
    store.suspect("desk", [replace(MISSED, missed_at=after(600))])
    assert store.suspects("desk") == {each.ticket_id: each for each in (MISSED, *others)}
    store.suspect("desk", [], found={"2"})
    assert store.suspects("desk").keys() == {"1", "3"}
    commit(store, batch("3"))
    assert store.suspects("desk").keys() == {"1"}
    commit(store, Batch(cursor="2", gone=(Gone(ticket_id="1", why="deleted", at=START),)))
    assert store.suspects("desk") == {}


def test_bad_rows_are_put_off_and_begin_anew_when_they_change(store: SqlStore) -> None:
    commit(store, batch("1", bad=(BAD, replace(BAD, row_id="8"))))
    assert [(row.row_id, row.attempts, row.not_before) for row in store.retries("desk")] == [
        ("8", 0, None),
        ("9", 0, None),
    ]
    store.put_off("desk", {"9": after(60)})
    store.put_off("desk", {"9": after(120)})
    commit(store, Batch(cursor="2", bad=(BAD,)))
    assert [(row.attempts, row.not_before) for row in store.retries("desk")] == [(0, None), (2, after(120))]
    commit(store, Batch(cursor="3", bad=(replace(BAD, sha256="bb"),)))
    assert [(row.attempts, row.not_before) for row in store.retries("desk")] == [(0, None), (0, None)]


def test_a_bad_row_of_a_ticket_that_is_gone_leaves_the_quarantine(store: SqlStore) -> None:
    commit(store, batch("9", bad=(replace(BAD, row_id="8"),)))
    commit(store, Batch(cursor="2", bad=(BAD,)))
    commit(store, Batch(cursor="3", gone=(Gone(ticket_id="9", why="merged", at=START),)))
    assert [row.row_id for row in store.quarantine("desk")] == ["8"]
