"""What people stated, as pages list it: how it stands and what somebody may do about it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple, TypeVar

from slawatch.model.correction import Correction
from slawatch.model.outage import Exclusion
from slawatch.model.user import Role, User
from slawatch.runtime.approval import is_same
from slawatch.web.forms import Refusal
from slawatch.web.question import Question

Statement = Exclusion | Correction
_S = TypeVar("_S", bound=Statement)

LONGEST_REASON: Final = 2_000

OWN: Final = "You stated this; somebody else must approve it."
NOT_YOURS: Final = "It also counts where you may not decide."
STATED_BY_OTHERS: Final = "Somebody else stated this; it takes the role approve to take it back."


class Standing(StrEnum):
    """How a statement stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Sign(NamedTuple):
    """How a standing is shown."""

    symbol: str
    word: str
    tone: str


SIGNS: Final[Mapping[Standing, Sign]] = {
    Standing.REQUESTED: Sign("…", "Waits for approval", "at_risk"),
    Standing.APPROVED: Sign("✓", "Approved", "met"),
    Standing.WITHDRAWN: Sign("○", "Withdrawn", "no_data"),
}

DONE: Final[Mapping[str, str]] = {
    "stated": "{name} is stated. It counts once somebody else has approved it.",
    "approved": "{name} is approved. Figures follow with the next evaluation.",
    "withdrawn": "{name} is withdrawn. Figures follow with the next evaluation.",
}
"""What a page says after a form was taken, by the word in its address."""


def standing_of(told: Statement) -> Standing:
    """Return how a statement stands."""
    if told.withdrawn_at is not None:
        return Standing.WITHDRAWN
    return Standing.REQUESTED if told.approved_at is None else Standing.APPROVED


def why_not_approved_by(user: User, told: Statement) -> str:
    """Return why somebody may not approve what was stated, whatever it is; empty where they may."""
    if not user.may(Role.APPROVE):
        return "It takes the role approve."
    return OWN if is_same(user.name, told.author) else ""


def why_not_withdrawn_by(user: User, told: Statement) -> str:
    """Return why somebody may not take back what was stated; empty where they may."""
    may = user.may(Role.APPROVE) or (user.may(Role.WRITE) and is_same(user.name, told.author))
    return "" if may else STATED_BY_OTHERS


def may_approve(user: User, told: Statement) -> bool:
    """Tell whether a button is there to approve one; whether it is theirs to approve is looked at again then."""
    return standing_of(told) is Standing.REQUESTED and not why_not_approved_by(user, told)


def may_withdraw(user: User, told: Statement) -> bool:
    """Tell whether a button is there to take one back."""
    return standing_of(told) is not Standing.WITHDRAWN and not why_not_withdrawn_by(user, told)


def require_allowed(why_not: str) -> None:
    """Raise Refusal of the whole form where there is a reason."""
    if why_not:
        raise Refusal({"": why_not})


def named_in(stated: Iterable[_S], name: str) -> _S | None:
    """Return the statement that an address names; None where they don't know of it."""
    return next((each for each in stated if each.id == name), None)


def done_now(question: Question, stated: Iterable[Statement]) -> str:
    """Return what was done just now to one of some, in words; empty where nothing was."""
    phrase, name = DONE.get(question.query.get("word", "")), question.query.get("name", "")
    return question.speech.say(phrase, name=name) if phrase and named_in(stated, name) else ""
