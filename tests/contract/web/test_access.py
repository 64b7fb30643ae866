"""Who is let in, who may do what, and what other sites and crafted requests can't do."""

import base64
import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode

import bcrypt
import pytest
from asked_site import AskedSite, Told, serving
from command import told
from two_customers import OURS, THEIRS, configuration, files

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.app.planning import planned
from slawatch.app.storing import for_appending
from slawatch.config.access_section import AccessSettings, ProxySettings, _network
from slawatch.model.action import Action
from slawatch.model.reference import ServiceRef
from slawatch.model.user import Role, User
from slawatch.runtime.stated_actions import state_action
from slawatch.testing.pages import MadeDoors
from slawatch.web.application import application
from slawatch.web.server import WebServer

AS_OF = datetime(2026, 6, 3, 4, tzinfo=UTC)
NAMES = ("reader", "writer", "other", "approver", "customer", "stranger")
USERS = {
    "reader": User(name="reader"),
    "writer": User(name="writer", roles=frozenset({Role.WRITE})),
    "other": User(name="other", roles=frozenset({Role.WRITE})),
    "approver": User(name="approver", roles=frozenset({Role.WRITE, Role.APPROVE})),
    "customer": User(name="customer", roles=frozenset({Role.WRITE}), agreements=frozenset({f"{OURS}-gold"})),
}
JSON = {"Content_Type": "application/json"}
FORM = {"Content_Type": "application/x-www-form-urlencoded"}


def basic(name: str, password: str | None = None) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password or name}".encode()).decode()}


def hashed(*names: str) -> str:
    lines = (f"  {name}: {bcrypt.hashpw(name.encode(), bcrypt.gensalt(4)).decode()}" for name in names)
    return "basic_auth_users:\n" + "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    folder = tmp_path_factory.mktemp("access")
    path = folder / "slawatch.yml"
    path.write_text(configuration(0))
    files(folder, 0)
    (folder / "web.yml").write_text(hashed(*NAMES))
    told(path, "sync")
    settings = configured(path, Overrides(), installed())
    access = AccessSettings(web_file=folder / "web.yml", users=USERS)
    with closing(for_appending(settings.store)) as store:
        definitions = settings.definitions
        closed = tuple(
            replace(each, approvers=frozenset({"approver"})) if each.id == f"{OURS}-gold" else each
            for each in definitions.agreements
        )
        plan = planned(replace(definitions, agreements=closed))
        with serving(store, plan, as_of=AS_OF, access=access) as served:
            yield served


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[tuple[MadeDoors, Path, AskedSite]]:
    """Serve nothing, behind a file of passwords that a test writes."""
    made, path = MadeDoors(), tmp_path / "web.yml"
    path.write_text(hashed("ann"))
    doors = replace(made.doors(), access=lambda: AccessSettings(web_file=path))
    server = WebServer(application(doors), "127.0.0.1:0")
    server.start()
    yield made, path, AskedSite(made, server.port)
    server.stop()


def exclusion(**more: str) -> dict[str, str]:
    times = {"from": "2026-06-01T02:00:00Z", "to": "2026-06-01T03:00:00Z"}
    return {"service": f"{OURS}-s0", **times, "reason": "Flood", **more}


def stated(desk: AskedSite, who: str, **more: str) -> str:
    answer = desk.send("POST", "/api/v1/exclusions", json.dumps(exclusion(**more)), **basic(who), **JSON)
    assert answer.status == 200, answer.text
    return str(answer.document["id"])


def posted(desk: AskedSite, who: str, path: str, fields: dict[str, str], **headers: str) -> Told:
    page = desk.ask("/exclusions", **basic(who)).text
    token = re.search(r'name="token" value="(\w+)"', page)
    carried = {"token": token[1] if token else "", **fields}
    return desk.send("POST", path, urlencode(carried), **{**basic(who), **FORM, **headers})


