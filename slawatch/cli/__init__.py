"""The command line: thin commands over the composition root."""

from slawatch.cli.main import main

__all__ = ["main"]
