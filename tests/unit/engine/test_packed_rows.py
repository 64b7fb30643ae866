"""What is kept comes back as it was: every column of every kind of rows, those that are still to come included."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from figure_cases import a_plan
from numpy.typing import NDArray

from slawatch.engine.columns import Columns
from slawatch.engine.packed_rows import packed, unpacked
from slawatch.engine.rows import Judged, Rows, no_rows

LENGTH = 5


def filled(told: Any, random: np.random.Generator) -> Any:  # noqa: ANN401  columns, or what holds some
    """Return the same kind of columns with random values of their types, or what holds columns with filled ones."""
    if not isinstance(told, Columns):
        return replace(told, **{each.name: filled(getattr(told, each.name), random) for each in fields(told)})
    columns = {each.name: getattr(told, each.name).dtype for each in fields(told)}
    raw = {name: random.bytes(LENGTH * kind.itemsize) for name, kind in columns.items()}
    return type(told)(
        **{
            name: np.frombuffer(raw[name], np.uint8) > 127 if kind == np.bool_ else np.frombuffer(raw[name], kind)
            for name, kind in columns.items()
        }
    )


def columns(told: Any, at: str = "rows") -> Iterator[tuple[str, NDArray[Any]]]:  # noqa: ANN401  likewise
    for each in fields(told):
        value = getattr(told, each.name)
        yield from (
            [(f"{at}.{each.name}", value)] if isinstance(told, Columns) else columns(value, f"{at}.{each.name}")
        )


@pytest.fixture
def rows() -> Rows:
    return filled(no_rows(), np.random.default_rng(7))


def test_every_column_of_every_kind_comes_back(rows: Rows) -> None:
    plan = a_plan()
    found = unpacked(packed(rows, plan, {"seen": 1}), plan)
    assert found is not None
    assert found[1] == {"seen": 1}
    told, back = dict(columns(rows)), dict(columns(found[0]))
    assert {len(column) for column in told.values()} == {LENGTH}
    assert {name: (column.dtype, column.tolist()) for name, column in back.items()} == {
        name: (column.dtype, column.tolist()) for name, column in told.items()
    }


def test_what_the_kernel_tells_has_a_place_among_the_rows() -> None:
    assert {each.name for each in fields(Judged)} <= {each.name for each in fields(Rows)}


def test_codes_mean_the_words_that_they_meant(rows: Rows) -> None:
    first, second = a_plan(), a_plan()
    code = first.words.code("a word of a source")
    assert unpacked(packed(rows, first, {}), second) is not None
    assert second.words.words[code] == "a word of a source"


def test_words_that_were_learnt_in_another_order_are_not_mixed_up(rows: Rows) -> None:
    first, second = a_plan(), a_plan()
    first.words.code("one")
    second.words.code("other")
    assert unpacked(packed(rows, first, {}), second) is None
