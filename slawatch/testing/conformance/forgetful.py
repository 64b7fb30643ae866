"""What can be required of a source whose system keeps no history of statuses, or no order within a second.

Without a history, what happened between two looks is lost. What is told must be true nevertheless, the last status
must be right, replies and notes are all told, and a full reading tells nothing that was not told before.
"""

from collections import Counter
from collections.abc import Mapping

from slawatch.testing.conformance.system import Story


def require_plausible(stored: Mapping[str, Story], truth: Mapping[str, Story]) -> None:
    """Require that nothing but changes of status between two looks is missing."""
    assert stored.keys() == truth.keys(), f"other tickets than there are: {sorted(stored.keys() ^ truth.keys())[:9]}"
    for id_, story in truth.items():
        told = stored[id_]
        invented = Counter(told) - Counter(story)
        assert not invented, f"ticket {id_}: this never happened: {sorted(invented)}"
        lost = [each for each in Counter(story) - Counter(told) if each.what != "status"]
        assert not lost, f"ticket {id_}: this is missing: {lost}"
        assert _status(told) == _status(story), f"ticket {id_} ends as {_status(told)} and is {_status(story)}"


def require_but_for_order(stored: Mapping[str, Story], truth: Mapping[str, Story]) -> None:
    """Require that all is told, and statuses in their order; what else shares their second may come before or after."""
    require_plausible(stored, truth)
    for id_, story in truth.items():
        assert _statuses(stored[id_]) == _statuses(story), f"ticket {id_} had {_statuses(story)}: {stored[id_]}"


def require_told_before(kept: Mapping[tuple[str, str], str], read: Mapping[tuple[str, str], str]) -> None:
    """Require that a full reading tells no event that the store does not hold as well."""
    other = sorted(item for item in read.items() if kept.get(item[0]) != item[1])
    assert not other, f"a full reading tells other events: {other[:4]}"


def _statuses(story: Story) -> list[str]:
    return [each.word for each in story if each.what in {"created", "status"}]


def _status(story: Story) -> str:
    return _statuses(story)[-1]
