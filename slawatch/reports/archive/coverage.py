"""Which agreements a report tells of, and so who may read it."""

from dataclasses import dataclass, field

from slawatch.errors import SlawatchError
from slawatch.reports.asked import Covered
from slawatch.reports.life.judges import Judges
from slawatch.reports.subject import Subject, SubjectKind


@dataclass(frozen=True)
class Coverage:
    """Answers for the definitions of each report, each question once."""

    judges: Judges
    _found: dict[tuple[str, Subject], frozenset[str] | None] = field(default_factory=dict)

    def is_seen(self, subject: Subject, seen: frozenset[str] | None, *, definitions: str = "") -> bool:
        """Tell whether a report tells of nothing but the agreements that somebody sees; None sees everything.

        What an agreement covered is what the definitions said that judged the report; "" stands for today's. A report
        whose definitions can't be read is kept from those who see some agreements only.
        """
        if seen is None:
            return True
        told = self._agreements(subject, definitions or self.judges.today.sha256)
        return told is not None and bool(told) and told <= seen

    def agreements(self, subject: Subject, *, definitions: str = "") -> frozenset[str]:
        """Return the ids of the agreements that a report is about; none where its definitions can't be read."""
        return self._agreements(subject, definitions or self.judges.today.sha256) or frozenset()

    def _agreements(self, subject: Subject, definitions: str) -> frozenset[str] | None:
        key = definitions, subject
        if key not in self._found:
            self._found[key] = self._read(subject, definitions)
        return self._found[key]

    def _read(self, subject: Subject, definitions: str) -> frozenset[str] | None:
        """Return what it covers; None for what nobody who sees a part may read: everything, and what is unreadable."""
        if subject.kind is SubjectKind.ORGANISATION:
            return None
        try:
            return frozenset(Covered.by(subject, self.judges.definitions(definitions)).agreements)
        except (SlawatchError, ValueError, KeyError):
            return None
