"""The writers of all formats, each imported when it is asked for: some need libraries that not every machine has."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
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


@dataclass(frozen=True, slots=True)
class _Made:
    """Where a format's writer stands, as `write`, and what it needs."""

    module: str
    extra: _Extra | None = None
    links: bool = False
    """Whether it takes the daemon's external URL."""


_MADE: Final[Mapping[Format, _Made]] = {
    Format.XLSX: _Made("slawatch.reports.xlsx.book", _Extra("xlsx", "xlsxwriter"), links=True),
    Format.CSV: _Made("slawatch.reports.as_csv"),
    Format.JSON: _Made("slawatch.reports.as_json"),
}


def missing(formats: Iterable[Format] = Format) -> Mapping[Format, str]:
    """Return the extras that formats need and that are not installed: xlsx, pdf."""
    needed = {each: _MADE[each].extra for each in formats}
    return {
        each: extra.name for each, extra in needed.items() if extra is not None and find_spec(extra.library) is None
    }


def writer(form: Format, *, external_url: str = "") -> Writer:
    """Return the writer of a format; its links lead to the daemon's external URL, where there is one.

    Raises MissingExtraError where the library behind it is not installed.
    """
    if extra := missing((form,)).get(form):
        raise MissingExtraError(f'{form} needs an extra that is not installed: pip install "slawatch[{extra}]"')
    made = _MADE[form]
    write = import_module(made.module).write
    return partial(write, external_url=external_url) if made.links else write


def written(
    document: Document, formats: Iterable[Format], languages: Iterable[str], *, external_url: str = ""
) -> Iterator[ReportFile]:
    """Yield the files of a report, format by format; JSON holds every language and is written once."""
    spoken = [Speech(language) for language in languages]
    for form in formats:
        write = writer(form, external_url=external_url)
        for speech in spoken[:1] if form is Format.JSON else spoken:
            yield from write(document, speech)
