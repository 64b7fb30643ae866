"""A sealed report as a mail message."""

from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from html import escape

from slawatch.model.sealed import Link
from slawatch.reports.life.letter import Letter
from slawatch.reports.life.seal import SealedFile
from slawatch.speech.speech import inert

Attached = tuple[SealedFile, bytes]


def message_id(link: Link, recipient: str, sender: str) -> str:
    """Return the id of the one mail of a report to a recipient: a second one of it is seen as the same."""
    told = sha256(f"{link.sha256}\n{recipient}".encode()).hexdigest()[:32]
    return f"<{told}@{sender.rpartition('@')[2]}>"


def message(link: Link, letter: Letter, files: Iterable[Attached], *, sender: str, to: str) -> EmailMessage:
    """Return the mail to one recipient; header lines that others wrote hold no line break."""
    made = EmailMessage()
    made["From"] = f"slawatch <{sender}>"
    made["To"] = to
    made["Subject"] = inert(letter.subject).replace("\ufffd", " ")
    made["Date"] = _date(link.at)
    made["Message-ID"] = message_id(link, to, sender)
    made["Auto-Submitted"] = "auto-generated"
    made["X-Slawatch-Seal"] = link.sha256
    told = f"{letter.seal}: {link.report}, {link.position}, {link.sha256}"
    made.set_content(f"{letter.plain}\n{told}\n")
    html = f"<!doctype html><html><body>{letter.html}<p><small>{escape(told)}</small></p></body></html>"
    made.add_alternative(html, subtype="html")
    for file, content in files:
        main, _, sub = file.media_type.partition("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=file.name)
    return made


def _date(at: datetime) -> str:
    return format_datetime(at)
