"""Every phrase of a report of the simulated desk, and of a log that only has tickets, has its Chinese."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Final

import pytest
from collected import asked, collected, rows
from command import configured
from command import told as printed
from desk import desk
from shared_data import shared_data

from slawatch.reports.assembly import document
from slawatch.reports.cells import Foreign, Named, Phrase
from slawatch.reports.document import Document
from slawatch.speech.chinese_phrases import PHRASES

UCI: Final = Path(__file__).parents[1] / "golden" / "uci" / "slawatch.yml"


def phrases(told: object) -> Iterator[str]:
    """Yield what is said anywhere in something."""
    if isinstance(told, Phrase):
        yield told.text
    if isinstance(told, Mapping):
        told = tuple(told.values())
    if isinstance(told, tuple):
        yield from (text for each in told for text in phrases(each))
    elif is_dataclass(told):
        yield from (text for each in fields(told) for text in phrases(getattr(told, each.name)))


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Document:
    config = desk(tmp_path_factory.mktemp("desk"), history=45)
    printed(config, "sync")
    with collected(config, asked("organisation", "previous")) as material:
        return document(material)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Document:
    config = configured(UCI, tmp_path_factory.mktemp("uci"), shared_data("uci498_sample_events.csv"))
    printed(config, "sync")
    with collected(config, asked("organisation", "2016-04")) as material:
        return document(material)


def test_nothing_of_the_simulated_desk_is_left_in_english(simulated: Document) -> None:
    said = set(phrases(simulated))
    assert len(said) > 200
    assert sorted(said - PHRASES.keys()) == []


def test_nothing_of_a_log_of_tickets_is_left_in_english(log: Document) -> None:
    said = set(phrases(log))
    assert len(said) > 150
    assert sorted(said - PHRASES.keys()) == []


def test_why_time_counts_is_said_in_our_words_or_by_names_in_both_languages(simulated: Document) -> None:
    why = [row["why"] for row in rows(simulated, "evidence-intervals")]
    assert {type(each) for each in why} <= {Phrase, Named}
    assert not any(isinstance(each, Foreign) for each in why)
    assert all(each.names["zh"] != each.names["en"] for each in why if isinstance(each, Named))
