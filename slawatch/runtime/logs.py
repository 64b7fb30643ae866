"""Log lines: logfmt or JSON, of our own events and of the libraries' alike."""

import logging
import sys
from collections.abc import Callable, MutableMapping
from typing import Any, Final, TextIO

import structlog

LEVELS: Final = ("debug", "info", "warning", "error")
FORMATS: Final = ("logfmt", "json")

Counted = Callable[[str], None]
"""Told the level of each line that is written."""


def start_logging(*, level: str, form: str, counted: Counted = lambda _: None, to: TextIO | None = None) -> None:
    """Send every log line of the process to standard error (or `to`) in one shape, with its time in UTC."""
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
        _counting(counted),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(form)],
        ),
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it greets at every start
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())


def _renderer(form: str) -> structlog.typing.Processor:
    if form == "json":
        return structlog.processors.JSONRenderer()
    return structlog.processors.LogfmtRenderer(
        key_order=["ts", "level", "event"], drop_missing=True, bool_as_flag=False
    )


def _counting(counted: Counted) -> structlog.typing.Processor:
    def count(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        counted(str(line.get("level", "info")))
        return line

    return count
