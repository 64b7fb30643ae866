"""A part of a page is made once, whoever asks meanwhile; one that could not be made is tried again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from markupsafe import Markup

from slawatch.testing.snapshots import snapshot
from slawatch.web.kept_pages import MOST_PARTS, KeptPages, Made


def test_who_comes_while_a_part_is_made_waits_for_it() -> None:
    kept, figures, begun, go, made = KeptPages(), snapshot(), Event(), Event(), []

    def make() -> Made:
        begun.set()
        assert go.wait(10)
        made.append(1)
        return Made("all is well", Markup("<p>"))

    with ThreadPoolExecutor(4) as readers:
        first = readers.submit(kept.take, figures, "en", make)
        assert begun.wait(10)
        others = [readers.submit(kept.take, figures, "en", make) for _ in range(3)]
        assert kept.take(figures, "zh", lambda: Made("another", None)).title == "another"  # which nobody waits for
        go.set()
        assert {each.result(10).title for each in (first, *others)} == {"all is well"}
    assert len(made) == 1


def test_a_part_that_could_not_be_made_is_made_for_the_next_who_asks() -> None:
    kept, figures = KeptPages(), snapshot()

    def fail() -> Made:
        raise ValueError("no such page")

    with pytest.raises(ValueError, match="no such page"):
        kept.take(figures, "en", fail)
    assert kept.take(figures, "en", lambda: Made("now", None)).title == "now"


def test_other_figures_and_what_was_not_asked_for_lately_are_made_anew() -> None:
    kept, figures = KeptPages(), snapshot()
    assert kept.take(figures, "en", lambda: Made("first", None)).title == "first"
    assert kept.take(figures, "en", lambda: Made("second", None)).title == "first"
    assert kept.take(snapshot(), "en", lambda: Made("of others", None)).title == "of others"
    for number in range(MOST_PARTS):
        kept.take(figures, number, lambda: Made("", None))
    assert kept.take(figures, "en", lambda: Made("third", None)).title == "third"
