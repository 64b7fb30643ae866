"""Services judged together, as they are written."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from slawatch.config.load import load
from slawatch.config.objective_section import WhenSection
from slawatch.config.settings import SourceSchema
from slawatch.config.stored import definitions
from slawatch.model.agreement import Scope

HERE = Path(__file__).parent
Kinds = Mapping[str, SourceSchema]


def test_services_are_judged_one_by_one_where_nothing_is_said(kinds: Kinds) -> None:
    (agreement,) = load(HERE / "valid-ten-lines.yml", kinds).definitions.agreements
    assert agreement.scope is Scope.SERVICE
    assert agreement.judged == agreement.services


def test_weights_are_whole_numbers_or_percentages_and_may_change_with_a_version(kinds: Kinds) -> None:
    first, second = load(HERE / "valid-together.yml", kinds).definitions.agreements
    assert first.weights == {"mail": Fraction(2, 5), "erp": Fraction(2)}
    assert second.weights == {"mail": Fraction(1)}
    assert (first.judged, second.judged) == (("office",), ("office",))


def test_services_together_have_one_fee_the_sum_of_those_told_by_service(kinds: Kinds) -> None:
    first, second = load(HERE / "valid-together.yml", kinds).definitions.agreements
    assert first.credits is not None
    assert second.credits is not None
    assert (first.credits.fees, second.credits.fees) == ({"office": Fraction("350.5")}, {"office": Fraction(120)})


def test_scope_and_weights_are_kept_with_the_definitions(kinds: Kinds) -> None:
    judging = load(HERE / "valid-together.yml", kinds).definitions
    back = definitions(judging.body, like=judging).agreements
    assert [(each.scope, each.weights) for each in back] == [(each.scope, each.weights) for each in judging.agreements]


def test_what_tickets_must_be_is_told_in_one_order_however_it_is_written() -> None:
    order = ["kind", "priority", "service", "party", "category", "team", "tags", "source"]
    told = WhenSection.model_validate({name: ["a"] for name in reversed(order)})
    assert list(told.conditions.items()) == [(name, frozenset({"a"})) for name in order]
