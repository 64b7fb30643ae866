"""What somebody wants done: by a form of a page, or through the API."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from slawatch.model.user import Role, User
from slawatch.reports.archive.archive import Archive
from slawatch.runtime.inquiry import Inquiry
from slawatch.store.contract import Store
from slawatch.web.forms import Fields
from slawatch.web.links import Links
from slawatch.web.question import Answering


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is to be done, by whom, and what they may know of."""

    user: User
    own: Inquiry
    """Knows of what they see only."""
    whole: Inquiry
    """Knows of everything: what they do may touch what they do not see."""
    store: Store
    now: datetime
    path: Fields
    """The parts of the path that name something."""
    fields: Fields
    archive: Archive | None = None
    """Sealed reports that they may read."""


class Done(NamedTuple):
    """What was done, as the page that follows says it."""

    word: str
    """stated, approved, withdrawn, …: one of the words of the page's messages."""
    name: str
    """The id of what it was done to."""


Doing = Callable[[Errand], Done]


class Form(NamedTuple):
    """A form: where it is sent, who may send it, and on which page it stands."""

    path: str
    roles: frozenset[Role]
    """One of them is needed."""
    doing: Doing
    page: str
    """Where it leads to; {name} in it stands for what was done to."""
    answering: Answering
    """Shows the page, also where the form is refused."""

    def location(self, links: Links, done: Done) -> str:
        """Return the address of the page that says what was done."""
        return links.to(self.page.replace("{name}", quote(done.name, errors="replace")), **done._asdict())
