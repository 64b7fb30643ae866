"""Whether OLAs and contracts can carry the promise above them, worked by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest

from slawatch.engine.alignment import InSeries, LowerShare, Misalignment, TooLong, estimate, misalignments
from slawatch.engine.passage import too_long as times
from slawatch.model.agreement import Agreement, AgreementKind, Indicator, Objective
from slawatch.model.business_days import BusinessDays
from slawatch.model.definitions import Definitions
from slawatch.model.hours import Holidays, WorkingHours
from slawatch.model.service import Capacity, Composition, Quorum, Service, ServiceId
from slawatch.model.ticket import StatusClass
from slawatch.testing.plans import ALWAYS, agreement
from slawatch.testing.plans import definitions as made

HOUR = 3600
OFFICE = WorkingHours(id="office", timezone="Asia/Shanghai", weekly=(((9 * HOUR, 17 * HOUR),),) * 5 + ((), ()))
HOLIDAYS = replace(OFFICE, id="holidays", holidays=Holidays(country="CN"))
P1 = {"priority": frozenset({"P1"})}
PENDING = frozenset({StatusClass.PENDING_SUPPLIER})


def promise(within: int | BusinessDays, indicator: Indicator = Indicator.RESOLUTION, **more: Any) -> Objective:  # noqa: ANN401  any field
    told = {"id": "fix", "target": Fraction(9, 10), "hours": "always"}
    return Objective(indicator=indicator, within=within, **{**told, **more})


def available(percent: str) -> Objective:
    return Objective(id="up", indicator=Indicator.AVAILABILITY, target=Fraction(percent) / 100)


def sla(*objectives: Objective, **more: Any) -> Agreement:  # noqa: ANN401  any field
    return replace(agreement(*objectives, services=("erp",)), timezone="Asia/Shanghai", **more)


def ola(*objectives: Objective, **more: Any) -> Agreement:  # noqa: ANN401  any field
    told = {"id": "team", "kind": AgreementKind.OLA, "party": "team", "services": (ServiceId("erp"),)}
    return replace(agreement(*objectives), **{**told, **more})


def contract(*objectives: Objective, **more: Any) -> Agreement:  # noqa: ANN401  any field
    return ola(*objectives, **{"id": "netco", "kind": AgreementKind.CONTRACT, **more})


def stated(*agreements: Agreement, state: Composition | None = None) -> Definitions:
    parts = {"erp": "always", "db": "always", "app": "always", "mail": "always"}
    told = made(*agreements, hours=(ALWAYS, OFFICE, HOLIDAYS), services=parts)
    erp = Service(id=ServiceId("erp"), names={}, hours="always", state=state)
    return replace(told, services={**told.services, ServiceId("erp"): erp})


def found(*agreements: Agreement, state: Composition | None = None) -> list[Misalignment]:
    definitions = stated(*agreements, state=state)
    return [*times(definitions), *misalignments(definitions)]


def too_long(*agreements: Agreement) -> TooLong | None:
    told = [each for each in found(*agreements) if isinstance(each, TooLong)]
    assert len(told) <= 1
    return told[0] if told else None


def test_times_that_together_are_as_long_as_the_one_above_fit_and_a_second_more_does_not() -> None:
    waits = promise(2 * HOUR, Indicator.HANDOVER)
    held = replace(waits, pause=PENDING)
    assert (
        too_long(
            sla(promise(4 * HOUR)),
            ola(
                held,
            ),
            contract(waits),
        )
        is None
    )
    longer = too_long(sla(promise(4 * HOUR)), ola(held), contract(replace(waits, within=2 * HOUR + 1)))
    assert longer is not None
    assert (longer.taken_seconds, longer.allowed_seconds, longer.starts_at) == (4 * HOUR + 1, 4 * HOUR, None)


def test_a_supplier_of_office_hours_leaves_no_chance_to_four_hours_around_the_clock() -> None:
    """A ticket of Friday 16:01 has 59 minutes of the supplier's hour; the last one ends on Monday at 09:01."""
    told = too_long(sla(promise(4 * HOUR)), contract(promise(HOUR, hours="office")))
    assert told is not None
    assert told.starts_at == datetime(2026, 1, 16, 8, 1, tzinfo=UTC)  # Friday 16:01 in Shanghai
    assert (told.taken_seconds, told.allowed_seconds) == (65 * HOUR, 4 * HOUR)
    assert [(link.agreement.id, hours) for link, hours in told.stages] == [("netco", "office")]


def test_stages_follow_each_other_each_in_its_own_hours() -> None:
    """Friday 14:01: with the team until 16:01, with the supplier until Monday 09:01, which is 67 hours."""
    told = too_long(
        sla(promise(4 * HOUR)),
        contract(promise(HOUR, Indicator.HANDOVER, hours="office")),
        ola(promise(2 * HOUR, Indicator.HANDOVER, pause=PENDING)),
    )
    assert told is not None
    assert told.starts_at == datetime(2026, 1, 16, 6, 1, tzinfo=UTC)
    assert told.taken_seconds == 67 * HOUR
    assert [link.agreement.id for link, _ in told.stages] == ["team", "netco"]


def test_in_the_hours_of_the_supplier_itself_it_fits() -> None:
    assert too_long(sla(promise(HOUR, hours="office")), contract(promise(HOUR, hours="office"))) is None


def test_holidays_are_no_reason_for_a_warning() -> None:
    assert too_long(sla(promise(80 * HOUR)), contract(promise(8 * HOUR, hours="holidays"))) is None


