"""A share of services together binds none of them alone, so only what is judged alike is compared."""

from dataclasses import replace
from fractions import Fraction

from slawatch.engine.alignment import LowerShare, misalignments
from slawatch.model.agreement import Agreement, AgreementKind, Indicator, Objective, Scope
from slawatch.testing.plans import agreement, definitions

SERVICES = ("erp", "mail")


def available(percent: str) -> Objective:
    return Objective(id="up", indicator=Indicator.AVAILABILITY, target=Fraction(percent) / 100)


def sla(scope: Scope) -> Agreement:
    return replace(agreement(available("99.9"), services=SERVICES), scope=scope)


def contract(scope: Scope) -> Agreement:
    told = agreement(available("99.5"), name="netco", services=SERVICES)
    return replace(told, scope=scope, kind=AgreementKind.CONTRACT, party="netco")


def found(upper: Agreement, lower: Agreement) -> list[str]:
    told = misalignments(definitions(upper, lower, services=dict.fromkeys(SERVICES, "always")))
    return [each.service for each in told if isinstance(each, LowerShare)]


def test_services_judged_one_by_one_above_and_below_are_compared() -> None:
    assert found(sla(Scope.SERVICE), contract(Scope.SERVICE)) == ["erp", "mail"]


def test_a_common_share_is_not_compared_with_one_of_a_single_service() -> None:
    assert found(sla(Scope.AGREEMENT), contract(Scope.SERVICE)) == []
    assert found(sla(Scope.SERVICE), contract(Scope.AGREEMENT)) == []


def test_common_shares_of_the_same_services_and_weights_are_compared() -> None:
    assert found(sla(Scope.AGREEMENT), contract(Scope.AGREEMENT)) == ["erp", "mail"]
    heavy = {"erp": Fraction(2), "mail": Fraction(1)}
    assert found(replace(sla(Scope.AGREEMENT), weights=heavy), contract(Scope.AGREEMENT)) == []
    one = replace(contract(Scope.AGREEMENT), services=("erp",))
    assert found(sla(Scope.AGREEMENT), one) == []
