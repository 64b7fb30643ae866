"""The PDF: every cell can be read, nothing leaves the paper, the bytes are the same, and what fails says why."""

import io
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pymupdf
import pytest
from needs import needs
from pypdf import PdfReader
from report_cells import all_cells

from slawatch.reports.cells import Foreign
from slawatch.reports.pdf.glyphs import LackingFontError, lacking, spelled_out
from slawatch.reports.pdf.process import Limits, PdfError, printed
from slawatch.reports.pdf.writer import write
from slawatch.reports.shown import Shown
from slawatch.speech.speech import Speech
from slawatch.testing.report_specimen import specimen

COVER = ("Report", "报告")
"""The cover needs no heading on the page."""
AT = datetime(2026, 11, 4, 1, tzinfo=UTC)
PAPER = (595.276, 841.89)
MARGIN = 36
"""Points at each side where nothing but running lines stands: half an inch."""


@pytest.fixture(scope="module")
def pdf() -> Callable[[str], bytes]:
    """Return the specimen's PDF in a language, each printed once."""
    kept: dict[str, bytes] = {}

    def made(language: str) -> bytes:
        if language not in kept:
            (file,) = write(specimen(), Speech(language), external_url="https://sla.example.com")
            kept[language] = file.content
        return kept[language]

    return made


def read(content: bytes) -> str:
    """Return the text of all pages without spaces, for a line may end anywhere."""
    told = subprocess.run(
        [needs("pdftotext", "poppler-utils"), "-", "-"], input=content, capture_output=True, check=True, timeout=60
    )
    return unicodedata.normalize("NFKC", re.sub(r"\s+", "", told.stdout.decode()))


def pages_of(content: bytes) -> list[str]:
    """Return the text of each page; pypdf would take seconds for it."""
    with pymupdf.open(stream=content) as document:
        return [page.get_text() for page in document]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_cell_is_read_in_the_pdf(pdf: Callable[[str], bytes], language: str) -> None:
    text, shown = read(pdf(language)), Shown(Speech(language), "Asia/Shanghai")
    lines = [line for cell in all_cells(specimen()) for line in _lines(cell, shown)]
    lines = [line for line in lines if line not in COVER]
    squeezed = [unicodedata.normalize("NFKC", re.sub(r"\s+", "", line)) for line in lines]
    assert [line for line in squeezed if line not in text] == []


def _lines(cell: object, shown: Shown) -> list[str]:
    return cell.text.splitlines() if isinstance(cell, Foreign) else [shown.text(cell)]  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_stands_beyond_the_margins(pdf: Callable[[str], bytes], language: str) -> None:
    with pymupdf.open(stream=pdf(language)) as document:
        for page in document:
            pixels = page.get_pixmap(dpi=72, colorspace=pymupdf.csGRAY)
            assert _darkest_beyond(pixels, MARGIN) > 250, page.number
            assert _darkest_beyond(pixels, 200) < 100, "the check sees ink"


def _darkest_beyond(pixels: pymupdf.Pixmap, margin: int) -> int:
    """Return the darkest grey, 0..255, of what stands nearer to the paper's left or right edge."""
    rows = [pixels.samples_mv[y * pixels.stride : y * pixels.stride + pixels.width] for y in range(pixels.height)]
    return min(min(*row[:margin], *row[-margin:]) for row in rows)


def test_it_says_what_it_is(pdf: Callable[[str], bytes]) -> None:
    reader = PdfReader(io.BytesIO(pdf("zh")))
    assert reader.metadata is not None
    assert reader.metadata.title == "全部服务 · 2026年10月"
    assert reader.metadata.author == "示例制造有限公司"
    assert reader.metadata.creation_date == AT
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in reader.pages]
    assert sizes[0] == pytest.approx(PAPER)
    assert [size for size in sizes[1:] if size != pytest.approx(PAPER[::-1])] == []


def test_its_outline_is_that_of_the_report(pdf: Callable[[str], bytes]) -> None:
    outline = PdfReader(io.BytesIO(pdf("en"))).outline
    titles = [str(each["/Title"]) for each in outline if not isinstance(each, list)]
    assert titles == ["2 Summary", "3 Objective", "4 Calendar", "5 Outages", "7 Previous period", "16 Segments"]


@pytest.mark.parametrize(
    ("language", "form"), [("en", "page {n} of {m}"), ("zh", "第 {n} 页,共 {m} 页")], ids=["en", "zh"]
)
def test_pages_are_numbered_and_marked(pdf: Callable[[str], bytes], language: str, form: str) -> None:
    pages = pages_of(pdf(language))
    mark, simulated = ("Provisional", "SIMULATED") if language == "en" else ("暂定版", "模拟数据")
    for number, page in enumerate(pages, 1):
        text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", page))
        assert form.format(n=number, m=len(pages)).replace(" ", "") in text
        assert mark in text
        assert simulated in text
        assert number == 1 or "organisation-2026-10" in text


