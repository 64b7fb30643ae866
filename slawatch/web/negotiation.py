"""What a client takes best (RFC 9110: Accept, Accept-Encoding, Accept-Language)."""

from collections.abc import Iterator
from functools import lru_cache

from slawatch.exporters.prometheus import Form
from slawatch.speech.speech import ENGLISH, LANGUAGES

_OPENMETRICS = "application/openmetrics-text"
_TEXT = ("text/plain", "text/*", "*/*")


@lru_cache(maxsize=64)
def form(accept: str) -> Form:
    """Return OpenMetrics where Accept names version 1.0.0 (or no version) and wants nothing else more, else text."""
    openmetrics = text = 0.0
    for name, parameters, quality in preferences(accept):
        if name == _OPENMETRICS and parameters.get("version", "1.0.0") == "1.0.0":
            openmetrics = max(openmetrics, quality)
        elif name in _TEXT:
            text = max(text, quality)
    return Form.OPENMETRICS if openmetrics > 0 and openmetrics >= text else Form.TEXT


@lru_cache(maxsize=64)
def gzip_accepted(accept_encoding: str) -> bool:
    """Tell whether a client takes gzip; what it says of gzip by name counts more than `*`."""
    qualities = {name: quality for name, _, quality in preferences(accept_encoding)}
    return qualities.get("gzip", qualities.get("*", 0.0)) > 0


def language(asked: str | None, accepted: str) -> str:
    """Return the language that an address names, else the one that the client takes best (Accept-Language)."""
    if asked in LANGUAGES:
        return str(asked)
    told = [(quality, name[:2]) for name, _, quality in preferences(accepted)]
    known = [(quality, name) for quality, name in told if name in LANGUAGES and quality > 0]
    return max(known, key=lambda each: each[0], default=(1.0, ENGLISH))[1]


def preferences(header: str) -> Iterator[tuple[str, dict[str, str], float]]:
    """Yield each alternative with its parameters and quality; one that can't be read has quality 0."""
    for alternative in header.lower().split(","):
        name, *rest = (part.strip() for part in alternative.split(";"))
        parameters = {key.strip(): value.strip().strip('"') for key, _, value in (part.partition("=") for part in rest)}
        yield name, parameters, _quality(parameters.pop("q", "1"))


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
