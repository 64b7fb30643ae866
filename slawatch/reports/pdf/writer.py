"""Writes a report as PDF: the HTML report, printed on A4."""

from collections.abc import Iterator

from slawatch.reports.document import Document
from slawatch.reports.html.writer import html
from slawatch.reports.pdf.process import printed
from slawatch.reports.written import Format, ReportFile
from slawatch.speech.speech import Speech


def write(document: Document, speech: Speech, *, external_url: str = "") -> Iterator[ReportFile]:
    """Yield the file; with the daemon's address what has a page there is a link. Raises PdfError."""
    text = html(document, speech, external_url=external_url, on_paper=True)
    yield ReportFile(
        name=f"{document.identity.id}.{speech.language}.pdf",
        format=Format.PDF,
        language=speech.language,
        media_type="application/pdf",
        content=printed(text, document.identity.known_at),
    )
