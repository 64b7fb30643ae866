"""Things of the configuration as cells."""

from collections.abc import Iterable, Mapping

from slawatch.model.agreement import Agreement, Objective
from slawatch.model.definitions import Definitions
from slawatch.model.result import ObjectiveFigure
from slawatch.model.service import Names
from slawatch.reports import promise_cells
from slawatch.reports.cells import Cell, Foreign, Named, Phrase
from slawatch.speech.hours import ALWAYS, hours_in_brief
from slawatch.speech.objective_words import objective_in_words, selected_in_words
from slawatch.speech.speech import LANGUAGES, Speech


def service(definitions: Definitions, id_: str) -> Cell:
    """Return a service, or the services of an agreement together, by the agreement's id."""
    known = definitions.services.get(id_)
    if known is not None:
        return Named(id_, known.names)
    return Phrase("All of {agreement} together", {"agreement": agreement(definitions, id_)})


def agreement(definitions: Definitions, sla: str) -> Cell:
    """Return an agreement by the names of its newest version."""
    found = [each.names for each in definitions.agreements if each.id == sla]
    return Named(sla, found[-1]) if found else Foreign(sla)


def party(definitions: Definitions, id_: str) -> Cell:
    """Return a customer, supplier or team."""
    known = definitions.parties.get(id_)
    return Foreign(id_) if known is None else Named(id_, known.names)


def objective(definitions: Definitions, agreement: Agreement, told: Objective) -> Named:
    """Return an objective by what it promises, and of which tickets."""
    return Named(told.id, {each: objective_in_words(told, agreement, definitions, Speech(each)) for each in LANGUAGES})


def promise(definitions: Definitions, agreement: Agreement, told: Objective) -> Phrase:
    """Return what an objective promises, and of which tickets, as a text: formats that tell ids tell it whole too."""
    which = {each: selected_in_words(told, agreement, definitions, Speech(each)) for each in LANGUAGES}
    promised = promise_cells.promise(told)
    parts: dict[str, Cell] = {"promise": promised, "which": Named("which", which)}
    return Phrase("{promise} ({which})", parts) if any(which.values()) else promised


def objective_judged(definitions: Definitions, figure: ObjectiveFigure) -> Cell:
    """Return a figure's objective by what the version promises that judged; by its id where there is none any more."""
    key = figure.sla, figure.version
    versions = (each for each in definitions.agreements if (each.id, each.version) == key)
    found = (
        (agreement, each) for agreement in versions for each in agreement.objectives if each.id == figure.objective
    )
    return next((objective(definitions, *each) for each in found), Foreign(figure.objective))


def hours(calendars: Mapping[str, Names], ids: Iterable[str]) -> Named:
    """Return calendars by their hours in brief; those that are called the same are told once."""
    own = list(dict.fromkeys(ids))
    told = {each: dict.fromkeys(calendars[id_][each] for id_ in own) for each in LANGUAGES}
    return Named(", ".join(own), {each: Speech(each).say(", ").join(names) for each, names in told.items()})


def calendars(definitions: Definitions) -> Mapping[str, Names]:
    """Return what each calendar is called: its hours in brief, with its id where others are as long.

    All that are open around the clock are the same.
    """
    told = [(Speech(each), each) for each in LANGUAGES]
    brief = {
        id_: {language: hours_in_brief(hours, speech) for speech, language in told}
        for id_, hours in definitions.calendars.items()
    }
    alike = [names["en"] for names in brief.values()]
    return {
        id_: names
        if alike.count(names["en"]) == 1 or names["en"] == ALWAYS
        else {language: speech.say("{hours} ({id})", hours=names[language], id=id_) for speech, language in told}
        for id_, names in brief.items()
    }
