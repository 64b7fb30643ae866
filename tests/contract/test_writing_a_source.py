"""The tutorial's plug-in keeps the contract, a careless one does not, and the suite itself can't be fooled."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from naive_source import NaiveSource
from seeds import SEEDS

from slawatch.testing.conformance import Check, Subject, suite
from slawatch.testing.conformance.example_api import SECRET, ExampleSystem
from slawatch.testing.conformance.freshness import freshness
from slawatch.testing.conformance.registry import CHECKS

PAGE = Path(__file__).parents[2] / "docs" / "sources" / "writing.md"
VARIABLE = "EXAMPLE_DESK_TOKEN"


def code() -> str:
    """Return the page's code, pieced together."""
    pieces = re.findall(r"^```python( test)?\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    return "\n".join(text for _, text in pieces)


def module(text: str) -> ModuleType:
    made = ModuleType("slawatch_example_desk")
    exec(compile(text, str(PAGE), "exec"), made.__dict__)  # noqa: S102  it is ours
    return made


TUTORIAL = module(code())
SUBJECT = replace(TUTORIAL.SUBJECT, seeds=SEEDS)
NAIVE = Subject(system=ExampleSystem, source=partial(NaiveSource, SECRET), page=4, secret=SECRET)


@pytest.mark.parametrize("check", suite(SUBJECT), ids=str)
def test_the_tutorials_source_keeps_the_contract(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    check()


def test_a_careless_source_fails_most_checks() -> None:
    failed = {check.name for check in suite(NAIVE) if not passes(check)}
    assert len(failed) >= 10, sorted(failed)


MISTAKES = [
    ("an_empty_system_can_be_read", "return stamp(rows[0]) if rows else None", "return stamp(rows[0])"),
    ("same_second_block", 'next=body["next"]', "next=None if since else body['next']"),
    ("year_51502", "except (TypeError, ValueError) as error:", "except TypeError as error:"),
    ("repeated_hour", 'me["timezone"] != "UTC"', "False"),
    ("merged_ticket", "def row(self, id_: str) -> Row:", "def row(self, id_, stored={}):\n        return KEPT[id_]"),
    ("clocks_that_differ", 'at = self.get("api/me").server_time', "at = self._budget._clock.now()"),
    ("reopened_ticket", 'native_id=str(entry["id"])', "native_id=f\"{id_}/{entry['type']}/{entry['value']}\""),
    ("late_row", 'frozenset({"rescan", "hydrate", "census"})', "frozenset()"),
    ("refused_credentials", 'answer = desk.get("api/me")', "answer = loud(desk, self._options)"),
    ("told_again", 'native_id=str(entry["id"])', 'native_id=f"{next(COUNT)}"'),
    ("private_note", 'if entry["public"] else EventType.PRIVATE_NOTE', "if True else None"),
    ("ignored_filter", "findings=tuple(found)", "findings=()"),
    ("changed_again_while_it_is_read", "keyset(self._page, stamp, since=since)", "until_it_began(self, since)"),
    ("repeated_token", "keyset(self._page, stamp, since=since)", "straight_on(self._page, since)"),
]
EXTRAS = """
from itertools import count
COUNT = count()
def loud(desk, options):
    try:
        return desk.get("api/me")
    except HttpStatusError as error:
        raise FatalSourceError(f"{error} for {options.token.reveal()}") from None
def until_it_began(desk, since):
    began = desk.server_time()
    for rows in keyset(desk._page, stamp, since=since):
        yield rows
        if all(stamp(row).updated_at > began for row in rows):
            return
def straight_on(ask, since):
    page = ask(since, None)
    yield page.rows
    while page.next is not None:
        page = ask(since, page.next)
        yield page.rows
"""


@pytest.mark.parametrize(("name", "right", "wrong"), MISTAKES, ids=[name for name, *_ in MISTAKES])
def test_a_mistake_in_the_tutorials_source_is_found(
    name: str, right: str, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    assert right in code()
    text = code().replace(right, wrong)
    if name == "repeated_hour":
        local = "since.astimezone(__import__('zoneinfo').ZoneInfo('Europe/Berlin'))"
        text = text.replace("{since:%Y-%m-%dT%H:%M:%S}", f"{{{local}:%Y-%m-%dT%H:%M:%S}}")
    spoilt = module(EXTRAS + text)
    (check,) = (check for check in suite(spoilt.SUBJECT) if check.name == name)
    assert not passes(check)


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


def test_a_change_is_stored_and_known_with_the_next_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    found = freshness(SUBJECT, changes=5, every=60)
    assert found.stored == found.known == [55, 40, 20, 1, 55], "as long as it was before the poll"


def test_a_declared_lag_holds_the_watermark_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    lagging = module(code().replace("        grain=1,\n", "        grain=1,\n        lag=30,\n"))
    found = freshness(lagging.SUBJECT, changes=4, every=60)
    assert found.stored == [55, 40, 20, 1]
    assert found.known == [55, 40, 80, 61], "less than the lag before a poll, it is known with the next one"


def test_a_watermark_that_passes_what_is_not_stored_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    forgetful = module(code().replace('== "status":', '== "stat":'))
    with pytest.raises(AssertionError, match="the watermark passes a change"):
        freshness(forgetful.SUBJECT, changes=2)
