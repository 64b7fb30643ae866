"""What people try who want more than is theirs: names like those of others, answers for others, endless sockets."""

import json
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest
from asked_site import AskedSite, Told
from bcrypt import gensalt, hashpw
from shared_service import PROXY, shared_service

from slawatch.config.access_section import AccessSettings
from slawatch.model.user import Role, User
from slawatch.runtime import inquiry
from slawatch.runtime.approval import is_same
from slawatch.testing.pages import MadeDoors
from slawatch.web import connection
from slawatch.web.application import application
from slawatch.web.server import WebServer

ANYBODY = AccessSettings(users={"*": User(name="*", roles=frozenset({Role.WRITE}))}, proxy=PROXY)


@contextmanager
def empty(access: AccessSettings) -> Iterator[AskedSite]:
    made = MadeDoors()
    server = WebServer(application(replace(made.doors(), access=lambda: access)), "127.0.0.1:0")
    server.start()
    yield AskedSite(made, server.port)
    server.stop()


@pytest.fixture(scope="module")
def anybody() -> Iterator[AskedSite]:
    with empty(ANYBODY) as site:
        yield site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[AskedSite]:
    with shared_service(tmp_path) as asked:
        yield asked


def sent(site: AskedSite, user: str, path: str, **fields: str) -> Told:
    return site.send("POST", f"/api/v1{path}", json.dumps(fields), x_user=user, Content_Type="application/json")


@pytest.mark.parametrize(
    "name", ["mallory, ann", "ann,", "a\u202enn", "ann\u00a0", "a\tnn", "a" * 255, "\u200bann"], ids=ascii
)
def test_a_proxy_names_one_person_by_signs_that_are_seen(anybody: AskedSite, name: str) -> None:
    # http.client sends headers as latin-1; the bytes are those of the name in UTF-8.
    assert anybody.ask("/-/healthy", x_user=name.encode().decode("latin-1")).status == 400
    assert anybody.ask("/-/healthy", x_user="李 伟".encode().decode("latin-1")).status == 200


def test_a_name_with_a_comma_is_one_where_it_is_configured_so() -> None:
    named = "CN=Ann,O=Acme"
    with empty(AccessSettings(users={named: User(name=named)}, proxy=PROXY)) as site:
        assert [site.ask("/-/healthy", x_user=name).status for name in (named, f"{named},O=Evil")] == [200, 400]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ann Lee", " ann  lee", True),
        ("ann", "\uff41\uff4e\uff4e", True),
        ("Jos\u00e9", "Jose\u0301", True),
        ("stra\u00dfe", "STRASSE", True),
        ("ann", "a\u00adnn", True),
        ("ann", "anna", False),
    ],
)
def test_another_form_of_ones_name_is_nobody_else(one: str, other: str, *, same: bool) -> None:
    assert is_same(one, other) is same


def test_a_connection_without_a_question_is_closed_and_one_that_asks_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.3)
    with empty(AccessSettings()) as site:
        half, silent = (socket.create_connection(("127.0.0.1", site.port), 5) for _ in range(2))
        busy = HTTPConnection("127.0.0.1", site.port, timeout=5)
        with half, silent, closing(busy):
            half.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            for _ in range(5):
                busy.request("GET", "/-/healthy")
                assert busy.getresponse().read() == b"slawatch is alive\n"
            assert half.recv(10) == silent.recv(10) == b""


def test_who_guesses_behind_a_proxy_keeps_nobody_else_out(tmp_path: Path) -> None:
    hashes = {name: hashpw(name.encode(), gensalt(4)).decode() for name in ("ann", "bob")}
    (tmp_path / "web.yml").write_text(json.dumps({"basic_auth_users": hashes}))

    def asked(site: AskedSite, name: str, password: str) -> int:
        told = b64encode(f"{name}:{password}".encode()).decode()
        return site.ask("/-/healthy", Authorization=f"Basic {told}").status

    with empty(AccessSettings(web_file=tmp_path / "web.yml", proxy=PROXY)) as site:
        assert [asked(site, "ann", f"no{number}") for number in range(11)] == [401] * 10 + [429]
        assert (asked(site, "bob", "bob"), asked(site, "ann", "ann")) == (200, 429)


def test_a_document_nested_beyond_measure_is_refused_in_words(anybody: AskedSite) -> None:
    answer = anybody.send("POST", "/api/v1/exclusions", "[" * 60_000, x_user="ann", Content_Type="application/json")
    assert answer.status == 400, answer.text


@pytest.mark.parametrize("path", ["/metrics", "/-/ready", "/-/healthy", "/nowhere", "/", "/api/v1/objectives"])
def test_no_answer_with_figures_is_kept_on_the_way(anybody: AskedSite, path: str) -> None:
    assert anybody.ask(path, x_user="ann").headers["cache-control"] == "no-store"


def test_an_outage_is_told_as_ones_own_agreement_lost_by_it(site: AskedSite) -> None:
    lost = {
        user: [(each["agreements"], each["lost_seconds"]) for each in told if each["kind"] == "outage"]
        for user in ("chief", "gold")
        for told in [site.ask("/api/v1/findings", x_user=user).document["findings"]]
    }
    # Gold began half an hour before the end of it.
    assert lost == {"chief": [(["gold", "silver"], 3600), (["erp"], 3600)], "gold": [(["gold"], 1800)]}


def test_what_is_moved_to_a_service_of_others_is_not_theirs_to_approve_or_take_back(site: AskedSite) -> None:
    about = {"source": "desk", "subject": "erp", "reason": "It was mail", "service": "mail"}
    stated = sent(site, "erp", "/corrections/outage", **about)
    assert stated.status == 200, stated.text
    for path in ("approve", "withdraw"):
        told = sent(site, "erp2", f"/corrections/{stated.document['id']}/{path}")
        assert (told.status, "may not decide" in told.text) == (422, True)
    assert sent(site, "chief", f"/corrections/{stated.document['id']}/approve").status == 200


def test_whoever_sees_little_can_not_have_everything_read_again(
    site: AskedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiry, "READ_AGAIN_LIMIT", 1)
    monkeypatch.setattr(inquiry, "_OF_OUTAGES", frozenset())
    for user in ("chief", "gold"):
        assert site.ask("/objectives/mail/gold/uptime?period=2025-06", x_user=user).status == 503
