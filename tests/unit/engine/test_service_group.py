"""Groups of services: sums, never means of percentages."""

from fractions import Fraction

from slawatch.engine.service_group import GroupFigure, together
from slawatch.testing.snapshots import service_figure


def test_a_group_loses_the_sum_of_what_its_services_lose_of_the_sum_of_what_was_agreed() -> None:
    office = service_figure(service_id="office", agreed_seconds=1000, lost_seconds=100)
    always = service_figure(service_id="always", agreed_seconds=9000, lost_seconds=0)
    # The mean of 90 % and 100 % would be 95 %.
    assert together([office, always]) == GroupFigure(
        availability_ratio=0.99, agreed_seconds=10000, lost_seconds=100, worst="office"
    )


def test_stated_weights_count_a_service_so_many_times() -> None:
    one = service_figure(service_id="one", agreed_seconds=1000, lost_seconds=100)
    other = service_figure(service_id="other", agreed_seconds=1000, lost_seconds=0)
    assert together([one, other], {"one": Fraction(3)}).availability_ratio == 1 - 300 / 4000


def test_the_worst_lost_the_largest_share_of_its_own_time() -> None:
    short = service_figure(service_id="short", agreed_seconds=100, lost_seconds=2)
    long = service_figure(service_id="long", agreed_seconds=10000, lost_seconds=100)
    assert together([long, short]).worst == "short"


def test_without_agreed_time_there_is_no_figure_and_without_a_loss_no_worst() -> None:
    nothing = service_figure(agreed_seconds=0, lost_seconds=0)
    assert together([nothing]) == GroupFigure(availability_ratio=None, agreed_seconds=0, lost_seconds=0, worst=None)
    assert together([service_figure(agreed_seconds=10, lost_seconds=0), nothing]).worst is None
