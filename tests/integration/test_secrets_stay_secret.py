"""Secrets of every kind of source, of mail and of people: a server that fails in all ways gets none of them told on."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, get_args
from urllib.parse import quote, urlencode

import pytest
import yaml
from command import asked
from daemon import Daemon, eventually, launched

from slawatch.config.secrets import Secret
from slawatch.ingest.registry import installed
from slawatch.ingest.source import SourceKind
from slawatch.ingest.specimen import specimen_options
from slawatch.testing.http_faults import Asked, FaultyServer, Reply, redirect, refused_url, reset

MARK = "PLANTED4f1c"
"""Stands in every secret."""
SEED = 11
ENOUGH_REQUESTS = 80
LOGINS: Mapping[str, Mapping[str, object]] = {
    "prometheus": {"username": "reader", "password": "env:EXAMPLE"},
    "alertmanager": {"username": "reader", "password": "env:EXAMPLE"},
    "jira": {"user": "reader@example.org"},
    "servicenow": {
        "username": "reader",
        "password": "env:EXAMPLE",
        "client_id": "x",
        "client_secret": "env:EXAMPLE",
        "api_key": None,
    },
    "itop": {"username": "reader", "password": "env:EXAMPLE"},
}
"""Other ways to log in than the first that fits."""
FIXED = """\
services: {mail: Mail}
parties: {acme: Acme}
agreements:
  gold: {with: acme, services: mail, objectives: {solved: {indicator: resolution, within: 24h, target: 90%}}}
evaluate: {every: 1s}
store: {url: "sqlite:///slawatch.db"}
alerting:
  receivers: {default: {email: ops@example.org}}
  smtp: {host: "mail.example.org:587", from: slawatch@example.org, user: slawatch, password: "SMTP"}
"""
PAGES = (
    "/", "/metrics", "/tickets", "/outages", "/api/v1/objectives", "/api/v1/sources", "/api/v1/tickets", "/-/ready",
    "/-/healthy",
)  # fmt: skip


class Teller:
    """A server that repeats to whoever asks what it was told, in every way in which servers fail."""

    def __init__(self, elsewhere: str) -> None:
        self.elsewhere = elsewhere
        self.credentials: set[str] = set()
        """What was sent that holds a secret, as it was sent."""
        self._draw, self._numbers = Random(SEED), count()

    def answer(self, request: Asked) -> Reply:
        told = self._told(request)
        text = json.dumps(told)
        body, link = text.encode(), f"{self.elsewhere}/next?{urlencode({'told': text})}"
        as_json = {"Content-Type": "application/json", "Link": f'<{link}>; rel="next"'}
        return self._draw.choice((
            *(Reply(status=status, body=body, headers=as_json) for status in (400, 401, 403, 404, 422) * 2),
            *(Reply(status=status, body=body, headers=as_json) for status in (409, 500, 503)),
            Reply(status=429, body=body, headers={"Retry-After": text}),
            Reply(status=429, body=body, headers={"Retry-After": "1"}),
            Reply(body=f"<!DOCTYPE html>{text}".encode(), headers={"Content-Type": "text/html"}),
            Reply(body=body[:-1], headers=as_json),
            Reply(body=b"\xff" + body, headers=as_json),
            Reply(body=body, headers=as_json),
            Reply(body=json.dumps([told, text, None]).encode(), headers=as_json),
            Reply(body=body, announced=len(body) + 5, headers=as_json),
            redirect(link),
            reset(),
        ))  # fmt: skip

    def _told(self, request: Asked) -> dict[str, Any]:
        login = request.headers.get("authorization", "").partition(" ")[2]
        try:
            plain = base64.b64decode(login, validate=True).decode()
        except ValueError:
            plain = ""
        if MARK in plain:
            self.credentials.add(login)
        text = f"{request.path} {request.headers} {request.body!r} {plain}"
        listed = {"next": f"{self.elsewhere}/{text}", "nextPage": self.elsewhere, "message": text, "error": text}
        return {**listed, "id": text, "name": text, "errorMessages": [text], "result": [{"id": text, "number": text}]}


def _is_secret(annotation: object) -> bool:
    return annotation is Secret or any(map(_is_secret, get_args(annotation)))


def _options(kind: SourceKind, url: str, folder: Path) -> dict[str, Any] | None:
    """Return options of a kind that asks a server, every secret planted in a file of its own."""
    fields = kind.options.model_fields
    told = specimen_options(replace(kind, example={**kind.example, **LOGINS.get(kind.name, {})}))
    if told is None or "url" not in fields:
        return None
    told = {name: value for name, value in told.items() if value is not None}
    if kind.name == "sql":
        return _of_a_database(told, folder)
    told["url"] = url
    secrets = {name for name, field in fields.items() if _is_secret(field.annotation) and name in told}
    for name in secrets | ({"people_salt"} & fields.keys()):
        path = folder / f"{kind.name}-{name}"
        path.write_text(f"{MARK}-{kind.name}-{name}")
        told[name] = f"file:{path}"
    return told


def _of_a_database(told: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return options with a password within an address, where nobody listens."""
    path = folder / "sql"
    path.write_text(f"postgresql+psycopg://reader:{MARK}-sql@{refused_url().removeprefix('http://')}/desk?key={MARK}")
    return {**{name: value for name, value in told.items() if name != "url"}, "url_secret": f"file:{path}"}


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[FaultyServer]:
    with FaultyServer(Reply()) as server:
        yield server