@pytest.mark.parametrize(
    "path", ["/", "/metrics", "/-/healthy", "/-/ready", "/tickets", "/assets/site.css", "/nowhere"]
)
def test_every_path_needs_a_login_as_with_any_exporter(desk: AskedSite, path: str) -> None:
    answer = desk.ask(path)
    assert (answer.status, answer.text) == (401, "log in\n")
    assert answer.headers["www-authenticate"] == 'Basic realm="slawatch", charset="UTF-8"'
    assert desk.ask(path, **basic("reader")).status in (200, 404)
    assert desk.ask(path, **basic("reader", "wrong")).status == 401


def test_who_is_unknown_gets_the_answer_of_a_wrong_password_and_who_has_no_entry_is_refused(desk: AskedSite) -> None:
    wrong, unknown = desk.ask("/", **basic("reader", "no")), desk.ask("/", **basic("nobody", "no"))
    assert (wrong.status, wrong.text) == (unknown.status, unknown.text) == (401, "log in\n")
    assert desk.ask("/", **basic("stranger")).status == 403


MATRIX = {
    # path: reader, writer, approver, customer
    "/api/v1/exclusions": (403, 422, 422, 422),
    "/api/v1/corrections/timer": (403, 422, 422, 422),
    "/api/v1/exclusions/nope/approve": (403, 403, 404, 403),
    "/api/v1/exclusions/nope/withdraw": (403, 404, 404, 404),
    "/api/v1/corrections/nope/approve": (403, 403, 404, 403),
    "/-/reload": (403, 200, 200, 403),
}


@pytest.mark.parametrize("path", MATRIX)
def test_each_role_may_do_what_is_its_own(desk: AskedSite, path: str) -> None:
    users = ("reader", "writer", "approver", "customer")
    assert tuple(desk.send("POST", path, "{}", **basic(user), **JSON).status for user in users) == MATRIX[path]


def test_nothing_is_writable_where_no_users_are_configured(plain: tuple[MadeDoors, Path, AskedSite]) -> None:
    made, _, site = plain
    answer = site.send("POST", "/api/v1/exclusions", json.dumps(exclusion()), **basic("ann"), **JSON)
    assert (answer.status, "Nobody has a role" in answer.text) == (403, True)
    assert (site.send("POST", "/-/reload", "", **basic("ann")).status, made.reloads) == (200, 1)


def test_what_one_asked_for_another_approves_and_the_log_tells_both(desk: AskedSite) -> None:
    name = stated(desk, "writer", reason="Patches")
    path = f"/api/v1/exclusions/{name}"
    own = stated(desk, "approver", reason="Mine")
    refused = desk.send("POST", f"/api/v1/exclusions/{own}/approve", "{}", **basic("approver"), **JSON)
    assert (refused.status, refused.document["error"]) == (422, "You stated this; somebody else must approve it.")
    assert desk.send("POST", f"{path}/withdraw", "{}", **basic("other"), **JSON).status == 422
    assert desk.send("POST", f"{path}/approve", "{}", **basic("approver"), **JSON).document == {
        "done": "approved",
        "id": name,
    }
    told_of = {each["id"]: each for each in desk.ask("/api/v1/exclusions", **basic("reader")).document["stated"]}
    assert (told_of[name]["state"], told_of[name]["approved_by"], told_of[name]["author"]) == (
        "approved", "approver", "writer",
    )  # fmt: skip
    log = desk.ask(f"/api/v1/deeds?kind=exclusion&name={name}", **basic("reader")).document["deeds"]
    assert [(each["user"], each["way"], each["action"]) for each in log] == [
        ("approver", "api", "approved"),
        ("writer", "api", "stated"),
    ]


