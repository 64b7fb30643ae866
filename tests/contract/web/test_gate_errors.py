"""The gate itself fails: nobody is let in, the answer carries its headers, and the log tells why, once a minute."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count, cycle
from pathlib import Path

import pytest
from asked_site import AskedSite
from bcrypt import gensalt, hashpw
from structlog.testing import capture_logs

from slawatch.config.access_section import AccessSettings
from slawatch.testing.clock import ManualClock
from slawatch.testing.pages import MadeDoors
from slawatch.web import passwords
from slawatch.web.application import application
from slawatch.web.guard import SECURITY_HEADERS
from slawatch.web.server import WebServer

HEADERS = {**SECURITY_HEADERS, "Cache-Control": "no-store"}
ANN = {"Authorization": "Basic " + b64encode(b"ann:ann").decode()}
HASHED = f"basic_auth_users: {{ann: {hashpw(b'ann', gensalt(4)).decode()}}}\n"


@contextmanager
def gated(access: Callable[[], AccessSettings], clock: ManualClock | None = None) -> Iterator[AskedSite]:
    made, ticking = MadeDoors(), clock or ManualClock()
    doors = replace(made.doors(), access=access, monotonic=ticking.monotonic)
    server = WebServer(application(doors), "127.0.0.1:0")
    server.start()
    yield AskedSite(made, server.port)
    server.stop()


def refused(site: AskedSite, *, path: str = "/-/healthy") -> bool:
    """Return whether an answer is a 500 that says nothing of the error and carries every header."""
    answer = site.ask(path, **ANN)
    told = {name: answer.headers.get(name.lower()) for name in HEADERS}
    return (answer.status, answer.text, told) == (500, "who asks could not be found out; the log tells why\n", HEADERS)


def test_settings_that_can_not_be_had_let_nobody_in_and_are_logged_once() -> None:
    def unknown() -> AccessSettings:
        raise RuntimeError("secret of the settings")

    with gated(unknown) as site, capture_logs() as log:
        assert all(refused(site, path=path) for path in ("/", "/metrics", "/assets/site.css", "/-/healthy"))
    assert [line["reason"] for line in log] == ["RuntimeError: secret of the settings"]


def test_reasons_that_take_turns_are_logged_once_a_minute_each() -> None:
    clock, reasons = ManualClock(), cycle("ab")

    def unknown() -> AccessSettings:
        raise RuntimeError(next(reasons))

    with gated(unknown, clock) as site, capture_logs() as log:
        for seconds in (0, 59, 1):
            clock.advance(seconds)
            assert all(refused(site) for _ in range(6))
    assert [line["reason"] for line in log] == ["RuntimeError: a", "RuntimeError: b"] * 2


def test_ever_new_reasons_do_not_fill_the_log() -> None:
    clock, numbers = ManualClock(), count()

    def unknown() -> AccessSettings:
        raise RuntimeError(f"failed {next(numbers)}")

    with gated(unknown, clock) as site, capture_logs() as log:
        assert all(refused(site) for _ in range(40))
        assert len(log) == 32
        clock.advance(60)
        assert refused(site)
    assert [line["reason"] for line in log[32:]] == ["RuntimeError: failed 40"]


def test_a_web_file_that_is_read_with_an_error_nobody_foresaw_lets_nobody_in(tmp_path: Path) -> None:
    path, clock = tmp_path / "web.yml", ManualClock()
    path.write_text(HASHED)
    with gated(lambda: AccessSettings(web_file=path), clock) as site, capture_logs() as log:
        assert site.ask("/-/healthy", **ANN).status == 200
        path.write_text("[" * 20_000)
        assert [refused(site), refused(site)] == [True, True]
        path.write_text(HASHED)
        assert site.ask("/-/healthy", **ANN).status == 200
        path.write_text("[" * 20_001)
        clock.advance(60)
        assert refused(site)
    assert [line["reason"].split(":")[0] for line in log] == ["RecursionError"] * 2


def test_a_login_that_fails_by_itself_lets_nobody_in_and_headers_of_the_file_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_stored: str, _password: bytes) -> bool:
        raise RuntimeError("bcrypt is broken")

    monkeypatch.setattr(passwords, "_is_right", broken)
    path = tmp_path / "web.yml"
    path.write_text(f"{HASHED}http_server_config: {{headers: {{X-XSS-Protection: '0'}}}}\n")
    with gated(lambda: AccessSettings(web_file=path)) as site, capture_logs() as log:
        assert refused(site)
        assert site.ask("/-/healthy", **ANN).headers["x-xss-protection"] == "0"
        assert site.ask("/-/healthy").status == 401
    assert [line["reason"] for line in log] == ["RuntimeError: bcrypt is broken"]
