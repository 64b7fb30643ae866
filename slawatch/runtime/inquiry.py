"""Questions about what is published, answered beside the evaluator: none of its locks is taken, none of its state read.

A publication's columns are never changed, only replaced, so an answer stands on one state throughout. Words get codes
while questions are answered, so each question that may meet a new one has a vocabulary of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Final

from slawatch.clock import StoppedClock
from slawatch.engine.alignment import Misalignment
from slawatch.engine.evidence import Numbered
from slawatch.engine.exclusion_list import ListedExclusion, listed_exclusions
from slawatch.engine.findings import Finding
from slawatch.engine.ground import Ground, ground
from slawatch.engine.listed_timers import ListedTimer, MissedTimers, OpenTimers
from slawatch.engine.one_outage import OneOutage
from slawatch.engine.outage_list import ListedOutage, listed_outages
from slawatch.engine.outage_tickets import tickets_behind
from slawatch.engine.plan import Plan, Vocabulary
from slawatch.engine.unmapped import UnmappedWord, unmapped_words
from slawatch.engine.unmapped_tickets import UnmappedTickets
from slawatch.engine.versions import whole
from slawatch.engine.windows import kept_since, window
from slawatch.errors import TooMuchError
from slawatch.ingest.source import BadRow
from slawatch.model.agreement import Agreement, Indicator
from slawatch.model.correction import Correction
from slawatch.model.deed import Deed
from slawatch.model.definitions import Definitions
from slawatch.model.instant import epoch
from slawatch.model.outage import Exclusion
from slawatch.model.result import Relative, Snapshot
from slawatch.model.ticket import Ticket
from slawatch.runtime.alignment import ALIGNMENT
from slawatch.runtime.assessment import own
from slawatch.runtime.corrected import Corrected
from slawatch.runtime.evaluator import Evaluator
from slawatch.runtime.explanation import Asked, Explanation, taken_apart
from slawatch.runtime.finding_history import unread
from slawatch.runtime.inquired_register import InquiredRegister
from slawatch.runtime.listing import ExplainedTicket, explained_ticket
from slawatch.runtime.made_of import MadeOf
from slawatch.runtime.numbered import numbered
from slawatch.runtime.operator_facts import stated_exclusions
from slawatch.runtime.service_record import ServiceRecord, service_records
from slawatch.runtime.stated_corrections import stated_corrections
from slawatch.runtime.unmapped import ToldWord, told_words
from slawatch.store.contract import Store
from slawatch.store.deed_contract import AskedDeeds
from slawatch.store.past import Past

READ_AGAIN_LIMIT: Final = 1_000_000
"""Changes of all sources together up to which an older period is computed from all facts; about 4 s of a processor."""

_OF_OUTAGES: Final = frozenset({Indicator.AVAILABILITY, Indicator.OUTAGES, Indicator.LONGEST_OUTAGE})
"""Evaluators keep outages for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTimer:
    """A timer of a list with its ticket."""

    timer: ListedTimer
    ticket: Ticket