def test_a_form_leads_to_a_page_that_says_so_and_sent_twice_is_taken_once(desk: AskedSite) -> None:
    fields = {**exclusion(reason="Form"), "once": "a-key"}
    answers = [posted(desk, "writer", "/exclusions", fields) for _ in range(2)]
    assert [each.status for each in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert "is stated. It counts once" in desk.ask(answers[0].headers["location"], **basic("writer")).text
    again = posted(desk, "writer", "/exclusions", {**fields, "once": "another"})
    assert (again.status, "this exclusion is stated already" in again.text) == (422, True)


def test_what_is_wrong_stands_beside_its_field_with_what_was_written(desk: AskedSite) -> None:
    answer = posted(desk, "writer", "/exclusions", exclusion(to="2026-06-01T01:00", reason="Kept <b>text</b>"))
    assert answer.status == 422
    assert re.search(r'id="x-to-fault">It must end after it begins\.<', answer.text)
    assert 'aria-invalid="true" aria-describedby="x-to-fault"' in answer.text
    assert ">Kept &lt;b&gt;text&lt;/b&gt;</textarea>" in answer.text


def test_an_action_is_moved_on_and_closed_by_who_may_write_and_sees_it(desk: AskedSite) -> None:
    store = desk.store
    assert store is not None
    said = {"author": "ada", "stated_at": AS_OF, "changed_by": "ada", "changed_at": AS_OF}
    names = [
        state_action(store, Action(id="", title=f"{each} fix", about=(ServiceRef(service_id=f"{each}-s0"),), owner="bo",
                                   due_on=date(2026, 7, 1), **said)).id
        for each in (OURS, THEIRS)
    ]  # fmt: skip

    def sent(who: str, path: str, **fields: str) -> Told:
        return desk.send("POST", f"/api/v1/actions/{path}", json.dumps(fields), **basic(who), **JSON)

    assert sent("reader", f"{names[0]}/move", stage="do").status == 403
    assert sent("customer", f"{names[1]}/move", stage="do").status == 404
    assert sent("customer", f"{names[0]}/move", stage="check").status == 200
    assert sent("writer", f"{names[0]}/close").document["fields"] == {"reason": "This is needed."}
    assert sent("writer", f"{names[0]}/close", reason="It held").status == 200
    assert sent("writer", f"{names[0]}/cancel", reason="x").status == 422
    assert (
        sent("writer", f"{names[1]}/change", due_on="2026-02-30")
        .document["fields"]["due_on"]
        .startswith("This is no day")
    )
    assert sent("writer", f"{names[1]}/change", due_on="2026-08-01").status == 200
    log = desk.ask(f"/api/v1/deeds?kind=action&name={names[1]}", **basic("reader")).document["deeds"]
    assert log[0]["changes"]["due_on"] == {"before": "2026-07-01", "after": "2026-08-01"}
    assert (log[0]["user"], log[0]["way"], log[0]["action"]) == ("writer", "api", "changed")
    page = desk.ask(f"/actions/{names[1]}", **basic("writer")).text
    assert f'action="/actions/{names[1]}/close"' in page
    assert "<form" not in desk.ask(f"/actions/{names[1]}", **basic("reader")).text


HOSTILE = "<script>alert(1)</script>\u202egnp.exe\0 =cmd|' /C calc'!A0 " + "x" * 1500


def test_hostile_text_in_a_form_is_shown_inert(desk: AskedSite) -> None:
    name = stated(desk, "writer", reason=HOSTILE)
    for path in ("/exclusions", "/deeds"):
        text = desk.ask(path, **basic("reader")).text
        assert name in text
        assert "<script" not in text
        assert "\u202e" not in text
        assert "\0" not in text
    assert desk.send(
        "POST", "/api/v1/exclusions", json.dumps(exclusion(reason="y" * 2001)), **basic("writer"), **JSON
    ).document["fields"] == {"reason": "This is too long."}


def test_a_customer_who_may_write_does_not_reach_what_they_do_not_see(desk: AskedSite) -> None:
    body = json.dumps(exclusion(service=f"{THEIRS}-s0"))
    refused = desk.send("POST", "/api/v1/exclusions", body, **basic("customer"), **JSON)
    unknown = desk.send("POST", "/api/v1/exclusions", json.dumps(exclusion(service="no")), **basic("customer"), **JSON)
    assert (
        refused.document
        == unknown.document
        == {"error": "not taken", "fields": {"service": "There is no such service."}}
    )
    theirs = stated(desk, "writer", service=f"{THEIRS}-s0", reason="Theirs")
    for wanted in (theirs, "nope"):
        answer = desk.send("POST", f"/api/v1/exclusions/{wanted}/withdraw", "{}", **basic("customer"), **JSON)
        assert answer.status == 404
    ticket = {"source": f"{THEIRS}-desk", "subject": f"{THEIRS}-t0", "reason": "r"}
    seen = desk.send("POST", "/api/v1/corrections/timer", json.dumps(ticket), **basic("customer"), **JSON)
    assert seen.document["fields"] == {"source": "There is no such source."}


@pytest.mark.parametrize(
    ("kind", "says", "fault"),
    [
        (
            "field",
            {"field": "status", "from": "2026-06-02", "to": "2026-06-01"},
            {"to": "It must end after it begins."},
        ),
        ("field", {"field": "status"}, {"from": "This is needed."}),
        ("event", {"type": "assigned", "at": "2026-06-01"}, {"type": "This can't be stated."}),
        ("void_event", {"type": "created", "at": "2026-06-01"}, {"type": "This can't be taken away."}),
        ("timer", {"cycle": "-1"}, {"cycle": "A whole number is needed here."}),
    ],
)
def test_a_correction_that_can_not_be_meant_is_told_at_the_field_that_is_wrong(
    desk: AskedSite, kind: str, says: dict[str, str], fault: dict[str, str]
) -> None:
    told = {"source": f"{OURS}-desk", "subject": f"{OURS}-t0", "reason": "Lost", **says}
    made = desk.send("POST", f"/api/v1/corrections/{kind}", json.dumps(told), **basic("writer"), **JSON)
    assert (made.status, made.document["fields"]) == (422, fault)


def test_what_a_correction_says_of_nothing_is_told_at_the_field_that_names_it(desk: AskedSite) -> None:
    ticket = {"source": f"{OURS}-desk", "subject": f"{OURS}-t0", "reason": "Lost", "at": "2026-06-01"}
    for kind, says, field, words in (
        ("field", {"field": "colour", "from": "2026-06-01"}, "field", 'nothing is judged by a field "colour"'),
        ("void_event", {"type": "public_reply"}, "at", "the source tells no public_reply"),
        ("timer", {"objective": "tin"}, "objective", 'no tickets are judged by "tin"'),
    ):
        path, told = f"/api/v1/corrections/{kind}", json.dumps({**ticket, **says})
        assert words in desk.send("POST", path, told, **basic("writer"), **JSON).document["fields"][field]


def test_a_correction_is_stated_and_approved_by_the_one_whom_the_agreement_names(desk: AskedSite) -> None:
    ticket = {"source": f"{OURS}-desk", "subject": f"{OURS}-t0", "reason": "Lost"}
    made = desk.send("POST", "/api/v1/corrections/timer", json.dumps(ticket), **basic("writer"), **JSON)
    assert made.status == 200, made.text
    path = f"/api/v1/corrections/{made.document['id']}/approve"
    assert desk.send("POST", path, "{}", **basic("approver"), **JSON).status == 200
    (row,) = desk.ask("/api/v1/corrections", **basic("reader")).document["corrections"]
    assert (row["counts"], row["approved_by"], row["says"]) == (True, "approver", "timers excluded")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "http://127.0.0.1"},
    ],
    ids=str,
)
def test_another_site_can_change_nothing_even_with_a_token(desk: AskedSite, headers: dict[str, str]) -> None:
    before = desk.ask("/api/v1/deeds", **basic("reader")).text
    assert posted(desk, "writer", "/exclusions", exclusion(reason="Evil"), **headers).status == 403
    body = json.dumps(exclusion(reason="Evil"))
    assert desk.send("POST", "/api/v1/exclusions", body, **basic("writer"), **JSON, **headers).status == 403
    assert desk.send("POST", "/-/reload", "", **basic("writer"), **headers).status == 403
    assert desk.ask("/api/v1/deeds", **basic("reader")).text == before


