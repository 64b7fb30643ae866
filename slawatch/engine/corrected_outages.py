"""What corrections make of outage facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from slawatch.model.correction import Correction, NoOutage, OutageWas
from slawatch.model.outage import Outage

_SAID: Final = ("started_at", "ended_at", "service", "severity")


def corrected_outages(outages: Iterable[Outage], corrections: Mapping[str, Sequence[Correction]]) -> list[Outage]:
    """Return outages as their corrections (by outage id, the later one counts) state them, without those voided."""
    told = (_corrected(outage, corrections.get(outage.id, ())) for outage in outages)
    return [outage for outage in told if outage is not None]


def _corrected(outage: Outage, corrections: Sequence[Correction]) -> Outage | None:
    for correction in corrections:
        match correction.told:
            case NoOutage():
                return None
            case OutageWas() as told:
                outage = _as_it_was(outage, told)
    return outage


def _as_it_was(outage: Outage, told: OutageWas) -> Outage:
    said = {name: getattr(told, name) for name in _SAID if getattr(told, name) is not None}
    start, end = said.get("started_at", outage.started_at), said.get("ended_at", outage.ended_at)
    # Its source may later tell an end that lies before the start as corrected: then nothing is left of it.
    return replace(outage, **said | {"ended_at": end and max(start, end)})
