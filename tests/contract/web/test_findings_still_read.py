"""Right after a start breaches of older periods are still being read: lists say so, and nothing is counted."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from asked_site import AskedSite
from shared_service import shared_service

from slawatch.runtime.inquiry import Inquiry

READING = "Older periods are still being read"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[AskedSite]:
    with shared_service(tmp_path) as asked:
        yield asked


@pytest.fixture
def starting(site: AskedSite) -> AskedSite:
    """Return a daemon that has not looked back yet."""
    whole = site.made.inquiry
    assert whole is not None
    assert site.store is not None
    site.made.inquiry = Inquiry(site.store, whole.snapshot, replace(whole._made_of, older_periods_read=False))
    return site


@pytest.mark.parametrize("user", ["chief", "gold"])
def test_a_list_that_is_not_whole_yet_says_so_and_has_no_total(starting: AskedSite, user: str) -> None:
    told = starting.ask("/api/v1/findings", x_user=user).document
    assert (told["older_periods_read"], told["total"], len(told["findings"]) > 0) == (False, None, True)
    page = starting.ask("/findings", x_user=user).text
    assert READING in page
    assert "<h1>Without an answer</h1>" in page
    chinese = starting.ask("/findings?lang=zh", x_user=user).text
    assert "仍在读取更早的周期" in chinese
    assert READING not in chinese


def test_a_list_that_is_empty_so_far_claims_no_answers(starting: AskedSite) -> None:
    for name in [each["finding"] for each in starting.ask("/api/v1/findings", x_user="chief").document["findings"]]:
        said = f'{{"finding": "{name}", "accepted_by": "Di", "reason": "Known"}}'
        answer = starting.send("POST", "/api/v1/findings", said, x_user="chief", Content_Type="application/json")
        assert answer.status == 200, answer.text
    page = starting.ask("/findings", x_user="chief").text
    assert "Nothing that is read so far and passes waits for an answer." in page
    assert "has an answer." not in page


@pytest.mark.parametrize("path", ["/", "/actions"])
@pytest.mark.parametrize("user", ["chief", "gold"])
def test_other_pages_say_so_and_count_no_findings_meanwhile(starting: AskedSite, path: str, user: str) -> None:
    told = "Breaches and outages without an answer: older periods are still being read"
    page = starting.ask(path, x_user=user).text
    assert re.search(f'<a href="/findings[^"]*">{told}</a>', page)
    assert "without an answer" not in page.replace(told, "")
    chinese = starting.ask(f"{path}?lang=zh", x_user=user).text
    assert re.search('<a href="/findings[^"]*">无人处理的违约和中断.仍在读取更早的周期</a>', chinese)


def test_the_overview_claims_no_calm_while_older_periods_are_read(starting: AskedSite) -> None:
    inquiry = starting.made.inquiry
    assert inquiry is not None
    assert starting.store is not None
    calm = replace(inquiry.snapshot, objectives=(), quality=())
    starting.made.published = replace(starting.made.published, snapshot=calm)
    starting.made.inquiry = Inquiry(starting.store, calm, inquiry._made_of)
    page = starting.ask("/", x_user="chief").text
    assert "Nothing: no outage" not in page
    assert "older periods are still being read" in page
    starting.made.inquiry = Inquiry(
        starting.store, calm, replace(inquiry._made_of, findings=(), older_periods_read=True)
    )
    starting.made.published = replace(starting.made.published, snapshot=replace(calm))
    assert "Nothing: no outage" in starting.ask("/", x_user="chief").text


@pytest.mark.parametrize("user", ["chief", "gold"])
def test_a_list_names_the_sources_that_were_never_read_to_their_end_and_claims_nothing(
    site: AskedSite, user: str
) -> None:
    whole = site.made.inquiry
    assert whole is not None
    assert site.store is not None
    snapshot = replace(whole.snapshot, watermarks=(("desk", None),))
    site.made.inquiry = Inquiry(site.store, snapshot, replace(whole._made_of, findings=()))
    told = site.ask("/api/v1/findings?kind=breach", x_user=user).document
    assert (told["older_periods_read"], told["unread_sources"], told["total"]) == (False, ["desk"], None)
    page = site.ask("/findings?kind=breach", x_user=user).text
    missing = 'Never read to their end, so what only they tell is missing: <a href="/sources#desk">'
    assert missing in page
    assert "<h1>Without an answer</h1>" in page
    assert "Nothing that is read so far and passes waits for an answer." in page
    assert READING not in page
    assert "以下来源从未完整读取" in site.ask("/findings?lang=zh", x_user=user).text


def test_a_list_of_the_whole_year_says_how_many_there_are(site: AskedSite) -> None:
    told = site.ask("/api/v1/findings", x_user="chief").document
    assert (told["older_periods_read"], told["unread_sources"]) == (True, [])
    assert told["total"] == len(told["findings"])
    page = site.ask("/findings", x_user="chief").text
    assert READING not in page
    assert f"<h1>Without an answer: {len(told['findings'])}</h1>" in page
    for path in ("/", "/actions"):
        assert f"{len(told['findings'])} breaches and outages without an answer" in site.ask(path, x_user="chief").text
