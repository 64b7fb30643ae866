"""What an objective promises, and of which tickets, in words: its id says that to nobody but its author."""

from collections.abc import Callable, Iterator
from typing import Final

from slawatch.model.agreement import Agreement, Objective
from slawatch.model.definitions import Definitions
from slawatch.model.result import ObjectiveFigure
from slawatch.speech.speech import Speech

_ORDER: Final = ("kind", "priority", "service", "party", "category", "team")
_PLAIN: Final = frozenset(_ORDER[:4])
"""What is understood without the attribute's name: incident, P1, ERP, Acme."""
_KINDS: Final = ("incident", "request", "problem", "change")


def objective_in_words(objective: Objective, agreement: Agreement, definitions: Definitions, speech: Speech) -> str:
    """Return a promise with the tickets that it is about: "Answered within 15 min (incident, P1)"."""
    within = objective.within if objective.is_timer else None
    promise = speech.promised(objective.indicator, within, objective.statistic)
    which = selected_in_words(objective, agreement, definitions, speech)
    return speech.say("{promise} ({which})", promise=promise, which=which) if which else promise


def promises_in_words(definitions: Definitions, speech: Speech) -> Callable[[ObjectiveFigure], str]:
    """Return what puts the promise of a figure into words, with the tickets it is about, by the version that judged."""
    promises = {
        (each.id, each.version, told.id): (told, each) for each in definitions.agreements for told in each.objectives
    }

    def told(figure: ObjectiveFigure) -> str:
        found = promises.get((figure.sla, figure.version, figure.objective))
        return objective_in_words(*found, definitions, speech) if found else speech.promise(figure)

    return told


def selected_in_words(objective: Objective, agreement: Agreement, definitions: Definitions, speech: Speech) -> str:
    """Return of which tickets an objective is: "incident/request, P1"; empty for all of the agreement's party."""
    told = (
        (name, "/".join(_value(name, each, definitions, speech) for each in sorted(objective.when[name], key=_kind)))
        for name in _selecting(objective, agreement)
    )
    return speech.say(", ").join(
        words if name in _PLAIN else f"{speech.say(name)}{speech.say(': ')}{words}" for name, words in told
    )


def _selecting(objective: Objective, agreement: Agreement) -> Iterator[str]:
    """Yield the attributes; that an agreement is about its own party's tickets goes without saying."""
    for name in sorted(objective.when, key=_attribute):
        if name != "party" or objective.when[name] != {agreement.party}:
            yield name


def _value(name: str, value: str, definitions: Definitions, speech: Speech) -> str:
    if name == "kind":
        return speech.say(value)
    if name == "party" and value in definitions.parties:
        return speech.name(definitions.parties[value].names) or value
    if name == "service" and value in definitions.services:
        return speech.name(definitions.services[value].names) or value
    return value


def _attribute(name: str) -> tuple[int, str]:
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER)), name


def _kind(value: str) -> tuple[int, str]:
    return (_KINDS.index(value) if value in _KINDS else len(_KINDS)), value
