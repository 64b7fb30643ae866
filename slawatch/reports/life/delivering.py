"""Sealed reports on their way to those who get them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import structlog

from slawatch.clock import Clock
from slawatch.config.delivery_section import mailbox
from slawatch.config.settings import ReportSettings
from slawatch.errors import ConflictError
from slawatch.model.sealed import Delivered, Delivery, Link
from slawatch.reports.life.letter import unpacked_letter
from slawatch.reports.life.message import Attached, message, message_id
from slawatch.reports.life.schedule import kind_of
from slawatch.reports.life.seal import Seal
from slawatch.reports.life.smtp import NotTakenError, Outbox, RefusedError, outbox
from slawatch.store.contract import Store

log = structlog.get_logger(__name__)

KEPT_TRYING: Final = timedelta(days=7)
"""So long after it was sealed a report is sent to those who have not got it."""
PAUSE: Final = timedelta(minutes=15)
"""Between two tries; also after a try of which nobody knows how it ended, for its sender may still be at it."""
_ENDS: Final = frozenset({Delivered.SENT, Delivered.REFUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """Sends what is sealed, once to each recipient as far as mail can promise that.

    Before a mail goes out that is noted, and afterwards what became of it. Who is killed in between leaves a note
    without a result: the mail may have been sent. It is then sent again under the same Message-ID, by which mail
    systems know it again: better twice than never.
    """

    store: Store
    settings: ReportSettings
    clock: Clock

    def deliver(self) -> int:
        """Send what is to be sent now, and return how many mails a server took.

        Where it hangs up over one of them, the others have their turn the next time.
        """
        waiting = [(link, to) for link, seal in self._recent() for to in self._waiting(link, seal)]
        if not waiting or self.settings.smtp is None:
            return 0
        try:
            with outbox(self.settings.smtp) as out:
                return sum(self._sent(out, link, to) for link, to in waiting if out.is_open)
        except NotTakenError as error:
            log.warning("reports can't be mailed", mails=len(waiting), reason=str(error))
            for link, to in waiting:
                self._note(link, to, Delivered.FAILED, str(error))
            return 0

    def unsent(self) -> int:
        """Return how many mails of the last days no server has taken, those that were refused for good among them."""
        steps = [each for link, seal in self._recent() for each in self._last_steps(link, seal)]
        return sum(each is None or each.state is not Delivered.SENT for each in steps)

    def _last_steps(self, link: Link, seal: Seal) -> Iterator[Delivery | None]:
        steps = self._steps(link)
        for to in recipients(self.settings, seal):
            yield steps[to][-1] if to in steps else None

    def _recent(self) -> Iterator[tuple[Link, Seal]]:
        for link in self.store.reports.sealed_since(self.clock.now() - KEPT_TRYING):
            seal = Seal.readable(link)
            if seal is not None and seal.mail:
                yield link, seal

    def _waiting(self, link: Link, seal: Seal) -> Sequence[str]:
        steps = self._steps(link)
        return [to for to in recipients(self.settings, seal) if self._is_due(steps.get(to, ()))]

    def _is_due(self, steps: Sequence[Delivery]) -> bool:
        if not steps:
            return True
        return steps[-1].state not in _ENDS and steps[-1].at + PAUSE <= self.clock.now()

    def _steps(self, link: Link) -> Mapping[str, list[Delivery]]:
        found: dict[str, list[Delivery]] = {}
        for step in self.store.reports.deliveries(link.report, link.restatement):
            found.setdefault(step.recipient, []).append(step)
        return found

    def _sent(self, out: Outbox, link: Link, to: str) -> bool:
        known = len(self._steps(link).get(to, ()))
        with suppress(ConflictError):  # another daemon is at it
            self._note(link, to, Delivered.INTENDED, known=known)
            state, said = self._handed_over(out, link, to)
            self._note(link, to, state, said)
            log.info("report mailed", report=link.report, restatement=link.restatement, result=state)
            return state is Delivered.SENT
        return False

    def _handed_over(self, out: Outbox, link: Link, to: str) -> tuple[Delivered, str]:
        seal = Seal.read(link)
        told = self.store.reports.content(seal.letter)
        if told is None:
            return Delivered.REFUSED, "the letter is not kept any more"
        try:
            mail = message(link, unpacked_letter(told), self._files(seal), sender=out.sender, to=to)
        except (ValueError, AttributeError) as error:  # how email.message refuses an address
            return Delivered.REFUSED, f"no mail can be written to this address: {' '.join(str(error).split())}"
        try:
            return Delivered.SENT, out.send(mail, to)
        except RefusedError as error:
            return Delivered.REFUSED, str(error)
        except NotTakenError as error:
            return Delivered.FAILED, str(error)

    def _files(self, seal: Seal) -> Iterator[Attached]:
        for file in seal.files:
            content = self.store.reports.content(file.sha256)
            if content is not None:
                yield file, content

    def _note(self, link: Link, to: str, state: Delivered, said: str = "", *, known: int | None = None) -> None:
        sender = "" if self.settings.smtp is None else self.settings.smtp.sender
        step = Delivery(
            report=link.report,
            restatement=link.restatement,
            recipient=to,
            state=state,
            at=self.clock.now(),
            message_id=message_id(link, to, sender),
            detail=said,
        )
        self.store.reports.note_delivery(step, known=known)


def recipients(settings: ReportSettings, seal: Seal) -> Sequence[str]:
    """Return who gets a report by mail, each once; what can't be read is told in the log."""
    told = (
        to for each in settings.scheduled if each.subject == seal.subject and each.period is kind_of(seal.period)
        for to in each.to
    )  # fmt: skip
    return list(dict.fromkeys(address for to in told for address in _addresses(to)))


def _addresses(to: str | Path) -> Iterable[str]:
    if isinstance(to, str):
        return [to]
    try:
        lines = to.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        log.warning("a file of recipients can't be read", file=to.name, reason=type(error).__name__)
        return []
    told = (line.partition("#")[0].strip() for line in lines)
    return [each for each in told if each and _is_mailbox(each, to)]


def _is_mailbox(text: str, file: Path) -> bool:
    try:
        mailbox(text)
    except ValueError:
        log.warning("a line of a file of recipients is no mail address", file=file.name)
        return False
    return True
