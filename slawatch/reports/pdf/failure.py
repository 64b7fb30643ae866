"""What the process that prints and the one that starts it agree on."""

from typing import Final

FAILED: Final = 3
"""The exit status of a failure that stderr tells in words for people."""
