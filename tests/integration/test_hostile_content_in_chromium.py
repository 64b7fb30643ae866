"""Whatever attackers write into a ticketing system: in a browser no page runs it, asks for it or is bent by it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from asked_site import serving
from collected import asked
from hostile_desk import AS_OF, WORDS, hostile_definitions, state_all, told
from playwright.sync_api import Browser, Page
from visitors import Visitors, overflows

from slawatch.app.planning import planned
from slawatch.clock import StoppedClock
from slawatch.reports.assembly import document
from slawatch.reports.html.writer import html
from slawatch.reports.material import Material
from slawatch.speech.speech import Speech
from slawatch.store.opening import open_for_writing
from slawatch.testing.report_hostility import LONG

pytestmark = pytest.mark.timeout(240)

FOREIGN = """() => [...document.querySelectorAll('script, iframe, object, embed, img, form, [onerror], [onload]')]
    .filter(each => !each.closest('.brand')).map(each => each.outerHTML.slice(0, 100))"""
PLACES = (
    "/", "/tickets", "/outages", "/agreements", "/agreements/gold", "/services", "/services/mail", "/exclusions",
    "/corrections", "/deeds", "/actions", "/actions/A-3", "/findings", "/unmapped", "/sources",
    "/sources/desk/quarantine", "/method", "/objectives/mail/gold/solve", "/objectives/mail/gold/up",
    "/tickets?list=missed", "/tickets?list=unmapped", "/tickets?list=quarantined",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def visitors(folder: Path, browser: Browser) -> Iterator[Visitors]:
    """Serve the desk, and write its report beside."""
    with closing(open_for_writing(f"sqlite:///{folder}/slawatch.db")) as store:
        store.commit("desk", told(), at=AS_OF, config_hash="h")
        state_all(store)
        plan = planned(hostile_definitions())
        what = asked("organisation", "2026-06", as_of=AS_OF)
        report = document(Material.collected(store, plan, StoppedClock(AS_OF), what))
        for language in ("en", "zh"):
            (folder / f"{language}.html").write_text(html(report, Speech(language)), encoding="utf-8")
        with serving(store, plan, as_of=AS_OF) as site:
            yield Visitors(browser, f"http://127.0.0.1:{site.port}", folder)


def harm(page: Page) -> list[str]:
    """Return what an attacker's words did to a page."""
    ran = ["a script ran"] if page.evaluate("window.ran") else []
    return [*ran, *page.evaluate(FOREIGN), *overflows(page)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_runs_asks_for_or_is_bent_by_what_attackers_wrote(visitors: Visitors, language: str) -> None:
    tickets = [f"/tickets/desk/{quote(f'{turn}/{word}', safe='')}" for turn, word in enumerate(WORDS)]
    harmed, shown = {}, ""
    with visitors.window("nobody", language=language) as page:
        for place in (*PLACES, *(tickets if language == "en" else ())):
            answer = page.goto(visitors.url + place)
            assert answer is not None
            assert answer.status == 200, place
            harmed[place[:80]] = harm(page)
            shown += page.inner_text("main")
    assert {place: each for place, each in harmed.items() if each} == {}
    assert (visitors.strangers, visitors.complaints) == ([], [])
    assert [url for url in visitors.asked if "/ran" in url or url.endswith("/x")] == []
    assert shown.count("=cmd|' /C calc'!A0") > len(PLACES)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_their_report_opens_inert(visitors: Visitors, folder: Path, language: str) -> None:
    with visitors.window("nobody", language=language) as page:
        page.context.unroute_all()
        page.goto((folder / f"{language}.html").as_uri())
        assert visitors.strangers == [page.url]
        assert harm(page) == []
        assert LONG[:60] in page.inner_text("body")
    assert visitors.complaints == []
    visitors.strangers.clear()


def test_a_script_that_runs_would_be_noted(visitors: Visitors) -> None:
    with visitors.window("nobody") as page:
        page.goto("about:blank")
        page.set_content("<main><script>window.ran = 1</script></main>")
        assert harm(page) == ["a script ran", "<script>window.ran = 1</script>"]
        visitors.complaints.clear()