def test_a_form_without_ones_own_token_does_nothing_and_keeps_what_was_written(desk: AskedSite) -> None:
    page = desk.ask("/exclusions", **basic("approver")).text
    foreign = re.search(r'name="token" value="(\w+)"', page)
    assert foreign is not None
    for token in ("", "0" * 64, foreign[1]):
        answer = posted(desk, "writer", "/exclusions", {**exclusion(reason="Kept"), "token": token})
        assert (answer.status, "This form is out of date" in answer.text, ">Kept</textarea>" in answer.text) == (
            422, True, True,
        )  # fmt: skip
    simple = desk.send(
        "POST", "/api/v1/exclusions", json.dumps(exclusion()), **basic("writer"), Content_Type="text/plain"
    )
    assert simple.status == 415


def test_only_pages_with_forms_let_forms_be_sent(desk: AskedSite) -> None:
    with_forms = desk.ask("/exclusions", **basic("writer")).headers
    assert "form-action 'self'" in with_forms["content-security-policy"]
    assert with_forms["referrer-policy"] == "same-origin"
    for path, who in (("/exclusions", "reader"), ("/tickets", "writer"), ("/deeds", "writer")):
        told_headers = desk.ask(path, **basic(who)).headers
        assert "form-action 'none'" in told_headers["content-security-policy"]
        assert told_headers["referrer-policy"] == "no-referrer"
    assert "<form" not in desk.ask("/exclusions", **basic("reader")).text


