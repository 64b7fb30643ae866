"""How objectives stand: their states as numbers that sort, in words and in colours."""

from dataclasses import replace
from typing import Final

from generator.colours import BAD, CELL_WARNING, FAINT, GOOD, NONE, UNKNOWN, WARNING
from generator.field import Word
from generator.queries import AGREEMENT, CURRENT, OBJECTIVE, by, or_zero, selected
from generator.text import Text

CODES: Final = {"breached": 5, "at_risk": 4, "indeterminate": 3, "met": 2, "no_data": 1, "not_applicable": 0}
"""The worse the greater, so that what needs somebody stands at the top of a table and wins a maximum."""
STATES: Final = (
    Word(value="5", text=Text(en="broken", zh="违约"), colour=BAD),
    Word(value="4", text=Text(en="at risk", zh="有风险"), colour=WARNING),
    Word(value="3", text=Text(en="not certain", zh="无法判定"), colour=UNKNOWN),
    Word(value="2", text=Text(en="kept", zh="达标"), colour=GOOD),
    Word(value="1", text=Text(en="nothing yet", zh="尚无数据"), colour=FAINT),
    Word(value="0", text=Text(en="does not apply", zh="不适用"), colour=FAINT),
)
IN_CELLS: Final = tuple(
    replace(word, colour={GOOD: NONE, FAINT: NONE, WARNING: CELL_WARNING}.get(str(word.colour), word.colour))
    for word in STATES
)
"""The same in a table, where a colour says that something is wrong."""
PARTY: Final = by((*OBJECTIVE, "party"), selected("slawatch_objective_info", AGREEMENT, 'party=~"$party"'))
"""1 for each objective of the chosen parties, with the party."""


def state(name: str) -> str:
    """Return 1 for each objective that stands so in the current period, and 0 for the others."""
    matchers = (CURRENT, f'slawatch_objective_state="{name}"')
    return by(OBJECTIVE, selected("slawatch_objective_state", AGREEMENT, *matchers))


def code() -> str:
    """Return the state of each objective as its number."""
    parts = (
        f"{number} * {selected('slawatch_objective_state', AGREEMENT, CURRENT, told(name))}"
        for name, number in CODES.items()
    )
    return by(OBJECTIVE, " or ".join(parts))


def told(name: str) -> str:
    """Return the matcher of a state."""
    return f'slawatch_objective_state="{name}"'


def counted(*names: str, of: str = "") -> str:
    """Return how many objectives stand in one of some states; `of` narrows them."""
    standing = " or ".join(f"({state(name)} == 1)" for name in names)
    return or_zero(f"count(({standing}){of})")


def of_party(expression: str) -> str:
    """Return the expression for the objectives of the chosen parties, with the party as a label."""
    return f"({expression}) * on (service_id, sla, objective) group_left (party) {PARTY}"


IN_PARTY: Final = f" and on (service_id, sla, objective) {PARTY}"