@pytest.fixture(scope="module")
def teller(elsewhere: FaultyServer) -> Teller:
    return Teller(elsewhere.url)


@pytest.fixture(scope="module")
def server(teller: Teller) -> Iterator[FaultyServer]:
    with FaultyServer(teller.answer) as running_server:
        yield running_server


@pytest.fixture(scope="module")
def config(server: FaultyServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, secrets = tmp_path_factory.mktemp("daemon"), tmp_path_factory.mktemp("secrets")
    kinds = installed().kinds
    sources = {name: _options(kind, server.url, secrets) for name, kind in kinds.items()}
    document = yaml.safe_load(FIXED)
    (secrets / "smtp").write_text(f"{MARK}-smtp")
    document["alerting"]["smtp"]["password"] = f"file:{secrets / 'smtp'}"
    document["sources"] = {
        name: {"kind": name, "every": "1s", **options} for name, options in sources.items() if options is not None
    }
    path = folder / "slawatch.yml"
    path.write_text(yaml.safe_dump(document))
    return path


@pytest.fixture(scope="module")
def daemon(config: Path, server: FaultyServer) -> Iterator[Daemon]:
    started = launched(config)
    try:
        started.url = eventually(started.listening, seconds=60)
        eventually(lambda: len(server.asked) >= ENOUGH_REQUESTS, seconds=60)
        yield started
    finally:
        started.kill()


def leaks(text: str | bytes, teller: Teller) -> list[str]:
    """Return where a text tells a secret: as it is, as it was sent, or quoted."""
    whole = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    forms = (MARK, quote(MARK), base64.b64encode(MARK.encode()).decode().rstrip("=")[:-2], *teller.credentials)
    found = [whole.find(form) for form in forms if form in whole]
    return [whole[max(0, at - 80) : at + 80] for at in found]


def test_every_source_was_asked_with_its_secrets(daemon: Daemon, config: Path, server: FaultyServer) -> None:
    sources = yaml.safe_load(config.read_text())["sources"]
    sent = " ".join(f"{each.path} {each.headers} {each.body!r}" for each in server.asked)
    sent += " ".join(base64.b64decode(login).decode() for login in re.findall(r"Basic ([\w+/=]+)", sent))
    asking = sources.keys() - {"sql"}
    assert len(asking) >= 15, sorted(asking)
    assert len({name for name in asking if f"{MARK}-{name}-" in sent}) >= len(asking) - 2, "their logins take two steps"
    assert daemon.process.poll() is None


def test_no_log_line_no_page_and_no_metric_tells_a_secret(daemon: Daemon, teller: Teller) -> None:
    texts = {"log": "\n".join(daemon.logs), "printed": daemon.printed}
    texts |= {path: daemon.get(path).text for path in PAGES}
    assert {name: leaks(text, teller) for name, text in texts.items() if leaks(text, teller)} == {}
    assert "poll failed" in texts["log"]


def test_no_secret_is_stored(daemon: Daemon, config: Path, teller: Teller) -> None:
    written = [path for path in config.parent.iterdir() if path.is_file() and "slawatch.db" in path.name]
    assert written
    assert {path.name: leaks(path.read_bytes(), teller) for path in written if leaks(path.read_bytes(), teller)} == {}
    assert daemon.process.poll() is None


def test_no_command_line_and_no_child_has_a_secret(daemon: Daemon, teller: Teller) -> None:
    pid = daemon.process.pid
    children = [
        child for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
    for process in (str(pid), *children):
        for name in ("cmdline", "environ"):
            assert leaks(Path("/proc", process, name).read_bytes(), teller) == []


def test_no_request_ever_left_for_another_host(daemon: Daemon, elsewhere: FaultyServer) -> None:
    assert [request.path for request in elsewhere.asked] == []
    assert daemon.process.poll() is None


@pytest.mark.parametrize(
    "command",
    [("check", "--live", "--source=redmine"), ("check", "--live", "--source=jira"), ("render", "alertmanager")],
)
def test_no_command_tells_a_secret(daemon: Daemon, config: Path, teller: Teller, command: tuple[str, ...]) -> None:
    told = asked(config, *command, status=1 if command[0] == "check" else 0)
    assert leaks(told.output, teller) == []
    assert daemon.process.poll() is None


def test_a_secret_that_is_told_is_found(teller: Teller) -> None:
    login = base64.b64encode(f"reader:{MARK}-x".encode()).decode()
    teller.credentials.add(login)
    for told in (f"token {MARK}-y", f"Basic {login}", f"url?key={quote(MARK)}", b"\xff" + MARK.encode()):
        assert leaks(told, teller)
    assert leaks("nothing", teller) == []
