"""The process that prints: HTML in, PDF out, within limits; it reads no file and asks no host for what HTML names."""

import gc
import logging
import os
import re
import resource
import sys
from typing import Never

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from slawatch.reports.pdf.failure import FAILED
from slawatch.reports.pdf.glyphs import NotedGlyphs, lacking, spelled_out


class NothingFetched(URLFetcher):  # type: ignore[misc]
    """Refuses every address: a report holds all that it shows."""

    def fetch(self, url: str, headers: object = None) -> Never:
        """Raise: nothing is fetched."""
        del headers
        raise FatalURLFetchingError(f"the report names something to load, which is refused: {url[:200]}")


def printed(html: str, identifier: bytes) -> bytes:
    """Return the PDF; characters that no font here knows, and that no text can do without, raise LackingFontError.

    Others, such as a picture sign in a ticket's subject, are told by their numbers instead.
    """
    noted = NotedGlyphs()
    content = _printed(html, identifier, noted)
    if not noted.characters:
        return content
    lacking(noted.characters)
    return _printed(spelled_out(html, noted.characters), identifier, NotedGlyphs())


def _printed(html: str, identifier: bytes, noted: NotedGlyphs) -> bytes:
    logger = logging.getLogger("weasyprint")
    logger.handlers, logger.propagate = [noted], False
    content = HTML(string=html, url_fetcher=NothingFetched()).write_pdf(
        pdf_identifier=identifier, pdf_tags=True, uncompressed_pdf=False
    )
    return bytes(content)


def main() -> None:
    """Print stdin to stdout; arguments: the identifier in hex, bytes of memory, seconds of computing."""
    identifier, memory, seconds = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit_memory(int(memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    os.nice(5)
    gc.disable()  # a report's millions of objects live until it is printed; searching them takes an eighth of the time
    try:
        sys.stdout.buffer.write(printed(sys.stdin.buffer.read().decode(), bytes.fromhex(identifier)))
    except (MemoryError, SystemError):  # a library that gets no memory may forget to say so
        _limit_memory(resource.RLIM_INFINITY)  # saying it takes some
        _fail(f"it needs more than {int(memory) // 2**20} MiB of memory")
    except (FatalURLFetchingError, ValueError) as error:
        _fail(str(error))


def _limit_memory(most: int) -> None:
    """Let this process have so much address space, or what whoever started slawatch allows where that is less."""
    _, allowed = resource.getrlimit(resource.RLIMIT_AS)
    within = [each for each in (most, allowed) if each != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(within, default=resource.RLIM_INFINITY), allowed))


def _fail(message: str) -> Never:
    sys.stderr.write("\n" + re.sub(r"\s+", " ", message))
    sys.stderr.flush()
    raise SystemExit(FAILED)


if __name__ == "__main__":
    main()
