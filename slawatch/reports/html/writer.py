"""Writes a report as one HTML file that loads nothing: for the browser, for a mail, for print."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any, Final

from markupsafe import Markup

from slawatch.reports.document import Document, Identity
from slawatch.reports.html.markup import Cells
from slawatch.reports.html.style import style
from slawatch.reports.html.templating import TEMPLATES
from slawatch.reports.html.view import helpers, sections
from slawatch.reports.shown import Shown
from slawatch.reports.written import Format, ReportFile
from slawatch.speech.speech import CHINESE, Speech

_TAGS: Final = {CHINESE: "zh-CN"}


def write(document: Document, speech: Speech, *, external_url: str = "") -> Iterator[ReportFile]:
    """Yield the file; with the daemon's address what has a page there is a link."""
    yield ReportFile(
        name=f"{document.identity.id}.{speech.language}.html",
        format=Format.HTML,
        language=speech.language,
        media_type="text/html; charset=utf-8",
        content=html(document, speech, external_url=external_url).encode(),
    )


def html(document: Document, speech: Speech, *, external_url: str = "", on_paper: bool = False) -> str:
    """Return the file's text; on paper it is shorter, and holds nothing that only a screen can show."""
    shown = Shown(speech, document.identity.timezone)
    return TEMPLATES.get_template("report.html").render(
        lang=_TAGS.get(speech.language, speech.language),
        style=Markup(style(speech.language)),  # noqa: S704  a file of ours
        sections=sections(document),
        say=speech.say,
        on_paper=on_paper,
        **_head(document.identity, shown),
        **helpers(document, Cells(shown, external_url, on_paper)),
    )


def _head(identity: Identity, shown: Shown) -> dict[str, Any]:
    name, status = shown.name(identity.names), shown.status(identity)
    period = shown.period(identity)
    marks = [status, shown.speech.say("SIMULATED")] if identity.simulated else [status]
    return {
        "identity": identity,
        "name": name,
        "organisation": shown.name(identity.organisation),
        "audience": shown.name(identity.audience),
        "period": period,
        "days": shown.days(identity),
        "status": status,
        "running": f"{name[:60]} · {period} · {identity.id}",
        "marks": " · ".join(marks),
        "created": identity.known_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "as_of": shown.speech.local(identity.as_of, identity.timezone),
        "known_at": shown.speech.local(identity.known_at, identity.timezone),
    }
