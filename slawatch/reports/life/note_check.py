"""Whether what people wrote for a sealed report, and whom it was sent to, is still what it was."""

from collections.abc import Iterator

from slawatch.model.sealed import Delivery
from slawatch.reports.cells import Phrase
from slawatch.reports.life.chain_check import Finding
from slawatch.reports.life.message import message_id
from slawatch.reports.life.noted import unpacked
from slawatch.reports.life.restating import Sealed
from slawatch.store.contract import Store


def note_findings(store: Store, sealed: Sealed) -> Iterator[Finding]:
    """Yield texts and mails of a report that were changed or removed since; the seal keeps the words themselves."""
    for what, text in (*_texts(store, sealed), *_mails(store, sealed)):
        yield Finding(report=sealed.link.report, restatement=sealed.link.restatement, what=what, said=Phrase(text))


def _texts(store: Store, sealed: Sealed) -> Iterator[tuple[str, str]]:
    content = store.reports.content(sealed.seal.notes)
    try:
        then = () if content is None else unpacked(content).texts
    except ValueError:  # a content that was changed is told as a file
        return
    seal = sealed.seal
    for each in then:
        by_then = store.reports.texts(seal.subject, seal.period, at=seal.known_at)
        now = {(one.place, one.language): (one.text, one.author, one.at) for one in by_then}
        if now.get((each.place, each.language)) != (each.text, each.author, each.at):
            yield "text", f"the text of {each.author} ({each.place}, {each.language}) was changed or removed"


def _mails(store: Store, sealed: Sealed) -> Iterator[tuple[str, str]]:
    """Yield mails whose id does not follow from the seal and the recipient."""
    for step in store.reports.deliveries(sealed.link.report, sealed.link.restatement):
        if step.message_id != message_id(sealed.link, step.recipient, _sender(step)):
            yield "mail", f"the note of a mail to {step.recipient} was changed: its id belongs to another mail"


def _sender(step: Delivery) -> str:
    return step.message_id.removesuffix(">")
