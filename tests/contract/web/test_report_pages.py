"""The archive of reports: what is sealed is given out byte for byte, signed by who may, and told to who may read it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from asked_site import AskedSite, Told, serving
from report_world import CONFIGURATION, World, ticket, utc, world

from slawatch.app.planning import planned
from slawatch.config.access_section import AccessSettings, ProxySettings, _network
from slawatch.model.sealed import Delivered, Delivery, LinkKind
from slawatch.model.user import Role, User
from slawatch.reports.html.style import style_hash
from slawatch.reports.life.seal import Seal

REPORT = "agreement-gold-2026-10"
HOSTILE = "<script>alert(1)</script>\u202egnp =cmd|' /C calc'!A0\0 " + "x" * 9000
USERS = {
    "li": User(name="li", roles=frozenset({Role.WRITE, Role.APPROVE})),
    "zhang": User(name="zhang", roles=frozenset({Role.APPROVE})),
    "other": User(name="other", roles=frozenset({Role.WRITE, Role.APPROVE})),
    "reader": User(name="reader"),
    "customer": User(name="customer", agreements=frozenset({"gold"})),
    "stranger": User(name="stranger", agreements=frozenset({"none"})),
}
ACCESS = AccessSettings(users=USERS, proxy=ProxySettings(user_header=b"x-user", trusted=(_network("127.0.0.0/8"),)))
TEXT = CONFIGURATION.replace("formats: [json, csv]", "formats: [html, json, csv]") + (
    "  further: {organisation: {formats: json}}\n"
)
FORM = {"Content_Type": "application/x-www-form-urlencoded"}


@dataclass
class Archived:
    """A desk whose report was sealed and restated, and its pages."""

    world: World
    site: AskedSite

    def ask(self, path: str, who: str = "li") -> Told:
        return self.site.ask(path, x_user=who)

    def api(self, path: str, who: str = "li") -> Any:  # noqa: ANN401  JSON
        told = self.ask(f"/api/v1{path}", who)
        assert told.status == 200, told.text
        return told.document

    def send(self, path: str, fields: dict[str, str], who: str = "li", **headers: str) -> Told:
        page = self.ask(path.removesuffix("/sign"), who).text
        token = re.search(r'name="token" value="(\w+)"', page)
        body = urlencode({"token": token[1] if token else "", **fields})
        return self.site.send("POST", path, body, **{"x_user": who, **FORM, **headers})

    def seal(self, restatement: int) -> Seal:
        link = self.world.store.reports.link(REPORT, restatement)
        assert link is not None
        return Seal.read(link)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archived]:
    made = world(tmp_path_factory.mktemp("archive"), text=TEXT)
    made.at(utc(11, 4, 18))
    made.tell(through=utc(11, 4, 18))
    list(made.rounds.seal())
    made.at(utc(11, 6))
    made.tell(ticket("late-4", utc(10, 12, 9), utc(10, 14, 12)), through=utc(11, 6))
    list(made.rounds.restate())
    step = Delivery(
        report=REPORT, restatement=1, recipient="boss@example.org", state=Delivered.SENT, at=utc(11, 6),
        message_id="m", detail="250 queued",
    )  # fmt: skip
    made.store.reports.note_delivery(step)
    plan = planned(made.configuration.definitions)
    with serving(made.store, plan, as_of=utc(11, 6), access=ACCESS, rounds=made.rounds) as site:
        yield Archived(made, site)
    made.store.close()


def test_the_archive_lists_each_report_in_its_newest_version(desk: Archived) -> None:
    told = desk.api("/reports")
    found = {each["report"]: each for each in told["reports"]}
    assert set(found) == {REPORT, "organisation-2026-10"}
    report = found[REPORT]
    assert (report["restatement"], report["status"], report["as_of"], report["sealed_at"], report["reason"]) == (
        1, "restated", "2026-11-04T17:00:00Z", "2026-11-06T00:00:00Z", "ticket desk/late-4",
    )  # fmt: skip
    assert told["chain"]["whole"] is True
    # How the chain was found is told for minutes, so signatures of tests that came before may not be in it yet.
    looked_at = list(desk.world.store.reports.links())[: told["chain"]["links"]]
    assert looked_at[-1].sha256 == told["chain"]["head"]
    assert [each.kind for each in looked_at].count(LinkKind.SEAL) == 4  # two seals, each restated
    page = desk.ask("/reports").text
    assert page.index(f"/reports/{REPORT}") > 0
    assert "Chain whole" in page


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("subject=agreement/gold", {REPORT}),
        ("kind=organisation", {"organisation-2026-10"}),
        ("sla=gold", {REPORT, "organisation-2026-10"}),
        ("sla=gold&kind=agreement", {REPORT}),
        ("period=2026-09", set()),
    ],
)
def test_filters_let_through_what_they_name(desk: Archived, query: str, left: set[str]) -> None:
    assert {each["report"] for each in desk.api(f"/reports?{query}")["reports"]} == left


def test_a_word_that_is_no_kind_is_refused_with_those_there_are(desk: Archived) -> None:
    answer = desk.ask("/api/v1/reports?kind=moon")
    assert (answer.status, "agreement, service" in answer.document["error"]) == (400, True)


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
@pytest.mark.parametrize("restatement", [0, 1])
def test_files_are_given_out_byte_for_byte(desk: Archived, restatement: int, prefix: str) -> None:
    for file in desk.seal(restatement).files:
        answer = desk.ask(f"{prefix}/reports/{REPORT}/{restatement}/file/{file.name}", "reader")
        assert answer.status == 200
        assert sha256(answer.body).hexdigest() == file.sha256
        assert answer.body == desk.world.store.reports.content(file.sha256)
        headers = answer.headers
        assert headers["content-type"] == file.media_type
        assert headers["x-content-type-options"] == "nosniff"
        way = "inline" if file.format == "html" else "attachment"
        assert headers["content-disposition"].startswith(f'{way}; filename="{file.name}"')
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert ("unsafe" in policy, "script" in policy) == (False, False)
        assert (file.format != "html") or policy.endswith(f"style-src {style_hash(file.language)}")


def test_a_file_that_was_changed_is_not_given_out(tmp_path: Path) -> None:
    import sqlite3  # noqa: PLC0415  to change behind the store's back

    made = world(tmp_path)
    made.at(utc(11, 4, 18))
    made.tell(through=utc(11, 4, 18))
    (link,) = made.rounds.seal()
    file = next(each for each in Seal.read(link).files if each.format == "json")
    made.store.close()
    database = sqlite3.connect(made.configuration.store.url.removeprefix("sqlite:///"))
    database.execute("UPDATE report_contents SET content = x'7b7d' WHERE sha256 = ?", (file.sha256,))
    database.commit()
    database.close()
    made = world(tmp_path, with_facts=False)
    made.at(utc(11, 4, 18))
    plan = planned(made.configuration.definitions)
    with serving(made.store, plan, as_of=utc(11, 4, 18), rounds=made.rounds) as site:
        answer = site.ask(f"/api/v1/reports/{REPORT}/0/file/{file.name}")
    made.store.close()
    assert (answer.status, "does not have the hash" in answer.document["error"]) == (500, True)


def test_why_a_report_could_not_be_made_stands_beside_it(tmp_path: Path) -> None:
    made = world(tmp_path)
    made.at(utc(11, 4, 18))
    made.tell(through=utc(11, 4, 18))
    rounds = made.rounds
    rounds.setbacks.note(REPORT, "no facts of that time are stored", made.clock)
    with serving(made.store, planned(made.configuration.definitions), as_of=utc(11, 4, 18), rounds=rounds) as site:
        (due,) = site.ask("/api/v1/reports").document["due"]
        page = site.ask("/reports?lang=zh").text
    made.store.close()
    assert (due["stage"], due["setback"]) == (
        "ready",
        {
            "reason": "no facts of that time are stored",
            "since": "2026-11-04T18:00:00Z",
            "tries": 1,
            "again_at": "2026-11-04T18:02:00Z",
        },
    )
    for words in ("无法生成", "未存储该时段的任何事实", "已尝试 1 次"):
        assert words in page


def test_a_customer_reads_that_a_report_could_not_be_made_and_nothing_of_facts_of_others(tmp_path: Path) -> None:
    made = world(tmp_path)
    made.at(utc(11, 4, 18))
    made.tell(through=utc(11, 4, 18))
    plan, rounds = planned(made.configuration.definitions), made.rounds
    rounds.setbacks.note(REPORT, "an event of ticket of-others was told, but never the ticket", made.clock)
    with serving(made.store, plan, as_of=utc(11, 4, 18), access=ACCESS, rounds=rounds) as site:
        (due,) = site.ask("/api/v1/reports", X_User="customer").document["due"]
        page, whole = (site.ask("/reports", X_User=name).text for name in ("customer", "reader"))
    made.store.close()
    assert (due["report"], due["setback"]["tries"], due["setback"]["reason"]) == (REPORT, 1, "")
    assert "tried 1 times" in page
    assert ["of-others" in each for each in (page, whole)] == [False, True]


def test_a_restatement_says_what_is_other_and_the_page_shows_it(desk: Archived) -> None:
    told = desk.api(f"/reports/{REPORT}")
    (share,) = [
        each for each in told["difference"] if each["path"][0] == "objectives" and each["path"][-1] == "attained"
    ]
    # Of three tickets one took longer than 4 h; with the late one two of four did.
    assert (share["before"].rpartition(" ")[2], share["after"].rpartition(" ")[2]) == ("(2/3)", "(1/2)")
    page = desk.ask(f"/reports/{REPORT}").text
    assert share["before"] in page
    assert "ticket desk/late-4" in page
    first = desk.api(f"/reports/{REPORT}?restatement=0")
    assert (first["status"], first["is_newest"], first["difference"], first["restatements"]) == (
        "final",
        False,
        [],
        [1, 0],
    )
    assert "A restatement took its place" in desk.ask(f"/reports/{REPORT}?restatement=0").text


def test_addresses_of_recipients_are_told_to_who_may_write_only(desk: Archived) -> None:
    assert desk.api(f"/reports/{REPORT}")["deliveries"] == [
        {"state": "sent", "at": "2026-11-06T00:00:00Z", "recipient": "boss@example.org", "detail": "250 queued"}
    ]
    for who in ("reader", "zhang", "customer"):
        assert desk.api(f"/reports/{REPORT}", who)["deliveries"][0]["recipient"] is None
        assert "boss@" not in desk.ask(f"/reports/{REPORT}", who).text


def test_who_sees_an_agreement_only_reads_its_reports_and_no_other(desk: Archived) -> None:
    assert [each["report"] for each in desk.api("/reports", "customer")["reports"]] == [REPORT]
    assert desk.api("/reports", "stranger")["reports"] == []
    hidden = ("/reports/organisation-2026-10", "/reports/organisation-2026-10/0/file/organisation-2026-10.json",
              "/drafts/organisation/2026-11", "/previews/organisation/2026-11", "/readiness")  # fmt: skip
    own = (f"/reports/{REPORT}", f"/reports/{REPORT}/1/file/{REPORT}.json", "/drafts/agreement/gold/current",
           "/previews/agreement/gold/current")  # fmt: skip
    for prefix in ("", "/api/v1"):
        assert [desk.ask(prefix + path, "customer").status for path in (*hidden, *own)] == [404] * 5 + [200] * 4
        assert [desk.ask(prefix + path, "stranger").status for path in (*hidden, *own)] == [404] * 9
        assert [desk.ask(prefix + path, "reader").status for path in (*hidden, *own)] == [200] * 9


def test_a_report_is_signed_by_who_may_and_nobody_approves_what_they_prepared(desk: Archived) -> None:
    path, seal = f"/reports/{REPORT}/sign", desk.api(f"/reports/{REPORT}")["sha256"]
    assert desk.send(path, {"role": "prepared", "seal": seal}, "reader").status == 403
    assert "Others are named for it." in desk.send(path, {"role": "prepared", "seal": seal}, "other").text
    stale = desk.send(path, {"role": "prepared", "seal": desk.api(f"/reports/{REPORT}?restatement=0")["sha256"]})
    assert (stale.status, "It was restated since you opened this page" in stale.text) == (422, True)
    other_site = desk.send(path, {"role": "prepared", "seal": seal}, Sec_Fetch_Site="cross-site")
    no_token = desk.send(path, {"role": "prepared", "seal": seal, "token": ""})
    assert (other_site.status, no_token.status) == (403, 422)
    assert desk.api(f"/reports/{REPORT}")["signatures"] == []
    signed = desk.send(path, {"role": "prepared", "seal": seal})
    assert signed.status == 303
    assert "It is signed: Prepared by li." in desk.ask(signed.headers["location"]).text
    assert "Nobody approves what they prepared." in desk.send(path, {"role": "approved", "seal": seal}).text
    assert "Somebody has signed so already." in desk.send(path, {"role": "prepared", "seal": seal}).text
    assert desk.send(path, {"role": "approved", "seal": seal}, "zhang").status == 303
    told = desk.api(f"/reports/{REPORT}")["signatures"]
    assert [(each["role"], each["by"]) for each in told] == [("prepared", "li"), ("approved", "zhang")]
    log = desk.api("/deeds?kind=report")["deeds"]
    assert [(each["user"], each["action"]) for each in log if each["name"] == REPORT] == [
        ("zhang", "signed as approved"), ("li", "signed as prepared"),
    ]  # fmt: skip


def test_a_text_is_written_before_the_seal_and_stands_inert_in_page_and_preview(desk: Archived) -> None:
    path = "/drafts/agreement/gold/2026-11"
    fields = {"place": "summary", "language": "en", "version": "0"}
    assert desk.send(path, {**fields, "text": "x"}, "reader").status == 403
    assert desk.send(path, {**fields, "text": HOSTILE}).status == 303
    stale = desk.send(path, {**fields, "text": "Mine"})
    assert (stale.status, ">Mine</textarea>" in stale.text) == (422, True)
    for address in (path, "/previews/agreement/gold/2026-11?lang=en"):
        text = desk.ask(address, "reader").text
        assert "alert(1)" in text
        assert "<script" not in text
        assert "\u202e" not in text
    assert desk.send(path, {**fields, "version": "1", "text": ""}).status == 303
    assert "alert(1)" not in desk.ask("/previews/agreement/gold/2026-11").text
    sealed = desk.send("/drafts/agreement/gold/2026-10", {**fields, "text": "Late"})
    assert (sealed.status, "This report is sealed" in sealed.text) == (422, True)


def test_a_report_in_the_making_reads_as_it_would_be_sealed_and_says_provisional(desk: Archived) -> None:
    answer = desk.ask("/previews/agreement/gold/2026-11?lang=zh")
    assert answer.headers["content-disposition"].startswith("inline")
    assert f"style-src {style_hash('zh')}" in answer.headers["content-security-policy"]
    told = json.loads(desk.ask("/api/v1/previews/agreement/gold/2026-10?format=json").body)
    sealed = json.loads(desk.world.store.reports.content(desk.seal(1).figures) or b"")
    objectives = [
        next(
            block["rows"] for section in each["sections"] for block in section["blocks"] if block["id"] == "objectives"
        )
        for each in (told, sealed)
    ]
    assert [row["attained"] for row in objectives[0]] == [row["attained"] for row in objectives[1]]
    assert told["identity"]["status"] == "provisional"


@pytest.mark.parametrize("path", ["/drafts/moon/2026-10", "/drafts/agreement/no/2026-10", "/drafts/organisation/soon",
                                  "/drafts/organisation/2999-01", "/drafts/", "/reports/x/0/file/y",
                                  f"/reports/{REPORT}/7/file/{REPORT}.json",
                                  f"/reports/{REPORT}/0/file/..%2fx"])  # fmt: skip
def test_what_is_not_there_is_told_as_such(desk: Archived, path: str) -> None:
    assert desk.ask(path).status in (400, 404)
    assert "error" in desk.ask(f"/api/v1{path}").document


def test_where_nothing_is_sealed_the_page_says_how_reports_are_configured(tmp_path: Path) -> None:
    text = CONFIGURATION.replace("    report: {languages: [en, zh], formats: [json, csv], audience: Acme}\n", "")
    made = world(tmp_path, text=text)
    with serving(made.store, planned(made.configuration.definitions), as_of=utc(11, 1, 12), rounds=made.rounds) as site:
        page = site.ask("/reports").text
        chinese = site.ask("/reports?lang=zh").text
    made.store.close()
    assert "report: {languages: [en, zh], formats: [html, json]}" in page
    assert "尚无已封存的报告" in chinese
    assert "No report is sealed" not in chinese


def test_readiness_asks_what_the_command_asks(desk: Archived) -> None:
    told = {each["id"]: each for each in desk.api("/readiness")["questions"]}
    assert told["chain"]["answer"] == "ready"
    assert told["sealed"]["answer"] == "missing"
    page = desk.ask("/readiness?lang=zh").text
    assert "审核准备情况" in page
    assert "未封存" in page
    assert "is not sealed" not in page
