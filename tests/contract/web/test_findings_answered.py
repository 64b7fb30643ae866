"""A breach or an outage answered with an action by a form, by who may and for whom it counts."""

import json
import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from asked_site import AskedSite, Told
from shared_service import shared_service

BREACH = "breach/erp/uptime/erp/2026-03"
OUTAGE = "outage/erp/2026-03-05T12:00:00Z/2026-03-05T13:00:00Z"
SHARED = "outage/mail/2026-03-05T12:00:00Z/2026-03-05T13:00:00Z"


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    with shared_service(tmp_path_factory.mktemp("answered")) as asked:
        yield asked


def answered(site: AskedSite, user: str, path: str = "/findings/action", **fields: str) -> Told:
    said = {"title": "Second relay", "owner": "Ada", "due_on": "2026-04-01", **fields}
    return site.send("POST", f"/api/v1{path}", json.dumps(said), x_user=user, Content_Type="application/json")


def waiting(site: AskedSite, user: str) -> list[str]:
    return [each["finding"] for each in site.ask("/api/v1/findings", x_user=user).document["findings"]]


def test_a_breach_is_answered_by_a_form_that_holds_its_name_and_what_was_promised(site: AskedSite) -> None:
    page = site.ask(f"/findings?finding={quote(BREACH, safe='')}", x_user="erp").text
    assert f'name="finding" type="text" maxlength="500" value="{BREACH}"' in page
    assert 'name="goal" type="text" maxlength="500" value="99.9%"' in page
    carried = dict(re.findall(r'type="hidden" name="(token|once)" value="([\w-]+)"', page))
    fields = {
        **carried,
        "finding": BREACH,
        "title": "<b>Relay",
        "owner": "Ada",
        "due_on": "2026-04-01",
        "goal": "99.95%",
    }
    headers = {"x_user": "erp", "Content_Type": "application/x-www-form-urlencoded"}
    twice = [site.send("POST", "/findings/action", urlencode(fields), **headers) for _ in range(2)]
    assert [(each.status, each.headers["location"].partition("?")[0]) for each in twice] == [(303, "/actions/A-1")] * 2
    told = site.ask("/api/v1/actions/A-1", x_user="erp").document
    # March up to now is 19.5 days, of which an hour was lost.
    assert told["baseline"]["value"] == pytest.approx(1 - 1 / (19.5 * 24))
    assert (told["goal"]["value"], told["measure"], told["author"]) == (0.9995, "objective/erp/uptime/erp", "erp")
    assert waiting(site, "erp") == [OUTAGE]
    (deed,) = site.ask("/api/v1/deeds?kind=action", x_user="chief").document["deeds"]
    assert (deed["user"], deed["way"], deed["action"], deed["name"]) == ("erp", "page", "stated", "A-1")
    assert "&lt;b&gt;Relay" in site.ask("/actions", x_user="erp").text


def test_an_outage_is_measured_by_the_availability_that_it_lowered(site: AskedSite) -> None:
    assert answered(site, "erp", finding=OUTAGE).document == {"done": "stated", "id": "A-1"}
    told = site.ask("/api/v1/actions/A-1", x_user="erp").document
    assert (told["measure"], told["goal"]["value"]) == ("objective/erp/uptime/erp", 0.999)
    assert told["baseline"]["starts_at"] == "2026-02-01T00:00:00Z"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"finding": BREACH, "due_on": "2026-03-19"}, ""),
        ({"finding": BREACH, "due_on": ""}, "due_on"),
        ({"finding": BREACH, "title": ""}, "title"),
        ({"finding": BREACH, "goal": "much"}, "goal"),
        ({"finding": BREACH, "goal": "1e-99999999%"}, "goal"),
        ({"finding": "breach/erp/uptime/erp/2026-02"}, "finding"),
        ({"finding": "objective/erp/uptime/erp"}, "finding"),
        ({"finding": SHARED}, "finding"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_is_told_by_field_and_nothing_is_stated(
    site: AskedSite, fields: dict[str, str], field: str
) -> None:
    told = answered(site, "erp", **fields)
    assert told.status == 422, told.text
    assert field in told.document["fields"] if field else told.document["error"]
    assert "silver" not in told.text
    assert "gold" not in told.text.replace("goal", "")
    assert site.ask("/api/v1/deeds", x_user="chief").document["deeds"] == []


def test_who_sees_one_agreement_answers_nothing_that_counts_under_another(site: AskedSite) -> None:
    for path in ("/findings/action", "/findings"):
        told = answered(site, "gold", path, finding=SHARED, reason="Fine")
        assert (told.status, "may not decide" in told.text) == (422, True)
    assert SHARED in waiting(site, "chief")
    assert answered(site, "chief", "/findings", finding=SHARED, reason="Fine").status == 200
    assert answered(site, "chief", finding=SHARED).status == 200
    for path in ("/acceptances/C-1/withdraw", "/actions/A-1/cancel", "/actions/A-1/change"):
        told = answered(site, "gold", path, reason="Mine")
        assert (path, told.status, "may not decide" in told.text) == (path, 422, True)


def test_a_name_that_spans_a_century_answers_only_what_there_is(site: AskedSite) -> None:
    wide = "outage/erp/2000-01-01T00:00:00Z/2100-01-01T00:00:00Z"
    assert answered(site, "chief", "/findings", finding=wide, reason="All").status == 200
    (told,) = site.ask("/api/v1/actions", x_user="chief").document["acceptances"]
    assert told["about"] == [OUTAGE]


def test_a_reader_has_no_form_and_may_not_answer(site: AskedSite) -> None:
    page = site.ask(f"/findings?finding={quote(BREACH, safe='')}", x_user="reader").text
    assert "<form" not in page
    assert answered(site, "reader", finding=BREACH).status == 403
