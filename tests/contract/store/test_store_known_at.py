"""An instant becomes what was known and what judged at that instant."""

from telling import START, after, batch, status

from slawatch.ingest.source import Batch
from slawatch.store.contract import Mark, StoredFeed
from slawatch.store.sql import SqlStore
from slawatch.store.tables import commits

EMPTY = Batch(cursor="2")


def mark(sequence: int, seconds: int | None) -> Mark:
    return Mark(sequence=sequence, complete_through=None if seconds is None else after(seconds))


def test_before_its_first_commit_nothing_is_known_of_a_source(store: SqlStore) -> None:
    store.commit("desk", batch("1"), at=after(10), config_hash="h")
    assert store.known_at(after(9)) == {}
    assert store.known_at(after(10)) == {"desk": mark(3, None)}


def test_each_source_is_known_up_to_its_last_commit_by_the_instant(store: SqlStore) -> None:
    store.commit("desk", batch("1", complete_through=after(5)), at=after(10), config_hash="h")
    store.commit("desk", batch("1", "2", complete_through=after(15)), at=after(20), config_hash="h")
    store.commit("other", batch("7"), at=after(15), config_hash="h")
    assert store.known_at(after(14)) == {"desk": mark(3, 5)}
    assert store.known_at(after(19)) == {"desk": mark(3, 5), "other": mark(3, None)}
    assert store.known_at(after(99)) == {"desk": mark(6, 15), "other": mark(3, None)}


def test_an_empty_poll_moves_the_watermark_and_one_without_a_watermark_leaves_it(store: SqlStore) -> None:
    store.commit("desk", batch("1", complete_through=after(5)), at=after(10), config_hash="h")
    store.commit("desk", Batch(cursor="2", complete_through=after(25)), at=after(30), config_hash="h")
    store.commit("desk", Batch(cursor="3", events=(status("1", "closed", 31),)), at=after(40), config_hash="h")
    assert store.known_at(after(29)) == {"desk": mark(3, 5)}
    assert store.known_at(after(39)) == {"desk": mark(3, 25)}
    assert store.known_at(after(40)) == {"desk": mark(4, 25)}


def test_a_commit_that_changes_nothing_leaves_no_row(store: SqlStore) -> None:
    for seconds in range(3):
        store.commit("desk", batch("1", complete_through=START), at=after(seconds), config_hash="h")
    with store._reading() as connection:
        assert [row.at for row in connection.execute(commits.select())] == [START]


def test_several_commits_of_one_second_are_one_standing(store: SqlStore) -> None:
    for name in ("1", "2", "3"):
        store.commit("desk", batch(name), at=START, config_hash="h")
    assert store.known_at(START) == {"desk": mark(9, None)}


def test_a_clock_that_was_set_back_hides_nothing_that_was_known(store: SqlStore) -> None:
    store.commit("desk", batch("1"), at=after(60), config_hash="h")
    store.commit("desk", batch("2"), at=after(30), config_hash="h")
    store.commit("desk", batch("3"), at=after(40), config_hash="h")
    assert store.known_at(after(59)) == {}
    assert store.known_at(after(60)) == {"desk": mark(9, None)}


def test_definitions_are_in_force_until_others_are_also_where_one_goes_back(store: SqlStore) -> None:
    for sha256, seconds in (("aa", 0), ("bb", 60), ("bb", 90), ("aa", 120)):
        store.register(sha256, "{}", at=after(seconds))
    told = [store.in_force(after(seconds)) for seconds in (-1, 0, 59, 60, 119, 120)]
    assert told == [None, "aa", "aa", "bb", "bb", "aa"]


def test_definitions_that_a_clock_set_back_dates_before_others_follow_them(store: SqlStore) -> None:
    store.register("aa", "{}", at=after(60))
    store.register("bb", "{}", at=after(30))
    assert [store.in_force(after(seconds)) for seconds in (59, 60)] == [None, "bb"]


def test_a_feed_is_kept_until_another_is(store: SqlStore) -> None:
    assert store.feed("https://calendar.example/a.ics") is None
    read = StoredFeed(
        url="https://calendar.example/a.ics",
        etag='"7"',
        last_modified="Mon, 02 Mar 2026 08:00:00 GMT",
        fetched_at=START,
        sha256="ab",
        body="BEGIN:VCALENDAR 春节",
    )
    failed = StoredFeed(url="https://calendar.example/b.ics", error="404", failed_at=after(60))
    store.keep_feed(read)
    store.keep_feed(failed)
    assert [store.feed(each.url) for each in (read, failed)] == [read, failed]
    store.keep_feed(StoredFeed(url=read.url, error="timeout", failed_at=after(60)))
    assert store.feed(read.url) == StoredFeed(url=read.url, error="timeout", failed_at=after(60))
