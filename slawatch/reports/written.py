"""What a writer of a format makes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from slawatch.reports.document import Document
from slawatch.speech.speech import Speech


class Format(StrEnum):
    """The formats of a report."""

    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file of a report. The same document and language give the same bytes."""

    name: str
    """agreement-gold-erp-2026-10.en.pdf"""
    format: Format
    language: str
    """Empty where it holds every language (JSON)."""
    media_type: str
    content: bytes


Writer = Callable[[Document, Speech], Iterable[ReportFile]]
"""Writes a document in one format and language; CSV is one zip of a file a table."""
