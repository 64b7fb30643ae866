"""Both languages: what the browser asks for, and nothing left in English."""

import re
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from slawatch.calendars import reasons
from slawatch.engine.explain import StretchKind
from slawatch.engine.period_segments import Note, TimeClass
from slawatch.model.agreement import Indicator, Statistic
from slawatch.model.business_days import BusinessDays, DayMode
from slawatch.model.event import Actor, EventType
from slawatch.model.result import State
from slawatch.model.ticket import StatusClass
from slawatch.runtime.correction_kinds import ENDS_BEFORE, ENDS_TOO_SOON, SAYS_NOTHING, WORDINGS
from slawatch.speech import wording
from slawatch.speech.chinese import NOUNS
from slawatch.speech.chinese_phrases import PHRASES
from slawatch.speech.method import METHOD
from slawatch.speech.signs import SIGNS
from slawatch.speech.speech import Speech, inert
from slawatch.testing.snapshots import availability_figure, objective_figure
from slawatch.web import correction_page
from slawatch.web.agreement_page import DIRECTION_WORDS, MODE_WORDS, PERIOD_WORDS
from slawatch.web.frame import SECTIONS
from slawatch.web.negotiation import language
from slawatch.web.objective_page import ORDER
from slawatch.web.overview import FILTER_WORDS
from slawatch.web.service_page import KIND_WORDS
from slawatch.web.source_page import PASS_WORDS
from slawatch.web.ticket_list import BAND_WORDS, FACET_WORDS, STATE_WORDS
from slawatch.web.ticket_page import OUTCOME_WORDS
from slawatch.web.timer_drawing import EVENT_WORDS, MARK_WORDS
from slawatch.web.timer_drawing import KIND_WORDS as DRAWN_WORDS

CHINESE, ENGLISH = Speech("zh"), Speech("en")
SAID = re.compile(r"""\bsay\(\s*(?:"([^"]+)"|'([^']+)')""")
HEADS = re.compile(r"""\("([A-Z][^"]*)", "(?:number)?"\)""")


def written() -> set[str]:
    """Return what templates and modules say in so many words."""
    web = files("slawatch.web")
    texts = [each.read_text() for each in web.joinpath("templates").iterdir()]
    texts += [each.read_text() for each in web.iterdir() if each.name.endswith(".py")]
    texts += [files("slawatch.speech").joinpath(name).read_text() for name in ("hours.py", "misaligned.py")]
    found = {told for text in texts for match in SAID.finditer(text) for told in match.groups() if told}
    return found | {told for text in texts for told in HEADS.findall(text)}


def spoken_by_name() -> set[str]:
    """Return what is said by the name of something."""
    words = {word for _, word in SIGNS.values()} | {OUTCOME_WORDS[outcome][1] for outcome in ORDER}
    tables = (BAND_WORDS, STATE_WORDS, FACET_WORDS, EVENT_WORDS, FILTER_WORDS, KIND_WORDS, PASS_WORDS)
    for table in (
        *tables,
        DRAWN_WORDS,
        MARK_WORDS,
        PERIOD_WORDS,
        MODE_WORDS,
        *(table for name, table in vars(wording).items() if name.isupper() and isinstance(table, dict)),
        DIRECTION_WORDS,
        dict(SECTIONS),
        correction_page.KIND_WORDS,
        correction_page.LABELS,
        correction_page.HINTS,
    ):
        words |= set(table.values())
    for chapter in METHOD:
        words |= {chapter.name} | {
            text for term in chapter.terms for text in (term.name, term.formula, term.text) if text
        }
    events = {EVENT_WORDS.get(kind, kind.replace("_", " ")) for kind in EventType}
    notes = {str(note) for note in Note if note}
    return (
        words
        | events
        | notes
        | {ENDS_TOO_SOON, ENDS_BEFORE, SAYS_NOTHING}
        | {wording.no_event for wording in WORDINGS.values() if wording.no_event}
        | {reasons.OPEN, reasons.CLOSED, *StatusClass, *StretchKind, *TimeClass}
        | set(Actor) - {Actor.UNKNOWN}
    )


