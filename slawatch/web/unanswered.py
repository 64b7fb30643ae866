"""What keeps a question from being answered, as an answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog

from slawatch.errors import StoreError, TooMuchError
from slawatch.model.user import User
from slawatch.runtime.assessment import PeriodError
from slawatch.web.problem import Problem

log = structlog.get_logger(__name__)

_IN_THE_LOG: Final = "Try again later; why it does not stands in the log of slawatch."
_TOO_MUCH: Final = "{reason}; ask `slawatch explain --objective … --period …` on the daemon's machine."


@contextmanager
def problems_told(user: User) -> Iterator[None]:
    """Have errors below raised as Problems, with as much of their reasons as a user may know."""
    try:
        yield
    except StoreError as error:
        log.warning("a question was not answered by the database", reason=str(error))
        raise _silent_database(error, user) from error
    except TooMuchError as error:
        raise Problem(503, "Too much to read beside the daemon's work", _TOO_MUCH, {"reason": str(error)}) from error
    except PeriodError as error:
        raise Problem(400, "This address can't be read", "{reason}", {"reason": str(error)}) from error


def _silent_database(error: StoreError, user: User) -> Problem:
    """Return that the database does not answer; why may name our servers, or facts of others."""
    title = "The database does not answer"
    if not user.sees_everything:
        return Problem(503, title, _IN_THE_LOG, retry_after=30)
    return Problem(503, title, "{reason}", {"reason": str(error)}, retry_after=30)
