"""The names under which sources tell verdicts of their own, checked against the objectives that there are."""

from collections.abc import Iterator

from slawatch.config.checks import Found
from slawatch.config.faults import choice
from slawatch.model.definitions import Definitions


def unknown_objectives(definitions: Definitions) -> Iterator[Found]:
    """Yield a fault, below `sources`, for each objective that a map of native names and no agreement has."""
    timers = [each for agreement in definitions.agreements for each in agreement.objectives if each.is_timer]
    known = list(dict.fromkeys(each.id for each in timers))
    for source, mapping in definitions.mappings.items():
        for name, objectives in mapping.native.items():
            for objective in sorted(objectives - set(known)):
                text = f'there is no objective about tickets with the id "{objective}"{choice(objective, known)}'
                yield (source, "map", "native", name), text
