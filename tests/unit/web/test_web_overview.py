import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from html.parser import HTMLParser

import pytest
from overview_page import overview_page

from slawatch.model.result import Budget, Snapshot, State
from slawatch.speech.signs import SIGNS
from slawatch.testing.pages import MadeSource, desk
from slawatch.testing.snapshots import AS_OF, availability_figure, objective_figure, service_state, snapshot
from slawatch.web.problem import Problem

UP = MadeSource()
HOSTILE = "<script>alert('x')</script>\"&"


def html(
    made: Snapshot | None = None,
    sources: Sequence[MadeSource] = (UP,),
    *,
    now: datetime = AS_OF,
    query: str = "",
) -> str:
    return overview_page(made, sources, now=now, query=query)


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
    for part in (
        "Mail",
        "acme-mail · 2026-11-01 to 2026-11-30",
        "Answered within 30 min",
        "95 %",
        "97.16 %",
        "240 of 247 tickets",
    ):
        assert part in shown
    for part in ("✓ Met", "5 tickets left", "No outage now", "1 outage this period"):
        assert part in shown


def test_what_nothing_maps_is_told_beside_its_source() -> None:
    shown = text(html(snapshot(), (MadeSource(name="desk"), MadeSource(name="other"))))
    assert shown.count("2 tickets of unmapped priority desk") == shown.count("1 outage of unmapped severity desk") == 1
    assert "unmapped" not in text(html(None, (MadeSource(name="desk"),)))


def test_the_figure_of_the_previous_period_stands_beside() -> None:
    assert text(html(snapshot())).count("97.16 % ✓") == 1
    assert 'class="sign met" role="img" aria-label="Met">✓' in html(snapshot())


@pytest.mark.parametrize("state", State)
def test_a_state_is_told_by_symbol_word_and_class(state: State) -> None:
    markup = html(snapshot(objectives=(objective_figure(state=state, reason="because"),)))
    symbol, word = SIGNS[state]
    row = markup.split("<table")[1]
    assert f'<span class="state {state}"><span aria-hidden="true">{symbol}</span> {word}</span>' in row
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
    shown = text(html(snapshot(), (down,)))
    assert shown.count("▲ Stale data") == 2
    assert "▲ Stale data: rt" in shown
    assert "✕ Down rt request_tracker · connection refused" in text(html(None, (down,)))
    assert "○ Not polled yet" in text(html(None, (MadeSource(up=None, last_success_at=None),)))


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
    markup = html(made, (MadeSource(name=HOSTILE, problem=HOSTILE, up=False),))
    assert "<script" not in markup
    assert markup.count("&lt;script&gt;") >= 6


def test_the_page_asks_nobody_else_for_anything_and_has_no_inline_style_or_script() -> None:
    tags = Tags(html(desk()))
    assert {tag for tag, _ in tags.seen} & {"script", "style", "iframe", "form"} == set()
    links = [value for _, attributes in tags.seen for key, value in attributes.items() if key in ("href", "src")]
    assert links
    assert all(link.startswith(("/", "#content", "?lang=")) and not link.startswith("//") for link in links)
    assert not any(
        "style" in attributes or any(key.startswith("on") for key in attributes) for _, attributes in tags.seen
    )


def test_every_element_is_closed_and_every_cell_names_its_column() -> None:
    tags = Tags(html(desk()))
    assert tags.open == []
    cells = [attributes for tag, attributes in tags.seen if tag == "td"]
    assert cells
    assert all(attributes.get("data-label") for attributes in cells)


def test_the_page_loads_itself_anew_only_for_who_asks_and_can_be_stopped() -> None:
    assert 'http-equiv="refresh"' not in html(snapshot())
    assert 'href="/?state=met&amp;refresh=on"' in html(snapshot(), query="state=met")
    renewed = html(snapshot(), query="state=met&refresh=on")
    assert 'http-equiv="refresh"' in renewed
    assert 'href="/?state=met"' in renewed