def test_the_first_page_holds_the_summary_and_the_next_begins_with_the_objectives(pdf: Callable[[str], bytes]) -> None:
    first, second = pages_of(pdf("en"))[:2]
    assert "99.912 %" in first
    assert "Objective\n" not in first.split("Summary", 2)[2]
    assert "3 Objective" in re.sub(r"\s+", " ", second)


def test_its_links_lead_to_the_daemon_and_to_its_own_pages(pdf: Callable[[str], bytes]) -> None:
    with pymupdf.open(stream=pdf("en")) as document:
        addresses = {link["uri"] for page in document for link in page.get_links() if "uri" in link}
    assert addresses
    assert {address.split("/")[2] for address in addresses} == {"sla.example.com"}


PROGRAM = """
import sys
from hashlib import sha256
from slawatch.reports.pdf.writer import write
from slawatch.speech.speech import Speech
from slawatch.testing.report_specimen import specimen
(file,) = write(specimen(), Speech("zh"), external_url="https://sla.example.com")
print(sha256(file.content).hexdigest())
"""


def test_another_process_elsewhere_prints_the_same_bytes(pdf: Callable[[str], bytes]) -> None:
    other = {"TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "zh_CN.GB18030", "PYTHONHASHSEED": "4711"}
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=os.environ | other, capture_output=True, text=True, check=True, timeout=120
    )
    assert told.stdout.strip() == sha256(pdf("zh")).hexdigest()


def test_hostile_words_are_printed_and_do_nothing() -> None:
    made = specimen(hostile=True, services=2, evidence=2)
    (file,) = write(made, Speech("en"), external_url="https://sla.example.com")
    assert "<script>alert(document.cookie)</script>" in read(file.content)
    for name in (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile"):
        assert name not in file.content
    with pymupdf.open(stream=file.content) as document:
        links = [link for page in document for link in page.get_links()]
    assert {link.get("uri", "https://sla.example.com/")[:24] for link in links} == {"https://sla.example.com/"}


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/x.png"])
def test_nothing_is_loaded_whatever_a_page_names(address: str) -> None:
    with pytest.raises(PdfError, match="the report names something to load, which is refused"):
        printed(f'<img src="{address}">', AT)


def test_too_little_memory_and_too_little_time_have_names() -> None:
    long = "".join(f"<p>{n} word and word" for n in range(12_000))
    with pytest.raises(PdfError, match=r"it takes longer than 1 s|more than \d+ MiB"):
        printed(long, AT, Limits(seconds=1))
    for mib in (150, 170):  # where a library in C meets the limit it breaks off
        with pytest.raises(PdfError, match=rf"the PDF can't be written: .*\b{mib} MiB"):
            printed(long, AT, Limits(memory_bytes=mib * 2**20, seconds=30))


@pytest.mark.parametrize("said", ["MemoryError: ", "object repr     : MemoryError()\nlost sys.stderr"])
def test_memory_that_lacks_has_a_name_whatever_stands_behind_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    printer = tmp_path / "python"
    printer.write_text(f"#!/bin/sh\ncat > /dev/null; echo '{said}' >&2; exit 1\n")
    printer.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(printer))
    with pytest.raises(PdfError, match="printing broke off, as it does where 2048 MiB are not enough"):
        printed("<p>one", AT)


def test_a_limit_of_memory_that_the_daemon_runs_under_is_kept() -> None:
    """Only root may raise one: others could not print at all."""
    child = """
import resource, sys
from slawatch.reports.pdf import printing
resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
sys.argv = ["printing", "00", str(2**30), "30"]
printing.main()
sys.stderr.write(f"{resource.getrlimit(resource.RLIMIT_AS)}")
"""
    done = subprocess.run([sys.executable, "-c", child], input=b"<p>one", capture_output=True, check=False, timeout=60)
    assert done.stderr.decode() == str((2**30, 4 * 2**30))
    assert done.stdout.startswith(b"%PDF-")


def test_a_machine_without_fonts_for_chinese_is_told_which_package_brings_them() -> None:
    with pytest.raises(LackingFontError, match=r"2 of its characters, such as 报 \(U\+62A5\), 表 .*fonts-noto-cjk"):
        lacking({"报", "表", "\U0001f9ff"})
    with pytest.raises(LackingFontError, match="fonts-dejavu-core"):
        lacking({"✓"})
    lacking({"\U0001f9ff"})


def test_a_printer_without_chinese_fonts_fails_and_names_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts = Path("/usr/share/fonts/truetype/dejavu")
    if not fonts.is_dir():
        needs("fc-list-dejavu", "fonts-dejavu-core")
    config = tmp_path / "fonts.conf"
    config.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir>'
        f"<cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    with pytest.raises(PdfError, match=r"the PDF can't be written: no font .* 中 .*install fonts-noto-cjk"):
        printed("<p>met ✓ 中文", AT)


def test_a_sign_that_no_font_knows_is_told_by_its_number() -> None:
    assert spelled_out("<p>x\U0001f9ffy", {"\U0001f9ff"}) == "<p>x[U+1F9FF]y"
    assert "x[U+10FFFD]y" in read(printed("<p>x\U0010fffdy", AT))
