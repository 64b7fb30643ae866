"""The first tickets of a source, read into a store of their own, for a look at them before anything is kept."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, cast

from slawatch.clock import Clock
from slawatch.errors import SourceError
from slawatch.ingest.source import Batch, CompleteSource, Limits, Source
from slawatch.runtime.taking import Taking
from slawatch.store.contract import Store
from slawatch.store.opening import open_for_writing

_AT_ONCE: Final = 50
_LATELY: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What was read of a source within the time and the number that were allowed."""

    store: Store
    tickets: int
    outages: int
    bad: int
    whole: bool
    """False: the source has more than was read."""
    until: datetime | None
    """The instant up to which the tickets are told; None where nothing was read."""
    error: str = ""
    """Why the reading ended early."""


@contextmanager
def sampled(name: str, source: Source, *, clock: Clock, tickets: int, seconds: float) -> Iterator[Sample]:
    """Read about so many tickets within so many seconds; the store goes at the end of `with`.

    Those that changed lately come first where the source can be asked for them, else the oldest do.
    """
    with (
        tempfile.TemporaryDirectory(prefix="slawatch-") as folder,
        closing(open_for_writing(f"sqlite:///{Path(folder) / 'sample.db'}")) as store,
    ):
        taking = Taking(source=name, store=store, clock=clock, basis="sample")
        yield _read(source, taking, tickets=tickets, seconds=seconds)


def _read(source: Source, taking: Taking, *, tickets: int, seconds: float) -> Sample:
    began, ends = taking.clock.now(), taking.clock.monotonic() + seconds
    through: datetime | None = None
    last: datetime | None = None
    whole, error = False, ""
    try:
        for batch in _batches(source, began, Limits(seconds=seconds, rows=_AT_ONCE)):
            taking.take(batch)
            through = batch.complete_through or through
            last = max((event.at for event in batch.events), default=last)
            if taking.records["ticket_new"] >= tickets or taking.clock.monotonic() >= ends:
                break
        else:
            whole = True
    except SourceError as early:
        error = str(early)
    # Whoever is told by a re-scan is told whole; of a log that was read in part nothing is known of later.
    until = began if "rescan" in source.caps.passes and last else through if whole else last
    taking.take(Batch(cursor=None, complete_through=until))
    return Sample(
        store=taking.store,
        tickets=taking.records["ticket_new"],
        outages=taking.records["outage_changed"],
        bad=taking.records["bad"],
        whole=whole,
        until=until,
        error=error,
    )


def _batches(source: Source, now: datetime, limits: Limits) -> Iterator[Batch]:
    if "rescan" in source.caps.passes:
        told = cast("CompleteSource", source).rescan(now - _LATELY, limits)
        yield from (replace(batch, gone=()) for batch in told)
    yield from source.poll(None, limits)
