"""What a line of the log tells of a failure: where and why, never the values that were at hand."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from slawatch.runtime.logs import FORMATS, start_logging

HELD = "hunter2-of-the-desk"


@pytest.fixture(autouse=True)
def usual_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, configured = root.handlers[:], root.level, structlog.get_config()
    yield
    structlog.configure(**configured)
    root.handlers[:] = handlers
    root.setLevel(level)


def failing() -> None:
    password = HELD
    raise RuntimeError(f"the desk refused {len(password)} signs")


def logged(form: str, logger: str) -> str:
    to = io.StringIO()
    start_logging(level="info", form=form, to=to)
    log = structlog.get_logger("ours") if logger == "ours" else logging.getLogger("theirs")
    try:
        failing()
    except RuntimeError:
        log.exception("poll failed")
    return to.getvalue()


@pytest.mark.parametrize("logger", ["ours", "theirs"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_logged_exception_tells_its_frames_without_their_variables(form: str, logger: str) -> None:
    told = logged(form, logger)
    assert "in failing" in told
    assert f"the desk refused {len(HELD)} signs" in told
    assert HELD not in told


def test_a_log_that_told_variables_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = structlog.tracebacks.ExceptionDictTransformer(show_locals=True)
    renderer = structlog.processors.ExceptionRenderer(shown)
    monkeypatch.setattr("structlog.processors.format_exc_info", renderer)
    assert HELD in logged("json", "ours")
