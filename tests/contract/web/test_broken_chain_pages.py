"""A chain of sealed reports that somebody broke: pages name the faults in their own language, programs in English."""

# ruff: noqa: RUF001  the full-width signs are Chinese punctuation

import re
import sqlite3
from collections.abc import Iterator

import pytest
from asked_site import AskedSite, serving
from report_world import CONFIGURATION, utc, world

from slawatch.app.planning import planned
from slawatch.model.sealed import Delivered, Delivery
from slawatch.reports.life.signing import sign
from slawatch.reports.notes import Role

REPORT, OTHER = "agreement-gold-2026-10", "organisation-2026-10"
ENGLISH = (
    "link 2 of the chain is missing",
    "link 3 does not follow link 1: one was removed, changed or put elsewhere",
    "the text of link 4 (prepared) was changed: it does not have its hash",
    "the signature of bo (prepared) is under another seal than the one kept",
    "N contents are kept that no link names, e.g. HASH: links were removed",
    "it was mailed, and its link is missing",
)
CHINESE = (
    "链缺少第 2 节",
    "第 3 节未接在第 1 节之后：有链节被删除、改动或移位",
    "第 4 节（编制）的文本已被改动：与其哈希不符",
    "bo 的签署（编制）所依据的封存记录与现存的不同",
    "存有 N 项没有链节指向的内容，例如 HASH：有链节被删除",
    "报告已发送，但缺少其链节",
)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    """Serve an archive of which the second of four links was removed, and the text of the fourth changed."""
    made = world(
        tmp_path_factory.mktemp("broken"), text=f"{CONFIGURATION}  further: {{organisation: {{formats: json}}}}\n"
    )
    made.at(utc(11, 4, 18))
    made.tell(through=utc(11, 4, 18))
    assert [link.report for link in made.rounds.seal()] == [REPORT, OTHER]
    for report in (REPORT, OTHER):
        sign(made.store, made.configuration.reports, report, Role.PREPARED, by="li", at=utc(11, 5))
    sent = Delivery(
        report=OTHER, restatement=0, recipient="cio@example.org", state=Delivered.SENT, at=utc(11, 5), message_id="m"
    )
    made.store.reports.note_delivery(sent)
    file = sqlite3.connect(made.configuration.store.url.removeprefix("sqlite:///"))
    file.execute("DELETE FROM report_chain WHERE position = 2")
    file.execute("""UPDATE report_chain SET body = replace(body, '"li"', '"bo"') WHERE position = 4""")
    file.commit()
    file.close()
    with serving(made.store, planned(made.configuration.definitions), as_of=utc(11, 6), rounds=made.rounds) as site:
        yield site
    made.store.close()


def faults(page: str, tag: str, more: str = "") -> list[str]:
    """Return what a page says in elements of a kind, with numbers of contents and hashes by their names."""
    found = re.findall(f"<{tag}{more}>(.*?)</{tag}>", page)
    return [named(re.sub(r"<[^>]*>", "", each)) for each in found]


def named(fault: str) -> str:
    return re.sub(r"\d+(?= (?:contents|项))", "N", re.sub(r"[0-9a-f]{64}", "HASH", fault))


@pytest.mark.parametrize(("language", "expected"), [("en", ENGLISH), ("zh", CHINESE)])
def test_what_is_wrong_with_the_chain_is_told_in_the_language_of_the_page(
    broken: AskedSite, language: str, expected: tuple[str, ...]
) -> None:
    readiness = faults(broken.ask(f"/readiness?lang={language}").text, "small")
    assert [each for each in readiness if each in expected] == [*expected[:5]]
    reports = faults(broken.ask(f"/reports?lang={language}").text, "li", ' class="risky"')
    assert len(reports) == len(expected)
    assert [each.endswith(fault) for each, fault in zip(reports, expected, strict=True)] == [True] * 6


@pytest.mark.parametrize("language", ["en", "zh"])
def test_programs_are_told_in_english_what_is_wrong_with_the_chain(broken: AskedSite, language: str) -> None:
    asked = broken.api(f"/readiness?lang={language}")["questions"]
    (chain,) = (each["missing"] for each in asked if each["id"] == "chain")
    assert [named(each) for each in chain] == [*ENGLISH]
    assert [named(each) for each in broken.api(f"/reports?lang={language}")["chain"]["findings"]] == [*ENGLISH]