def test_metrics_api_and_readiness_are_linked() -> None:
    links = {attributes.get("href") for tag, attributes in Tags(html(snapshot())).seen if tag == "a"}
    assert {"/metrics", "/api/v1/objectives", "/-/ready"} <= links


def test_what_needs_attention_comes_first_and_leads_to_what_it_is_made_of() -> None:
    markup = html(desk())
    first = markup.split('id="attention"')[1].split("</section>")[0]
    assert text(first).split("Down")[0].endswith("Needs attention ✕ ")
    for told in (
        "Order management : Available",
        "Order management : Answered within 30 min",
        "Mail : 1 open timer overdue",
    ):
        assert told in text(first)
    for href in (
        "/objectives/erp/globex-erp/availability",
        "/tickets?service_id=mail&amp;band=overdue",
        "/services/erp",
    ):
        assert f'href="{href}"' in first
    assert markup.index('id="attention"') < markup.index('id="objectives"')


def test_where_all_is_well_nothing_needs_attention() -> None:
    calm = snapshot(objectives=(availability_figure(),), quality=())
    assert "✓ Nothing: no outage" in text(html(calm))


@pytest.mark.parametrize("state", [State.BREACHED, State.AT_RISK])
def test_of_many_troubles_the_first_are_named_and_the_others_are_a_link_away(state: State) -> None:
    many = tuple(objective_figure(objective=f"o-{number}", state=state) for number in range(40))
    first = html(snapshot(objectives=many)).split('id="attention"')[1].split("</section>")[0]
    assert first.count('href="/objectives/') == 2 * 12
    assert "28 more" in text(first)
    assert f'href="/?state={state}#objectives"' in first


def test_objectives_are_filtered_and_put_together_as_asked() -> None:
    def shown(query: str) -> list[str]:
        return re.findall(r'<th role="rowheader" scope="row"><a href="([^"]+)"', html(desk(), query=query))

    everything = shown("")
    assert len(everything) == 7
    assert shown("state=breached") == ["/objectives/erp/globex-erp/availability"]
    assert sorted(shown("party=globex&party=field-team")) == sorted(each for each in everything if "/mail/" not in each)
    assert shown("sla=ola&state=no_data") == ["/objectives/network/ola/acknowledgement"]
    assert sorted(shown("by=agreement")) == sorted(everything)
    assert "No objective passes these filters" in html(desk(), query="sla=nobody")


@pytest.mark.parametrize("query", ["state=fine", "by=taste", "page=0", "page=x"])
def test_what_an_address_can_not_mean_is_a_problem(query: str) -> None:
    with pytest.raises(Problem):
        html(desk(), query=query)


def test_more_words_than_anybody_chooses_are_refused_as_a_page_repeats_each_in_a_hundred_addresses() -> None:
    named = [f"{number:05}" for number in range(1000)]
    assert "No objective passes these filters" in html(desk(), query=f"sla={','.join(named[:666])}")
    for query in (f"sla={','.join(named)}", "&".join(f"sla={each}" for each in named)):
        with pytest.raises(Problem, match="sla holds more than 4000 characters"):
            html(desk(), query=query)


def test_many_services_are_told_on_pages_of_a_hundred_and_twenty_objectives() -> None:
    states = tuple(service_state(service_id=f"s{number}", name=f"S{number}") for number in range(90))
    figures = tuple(objective_figure(service_id=f"s{n}", objective=f"o{m}") for n in range(90) for m in range(4))
    made = snapshot(states=states, objectives=figures)
    pages = [html(made, query=f"page={number}") for number in (1, 2, 3, 4)]
    told = [re.findall(r'<th role="rowheader" scope="row"><a href="([^"]+)"', each) for each in pages]
    assert [len(each) for each in told] == [120, 120, 120, 120]
    assert len({*told[0], *told[1], *told[2]}) == 360
    assert "Page 3 of 3" in pages[3]
    assert max(map(len, pages)) < 250_000


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