def test_business_days_are_counted_from_each_start() -> None:
    """Two dates on: what comes on Friday 16:59 may take the team until Tuesday, 16 h of office; one date on has 8."""
    two, one = (promise(BusinessDays(days), hours="office") for days in (2, 1))
    assert too_long(sla(two), ola(one)) is None
    told = too_long(sla(one), ola(two))
    assert told is not None
    assert told.taken_seconds - told.allowed_seconds == 8 * HOUR


def test_of_each_agreement_the_longest_time_counts_that_the_ticket_may_be_under() -> None:
    below = ola(promise(HOUR, id="p1", when=P1), promise(9 * HOUR, id="p2", when={"priority": frozenset({"P2"})}))
    assert too_long(sla(promise(4 * HOUR, when=P1)), below) is None
    told = too_long(sla(promise(4 * HOUR)), below)
    assert told is not None
    assert [link.objective.id for link, _ in told.stages] == ["p2"]


@pytest.mark.parametrize(
    ("above", "team", "stages"),
    [
        (frozenset(), PENDING, ["team", "netco"]),
        (PENDING, PENDING, ["team"]),
        (frozenset(), frozenset(), ["team"]),
    ],
    ids=["added", "paused above", "inside of the team's"],
)
def test_time_with_the_supplier_counts_once_where_it_counts_at_all(
    above: frozenset[StatusClass], team: frozenset[StatusClass], stages: list[str]
) -> None:
    told = too_long(
        sla(promise(HOUR, pause=above)),
        ola(promise(2 * HOUR, Indicator.HANDOVER, pause=team)),
        contract(
            promise(HOUR, Indicator.HANDOVER, hours="always", pause=PENDING if stages == ["team"] else frozenset())
        ),
    )
    assert told is not None
    assert [link.agreement.id for link, _ in told.stages] == stages


def test_another_service_or_another_indicator_or_another_time_is_none_of_the_chain() -> None:
    above = sla(promise(HOUR))
    assert found(above, ola(promise(2 * HOUR), services=(ServiceId("mail"),))) == []
    assert found(above, ola(promise(2 * HOUR, Indicator.FIRST_RESPONSE))) == []
    later = replace(ola(promise(2 * HOUR)), starts_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert found(replace(above, ends_at=datetime(2027, 1, 1, tzinfo=UTC)), later) == []


def test_an_agreement_that_names_what_it_underpins_carries_nothing_else() -> None:
    one, other = sla(promise(HOUR)), sla(promise(HOUR), id="silver")
    told = found(one, other, ola(promise(2 * HOUR), underpins=frozenset({"silver"})))
    assert [each.upper.agreement.id for each in told] == ["silver"]


def test_a_contract_that_underpins_an_ola_also_carries_what_the_ola_carries() -> None:
    bottom = contract(promise(2 * HOUR), underpins=frozenset({"team"}))
    middle = ola(promise(HOUR, pause=PENDING), underpins=frozenset({"gold"}))
    told = too_long(sla(promise(2 * HOUR)), middle, bottom)
    assert told is not None
    assert [link.agreement.id for link, _ in told.stages] == ["team", "netco"]


def test_a_smaller_share_below_is_told_and_an_equal_one_is_not() -> None:
    above = sla(promise(4 * HOUR, target=Fraction(95, 100)), available("99.9"))
    assert found(above, ola(promise(HOUR, target=Fraction(95, 100)), available("99.9"))) == []
    told = found(above, ola(promise(HOUR, target=Fraction(94, 100)), available("99.5")))
    shares = [(each.upper.objective.id, each.lower.objective.target) for each in told if isinstance(each, LowerShare)]
    assert shares == [("fix", Fraction(94, 100)), ("up", Fraction(995, 1000))]


BOTH = (ServiceId("db"), ServiceId("app"))


def test_availability_in_series_is_the_product_of_the_parts() -> None:
    """99.95 % twice is 99.900025 %, which carries 99.9 %; 99.95 % and 99.9 % are 99.85005 %."""
    chain = Quorum(needed=2, parts=BOTH)
    fits = contract(available("99.95"), services=BOTH)
    assert found(sla(available("99.9")), fits, state=chain) == []
    weaker = ola(available("99.9"), services=(ServiceId("app"),))
    (told,) = found(sla(available("99.9")), fits, weaker, state=chain)
    assert isinstance(told, InSeries)
    assert told.estimate == Fraction(9985005, 10000000)
    assert [(part, link.agreement.id) for part, link in told.parts] == [("app", "team"), ("db", "netco")]


def test_a_part_that_nobody_promises_is_taken_for_one_that_never_fails() -> None:
    chain = Quorum(needed=2, parts=BOTH)
    assert found(sla(available("99.9")), contract(available("99.9"), services=BOTH[:1]), state=chain) == []
    assert found(sla(available("99.9")), state=chain) == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (Quorum(needed=2, parts=BOTH), Fraction(72, 100)),
        (Quorum(needed=1, parts=BOTH), Fraction(98, 100)),
        (Capacity(shares={BOTH[0]: Fraction(3, 4), BOTH[1]: Fraction(1, 4)}), Fraction(7, 8)),
        (Quorum(needed=2, parts=(*BOTH, ServiceId("mail"))), Fraction(98, 100)),
    ],
    ids=["all of", "any of", "capacity", "2 of 3, one of which never fails"],
)
def test_an_estimate_of_parts_that_are_up_90_and_80_percent_of_the_time(state: Composition, expected: Fraction) -> None:
    promised = {"db": Fraction(9, 10), "app": Fraction(8, 10)}
    assert estimate(stated(state=state), "erp", promised) == expected
