"""How fresh each source is: seconds from a change to the store and to the watermark, with a poll a minute."""

from importlib import import_module
from pathlib import Path

import pytest

from slawatch.testing.conformance.freshness import freshness, middle

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

SUBJECTS = sorted(path.stem for path in (Path(__file__).parents[1] / "support").glob("*_subject.py"))
EVERY = 60


def test_every_source_stores_a_change_and_knows_it() -> None:
    heads = ("stored: median", "at most", "known: median", "at most", "requests a poll")
    lines = [f"{'source':<16}" + "".join(f"{head:>17}" for head in heads)]
    failed = {}
    for name in SUBJECTS:
        try:
            found = freshness(import_module(name).SUBJECT, every=EVERY)
        except AssertionError as error:
            failed[name] = str(error)
            continue
        told = (middle(found.stored), max(found.stored), middle(found.known), max(found.known))
        cells = (*(f"{seconds} s" for seconds in told), f"{found.requests:.1f}")
        lines.append(f"{name.removesuffix('_subject'):<16}" + "".join(f"{cell:>17}" for cell in cells))
    print("\n" + "\n".join(lines))
    assert failed == {}
