"""Numbers in a report lead to the pages that the daemon serves."""

import pytest

from slawatch.reports import paths
from slawatch.web.links import Links

HERE = Links()


@pytest.mark.parametrize("name", ["4711", "INC/1?x=1#y", "..", ".", "a b", "工单", "a%2Fb"])
def test_a_ticket_is_found_under_the_path_of_its_page(name: str) -> None:
    assert paths.ticket("desk", name) == HERE.ticket("desk", name)


@pytest.mark.parametrize("period", ["2026-10", "2026-Q4", "2026-10-04..2026-11-01"])
def test_an_objective_is_found_under_the_path_of_its_page(period: str) -> None:
    assert paths.objective("erp", "gold", "p1", period) == HERE.objective("erp", "gold", "p1", period)


def test_outages_are_found_under_the_path_of_their_list() -> None:
    assert paths.outages("2026-10", service_id="erp") == HERE.outages({"service_id": ["erp"], "period": ["2026-10"]})
