"""What a source says of itself and how its first tickets would be mapped, as `check --live` tells."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from slawatch.app.planning import planned
from slawatch.app.polling import source
from slawatch.app.sampling import Sample, sampled
from slawatch.cli.opened import Opened
from slawatch.clock import StoppedClock, SystemClock
from slawatch.config.settings import SourceSettings
from slawatch.errors import SourceError
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.source import Check, Finding, Source
from slawatch.model.definitions import Definitions
from slawatch.runtime.preview import PreviewedTicket, previewed
from slawatch.runtime.unheard import Unheard, unheard
from slawatch.runtime.unmapped import ToldWord, unmapped_now

SAMPLED: Final = 200
"""Tickets after which no more are read for a look; of them a few are shown."""
PATIENCE: Final = 20.0
"""Seconds that a look at a source's tickets takes at the most, more or less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is told of one source."""

    settings: SourceSettings
    found: Check
    at: datetime
    """By our clock, when the source was asked."""
    sample: Sample | None = None
    """None where the source can't be used, or no ticket was to be looked at."""
    tickets: list[PreviewedTicket] = field(default_factory=list)
    unmapped: tuple[ToldWord, ...] = ()
    unheard: tuple[Unheard, ...] = ()

    @property
    def skew(self) -> int | None:
        """The source's clock less ours in seconds, where it tells the time."""
        told = self.found.server_time
        return None if told is None else round((told - self.at).total_seconds())


def ask(opened: Opened, settings: SourceSettings, *, tickets: int) -> Asked:
    """Return what a source says of itself, and its first tickets (0: none) as the configuration maps them."""
    clock = SystemClock()
    made = source(opened.registry, settings, clock=clock, metrics=SelfMetrics(version=""))
    found, at = _checked(made), clock.now()
    if not found.usable or not tickets:
        return Asked(settings=settings, found=found, at=at)
    with sampled(settings.id, made, clock=clock, tickets=SAMPLED, seconds=PATIENCE) as sample:
        return _looked_at(opened.configuration.definitions, sample, settings=settings, found=found, at=at)


def _checked(made: Source) -> Check:
    try:
        return made.check()
    except SourceError as error:
        return Check(findings=(Finding(level="error", text=str(error)),))
    except Exception as error:  # noqa: BLE001  a plug-in may raise anything, and the other sources are to be asked, too
        return Check(findings=(Finding(level="error", text=f"a fault of the program: {error!r}"),))


def _looked_at(
    definitions: Definitions, sample: Sample, *, settings: SourceSettings, found: Check, at: datetime
) -> Asked:
    until = StoppedClock(sample.until or at)
    told = unmapped_now(sample.store, planned(definitions), until, source=settings.id) if sample.until else ()
    heard = {(each.counted.attribute, each.counted.word) for each in told}
    to_come = unheard(found.words, definitions.mappings[settings.id])
    return Asked(
        settings=settings,
        found=found,
        at=at,
        sample=sample,
        tickets=previewed(sample.store, planned(definitions), settings.id),
        unmapped=told,
        unheard=tuple(each for each in to_come if each[:2] not in heard),
    )
