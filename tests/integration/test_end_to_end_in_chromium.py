"""The daemon as its users live with it: by mouse and by keyboard, by day and at night, in English and in Chinese."""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from accessibility import grave_faults
from command import told
from daemon import eventually, running
from kept_desk import FORMATS, kept_desk, last_month, yesterday
from opened_files import opened_as
from playwright.sync_api import Browser, Page
from visitors import WIDTHS, Visitors, heading, of_word, overflows, path, tab_to

pytestmark = pytest.mark.timeout(240)

PROMPT = "/objectives/mail/hurry/prompt"
MISSED = "main tr:has-text('Missed') a[href^='/tickets/desk/']"


@pytest.fixture(scope="module")
def visitors(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Visitors]:
    """Run the daemon, and let people in once it has figures."""
    config = kept_desk(tmp_path_factory.mktemp("kept"))
    with running(config) as daemon:
        made = Visitors(browser, daemon.url, config)
        with made.window("eve") as page:
            eventually(lambda: page.request.get(f"{daemon.url}/-/ready").status == 200)
            eventually(lambda: page.request.get(f"{daemon.url}/tickets").status == 200)
        made.complaints.clear()
        yield made


@pytest.fixture(autouse=True)
def nobody_else_is_asked(visitors: Visitors) -> Iterator[None]:
    """Fail a test in which a window asked another host, or complained."""
    yield
    strangers, complaints = visitors.strangers.copy(), visitors.complaints.copy()
    visitors.strangers.clear()
    visitors.complaints.clear()
    assert (strangers, complaints) == ([], [])


def tells_why_it_is_late(page: Page) -> None:
    """Fail unless a ticket's page says of the missed timer what was promised, how long it took, and in which steps."""
    timer = page.locator("section.timer", has=page.locator(f"a[href^='{PROMPT}']"))
    assert "Missed" in timer.locator("header").inner_text()
    shown = timer.locator("dl").inner_text()
    elapsed, target = map(int, re.findall(r"(\d+) s of (\d+) s", shown)[0])
    assert elapsed > target == 60
    counted = timer.locator("td[data-label='Seconds that count']").all_inner_texts()
    assert sum(int(each) for each in counted if each.isdecimal()) == elapsed


def test_from_a_breached_objective_to_why_a_ticket_is_late_and_back_by_links(visitors: Visitors) -> None:
    with visitors.window("eve", scripts=False) as page:
        page.locator(f"main a[href='{PROMPT}?period=previous']").first.click()
        assert heading(page) == "Resolved within 1 min (incident, P1/P2) ✕ Breached"
        page.locator(MISSED).first.click()
        assert path(page).startswith("/tickets/desk/")
        tells_why_it_is_late(page)
        page.locator(f"section.timer a[href^='{PROMPT}']").first.click()
        assert path(page) == PROMPT
        page.get_by_role("link", name="Overview").last.click()
        assert path(page) == "/"


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_keyboard_is_enough_for_the_same_way(visitors: Visitors, *, phone: bool) -> None:
    with visitors.window("eve", phone=phone) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        for what, leads_to in (
            (f"#attention a[href^='{PROMPT}']", PROMPT),
            (MISSED.replace(":has-text('Missed')", ""), "/tickets/desk/"),
            (f"section.timer a[href^='{PROMPT}']", PROMPT),
            (".crumbs a[href='/']", "/"),
        ):
            tab_to(page, what)
            with page.expect_navigation():
                page.keyboard.press("Enter")
            assert path(page).startswith(leads_to)


def test_a_menu_on_a_phone_opens_by_keyboard(visitors: Visitors) -> None:
    with visitors.window("eve", phone=True) as page:
        tab_to(page, ".menu summary")
        page.keyboard.press("Enter")
        tab_to(page, ".menu a[href='/sources']")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert path(page) == "/sources"


def test_a_list_of_tickets_is_walked_by_keyboard_on_a_phone(visitors: Visitors) -> None:
    with visitors.window("eve", phone=True) as page:
        page.goto(f"{visitors.url}/tickets?list=missed&sla=hurry")
        tab_to(page, "main tbody a[href^='/tickets/desk/']")


def test_tickets_are_filtered_and_sorted_by_links(visitors: Visitors) -> None:
    with visitors.window("eve", scripts=False) as page:
        page.goto(f"{visitors.url}/tickets?list=missed&sla=hurry")
        page.locator(".filters summary").click()
        chip = page.locator(".filters").get_by_role("link", name=re.compile(r"^P2 \d+$"))
        number = chip.inner_text().split()[-1]
        chip.click()
        assert heading(page).startswith(f"{number} missed timer")
        assert set(page.locator("td[data-label='Priority']").all_inner_texts()) == {"P2"}
        page.locator("thead").get_by_role("link", name="Used").click()
        used = shares(page)
        page.locator("thead").get_by_role("link", name="Used").click()
        assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Used")
        turned = shares(page)  # of timers that still run more than a moment ago
        assert (used, turned) == (sorted(used, reverse=True), sorted(turned))
        assert len(turned) == len(used)
        page.locator(".filters").get_by_role("link", name="remove").first.click()
        assert "sort=used" in page.url