@pytest.mark.parametrize(
    "path", ["//deeds", "/./deeds", "/%2e/deeds", "/x/../deeds", "/%64eeds", "/deeds/", "/DEEDS", "/api/v1//deeds"]
)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_no_way_of_writing_a_path_leads_past_the_gate(desk: AskedSite, path: str, version: str) -> None:
    for who, allowed in ((None, {"401"}), ("customer", {"404"})):
        login = "" if who is None else f"Authorization: {basic(who)['Authorization']}\r\n"
        request = f"GET {path} HTTP/{version}\r\nHost: x\r\n{login}Connection: close\r\n\r\n"
        with socket.create_connection(("127.0.0.1", desk.port), timeout=10) as connection:
            connection.sendall(request.encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
        assert answer.split()[1] in allowed, answer[:200]


PROXY = ProxySettings(user_header=b"x-forwarded-user", trusted=(_network("127.0.0.1/32"),))
AFAR = ProxySettings(user_header=b"x-forwarded-user", trusted=(_network("10.0.0.0/8"),))


def raw(port: int, *lines: str) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "Host: x", "Connection: close", "", ""]).encode("latin-1"))
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode("latin-1").split("\r\n")[0].split(" ")[1]


@pytest.mark.parametrize(
    ("proxy", "lines", "status"),
    [
        (PROXY, ["X-Forwarded-User: reader"], "200"),
        (PROXY, ["x-fOrWaRdEd-UsEr: reader"], "200"),
        (PROXY, ["X-Forwarded-User:   reader  "], "200"),
        (PROXY, ["X-Forwarded-User: nobody"], "403"),
        (PROXY, ["X-Forwarded-User: Reader"], "403"),
        (PROXY, ["X-Forwarded-User: reader, writer"], "400"),
        (PROXY, ["X-Forwarded-User: reader", "X-Forwarded-User: writer"], "400"),
        (PROXY, ["X-Forwarded-User: reader", "x-forwarded-user: reader"], "400"),
        (PROXY, ["X-Forwarded-User: \xff"], "400"),
        (PROXY, ["X-Forwarded-User:"], "401"),
        (PROXY, ["X_Forwarded_User: reader"], "401"),
        (PROXY, ["Forwarded: for=127.0.0.1;user=reader"], "401"),
        (PROXY, [], "401"),
        (AFAR, ["X-Forwarded-User: reader"], "401"),
        (AFAR, ["X-Forwarded-User: reader", "X-Forwarded-For: 10.0.0.1"], "401"),
        (AFAR, ["X-Forwarded-User: reader", "X-Real-IP: 10.0.0.1"], "401"),
    ],
    ids=str,
)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_proxys_header_counts_once_and_from_its_own_address_only(
    proxy: ProxySettings, lines: list[str], status: str, version: str
) -> None:
    doors = replace(MadeDoors().doors(), access=lambda: AccessSettings(users=USERS, proxy=proxy))
    server = WebServer(application(doors), "127.0.0.1:0")
    server.start()
    try:
        assert raw(server.port, f"GET /-/healthy HTTP/{version}", *lines) == status
    finally:
        server.stop()


