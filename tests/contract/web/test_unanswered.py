"""What can't be answered: the reason is for those who run slawatch, the headers are for everybody."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from asked_site import AskedSite, Told
from shared_service import shared_service
from structlog.testing import capture_logs

from slawatch.web.guard import SECURITY_HEADERS

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
ASKED = {"service": "mail", "from": "2026-03-01T00:00:00Z", "to": "2026-03-01T01:00:00Z", "reason": "Flood"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("srv-database")


@pytest.fixture(scope="module")
def broken(folder: Path) -> Iterator[AskedSite]:
    """Serve a store of which a table was lost since."""
    with shared_service(folder) as site:
        with closing(sqlite3.connect(folder / "s.db")) as database:
            database.execute("ALTER TABLE streams RENAME TO lost")
        yield site


def all_ways(site: AskedSite, user: str) -> dict[str, Told]:
    as_json, as_form = json.dumps(ASKED), urlencode(ASKED)
    return {
        "page": site.ask("/exclusions", x_user=user),
        "document": site.ask("/api/v1/exclusions", x_user=user),
        "stated": site.send("POST", "/api/v1/exclusions", as_json, x_user=user, Content_Type="application/json"),
        "shown again": site.send("POST", "/exclusions", as_form, x_user=user, **FORM),
    }


@pytest.mark.parametrize("way", ["page", "document", "stated", "shown again"])
def test_where_the_database_is_and_what_it_says_is_told_to_those_who_see_everything(
    broken: AskedSite, folder: Path, way: str
) -> None:
    chief, gold = all_ways(broken, "chief")[way], all_ways(broken, "gold")[way]
    assert [(each.status, each.headers["retry-after"]) for each in (chief, gold)] == [(503, "30")] * 2
    details = (str(folder), "sqlite", "s.db", "no such table")
    assert [[detail in each.text for detail in details] for each in (chief, gold)] == [[True] * 4, [False] * 4]
    assert "Try again later" in gold.text


def test_why_the_database_did_not_answer_stands_in_the_log(broken: AskedSite, folder: Path) -> None:
    with capture_logs() as log:
        broken.ask("/exclusions", x_user="gold")
    (line,) = [each for each in log if "database" in each["event"]]
    assert all(words in line["reason"] for words in (str(folder), "no such table"))


def test_an_error_that_nobody_foresaw_tells_nothing_and_carries_the_headers_of_every_answer(
    broken: AskedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broken.made, "published", None)
    for path in ("/-/ready", "/", "/api/v1/tickets"):
        answer = broken.ask(path, x_user="chief")
        assert (answer.status, answer.text) == (500, "Internal Server Error")
        told = {name: answer.headers.get(name.lower()) for name in (*SECURITY_HEADERS, "Cache-Control")}
        assert told == {**SECURITY_HEADERS, "Cache-Control": "no-store"}
