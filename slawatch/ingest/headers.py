"""Headers with secrets, looked over before anything is sent."""

from collections.abc import Mapping

from slawatch.errors import FatalSourceError


def sendable(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the headers as they are; requests and http.client would print a wrong one into their errors."""
    for name, value in headers.items():
        if not value.isascii() or not value.isprintable() or value != value.strip():
            raise FatalSourceError(
                f"the secret of header {name} has a line end, a space at an end or a letter beyond ASCII"
            )
    return headers
