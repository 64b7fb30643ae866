"""From the overview to a figure, to a ticket and back, in a real browser at desktop and phone width."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from urllib.parse import urlsplit

import pytest
from asked_site import AskedSite, serving
from playwright.sync_api import Browser, Page

from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.event import Event, EventType
from slawatch.model.outage import Outage
from slawatch.model.ticket import Ticket
from slawatch.store.opening import open_for_writing
from slawatch.testing.plans import agreement, definitions, planned

AS_OF = datetime(2026, 6, 3, 4, tzinfo=UTC)
BEYOND = """() => [...document.querySelectorAll('body *')]
    .filter(each => !each.closest('.hidden, thead, .tabs, .scrolls'))
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .map(each => each.outerHTML.slice(0, 200))"""
LONG = "INC-2026/" + "x" * 480


def told() -> Batch:
    tickets, events = [], []
    for number, name in enumerate(("INC-1", "INC-2", LONG, "工单-4")):
        at = AS_OF - timedelta(hours=2 * number + 1)
        tickets.append(Ticket(id=name, key=name, created_at=at, url=f"https://desk.example/{number}"))
        fields = {"status": "new", "priority": "P1", "kind": "incident", "service": "mail"}
        events.append(Event(ticket_id=name, type=EventType.CREATED, at=at, native_id=name, fields=fields))
    began = AS_OF - timedelta(days=1)
    down = Outage(id="o-1", service="mail", started_at=began, ended_at=began + timedelta(minutes=20))
    return Batch(cursor="1", tickets=tuple(tickets), events=tuple(events), outages=(down,), complete_through=AS_OF)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    store = open_for_writing(f"sqlite:///{tmp_path_factory.mktemp('browsed')}/slawatch.db")
    store.commit("desk", told(), at=AS_OF, config_hash="h")
    solve = Objective(id="solve", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=4 * 3600)
    up = Objective(id="up", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000))
    with serving(store, planned(definitions(agreement(solve, up))), as_of=AS_OF) as served:
        yield served
    store.close()


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Return a window without scripts that complains of nothing and asks nobody else."""
    width, scheme = request.param
    opened = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=False, locale="en-GB"
    )
    hosts, complaints = set(), []
    opened.on("request", lambda asked: hosts.add(urlsplit(asked.url).hostname))
    opened.on("console", lambda message: complaints.append(message.text))
    yield opened
    assert (hosts, complaints) == ({"127.0.0.1"}, [])
    opened.close()


def fits(page: Page) -> None:
    """Fail where anything stands beyond the window's right edge; tabs and drawings scroll in boxes of their own."""
    assert page.evaluate(BEYOND) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_the_overview_to_a_ticket_and_back(desk: AskedSite, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{desk.port}/?refresh=off")
    page.get_by_role("link", name="0.00 %").first.click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Resolved within 4 h")
    fits(page)
    page.get_by_role("link", name="工单-4").click()
    assert page.get_by_role("heading", level=1).inner_text() == "工单-4"
    assert "3 h over" in page.inner_text("main")
    fits(page)
    page.get_by_role("link", name="Resolved within 4 h").click()
    page.get_by_role("link", name="Overview").first.click()
    assert "objectives" in page.get_by_role("heading", level=1).inner_text()


def test_overdue_tickets_are_one_link_away_and_long_ids_break(desk: AskedSite, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{desk.port}/?refresh=off")
    page.get_by_role("link", name="2 overdue now").click()
    assert page.get_by_role("heading", level=1).inner_text() == "2 open timers: 2 overdue"
    fits(page)
    page.get_by_role("link", name=LONG).click()
    assert page.get_by_role("heading", level=1).inner_text() == LONG
    fits(page)


@pytest.mark.parametrize(
    "path",
    ["/outages?lang=zh", "/objectives/mail/gold/up?lang=zh", "/tickets?priority=x&lang=zh", "/?lang=zh&refresh=off"],
)
def test_pages_fit_in_chinese_too(desk: AskedSite, page: Page, path: str) -> None:
    page.goto(f"http://127.0.0.1:{desk.port}{path}")
    fits(page)
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "path",
    [
        "/services",
        "/services/mail",
        "/agreements",
        "/agreements/gold",
        "/sources",
        "/sources/desk/quarantine",
        "/method",
    ],
)
def test_every_kind_of_page_fits(desk: AskedSite, page: Page, path: str, language: str) -> None:
    page.goto(f"http://127.0.0.1:{desk.port}{path}?lang={language}")
    assert page.get_by_role("heading", level=1).count() == 1
    fits(page)


def test_a_menu_that_opens_without_a_script_leads_everywhere_on_a_phone(desk: AskedSite, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 800}, java_script_enabled=False, locale="en-GB")
    page.goto(f"http://127.0.0.1:{desk.port}/?refresh=off")
    page.get_by_text("Menu", exact=False).first.click()
    page.get_by_role("navigation").get_by_role("link", name="Services").click()
    assert page.url.endswith("/services")
    page.close()


def test_a_keyboard_is_enough(desk: AskedSite, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{desk.port}/tickets")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "INC-1":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/desk/INC-1")
    page.close()