def shares(page: Page) -> list[int]:
    """Return what is used of the target, in the order of the list, as far as one page holds it."""
    return [int(re.sub(r"\D", "", each)) for each in page.locator("td[data-label='Used']").all_inner_texts()]


@pytest.mark.parametrize("place", [f"{PROMPT}?period=previous", "/tickets?band=overdue&service_id=mail"])
def test_another_language_keeps_the_place(visitors: Visitors, place: str) -> None:
    with visitors.window("eve", scripts=False) as page:
        page.goto(visitors.url + place)
        before, asked = path(page), parse_qs(urlsplit(page.url).query)
        page.get_by_role("link", name="中文").click()
        assert (path(page), parse_qs(urlsplit(page.url).query)) == (before, {**asked, "lang": ["zh"]})
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        assert re.search(r"[\u4e00-\u9fff]", heading(page))
        page.locator("nav.ways a").first.click()
        assert (path(page), page.locator("html").get_attribute("lang")) == ("/", "zh-CN")
        page.go_back()
        page.get_by_role("link", name="English").click()
        assert (path(page), page.locator("html").get_attribute("lang")) == (before, "en")


def approved_by_another(visitors: Visitors, place: str, word: str, author: Page) -> str:
    """Have bob approve what ann asked for, which she can't do herself; return its id."""
    row = of_word(author, word)
    assert "Waits for approval" in row.inner_text()
    assert row.get_by_role("button", name="Approve").count() == 0
    name = row.locator("th bdi").first.inner_text()
    own = author.request.post(f"{visitors.url}/api/v1/{place}/{name}/approve", data={})
    assert own.status == 422, own.text()
    with visitors.window("bob", scripts=False) as bob:
        bob.goto(f"{visitors.url}/{place}?state=requested")
        of_word(bob, word).get_by_role("button", name="Approve").click()
        assert name in bob.get_by_role("status").inner_text()
        bob.goto(f"{visitors.url}/deeds")
        deeds = of_word(bob, name).all_inner_texts()
    told = [("ann" in deed, "was stated" in deed, "bob" in deed, "was approved" in deed) for deed in deeds]
    assert told == [(False, False, True, True), (True, True, False, False)]
    return name


def until_shown(page: Page, what: Callable[[], bool]) -> None:
    """Load a page anew until it shows what an evaluation makes of something."""
    eventually(lambda: what() or (page.reload() and False), pause=0.5)


def test_an_exclusion_counts_once_somebody_else_approved_it(visitors: Visitors) -> None:
    start, reason = yesterday(2), "Flood in the server room"
    with visitors.window("ann", scripts=False) as page:
        page.goto(f"{visitors.url}/exclusions")
        page.get_by_label("Service").select_option("mail")
        page.get_by_label("From", exact=True).fill(f"{start:%Y-%m-%dT%H:%M:%S}")
        page.get_by_label("To", exact=True).fill(f"{start:%Y-%m-%dT%H}:10:00")
        page.get_by_label("Time zone").select_option("UTC")
        page.get_by_label("Reason").fill(reason)
        page.get_by_role("button", name="Ask for it").click()
        approved_by_another(visitors, "exclusions", reason, page)
        effect = of_word(page, reason).locator("td[data-label='Effect']")
        page.goto(f"{visitors.url}/exclusions")
        until_shown(page, lambda: "hurry" in effect.inner_text())
        assert "10 min taken out of 10 min · hurry" in effect.inner_text()
        page.goto(f"{visitors.url}/objectives/mail/hurry/uptime")
        assert of_word(page, reason).locator("td[data-label='Excluded seconds']").inner_text() == "600"


def test_a_correction_counts_once_somebody_else_approved_it(visitors: Visitors) -> None:
    reason = "The customer asked us to wait"
    with visitors.window("ann", scripts=False) as page:
        page.goto(visitors.url + PROMPT)
        before, ticket = page.locator(MISSED).count(), page.locator(MISSED).last.inner_text()
        page.goto(f"{visitors.url}/corrections")
        form = page.locator("details", has_text="Timers are taken out of the count")
        form.locator("summary").click()
        for label, text in (("Ticket", ticket), ("Agreement", "hurry"), ("Objective", "prompt"), ("Reason", reason)):
            entry = form.get_by_label(label)
            (entry.select_option if entry.evaluate("e => e.tagName") == "SELECT" else entry.fill)(text)
        form.get_by_role("button", name="State it").click()
        name = approved_by_another(visitors, "corrections", reason, page)
        page.goto(visitors.url + PROMPT)
        until_shown(page, lambda: page.locator(MISSED).count() == before - 1)
        page.goto(f"{visitors.url}/tickets/desk/{ticket}")
        assert f"Correction {name}" in page.inner_text("main")


