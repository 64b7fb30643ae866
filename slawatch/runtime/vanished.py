"""Tickets that a system shows no more: believed when two passes say so, and believed again when they come back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from slawatch.ingest.source import Batch, Gone, Stamp
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import epoch
from slawatch.runtime.taking import Taking
from slawatch.store.contract import Store
from slawatch.store.pass_contract import Standing, Suspect


@dataclass(frozen=True, slots=True, kw_only=True)
class Vanished:
    """Decides which tickets of a source are gone."""

    name: str
    store: Store
    taking: Taking

    def take(self, batch: Batch, *, began: datetime) -> None:
        """Commit a batch of a pass; what it calls gone is committed when an earlier pass missed it too."""
        suspects = self.store.suspects(self.name) if batch.gone else {}
        earlier = {id_: suspect for id_, suspect in suspects.items() if suspect.missed_at < began}
        confirmed = tuple(
            Gone(ticket_id=gone.ticket_id, why=gone.why, at=earlier[gone.ticket_id].at)
            for gone in batch.gone
            if gone.ticket_id in earlier
        )
        self.taking.add(batch, gone=confirmed)
        fresh = [gone for gone in batch.gone if gone.ticket_id not in suspects]
        if fresh:
            self.store.suspect(self.name, [_suspect(gone, began) for gone in fresh])

    def bring_back(self, stored: Iterable[Standing], stamps: Mapping[str, Stamp], *, at: datetime) -> None:
        """Tell that tickets which were taken for gone are listed again: from now on, with the status they have."""
        back = [each.id for each in stored if each.gone and each.id in stamps]
        if back:
            self.taking.add(Batch(cursor=None, events=tuple(_back(stamps[id_], at) for id_ in back)))


def _suspect(gone: Gone, began: datetime) -> Suspect:
    return Suspect(ticket_id=gone.ticket_id, why=gone.why, at=gone.at, missed_at=began)


def _back(stamp: Stamp, at: datetime) -> Event:
    return Event(
        ticket_id=stamp.id,
        type=EventType.STATUS,
        at=at,
        native_id=f"back:{epoch(at)}:{stamp.id}",
        actor=Actor.SYSTEM,
        field="status",
        new=stamp.status,
        derived=True,
    )
