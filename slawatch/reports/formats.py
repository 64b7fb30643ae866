"""The writers of all formats, each imported when it is asked for: some need libraries that not every machine has."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Final

from slawatch.errors import SlawatchError
from slawatch.reports.document import Document
from slawatch.reports.written import Format, ReportFile, Writer
from slawatch.speech.speech import Speech


class MissingExtraError(SlawatchError):
    """A format needs a library that is not installed."""


@dataclass(frozen=True, slots=True)
class _Extra:
    """What is installed with `pip install slawatch[name]`."""

    name: str
    library: str


_EXTRAS: Final[Mapping[Format, _Extra]] = {
    Format.XLSX: _Extra("xlsx", "xlsxwriter"),
    Format.PDF: _Extra("pdf", "weasyprint"),
}


def missing(formats: Iterable[Format] = Format) -> Mapping[Format, str]:
    """Return the extras that formats need and that are not installed: xlsx, pdf."""
    needed = {each: _EXTRAS[each] for each in formats if each in _EXTRAS}
    return {each: extra.name for each, extra in needed.items() if find_spec(extra.library) is None}


def writer(form: Format, *, external_url: str = "") -> Writer:
    """Return the writer of a format; its links lead to the daemon's external URL, where there is one.

    Raises MissingExtraError where the library behind it is not installed.
    """
    if extra := missing((form,)).get(form):
        raise MissingExtraError(f'{form} needs an extra that is not installed: pip install "slawatch[{extra}]"')
    return _WRITERS[form](external_url)


def written(
    document: Document, formats: Iterable[Format], languages: Iterable[str], *, external_url: str = ""
) -> Iterator[ReportFile]:
    """Yield the files of a report, format by format; JSON holds every language and is written once."""
    spoken = [Speech(language) for language in languages]
    for form in formats:
        write = writer(form, external_url=external_url)
        for speech in spoken[:1] if form is Format.JSON else spoken:
            yield from write(document, speech)


def _html(external_url: str) -> Writer:
    from slawatch.reports.html.writer import write  # noqa: PLC0415  templates are read with it

    return partial(write, external_url=external_url)


def _pdf(external_url: str) -> Writer:
    from slawatch.reports.pdf.writer import write  # noqa: PLC0415  likewise

    return partial(write, external_url=external_url)


def _xlsx(external_url: str) -> Writer:
    from slawatch.reports.xlsx.book import write  # noqa: PLC0415  an extra

    return partial(write, external_url=external_url)


def _csv(_: str) -> Writer:
    from slawatch.reports.as_csv import write  # noqa: PLC0415  as the others

    return write


def _json(_: str) -> Writer:
    from slawatch.reports.as_json import write  # noqa: PLC0415  as the others

    return write


_WRITERS: Final[Mapping[Format, Callable[[str], Writer]]] = {
    Format.HTML: _html,
    Format.PDF: _pdf,
    Format.XLSX: _xlsx,
    Format.CSV: _csv,
    Format.JSON: _json,
}
"""Each takes the daemon's external URL, empty where nobody told one."""