def test_a_breach_gets_an_action_that_is_kept_by_its_owner(visitors: Visitors) -> None:
    with visitors.window("ann", scripts=False) as page:
        page.goto(f"{visitors.url}/findings?sla=hurry")
        breaches = of_word(page, "breach/hurry/prompt/mail/")
        until_shown(page, lambda: breaches.count() > 0)  # months that are over are looked back on behind first figures
        finding = breaches.first.locator("code").inner_text()
        due = f"{yesterday(0) + timedelta(days=60):%Y-%m-%d}"
        told(
            visitors.config, "action", "add", "--title", "A second pair of hands", "--about", finding,
            "--owner", "Li Wei", "--due", due, "--author", "ann",
        )  # fmt: skip
        until_shown(page, lambda: of_word(page, finding).count() == 0)
        page.goto(f"{visitors.url}/actions")
        of_word(page, "A second pair of hands").get_by_role("link", name="A-1").click()
        assert "Breached" in page.inner_text("main") or "breach" in page.inner_text("main")
        form = page.locator("details", has_text="Change")
        form.first.locator("summary").click()
        form.first.get_by_label("Owner").fill("Wang Fang")
        form.first.get_by_role("button").click()
        page.goto(f"{visitors.url}/actions/A-1")
        until_shown(page, lambda: "Wang Fang" in page.locator("dl.terms").first.inner_text())
        page.goto(f"{visitors.url}/deeds")
        assert "ann" in of_word(page, "Wang Fang").inner_text()


PLACES = (
    "/", PROMPT, "/objectives/mail/hurry/uptime", "/tickets", "/outages", "/agreements", "/agreements/acme-business",
    "/services", "/services/mail", "/exclusions", "/corrections", "/deeds", "/actions", "/findings", "/unmapped",
    "/sources", "/sources/desk/quarantine", "/method", "/reports",
    f"/reports/service-phone-{last_month()}", "/readiness", "/tickets?list=missed", "/tickets/desk/none",
)  # fmt: skip


def test_every_section_of_the_site_is_among_the_places_looked_at(visitors: Visitors) -> None:
    with visitors.window("bob") as page:
        sections = page.locator("nav.ways a").evaluate_all("all => all.map(each => each.pathname)")
    assert [each for each in sections if each not in PLACES] == []


@pytest.mark.parametrize(("language", "scheme", "phone"), [("en", "light", False), ("zh", "dark", True)])
def test_axe_finds_no_grave_fault_and_nothing_overflows(
    visitors: Visitors, language: str, scheme: str, *, phone: bool
) -> None:
    with visitors.window("bob", phone=phone, scheme=scheme, language=language) as page:
        page.goto(visitors.url + PROMPT)
        ticket = page.locator("main a[href^='/tickets/desk/']").first.get_attribute("href") or ""
        wrong = {}
        for place in (*PLACES, ticket):
            page.goto(visitors.url + place)
            wrong[place] = [*grave_faults(page), *overflows(page)]
    assert {place: each for place, each in wrong.items() if each} == {}


def test_a_fault_would_be_found(visitors: Visitors) -> None:
    with visitors.window("eve") as page:
        page.evaluate("""() => {
            const pale = document.createElement('p'), bare = document.createElement('img');
            pale.textContent = 'pale';
            pale.style.color = '#bbb';
            pale.style.width = '3000px';
            document.querySelector('main').append(pale, bare);
        }""")
        faults = grave_faults(page)
        assert [each.split()[0] for each in faults] == ["color-contrast", "image-alt"]
        assert len(overflows(page)) == len(WIDTHS)


def test_a_request_to_somebody_else_would_be_noted(visitors: Visitors) -> None:
    with visitors.window("eve") as page:
        page.goto("about:blank")
        page.set_content('<img src="http://elsewhere.example/pixel.png">')
        eventually(lambda: visitors.strangers)
        assert visitors.strangers == ["http://elsewhere.example/pixel.png"]
        visitors.strangers.clear()
        visitors.complaints.clear()


def test_a_sealed_report_is_saved_in_each_format_as_it_was_sealed_and_opens(visitors: Visitors, tmp_path: Path) -> None:
    with visitors.window("eve", scripts=False) as page:
        page.locator("nav.ways").get_by_role("link", name="Reports").click()
        page.get_by_role("link", name="Telephony").first.click()
        report = page.url
        for row in page.locator("section[aria-labelledby=files] tbody tr").all():
            with page.expect_download() as saved:
                row.get_by_role("link").last.click()
            file = tmp_path / saved.value.suggested_filename
            saved.value.save_as(file)
            sealed = row.locator("code").get_attribute("title")
            assert hashlib.sha256(file.read_bytes()).hexdigest() == sealed
        page.locator("section[aria-labelledby=files] tbody a[href$='.html']").click()
        assert "Telephony" in heading(page)
        page.go_back()
        assert page.url == report
    opened = sorted(opened_as(file, about="Telephony") for file in tmp_path.iterdir())
    assert opened == sorted(FORMATS)
