"""The tutorial's plug-in keeps the contract, a careless one does not, and the suite itself can't be fooled."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from naive_source import NaiveSource

from slawatch.testing.conformance import Check, Subject, suite
from slawatch.testing.conformance.example_api import SECRET, ExampleSystem
from slawatch.testing.conformance.registry import CHECKS

PAGE = Path(__file__).parents[2] / "docs" / "sources" / "writing.md"
VARIABLE = "EXAMPLE_DESK_TOKEN"


def tutorial() -> ModuleType:
    """Return the module that the page's code is, pieced together."""
    code = re.findall(r"^```python( test)?\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    made = ModuleType("slawatch_example_desk")
    exec(compile("\n".join(text for _, text in code), str(PAGE), "exec"), made.__dict__)  # noqa: S102  it is ours
    return made


TUTORIAL = tutorial()
NAIVE = Subject(system=ExampleSystem, source=partial(NaiveSource, SECRET), page=4, secret=SECRET)


@pytest.mark.parametrize("check", suite(TUTORIAL.SUBJECT), ids=str)
def test_the_tutorials_source_keeps_the_contract(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    check()


def test_a_careless_source_fails_most_checks() -> None:
    failed = {check.name for check in suite(NAIVE) if not passes(check)}
    assert len(failed) >= 10, sorted(failed)
    assert "everything_is_read" not in failed or "private_note" in failed


def passes(run: Callable[[], None]) -> bool:
    try:
        run()
    except AssertionError:
        return False
    return True


def test_a_check_is_left_out_for_a_reason_only() -> None:
    for without in ({"nonsense": "why not"}, {"late_row": ""}):
        with pytest.raises(ValueError, match=next(iter(without))):
            suite(Subject(system=ExampleSystem, source=NAIVE.source, page=4, secret=SECRET, without=without))
    one_less = Subject(system=ExampleSystem, source=NAIVE.source, page=4, secret=SECRET, without={"late_row": "no"})
    assert {check.name for check in suite(one_less)} == CHECKS.keys() - {"late_row"}
