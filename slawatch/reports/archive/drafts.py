"""Reports in the making: which there can be, and how one reads by now."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final

from slawatch.calendars.period_names import period_name
from slawatch.calendars.periods import parse_period
from slawatch.engine.plan import Vocabulary
from slawatch.errors import TooMuchError
from slawatch.model.agreement import Period, PeriodKind, Rolling
from slawatch.model.definitions import Definitions
from slawatch.model.relative import Relative
from slawatch.model.result import Snapshot
from slawatch.reports.as_json import canonical
from slawatch.reports.asked import Covered, ReportAsked
from slawatch.reports.assembly import document
from slawatch.reports.document import Document
from slawatch.reports.html.writer import html
from slawatch.reports.life.noted import noted
from slawatch.reports.life.readiness import Question, Readiness
from slawatch.reports.life.rounds import Rounds
from slawatch.reports.life.sealing import collected
from slawatch.reports.material import Material
from slawatch.reports.subject import Subject, SubjectKind
from slawatch.runtime.assessment import PeriodError
from slawatch.runtime.inquiry import READ_AGAIN_LIMIT
from slawatch.speech.speech import Speech
from slawatch.store.past import Past

MOST_KEPT: Final = 32
"""Reports of a publication that are kept as they read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A report that is not sealed."""

    subject: Subject
    period: str

    def __str__(self) -> str:
        """Return it as addresses write it: agreement/gold/2026-10."""
        return f"{self.subject}/{self.period}"


def draft_of(text: str, definitions: Definitions, snapshot: Snapshot) -> Draft:
    """Return the draft that an address names; a period may be called current or previous.

    Raises SubjectError where nothing bears its id, PeriodError where its last part is no period that has begun.
    """
    about, _, asked = text.rpartition("/")
    try:
        subject = Subject.of(about)
    except ValueError as error:
        raise PeriodError(f'"{text}" names no report; write e.g. organisation/2026-10') from error
    covered = Covered.by(subject, definitions)
    kind, zone = period_kind(subject, definitions), covered.timezone
    try:
        span = parse_period(asked, as_of=snapshot.as_of, kind=kind, timezone=zone)
    except (ValueError, OverflowError) as error:
        raise PeriodError(str(error)) from error
    if span.start >= snapshot.as_of:
        raise PeriodError(f"{asked} lies ahead")
    name = period_name(kind, span, timezone=zone) if asked in tuple(Relative) else asked
    return Draft(subject=subject, period=name)


def period_kind(subject: Subject, definitions: Definitions) -> Period:
    """Return by what a subject is judged: an agreement by its own period, everything else by months."""
    own = [each.period for each in definitions.agreements if (SubjectKind.AGREEMENT, each.id) == _key(subject)]
    return PeriodKind.MONTH if not own or isinstance(own[-1], Rolling) else own[-1]


def _key(subject: Subject) -> tuple[SubjectKind, str]:
    return subject.kind, subject.id


@dataclass(frozen=True)
class Previews:
    """Writes reports of what is published; each is kept until something else is published."""

    rounds: Rounds
    published: Callable[[], Snapshot]
    """The whole publication, also for whom sees a part: what they may read is looked at before."""
    _lock: Lock = field(default_factory=Lock)
    _kept: OrderedDict[tuple[object, ...], object] = field(default_factory=OrderedDict)

    def html(self, draft: Draft, speech: Speech) -> bytes:
        """Return a provisional report as an HTML file; TooMuchError where there are too many facts."""
        snapshot = self.published()
        found: bytes = self._once(  # type: ignore[assignment]  # it is what is kept under its key
            ("html", str(draft), speech.language, *_published(snapshot), *self._written(draft)),
            lambda: html(self._document(draft, snapshot), speech, external_url=self.rounds.external_url).encode(),
        )
        return found

    def json(self, draft: Draft) -> bytes:
        """Return its figures as canonical JSON, likewise."""
        snapshot = self.published()
        found: bytes = self._once(  # type: ignore[assignment]  # likewise
            ("json", str(draft), *_published(snapshot), *self._written(draft)),
            lambda: canonical(self._document(draft, snapshot)),
        )
        return found

    def readiness(self) -> tuple[Question, ...]:
        """Return what an audit would find wanting, likewise."""
        snapshot = self.published()
        found: tuple[Question, ...] = self._once(  # type: ignore[assignment]  # likewise
            ("readiness", *_published(snapshot)), lambda: self._ready(snapshot)
        )
        return found

    def _ready(self, snapshot: Snapshot) -> tuple[Question, ...]:
        material = self._material(ReportAsked(subject=Subject(SubjectKind.ORGANISATION), period="previous"), snapshot)
        now = self.rounds.clock.now()
        return tuple(Readiness(store=self.rounds.store, material=material, now=now).questions())

    def _document(self, draft: Draft, snapshot: Snapshot) -> Document:
        asked = ReportAsked(subject=draft.subject, period=draft.period, as_of=snapshot.as_of)
        material = self._material(asked, snapshot)
        return document(material, noted(self.rounds.store, material.reader, self.rounds.settings, asked))

    def _material(self, asked: ReportAsked, snapshot: Snapshot) -> Material:
        if sum(sequence for _, sequence in snapshot.known_through) > READ_AGAIN_LIMIT:
            raise TooMuchError("there are too many facts to read all of them")
        store, judges = self.rounds.store, self.rounds.judges
        plan = judges.plan(judges.today.sha256)
        own = replace(plan, words=Vocabulary(judges.today.services))
        marks = Past.behind(store, snapshot).marks
        told = replace(asked, as_of=snapshot.as_of)
        return collected(store, own, told, marks=marks, known_at=snapshot.evaluated_at)

    def _written(self, draft: Draft) -> tuple[object, ...]:
        """Return what tells one state of the texts from another."""
        texts = self.rounds.store.reports.texts(str(draft.subject), draft.period)
        return tuple((each.place, each.language, each.version) for each in texts)

    def _once(self, key: tuple[object, ...], make: Callable[[], object]) -> object:
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            found = make()
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return found


def _published(snapshot: Snapshot) -> tuple[object, ...]:
    """Return what tells one publication from another: how much was known, of which instant, judged by what."""
    return snapshot.definitions, snapshot.as_of, tuple(snapshot.known_through)
