"""A month's report of 50 services with 5,000 rows of evidence, written in both languages."""

import resource
from time import perf_counter

import pytest

from slawatch.reports.html.writer import html
from slawatch.reports.pdf.process import printed
from slawatch.speech.speech import Speech
from slawatch.testing.report_specimen import specimen

pytestmark = pytest.mark.benchmark
MEBIBYTE = 2**20


@pytest.mark.parametrize("language", ["en", "zh"])
def test_html_takes_less_than_two_seconds_and_pdf_less_than_twenty(language: str) -> None:
    document = specimen(services=50, evidence=5_000)
    begun = perf_counter()
    text = html(document, Speech(language))
    written = perf_counter() - begun
    begun, used = perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    content = printed(text, document.identity.known_at)
    elapsed, children = perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    computing = children.ru_utime - used
    print(f"\nHTML ({language}): {written:.2f} s, {len(text.encode()) / 1000:,.0f} kB")
    print(f"PDF ({language}): {elapsed:.1f} s of which {computing:.1f} s computing, {len(content) / 1000:,.0f} kB")
    print(f"at most {children.ru_maxrss * 1024 / MEBIBYTE:.0f} MiB of memory")
    assert written < 2
    assert elapsed < 20