class Inquiry:
    """What can be asked of one publication; threads may share it."""

    def __init__(self, store: Store, snapshot: Snapshot, made_of: MadeOf) -> None:
        self.snapshot = snapshot
        self._present = store
        self._store = Past.behind(store, snapshot)
        self._made_of = made_of
        self._known = sum(sequence for _, sequence in snapshot.known_through)

    @property
    def definitions(self) -> Definitions:
        """The definitions that judged."""
        return self._made_of.plan.definitions

    @property
    def findings(self) -> Sequence[Finding]:
        """The breaches and unplanned outages of the last year, the newest first, answered or not."""
        return self._made_of.findings

    @property
    def older_periods_read(self) -> bool:
        """Whether these go back a year; for a moment after a start, breaches of older periods may be missing."""
        return self._made_of.older_periods_read

    @property
    def unread_sources(self) -> Sequence[str]:
        """The sources that were never read to their end, by name: what only they tell is missing everywhere."""
        return sorted(unread(self.snapshot))

    @property
    def improvement(self) -> InquiredRegister:
        """The improvement register as it is stated up to now, read anew each time that it is asked for."""
        return InquiredRegister(
            store=self._present,
            definitions=self.definitions,
            found=self.findings,
            rows_since=self._rows_since,
            every=self._every,
        )

    @property
    def plan(self) -> Plan:
        """The definitions ready for use, in words of its own."""
        return self._own_plan()

    @cached_property
    def open_timers(self) -> OpenTimers:
        """The open timers, in order; put into order when they are first asked for."""
        return OpenTimers(self._made_of.rows, self._own_plan())

    @cached_property
    def missed_timers(self) -> Mapping[Relative, MissedTimers]:
        """The timers that count as missed, by period, also of tickets that are done; found when first asked for."""
        return {period: self._missed(period) for period in Relative}

    @cached_property
    def unmapped_tickets(self) -> UnmappedTickets:
        """The open and the lately done tickets with a word that nothing maps, the newest first."""
        return UnmappedTickets(self._made_of.plan, self._made_of.rows, as_of=self.snapshot.as_of)

    @cached_property
    def unmapped(self) -> tuple[UnmappedWord, ...]:
        """The raw words that nothing maps, by source and attribute; counted when they are first asked for."""
        return unmapped_words(self._made_of.plan, self._made_of.rows, as_of=self.snapshot.as_of)

    def told(self, words: Iterable[UnmappedWord]) -> Sequence[ToldWord]:
        """Return words that nothing maps with an example and a guess."""
        return tuple(told_words(words, self._store, self.definitions))

    def named(self, timers: Iterable[ListedTimer]) -> Sequence[NamedTimer]:
        """Return timers with their tickets."""
        told = list(timers)
        found = self.tickets((each.source, each.number) for each in told)
        return [NamedTimer(timer=each, ticket=found[each.source, each.number]) for each in told]

    def tickets(self, numbers: Iterable[Numbered]) -> Mapping[Numbered, Ticket]:
        """Return tickets that the columns name, by source and the store's number; of none that it does not know."""
        return numbered(self._store, numbers)

    def ticket(self, source: str, name: str) -> ExplainedTicket | None:
        """Return a ticket by id or key, taken apart as of the snapshot; None where it knew of none."""
        definitions = self.definitions
        if source not in definitions.mappings:
            return None
        plan = replace(self._made_of.plan, words=Vocabulary(definitions.services))
        known = Corrected.known(self._store, definitions)
        return explained_ticket(known, plan, source, name, as_of=self.snapshot.as_of)

    def figures(self, asked: Asked) -> Explanation:
        """Return an objective's figures taken apart; those of older periods are computed anew, from all facts.

        Raises PeriodError where the text names no period, TooMuchError where there are too many facts for that.
        """
        made_of = MadeOf(plan=self._own_plan(), rows=self._made_of.rows)
        if not self._holds(asked):
            made_of = self._from_all_facts()
        return taken_apart(self._store, made_of, self.snapshot, asked)

    def outages(self, period: str) -> tuple[ListedOutage, ...]:
        """Return the merged outages of a period; PeriodError where the text names none."""
        at, known = self.snapshot.as_of, dict(self.snapshot.watermarks)
        cut = own(period, self.snapshot.as_of)
        return tuple(listed_outages(self._own_plan(), self._made_of.rows, period=cut, as_of=at, watermarks=known))

    def tickets_behind(self, outages: Sequence[OneOutage]) -> Sequence[Sequence[tuple[str, Ticket]]]:
        """Return for each outage the tickets that tell of it, with their sources."""
        told = [tickets_behind(self._made_of.plan, self._made_of.rows, each) for each in outages]
        known = self.tickets(each for own in told for each in own)
        return [[(each[0], known[each]) for each in own if each in known] for own in told]

    def service(self, service: str, period: str) -> Sequence[ServiceRecord]:
        """Return a service's days and outages under each of its agreements; PeriodError where the text names none."""
        made_of = MadeOf(plan=self._own_plan(), rows=self._made_of.rows)
        return tuple(service_records(made_of, self.snapshot, service, period))

    def exclusions(self, period: str) -> tuple[ListedExclusion, ...]:
        """Return every exclusion that touches a period, as each agreement counts it; PeriodError as of outages."""
        at, known = self.snapshot.as_of, dict(self.snapshot.watermarks)
        cut = own(period, self.snapshot.as_of)
        return tuple(listed_exclusions(self._own_plan(), self._made_of.rows, period=cut, as_of=at, watermarks=known))

    def stated_exclusions(self) -> Sequence[Exclusion]:
        """Return what operators stated up to now, also what no evaluation has seen yet."""
        return stated_exclusions(self._present)

    def stated_corrections(self) -> Sequence[Correction]:
        """Return the corrections that operators stated up to now, likewise."""
        return stated_corrections(self._present)

    def deeds(self, asked: AskedDeeds, *, most: int) -> Sequence[Deed]:
        """Return at most so many lines of the activity log, the newest first."""
        return self._present.log.listed(asked, most=most)

    def quarantined(self, source: str, *, first: int, most: int) -> Sequence[BadRow]:
        """Return rows of a source that can't be read as they are now, by id, so many from the first on."""
        return self._present.quarantine(source, first=first, most=most)

    def quarantine_size(self, source: str) -> int:
        """Return how many rows of a source can't be read as they are now."""
        return self._present.quarantine_size(source)

    def passes(self, source: str) -> Mapping[str, datetime]:
        """Return by name when each pass beside the polls of a source last ended."""
        return self._present.passes(source)

    def misalignments(self, sla: str) -> Sequence[Misalignment]:
        """Return what stands below the promises of an agreement and can't carry them."""
        return [each for each in ALIGNMENT.of(self.definitions) if each.upper.agreement.id == sla]

    def agreement(self, sla: str, version: int) -> Agreement:
        """Return an agreement in one of its versions."""
        return next(each for each in self.definitions.agreements if (each.id, each.version) == (sla, version))

    @property
    def _every(self) -> frozenset[str]:
        """The ids of all agreements, also of those that are not seen."""
        return frozenset(each.id for each in self.definitions.agreements)

    def _rows_since(self, since: datetime) -> Ground:
        """Return rows that hold everything from an instant on; TooMuchError where there are too many facts for that."""
        made_of = MadeOf(plan=self._own_plan(), rows=self._made_of.rows)
        if epoch(since) < kept_since(self.definitions, self.snapshot.as_of):
            made_of = self._from_all_facts()
        told = dict(self.snapshot.watermarks)
        return ground(made_of.plan, made_of.rows, as_of=self.snapshot.as_of, watermarks=told)

    def _missed(self, period: Relative) -> MissedTimers:
        plan, cut = self._own_plan(), own(period, self.snapshot.as_of)
        judging = [whole(plan.versions[each.agreement.id]) for each in plan.promises]
        windows = [window(each, cut(each), as_of=self.snapshot.as_of) for each in judging]
        return MissedTimers(self._made_of.rows, plan, windows)

    def _own_plan(self) -> Plan:
        plan = self._made_of.plan
        return replace(plan, words=Vocabulary(list(plan.words.words)))

    def _holds(self, asked: Asked) -> bool:
        """Tell whether what an evaluator keeps is enough: outages for ever, timers and tickets of two periods."""
        promises, cut = asked.promises(self._made_of.plan), own(asked.period, self.snapshot.as_of)
        since = kept_since(self.definitions, self.snapshot.as_of)
        return all(
            promise.objective.indicator in _OF_OUTAGES or epoch(cut(promise.agreement).start) >= since
            for promise in promises
        )

    def _from_all_facts(self) -> MadeOf:
        if self._known > READ_AGAIN_LIMIT:
            raise TooMuchError("a period this old is not kept at hand, and there are too many facts to read them all")
        plan = replace(self._made_of.plan, words=Vocabulary(self.definitions.services))
        evaluator = Evaluator(plan, self._store, StoppedClock(self.snapshot.evaluated_at), forgets=False)
        evaluator.evaluate(self.snapshot.as_of)
        return MadeOf(plan=plan, rows=evaluator.rows)