def test_the_file_of_passwords_is_read_again_and_shuts_everybody_out_while_it_can_not_be(
    plain: tuple[MadeDoors, Path, AskedSite],
) -> None:
    _, path, site = plain
    assert site.ask("/-/healthy", **basic("ann")).status == 200
    path.write_text(hashed("bob"))
    assert [site.ask("/-/healthy", **basic(who)).status for who in ("ann", "bob")] == [401, 200]
    path.write_text("basic_auth_users: {bob: hunter2}")
    broken = site.ask("/-/healthy", **basic("bob"))
    assert (broken.status, "hunter2" in broken.text) == (500, False)
    path.write_text("")
    assert site.ask("/-/healthy").status == 200


def test_headers_of_the_file_are_added_and_only_tighten_the_policy(plain: tuple[MadeDoors, Path, AskedSite]) -> None:
    _, path, site = plain
    path.write_text(
        "http_server_config:\n  headers: {X-XSS-Protection: '0', Content-Security-Policy: \"img-src 'none'\"}\n"
    )
    headers = site.ask("/-/healthy").headers
    assert headers["x-xss-protection"] == "0"
    assert headers["content-security-policy"] == "img-src 'none'"  # the second of two; a browser holds to both
    assert "strict-transport-security" not in headers


def test_after_ten_wrong_passwords_a_name_waits_who_is_in_goes_on_and_others_behind_the_address_log_in(
    plain: tuple[MadeDoors, Path, AskedSite],
) -> None:
    _, path, site = plain
    path.write_text(hashed("ann", "bob"))
    assert site.ask("/-/healthy", **basic("ann")).status == 200
    for name in ("ann", "zoe"):
        tries = [site.ask("/-/healthy", **basic(name, f"no{number}")) for number in range(11)]
        assert [each.status for each in tries] == [401] * 10 + [429]
        assert tries[-1].headers["retry-after"] == "60"
    assert [site.ask("/-/healthy", **basic(name)).status for name in ("ann", "bob")] == [200, 200]


def test_after_fifty_wrong_passwords_for_many_names_an_address_waits_and_who_is_in_goes_on(
    plain: tuple[MadeDoors, Path, AskedSite],
) -> None:
    _, path, site = plain
    path.write_text(hashed("ann", "bob"))
    assert site.ask("/-/healthy", **basic("ann")).status == 200
    tries = [site.ask("/-/healthy", **basic(f"name{number}", "no")).status for number in range(51)]
    assert tries == [401] * 50 + [429]
    assert [site.ask("/-/healthy", **basic(name)).status for name in ("ann", "bob")] == [200, 429]


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic YW5u", "Bearer YW5uOmFubg==", "Basic YW5uOmFubg==, x"])
def test_what_is_no_login_is_none(plain: tuple[MadeDoors, Path, AskedSite], header: str) -> None:
    assert plain[2].ask("/-/healthy", Authorization=header).status == 401