def test_everything_that_is_said_is_said_in_chinese() -> None:
    assert len(written()) > 100
    assert sorted((written() | spoken_by_name()) - PHRASES.keys()) == []
    assert wording.PROMISES.keys() | wording.TIMERS.keys() == wording.INDICATORS.keys() == set(Indicator)
    assert wording.STATISTICS.keys() == set(Statistic)
    assert len(State) == len(SIGNS)


def test_chinese_phrases_have_the_parts_of_the_english_ones() -> None:
    parts = re.compile(r"\{(\w+)\}")
    assert [key for key, said in PHRASES.items() if sorted(parts.findall(key)) != sorted(parts.findall(said))] == []


@pytest.mark.parametrize(
    ("asked", "accepted", "spoken"),
    [
        (None, "", "en"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "en-GB,en;q=0.9,zh;q=0.8", "en"),
        (None, "de-DE, zh;q=0.2", "zh"),
        (None, "zh;q=0, *;q=0.1", "en"),
        (None, "zh;q=x,en;q=0.1", "en"),
        (None, "zh; q=0.1, en ;q=0.9", "en"),
        ("zh", "en", "zh"),
        ("en", "zh", "en"),
        ("<script>", "zh", "zh"),
    ],
)
def test_the_address_decides_and_then_the_browser(asked: str | None, accepted: str, spoken: str) -> None:
    assert language(asked, accepted) == spoken


def test_figures_read_alike_in_both_languages() -> None:
    figure = objective_figure(target_seconds=5400)
    assert ENGLISH.promise(figure) == "Answered within 1 h 30 min"
    assert CHINESE.promise(figure) == "1 小时 30 分钟内首次响应"
    assert (ENGLISH.target(figure), CHINESE.target(figure)) == ("95 %", "95 %")
    assert CHINESE.attained(figure) == "97.16 %"
    assert CHINESE.budget_left(figure) == "剩余 5 个工单"
    assert CHINESE.budget_left(availability_figure()) == "剩余 13 分钟"
    assert CHINESE.promise(availability_figure()) == "可用性"


def test_times_are_cut_off_and_told_in_the_language() -> None:
    assert (ENGLISH.left(8700), CHINESE.left(8700)) == ("2 h 25 min left", "剩余 2 小时 25 分钟")
    assert (ENGLISH.left(-59), CHINESE.left(-59)) == ("59 s over", "超出 59 秒")
    now = datetime(2026, 6, 1, tzinfo=UTC)
    assert (ENGLISH.age(None, now), CHINESE.age(now, now)) == ("never", "0 秒前")
    assert ENGLISH.to_the_minute(datetime(2026, 6, 1, 5, 59, 59, tzinfo=UTC), "Asia/Shanghai") == "2026-06-01 13:59"
    assert CHINESE.allowed(BusinessDays(2, DayMode.END_OF_DAY)).startswith("2 个工作日")
    assert ENGLISH.allowed(BusinessDays(1)) == "1 business day"


def test_numbers_have_their_nouns() -> None:
    assert ENGLISH.counted(1, "outage") == "1 outage"
    assert ENGLISH.counted(1234, "open timer") == "1,234 open timers"
    assert CHINESE.counted(2, "outage") == "2 次中断"
    assert all(noun.isascii() and said for noun, said in NOUNS.items())


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("工单 ok", "工单 ok"),
        ("a\u202eb", "a\ufffdb"),
        ("nul\0\n\x1b[31m", "nul\ufffd\ufffd\ufffd[31m"),
        ("\u0646\u200c\u0627", "\u0646\u200c\u0627"),
        (7, "7"),
    ],
)
def test_foreign_text_keeps_its_letters_and_loses_what_acts(foreign: object, shown: str) -> None:
    assert inert(foreign) == shown
