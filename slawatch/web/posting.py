"""Forms taken: who sends one is let to, and it is done once, as their deed."""

from dataclasses import dataclass, field
from functools import partial
from typing import Final

from starlette.requests import Request

from slawatch.model.deed import Actor, Way
from slawatch.model.user import User
from slawatch.runtime.operator_facts import StatementError
from slawatch.store.deed_contract import acting
from slawatch.web.crossing import is_own_form, require_own_site
from slawatch.web.errand import Done, Errand, Form
from slawatch.web.forms import Fields, Once, Refusal, fields_of
from slawatch.web.guard import user_of
from slawatch.web.problem import Problem
from slawatch.web.published import Doors
from slawatch.web.seen import Seen
from slawatch.web.turns import Turns

OUT_OF_DATE: Final = "This form is out of date; nothing was done. Send it once more."


@dataclass
class Refused(Exception):  # noqa: N818  an answer, too
    """A form is shown again with what is wrong."""

    refusal: Refusal
    fields: Fields


@dataclass(frozen=True)
class Posting:
    """Takes forms of pages and what the API is sent; one at a time, as they are written one at a time."""

    seen: Seen
    once: Once = field(default_factory=Once)
    turns: Turns = field(default_factory=partial(Turns, at_once=1, waiting=64))

    async def take(self, form: Form, request: Request, *, is_json: bool) -> Done:
        """Return what was done; Refused where the form is to be mended, a Problem where it can't be taken at all."""
        require_own_site(request)
        user, doors = user_of(request), self.seen.whole
        self._require_right(form, user, doors)
        fields = await fields_of(request, is_json=is_json)
        if not is_json and not is_own_form(user, fields.get("token", "")):
            raise Refused(Refusal({"": OUT_OF_DATE}), fields)
        way = Way.API if is_json else Way.PAGE
        try:
            return await self.turns.take(partial(self._done, form, request, fields, way))
        except Refusal as refusal:
            raise Refused(refusal, fields) from refusal
        except StatementError as error:
            raise Refused(Refusal({"": str(error)}), fields) from error

    def _done(self, form: Form, request: Request, fields: Fields, way: Way) -> Done:
        user = user_of(request)
        errand = self._errand(request, user, fields)
        with acting(Actor(user=user.name, way=way)):
            key = fields.get("once", "")
            told = self.once.take(user.name, key and f"{request.url.path} {key}", lambda: " ".join(form.doing(errand)))
        word, _, name = told.partition(" ")
        return Done(word, name)

    def _errand(self, request: Request, user: User, fields: Fields) -> Errand:
        whole, own = self.seen.whole, self.seen.by(user)
        every, some = whole.inquiry(), own.inquiry()
        if every is None or some is None or whole.store is None:
            raise Problem(503, "Nothing can be stated yet", "The first evaluation has not ended.", {}, 10)
        return Errand(
            user=user,
            own=some,
            whole=every,
            store=whole.store,
            now=whole.now(),
            path=request.path_params,
            fields=fields,
            archive=own.archive(),
        )

    @staticmethod
    def _require_right(form: Form, user: User, doors: Doors) -> None:
        if not doors.access().users or not user.name:
            raise Problem(403, "Nothing can be changed here", "Nobody has a role that lets them; see web.users.")
        if not any(map(user.may, form.roles)):
            parts: dict[str, object] = {"roles": ", ".join(sorted(form.roles))}
            raise Problem(403, "You may not do this", "It takes a role that you don't have: {roles}.", parts)
