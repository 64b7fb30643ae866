"""Who answers for a sealed report: prepared, reviewed, approved."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from slawatch.config.settings import ReportSettings
from slawatch.errors import SlawatchError
from slawatch.model.sealed import Link, LinkKind, NewLink
from slawatch.reports.notes import Role
from slawatch.runtime.approval import is_same
from slawatch.store.contract import Store


class SigningError(SlawatchError):
    """A report can't be signed so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signature as it is chained."""

    role: Role
    by: str
    at: datetime
    seal: str
    """sha256 of the link that was signed; it stands for every file and figure."""

    @classmethod
    def read(cls, link: Link) -> Self:
        """Return what a link says that is a signature."""
        told = json.loads(link.body)
        return cls(role=Role(link.kind), by=told["by"], at=link.at, seal=told["seal"])

    @classmethod
    def readable(cls, link: Link) -> Self | None:
        """Return what a link says; None where its text was changed beyond reading, which is told with the chain."""
        try:
            return cls.read(link)
        except (ValueError, KeyError, TypeError):
            return None


def signatures(store: Store, report: str, restatement: int) -> tuple[Signed, ...]:
    """Return who signed a sealed report, in the order of the roles."""
    found = (store.reports.link(report, restatement, LinkKind(role)) for role in Role)
    told = (Signed.readable(link) for link in found if link is not None)
    return tuple(each for each in told if each is not None)


def sign(  # noqa: PLR0913  a signature
    store: Store, settings: ReportSettings, report: str, role: Role, *, by: str, at: datetime, seen: str = ""
) -> Signed:
    """Sign the newest restatement of a report, and return the signature.

    `seen` is how the hash of the seal begins that the signer has looked at; empty: whatever is the newest.
    SigningError where nothing was sealed or another seal is the newest, where the role is taken, or where it is not
    theirs: the configuration may name who signs, and nobody approves what they prepared.
    """
    seal = store.reports.link(report)
    if seal is None:
        raise SigningError(f'there is no sealed report "{report}"; `slawatch seal --list` shows them')
    _require_seen(seal, seen)
    _require_named(settings, role, by)
    there = {each.role: each.by for each in signatures(store, report, seal.restatement)}
    if role in there:
        raise SigningError(f"{report} was {role} by {there[role]} already")
    _require_two(role, by, there)
    told = json.dumps({"by": by, "seal": seal.sha256}, ensure_ascii=False)
    new = NewLink(kind=LinkKind(role), report=report, restatement=seal.restatement, at=at, told=told)
    signed = Signed.read(store.reports.chain(new))
    if signed.by != by:
        raise SigningError(f"{report} was {role} by {signed.by} at the same moment")
    return signed


def _require_seen(newest: Link, seen: str) -> None:
    if not newest.sha256.startswith(seen):
        which = f"restatement {newest.restatement}" if newest.restatement else "the first one"
        raise SigningError(
            f"the newest seal of {newest.report} is {newest.sha256} ({which}), not {seen}; look at its figures before "
            "you sign"
        )


def _require_named(settings: ReportSettings, role: Role, by: str) -> None:
    named = settings.signers.get(role, ())
    if named and by not in named:
        raise SigningError(f"{by} is not named for it; a report is {role} by {' or '.join(named)}")


def _require_two(role: Role, by: str, there: dict[Role, str]) -> None:
    other = {Role.APPROVED: Role.PREPARED, Role.PREPARED: Role.APPROVED}.get(role)
    if other is not None and is_same(there.get(other, ""), by):
        raise SigningError(f"{by} has {other} this report; nobody approves what they prepared")
