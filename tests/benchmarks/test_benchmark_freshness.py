"""How fresh each source is: seconds from a change to the store and to the watermark, with a poll a minute."""

from importlib import import_module
from pathlib import Path

import pytest

from slawatch.testing.conformance.freshness import Freshness, freshness, middle

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
SUBJECTS = sorted(path.stem for path in (ROOT / "tests" / "support").glob("*_subject.py"))
EVERY = 60


def test_every_source_stores_a_change_and_knows_it_as_its_page_says() -> None:
    heads = ("stored: median", "at most", "known: median", "at most", "requests a poll")
    lines = [f"{'source':<16}" + "".join(f"{head:>17}" for head in heads)]
    failed = {}
    for subject in SUBJECTS:
        name = subject.removesuffix("_subject")
        try:
            found = freshness(import_module(subject).SUBJECT, every=EVERY)
        except AssertionError as error:
            failed[name] = str(error)
            continue
        told = (middle(found.stored), max(found.stored), middle(found.known), max(found.known))
        cells = (*(f"{seconds} s" for seconds in told), f"{found.requests:.1f}")
        lines.append(f"{name:<16}" + "".join(f"{cell:>17}" for cell in cells))
        page = (ROOT / "docs" / "sources" / f"{name}.md").read_text()
        if sentence(found) not in " ".join(page.split()):
            failed[name] = f"its page does not say: {sentence(found)}"
    print("\n" + "\n".join(lines))
    assert failed == {}


def sentence(found: Freshness) -> str:
    stored, known = f"{middle(found.stored)} s", f"{middle(found.known)} s"
    return (
        f"Measured on a fake with a poll a minute: a change is stored after {stored} in the middle "
        f"({max(found.stored)} s at the most), and figures know it after {known} ({max(found.known)} s)."
    )
