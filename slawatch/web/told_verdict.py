"""A source's own verdict beside ours, in words."""

from slawatch.engine.native import Accord
from slawatch.engine.native_explained import SecondOpinion
from slawatch.engine.reproduction import Reproduced
from slawatch.speech import words

UNEXPLAINED = "no way of counting that was tried gives it"


def verdict(opinion: SecondOpinion) -> str:
    """Return what the source concludes, with all that it tells."""
    told = opinion.verdict
    parts = [str(told.outcome)]
    if told.elapsed_seconds is not None:
        parts.append(f"elapsed {told.elapsed_seconds} s")
    if told.target_seconds is not None:
        parts.append(f"target {told.target_seconds} s")
    if told.due_at is not None:
        parts.append(f"due {words.utc(told.due_at)}")
    return ", ".join(parts)


def reason(opinion: SecondOpinion) -> str:
    """Return how the two stand to each other, and where they differ, what was proven to give the source's verdict."""
    match opinion.accord:
        case Accord.AGREE if opinion.counts_otherwise:
            return f"both agree, though the source counts otherwise: {ways(opinion) or UNEXPLAINED}"
        case Accord.AGREE:
            return "both agree"
        case Accord.OPEN:
            return "the source had not decided yet"
        case Accord.INCOMPARABLE:
            return "ours can't be compared"
    return ways(opinion) or UNEXPLAINED


def ways(opinion: SecondOpinion) -> str:
    """Return the ways of counting that give the source's verdict; empty where none does."""
    return "; or ".join(_way(way) for way in opinion.ways)


def _way(way: Reproduced) -> str:
    if not way.by_elapsed:
        return f"the same verdict {way.way}"
    return f"equal {way.way}" if way.to_the_second else f"equal to the minute {way.way}"
