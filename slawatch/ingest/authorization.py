"""What a request says of who asks."""

import base64


def basic(username: str, password: str) -> str:
    """Return the Authorization header of a user and a password (RFC 7617, in UTF-8)."""
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
