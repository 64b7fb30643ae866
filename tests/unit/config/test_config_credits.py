"""What `credits` and `burn` come to in the model."""

from fractions import Fraction

import pytest

from slawatch.config.burn_section import BurnSection, threshold
from slawatch.config.credits_section import CreditsSection, amount, calendar_days
from slawatch.model.burn import BudgetShare, BurnThresholds
from slawatch.model.credit import CreditBand

WRITTEN = {
    "currency": "CNY",
    "fee": "100000.50",
    "bands": {"<99.9%": "5%", "< 99%": "12.5%"},
    "claim_within": "8 weeks",
}


def test_terms_are_exact() -> None:
    terms = CreditsSection.model_validate(WRITTEN).terms(["mail", "erp"])
    assert terms.fees == {"mail": Fraction(200001, 2), "erp": Fraction(200001, 2)}
    assert terms.bands == (
        CreditBand(below=Fraction(999, 1000), share=Fraction(1, 20)),
        CreditBand(below=Fraction(99, 100), share=Fraction(1, 8)),
    )
    assert (terms.currency, terms.claim_within) == ("CNY", 56)


def test_fees_may_differ_by_service() -> None:
    section = CreditsSection.model_validate({**WRITTEN, "fee": {"mail": "20", "erp": "80"}})
    assert section.terms(["mail", "erp"]).fees == {"mail": 20, "erp": 80}


@pytest.mark.parametrize(("text", "days"), [("1 day", 1), ("30 days", 30), ("30days", 30), ("2 weeks", 14)])
def test_days_and_weeks_are_calendar_days(text: str, days: int) -> None:
    assert calendar_days(text) == days


@pytest.mark.parametrize("text", ["30", "0 days", "30d", "4h", "two days", ""])
def test_other_durations_are_no_calendar_days(text: str) -> None:
    with pytest.raises(ValueError, match="write calendar days or weeks"):
        calendar_days(text)


@pytest.mark.parametrize("text", ["0", "-5", "5%", "1 000", "nan", "inf", "", None])
def test_a_fee_is_an_amount_above_nothing(text: str | None) -> None:
    with pytest.raises(ValueError, match="write an amount above 0"):
        amount(text)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("14.4", Fraction(72, 5)),
        ("1", Fraction(1)),
        ("2%", BudgetShare(Fraction(1, 50))),
        ("100 %", BudgetShare(Fraction(1))),
    ],
)
def test_a_threshold_is_a_rate_or_a_share_of_the_budget(text: str, limit: Fraction | BudgetShare) -> None:
    assert threshold(text) == limit


@pytest.mark.parametrize("text", ["0", "-1", "0%", "120%", "fast", "inf", "nan", ""])
def test_anything_else_is_no_threshold(text: str) -> None:
    with pytest.raises(ValueError, match=r"write|outside 0% to 100%"):
        threshold(text)


def test_a_threshold_that_is_left_out_is_the_usual_one() -> None:
    told = BurnSection.model_validate({"slow": "1"}).thresholds
    assert told == BurnThresholds(fast=BudgetShare(Fraction(1, 50)), slow=Fraction(1))
