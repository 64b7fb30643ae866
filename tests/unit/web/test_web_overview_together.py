"""Services that are judged together, on the page."""

import re
from html.parser import HTMLParser

from overview_page import overview_page

from slawatch.model.result import Relative, Snapshot, State
from slawatch.testing.snapshots import AS_OF, availability_figure, objective_figure, service_state, snapshot

GROUP = {"service_id": "office", "sla": "office", "services": ("erp", "mail"), "worst_service": "erp"}
STATES = tuple(service_state(service_id=name, name=name.upper()) for name in ("erp", "mail", "archive"))


def made(*, with_previous: bool = True) -> Snapshot:
    before = (availability_figure(period=Relative.PREVIOUS, attained_ratio=0.25, good=1, events=4, **GROUP),)
    return snapshot(
        objectives=(availability_figure(state=State.BREACHED, **GROUP), *(before if with_previous else ())),
        services=(),
        states=STATES,
    )


def page(of: Snapshot) -> str:
    return overview_page(of, (), now=AS_OF)


def text(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_the_objectives_of_a_group_stand_under_the_names_of_its_services() -> None:
    told = text(page(made()))
    assert "ERP , MAIL together under office" in told
    assert "of 720 h, worst erp" in told
    assert "25.00 %" in told


def test_a_group_counts_in_the_headline_as_any_objective_does() -> None:
    assert "<h1>1 objective: 1 breached</h1>" in page(made())


def test_a_service_of_a_group_says_where_it_is_judged_and_another_that_it_is_not() -> None:
    told = text(page(made(with_previous=False)))
    assert told.count("Judged together with others, below.") == 2
    assert told.count("No objective is about this service.") == 1


def test_without_groups_there_is_no_such_place() -> None:
    assert "together under" not in page(snapshot(objectives=(objective_figure(),)))


class Tags(HTMLParser):
    """Tags that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the parser's own
        if tag not in ("meta", "link", "img", "br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_element_of_it_is_closed() -> None:
    tags = Tags()
    tags.feed(page(made()))
    assert tags.open == []
