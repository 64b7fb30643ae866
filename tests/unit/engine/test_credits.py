"""Service credits worked by hand: 100,000 a month, 5 % below 99.9 %, 10 % below 99 %, 30 % below 95 %."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from figure_cases import MAIL, SHOP, a_plan, agreement, at, exclusions, outages, seconds
from hypothesis import given
from hypothesis import strategies as st

from slawatch.engine.credit_list import ListedCredit, listed_credits
from slawatch.engine.credits import band, claim_by
from slawatch.engine.evaluate import evaluate, figures
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows, no_rows
from slawatch.model.agreement import AgreementKind, ExclusionMode
from slawatch.model.credit import CreditBand, CreditTerms
from slawatch.model.interval import Interval
from slawatch.model.result import Credit, Direction, Relative

TERMS = CreditTerms(
    currency="CNY",
    fees={MAIL: Fraction(100000), SHOP: Fraction(2500, 2)},
    bands=(
        CreditBand(below=Fraction(999, 1000), share=Fraction(5, 100)),
        CreditBand(below=Fraction(99, 100), share=Fraction(10, 100)),
        CreditBand(below=Fraction(95, 100), share=Fraction(30, 100)),
    ),
    claim_within=30,
)
MAY = {"started_at": seconds("2026-05-10"), "ended_at": seconds("2026-05-10") + 2679}
"""A second more than 99.9 % of the 31 days of May leave."""


def rows(judged: Plan, *told: dict) -> Rows:
    return replace(no_rows(), outages=outages(judged, *told))


def due(judged: Plan, told: Rows, *, as_of: str = "2026-06-16", watermark: str = "") -> dict[Relative, Credit]:
    found = evaluate(
        judged,
        told,
        as_of=at(as_of),
        evaluated_at=at(as_of),
        known_through={},
        watermarks={"desk": at(watermark or as_of)},
    )
    return {each.period: each for each in found.credits if each.service_id == MAIL}


def test_a_missed_month_costs_the_share_of_its_band() -> None:
    judged = a_plan(agreement(credits=TERMS))
    found = due(judged, rows(judged, MAY))[Relative.PREVIOUS]
    assert (found.amount, found.low, found.high) == (5000.0, 5000.0, 5000.0)
    assert (found.below_ratio, found.share_ratio, found.fee, found.currency) == (0.999, 0.05, 100000.0, "CNY")
    assert (found.direction, found.provisional, found.claim_by) == (Direction.OWED, False, date(2026, 6, 30))


@pytest.mark.parametrize(
    ("lost", "amount"),
    [
        # 31 days are 2,678,400 s: 99.9 % bear 2,678.4 s, 99 % 26,784 s, 95 % 133,920 s.
        (0, 0.0),
        (2678, 0.0),
        (2679, 5000.0),
        (26784, 5000.0),
        (26785, 10000.0),
        (133920, 10000.0),
        (133921, 30000.0),
        (2678400, 30000.0),
    ],
)
def test_the_lowest_band_decides_to_the_second(lost: int, amount: float) -> None:
    judged = a_plan(agreement(credits=TERMS))
    told = {"started_at": seconds("2026-05-01"), "ended_at": seconds("2026-05-01") + lost}
    assert due(judged, rows(judged, *([told] if lost else [])))[Relative.PREVIOUS].amount == amount


def test_a_supplier_owes_us_what_its_contract_promised() -> None:
    judged = a_plan(agreement(kind=AgreementKind.CONTRACT, credits=replace(TERMS, claim_within=None)))
    found = due(judged, rows(judged, MAY))[Relative.PREVIOUS]
    assert (found.direction, found.claim_by) == (Direction.CLAIMABLE, None)


def test_while_a_period_runs_its_credit_is_what_is_due_if_nothing_more_is_lost() -> None:
    judged = a_plan(agreement(credits=TERMS))
    # 99.9 % of June's 30 days bear 2,592 s; of the first half of it alone they would bear 1,296.
    told = {"started_at": seconds("2026-06-10"), "ended_at": seconds("2026-06-10") + 2592}
    found = due(judged, rows(judged, told))[Relative.CURRENT]
    assert (found.amount, found.provisional) == (0.0, True)
    longer = due(judged, rows(judged, {**told, "ended_at": told["ended_at"] + 1}))[Relative.CURRENT]
    assert longer.amount == 5000.0


def test_an_amount_that_the_unknown_would_decide_is_not_told() -> None:
    judged = a_plan(agreement(credits=TERMS))
    # The source is silent since an hour before the end of May.
    found = due(judged, rows(judged, MAY), watermark="2026-05-31T23:00:00")[Relative.PREVIOUS]
    assert (found.amount, found.low, found.high, found.provisional) == (5000.0, 5000.0, 5000.0, True)
    silent = due(judged, rows(judged), watermark="2026-05-31T23:00:00")[Relative.PREVIOUS]
    assert (silent.amount, silent.low, silent.high, silent.below_ratio) == (None, 0.0, 5000.0, None)


def test_excluded_time_costs_nothing_where_it_was_agreed() -> None:
    judged = a_plan(agreement(credits=TERMS), agreement(id="raw", exclusion_mode=ExclusionMode.RAW, credits=TERMS))
    planned = {"started_at": MAY["started_at"], "ended_at": MAY["ended_at"], "approved_at": seconds("2026-05-01")}
    told = replace(rows(judged, MAY), exclusions=exclusions(judged, planned))
    snapshot = evaluate(
        judged,
        told,
        as_of=at("2026-06-16"),
        evaluated_at=at("2026-06-16"),
        known_through={},
        watermarks={"desk": at("2026-06-16")},
    )
    amounts = {each.sla: each.amount for each in snapshot.credits if each.period is Relative.PREVIOUS}
    assert amounts == {"sla": 0.0, "raw": 5000.0}


def test_no_credit_is_due_without_terms_or_before_an_agreement_is_in_force() -> None:
    judged = a_plan()
    assert due(judged, rows(judged, MAY)) == {}
    later = a_plan(agreement(credits=TERMS, starts_at=at("2026-06-01")))
    assert set(due(later, rows(later, MAY))) == {Relative.CURRENT}


def test_claims_end_with_a_day_of_the_agreements_zone() -> None:
    own = agreement(timezone="Asia/Shanghai", credits=TERMS)
    october = Interval(at("2026-09-30T16:00:00"), at("2026-10-31T16:00:00"))
    # 1 November is the first of the thirty days, and 30 November the last.
    assert claim_by(own, TERMS, october) == date(2026, 11, 30)


def listed(judged: Plan, told: Rows, start: str, end: str) -> list[ListedCredit]:
    period = Interval(at(start), at(end))
    asked = {"as_of": at("2026-06-16"), "watermarks": {"desk": at("2026-06-16")}}
    return list(listed_credits(judged, told, period=lambda _: period, **asked))


def test_the_evidence_is_every_outage_that_cost_agreed_time() -> None:
    judged = a_plan(agreement(services=(MAIL, SHOP), credits=TERMS))
    june = {"started_at": seconds("2026-06-02"), "ended_at": seconds("2026-06-03")}
    mail, shop = listed(judged, rows(judged, MAY, {"service": SHOP, **MAY}, june), "2026-05-01", "2026-06-01")
    (outage,) = mail.evidence
    assert (outage.service_id, outage.lost_seconds, mail.credit.amount) == (MAIL, 2679, 5000.0)
    assert (mail.lost_seconds, mail.agreed_seconds) == (2679, 31 * 86400)
    assert shop.credit.amount == 62.5


def test_a_year_of_a_monthly_agreement_has_a_credit_for_each_month_that_has_begun() -> None:
    judged = a_plan(agreement(credits=TERMS, starts_at=at("2026-03-01")))
    found = listed(judged, rows(judged, MAY), "2026-01-01", "2027-01-01")
    assert [(each.credit.starts_at.month, each.credit.amount) for each in found] == [(3, 0), (4, 0), (5, 5000), (6, 0)]
    assert [each.credit.provisional for each in found] == [False, False, False, True]
    assert listed(judged, rows(judged, MAY), "2026-05-02", "2026-05-30") == []


def test_a_stretch_that_is_no_period_of_the_agreement_has_no_fee() -> None:
    judged = a_plan(agreement(credits=TERMS))
    asked = {"as_of": at("2026-06-16"), "watermarks": {"desk": at("2026-06-16")}}
    year = Interval(at("2026-01-01"), at("2027-01-01"))
    assert figures(judged, rows(judged, MAY), period=lambda _: year, **asked).credits == ()
    may = Interval(at("2026-05-01"), at("2026-06-01"))
    assert len(figures(judged, rows(judged, MAY), period=lambda _: may, **asked).credits) == 1


def test_where_no_time_was_agreed_nothing_is_due() -> None:
    assert band(TERMS, 0, 0) is None


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_more_loss_never_costs_less(lost: int, agreed: int) -> None:
    def share(seconds_lost: int) -> Fraction:
        found = band(TERMS, min(seconds_lost, agreed), agreed)
        return found.share if found else Fraction(0)

    assert share(lost) <= share(lost + 1)
    availability = 1 - Fraction(min(lost, agreed), agreed)
    bounds = {Fraction(95, 100): 30, Fraction(99, 100): 10, Fraction(999, 1000): 5}
    expected = next((percent for below, percent in sorted(bounds.items()) if availability < below), 0)
    assert share(lost) * 100 == expected
