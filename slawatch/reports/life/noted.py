"""What people wrote and stated for a report, gathered from the store and the configuration."""

import json
from typing import Any, Final

from pydantic import TypeAdapter

from slawatch.config.settings import ReportSettings
from slawatch.model.service import Names
from slawatch.reports.asked import ReportAsked
from slawatch.reports.notes import Notes, Place, Role, Signature, Text
from slawatch.reports.subject import Subject
from slawatch.store.contract import Reader, Store

_NOTES: Final[TypeAdapter[Any]] = TypeAdapter(Notes)


def noted(store: Store, reader: Reader, settings: ReportSettings, asked: ReportAsked) -> Notes:
    """Return what was written until now; actions are those that the reader knows."""
    written = store.reports.texts(str(asked.subject), asked.period)
    return Notes(
        texts=tuple(
            Text(place=Place(each.place), language=each.language, text=each.text, author=each.author, at=each.at)
            for each in written
            if each.text
        ),
        signatures=tuple(Signature(role=role, name=name) for role in Role for name in settings.signers.get(role, ())),
        actions=tuple(action for _, action in reader.actions()),
        acceptances=tuple(acceptance for _, acceptance in reader.acceptances()),
        organisation=settings.organisation,
        audience=audience(settings, asked.subject),
    )


def audience(settings: ReportSettings, subject: Subject) -> Names:
    """Return for whom reports of a subject are; nothing where nobody said."""
    return next((each.audience for each in settings.scheduled if each.subject == str(subject)), {})


def packed(notes: Notes) -> bytes:
    """Return notes as JSON with sorted keys."""
    told = json.loads(_NOTES.dump_json(notes))
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def unpacked(content: bytes) -> Notes:
    """Return notes as they were packed."""
    notes: Notes = _NOTES.validate_json(content)
    return notes
