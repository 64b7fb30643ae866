"""A plan with an objective of every kind, for tests of what is evaluated again and again."""

from dataclasses import replace
from fractions import Fraction

from slawatch.engine.plan import Plan
from slawatch.model.agreement import Indicator, Objective
from slawatch.testing.plans import agreement, definitions, planned

DAY = 86400


def a_plan(*, limit: int = 3600) -> Plan:
    """Return a plan with every kind of objective; a source is late after so many seconds."""
    told = agreement(
        Objective(id="availability", indicator=Indicator.AVAILABILITY, target=Fraction(99, 100)),
        Objective(id="ack", indicator=Indicator.ACKNOWLEDGEMENT, target=Fraction(9, 10), within=DAY),
        Objective(id="resolution", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=3 * DAY),
    )
    return planned(replace(definitions(told), data_age_limits={"desk": limit}))
