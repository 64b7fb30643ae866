import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from html.parser import HTMLParser

import pytest

from slawatch.model.result import Budget, Snapshot, State
from slawatch.testing.pages import MadePublished, MadeSource, desk
from slawatch.testing.snapshots import AS_OF, objective_figure, service_state, snapshot
from slawatch.web.page import SIGNS, View, page

UP = MadeSource()
HOSTILE = "<script>alert('x')</script>\"&"


def html(
    made: Snapshot | None = None,
    sources: Sequence[MadeSource] = (UP,),
    *,
    now: datetime = AS_OF,
    refresh: bool = True,
) -> str:
    published = MadePublished() if made is None else MadePublished(made, None, "")
    return page(View(published=published, sources=sources, now=now, version="1.2.3"), refresh=refresh)


def text(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


class Tags(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_an_objective_is_shown_with_all_that_is_asked_of_it() -> None:
    shown = text(html(snapshot(objectives=(objective_figure(),))))
    for part in ("Mail", "acme-mail, SLA with acme", "Answered within 30 min", "95 %", "97.16 %", "240 of 247 tickets"):
        assert part in shown
    for part in ("✓ Met", "5 tickets left", "Data 2 min ago", "2026-11-01 to 2026-11-30, UTC"):
        assert part in shown


def test_what_nothing_maps_is_told_beside_its_source() -> None:
    shown = text(html(snapshot(), (MadeSource(name="desk"), MadeSource(name="other"))))
    assert shown.count("2 tickets of unmapped priority 1 outage of unmapped severity") == 1
    assert "unmapped" not in text(html(None, (MadeSource(name="desk"),)))


def test_the_figure_of_the_previous_period_stands_beside() -> None:
    assert text(html(snapshot())).count("97.16 % ✓") == 1


@pytest.mark.parametrize("state", State)
def test_a_state_is_told_by_symbol_word_and_class(state: State) -> None:
    markup = html(snapshot(objectives=(objective_figure(state=state, reason="because"),)))
    symbol, word = SIGNS[state]
    assert f'<span class="state {state}"><span aria-hidden="true">{symbol}</span> {word}</span>' in markup
    assert "because" in markup


def test_symbols_and_words_of_states_differ() -> None:
    assert len({symbol for symbol, _ in SIGNS.values()}) == len({word for _, word in SIGNS.values()}) == len(State)


def test_simulated_figures_say_so_and_real_ones_do_not() -> None:
    assert text(html(desk())).startswith("SIMULATED")
    assert "SIMULATED" in html(desk()).split("<body>")[1]
    assert "SIMULATED" not in html(snapshot())


def test_the_headline_counts_what_is_wrong() -> None:
    assert "<h1>7 objectives: 1 breached, 1 at risk</h1>" in html(desk())
    assert "<h1>2 objectives, none breached or at risk</h1>" in html(snapshot())


def test_the_age_of_the_figures_is_told() -> None:
    assert "As of 2026-11-18 09:30:00 UTC , 5 min ago" in text(html(snapshot(), now=AS_OF + timedelta(minutes=5)))


def test_stale_data_are_told_with_their_limit_and_claim_nothing_about_now() -> None:
    shown = text(html(snapshot(), now=AS_OF + timedelta(minutes=5)))
    assert "▲ Stale data: 7 min ago, limit 3 min" in shown
    assert "No outage now" not in shown


def test_a_service_nobody_has_told_of_claims_nothing() -> None:
    shown = text(html(snapshot(states=(service_state(data_through=None),))))
    assert "Nothing known yet" in shown
    assert "No outage" not in shown
    assert "open ticket" not in shown


def test_an_open_outage_is_shown_with_its_start() -> None:
    out = service_state(outage_active=True, outage_started_at=AS_OF - timedelta(minutes=17))
    assert "✕ Outage since 2026-11-18 09:13:00 UTC" in text(html(snapshot(states=(out,))))


def test_a_failing_source_tells_its_problem() -> None:
    down = MadeSource(name="rt", up=False, problem="connection refused")
    assert "✕ Down connection refused" in text(html(snapshot(), (down,)))
    assert "○ Not polled yet" in text(html(snapshot(), (MadeSource(up=None, last_success_at=None),)))


def test_without_figures_the_page_says_why() -> None:
    shown = text(html())
    assert "No figures yet" in shown
    assert "the first evaluation has not ended" in shown
    assert "✓ Up" in shown


def test_hostile_names_are_inert() -> None:
    made = snapshot(
        objectives=(objective_figure(party=HOSTILE, sla=HOSTILE, reason=HOSTILE),),
        states=(service_state(name=HOSTILE),),
    )
    markup = html(made, (MadeSource(name=HOSTILE, problem=HOSTILE),))
    assert "<script" not in markup
    assert markup.count("&lt;script&gt;") >= 6


def test_the_page_asks_nobody_else_for_anything_and_has_no_inline_style_or_script() -> None:
    tags = Tags(html(desk()))
    assert {tag for tag, _ in tags.seen} & {"script", "style", "iframe", "form"} == set()
    links = [value for _, attributes in tags.seen for key, value in attributes.items() if key in ("href", "src")]
    assert links
    assert all(link.startswith("/") and not link.startswith("//") for link in links)
    assert not any(
        "style" in attributes or any(key.startswith("on") for key in attributes) for _, attributes in tags.seen
    )


def test_every_element_is_closed_and_every_cell_names_its_column() -> None:
    tags = Tags(html(desk()))
    assert tags.open == []
    cells = [attributes for tag, attributes in tags.seen if tag == "td"]
    assert cells
    assert all(attributes.get("data-label") for attributes in cells)


def test_refreshing_can_be_stopped() -> None:
    assert 'http-equiv="refresh"' in html(snapshot())
    assert 'http-equiv="refresh"' not in html(snapshot(), refresh=False)


def test_metrics_api_and_readiness_are_linked() -> None:
    links = {attributes.get("href") for tag, attributes in Tags(html(snapshot())).seen if tag == "a"}
    assert {"/metrics", "/api/v1/objectives", "/-/ready"} <= links


def test_a_budget_bar_stays_within_its_rail() -> None:
    over = objective_figure().budget
    made = snapshot(
        objectives=(objective_figure(budget=type(over)(unit="events", allowed=1, consumed=9, remaining_ratio=-8)),)
    )
    assert '<rect class="left" width="0.0"' in html(made)


def test_a_budget_that_forgives_nothing_has_no_bar() -> None:
    budget = Budget(unit="events", allowed=0.1, consumed=0, remaining_ratio=1.0)
    markup = html(snapshot(objectives=(objective_figure(budget=budget),)))
    assert "no miss allowed" in markup
    assert "<svg" not in markup
