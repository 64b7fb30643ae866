"""Databases of older versions are brought up and keep what they hold."""

import pytest
from older_database import made
from telling import START, after, batch

from slawatch.errors import StoreError
from slawatch.model.instant import epoch
from slawatch.model.outage import Exclusion, Outage
from slawatch.store.contract import Mark
from slawatch.store.opening import open_for_writing

AT = epoch(START)
DESK = {"source": "desk", "sequence": 5, "cursor": "1", "complete_through": AT - 60, "committed_at": AT}
STREAM = ("streams", DESK)
PLACE = {"stream": 1, "seq": 5}


def test_a_database_from_before_approvers_had_names_keeps_its_exclusions(url: str) -> None:
    told = {"id": "change-7", "service": "mail", "reason": "Flood", "author": "Ada"}
    times = {"started_at": AT, "ended_at": AT + 60, "approved_at": AT}
    made(url, "0001", STREAM, ("exclusions", {**PLACE, **told, **times}))
    newer = open_for_writing(url)
    planned = Exclusion(
        id="change-7",
        service="mail",
        started_at=START,
        ended_at=after(60),
        reason="Flood",
        author="Ada",
        approved_at=START,
    )
    assert newer.exclusions("desk") == [(5, planned)]
    newer.close()


def test_a_database_from_before_outages_had_users_keeps_its_outages(url: str) -> None:
    made(url, "0002", STREAM, ("outages", {**PLACE, "id": "1", "service": "mail", "started_at": AT}))
    newer = open_for_writing(url)
    assert newer.outages("desk") == [(5, Outage(id="1", service="mail", started_at=START, users=None))]
    newer.close()


def test_what_an_older_slawatch_knew_is_known_from_its_last_commit_on_and_not_guessed_before(url: str) -> None:
    made(url, "0002", STREAM)
    newer = open_for_writing(url)
    mark = Mark(sequence=5, complete_through=after(-60))
    assert newer.known_at(START) == {"desk": mark}
    with pytest.raises(StoreError, match="of desk is recorded from 2026-03-02 08:00:00 UTC on; the database was made"):
        newer.known_at(after(-1))
    newer.commit("other", batch("1"), at=after(60), config_hash="")
    assert newer.known_at(START) == {"desk": mark}
    newer.close()


def test_definitions_of_an_older_slawatch_are_in_force_from_when_they_were_registered(url: str) -> None:
    rows = [{"sha256": name, "body": "{}", "registered_at": AT + seconds} for name, seconds in (("aa", 0), ("bb", 60))]
    made(url, "0002", *(("definitions", row) for row in rows))
    newer = open_for_writing(url)
    assert [newer.in_force(after(seconds)) for seconds in (-1, 0, 59, 60)] == [None, "aa", "aa", "bb"]
    newer.close()


def test_a_database_from_before_the_register_has_an_empty_one(url: str) -> None:
    made(url, "0006", STREAM)
    newer = open_for_writing(url)
    assert (newer.actions(), newer.acceptances(), newer.state("desk").sequence) == ([], [], 5)
    newer.close()
