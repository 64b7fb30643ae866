"""What an action or an acceptance can be about: looked up before it is stated, so that none speaks of nothing."""

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from typing import Final, TypeVar, cast

from slawatch.engine.findings import Finding
from slawatch.model.action import findings_of, is_meant
from slawatch.model.agreement import Agreement
from slawatch.model.definitions import Definitions
from slawatch.model.reference import BreachRef, FindingRef, ObjectiveRef, Reference, reference
from slawatch.runtime.operator_facts import StatementError

_R = TypeVar("_R", bound=Reference)

_MOST: Final = 12
"""Names that an error lists."""


def references(texts: Iterable[str], definitions: Definitions) -> tuple[Reference, ...]:
    """Return what texts name, each once; StatementError where the configuration has no such thing."""
    found = []
    for text in texts:
        try:
            found.append(reference(text))
        except ValueError as error:
            raise StatementError(str(error)) from error
        _require_known(found[-1], definitions)
    return tuple(dict.fromkeys(found))


def objective_of(about: Iterable[Reference]) -> ObjectiveRef | None:
    """Return the objective that somebody means to make better: the first that is named, or was breached."""
    for each in about:
        if isinstance(each, ObjectiveRef):
            return each
        if isinstance(each, BreachRef):
            return ObjectiveRef(sla=each.sla, objective=each.objective, service_id=each.service_id)
    return None


def as_found(about: Iterable[_R], found: Sequence[Finding]) -> tuple[_R, ...]:
    """Return what is named, breaches and outages as they are found now; StatementError where there is none such.

    A stretch that is named too wide is told as the outages within it: it answers no outage to come.
    """
    return tuple(dict.fromkeys(each for named in about for each in _meant(named, found)))


def findings_named(texts: Iterable[str], definitions: Definitions) -> tuple[FindingRef, ...]:
    """Return the breaches and outages that texts name; StatementError for anything else."""
    about = references(texts, definitions)
    for each in about:
        if not isinstance(each, FindingRef):
            raise StatementError(f"{each} is neither a breach nor an outage, and needs no acceptance")
    return findings_of(about)


def _meant(named: _R, found: Sequence[Finding]) -> Sequence[_R]:
    if not isinstance(named, FindingRef):
        return [named]
    meant = [each.ref for each in found if is_meant(named, each.ref)]
    if not meant:
        alike = [str(each.ref) for each in found if isinstance(each.ref, type(named))]
        raise StatementError(f"nothing is known of {named}; {_there_are(str(named), alike, 'none of that kind')}")
    return cast("Sequence[_R]", meant)


def _require_known(each: Reference, definitions: Definitions) -> None:
    if isinstance(each, BreachRef | ObjectiveRef):
        versions = [agreement for agreement in definitions.agreements if agreement.id == each.sla]
        _require(each.sla, [one.id for one in definitions.agreements], "agreement")
        _require_promised(each, versions)
    else:
        _require(each.service_id, definitions.services, "service")


def _require_promised(each: BreachRef | ObjectiveRef, versions: Sequence[Agreement]) -> None:
    objectives = [objective.id for one in versions for objective in one.objectives]
    _require(each.objective, objectives, f"objective of {each.sla}")
    _require(each.service_id, [name for one in versions for name in one.judged], f"figure of {each.sla} under the name")


def _require(name: str, known: Collection[str], what: str) -> None:
    if name not in known:
        raise StatementError(f'there is no {what} "{name}"; {_there_are(name, known, "none")}')


def _there_are(name: str, known: Collection[str], nothing: str) -> str:
    distinct = list(dict.fromkeys(known))
    near = get_close_matches(name, distinct, n=3, cutoff=0.6)
    if near and len(distinct) > len(near):
        return f"do you mean {' or '.join(near)}?"
    if not distinct:
        return f"there is {nothing}"
    return f"there are {', '.join(distinct[:_MOST])}{', …' if len(distinct) > _MOST else ''}"
