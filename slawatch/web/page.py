"""The page: every objective with its target, its figure and how it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Final

from slawatch.model.result import Band, ObjectiveFigure, Relative, ServiceFigure, ServiceState, Snapshot, State
from slawatch.model.service import Names
from slawatch.speech import words
from slawatch.speech.signs import SIGNS
from slawatch.speech.speech import LANGUAGES, Speech
from slawatch.web.links import Links
from slawatch.web.published import Published, SourceStatus
from slawatch.web.templating import TEMPLATES

_TROUBLE: Final = (State.BREACHED, State.AT_RISK)


@dataclass(frozen=True)
class Row:
    """An objective's line: its current figure and the one before."""

    current: ObjectiveFigure
    previous: ObjectiveFigure | None

    @property
    def sign(self) -> tuple[str, str]:
        """Symbol and word of the state."""
        return SIGNS[self.current.state]

    @property
    def bar(self) -> float | None:
        """Remaining share of the error budget in percent of a bar's width, 0..100; None where there is no bar."""
        budget = self.current.budget
        if budget is None or budget.remaining_ratio is None or not words.forgives(self.current):
            return None
        return round(100 * min(max(budget.remaining_ratio, 0.0), 1.0), 1)

    @property
    def overdue(self) -> int:
        """Open timers beyond their target."""
        return sum(count for told in self.current.running for band, count in told.bands if band is Band.OVERDUE)

    @property
    def earlier(self) -> str:
        """The previous period's figure and state."""
        if self.previous is None:
            return words.NONE
        return f"{words.attained(self.previous)} {SIGNS[self.previous.state][0]}"


@dataclass(frozen=True)
class Section:
    """A service with its objectives."""

    state: ServiceState
    rows: Sequence[Row]
    figures: Sequence[ServiceFigure]
    now: datetime

    @property
    def stale(self) -> bool:
        """Whether its data are older than their limit."""
        through = self.state.data_through
        return through is None or (self.now - through).total_seconds() > self.state.data_age_limit_seconds

    @property
    def open_tickets(self) -> int:
        """Tickets that are not done."""
        return sum(tickets.tickets for tickets in self.state.open_tickets)

    @property
    def outages(self) -> int | None:
        """Outages of the current period under the agreement that counts most of them; None where none is known of."""
        return max((figure.outages for figure in self.figures if figure.outages is not None), default=None)


@dataclass(frozen=True)
class Together:
    """Services that one agreement judges together, with its objectives."""

    sla: str
    services: Mapping[str, str]
    """Names by id."""
    rows: Sequence[Row]


@dataclass(frozen=True)
class View:
    """What the template shows."""

    published: Published
    sources: Sequence[SourceStatus]
    now: datetime
    version: str
    speech: Speech = field(default_factory=Speech)
    links: Links = field(default_factory=Links)
    names: Mapping[str, Names] = field(default_factory=dict)
    """Of services, by id; where one is missing the snapshot's own is shown."""

    def name(self, service_id: str, otherwise: str) -> str:
        """Return a service's name in the page's language."""
        names = self.names.get(service_id)
        return self.speech.name(names) if names else otherwise

    @property
    def snapshot(self) -> Snapshot | None:
        """The figures, if there are any."""
        return self.published.snapshot

    @cached_property
    def sections(self) -> list[Section]:
        """Services in the order of the configuration."""
        return [] if self.snapshot is None else list(_sections(self.snapshot, self.now))

    @cached_property
    def groups(self) -> list[Together]:
        """Agreements that judge their services together, in the order of the configuration."""
        return [] if self.snapshot is None else list(_groups(self.snapshot))

    def is_grouped(self, service: str) -> bool:
        """Tell whether any agreement judges a service together with others."""
        return any(service in group.services for group in self.groups)

    def unmapped(self, source: str) -> list[tuple[str, str]]:
        """What of a source nothing maps, in words, each with the attribute."""
        return [
            (
                self.speech.say(
                    "{counted} of unmapped {attribute}",
                    counted=self.speech.counted(count, noun),
                    attribute=self.speech.say(quality.attribute),
                ),
                quality.attribute,
            )
            for quality in (() if self.snapshot is None else self.snapshot.quality)
            for count, noun in ((quality.tickets, "ticket"), (quality.outages, "outage"))
            if quality.source == source and count
        ]

    @property
    def headline(self) -> str:
        """The page in one sentence."""
        counts, say = {state: count for state, _, count in self.tally}, self.speech.say
        bad = [f"{counts[state]} {say(SIGNS[state][1]).lower()}" for state in _TROUBLE if state in counts]
        total = self.speech.counted(sum(counts.values()), "objective")
        if self.snapshot is None:
            return say("No figures yet")
        if bad:
            return total + say(": ") + say(", ").join(bad)
        return total + say(", ") + say("none breached or at risk")

    @property
    def tally(self) -> list[tuple[State, tuple[str, str], int]]:
        """How many objectives are in each state, the worst first; states that none is in are left out but met."""
        rows = [section.rows for section in self.sections] + [group.rows for group in self.groups]
        states = [row.current.state for row in chain.from_iterable(rows)]
        order = (*_TROUBLE, State.INDETERMINATE, State.NO_DATA, State.NOT_APPLICABLE, State.MET)
        return [(state, SIGNS[state], states.count(state)) for state in order if state in states or state is State.MET]


def _sections(snapshot: Snapshot, now: datetime) -> Iterable[Section]:
    alone = [figure for figure in snapshot.objectives if not figure.services]
    for state in snapshot.states:
        yield Section(
            state=state,
            rows=_rows(figure for figure in alone if figure.service_id == state.service_id),
            figures=[
                figure
                for figure in snapshot.services
                if figure.service_id == state.service_id and figure.period is Relative.CURRENT
            ],
            now=now,
        )


def _groups(snapshot: Snapshot) -> Iterable[Together]:
    names = {state.service_id: state.name for state in snapshot.states}
    together = [figure for figure in snapshot.objectives if figure.services]
    for sla in dict.fromkeys(figure.sla for figure in together):
        own = [figure for figure in together if figure.sla == sla]
        yield Together(sla=sla, services={each: names[each] for each in own[0].services}, rows=_rows(own))


def _rows(figures: Iterable[ObjectiveFigure]) -> list[Row]:
    told = list(figures)
    previous = {_key(figure): figure for figure in told if figure.period is Relative.PREVIOUS}
    current = (figure for figure in told if figure.period is Relative.CURRENT)
    return [Row(current=figure, previous=previous.get(_key(figure))) for figure in current]


def _key(figure: ObjectiveFigure) -> tuple[str, str, str]:
    return figure.service_id, figure.sla, figure.objective


def page(view: View, *, refresh: bool = True) -> str:
    """Return the page as HTML; with `refresh` it loads itself anew each minute."""
    return TEMPLATES.get_template("page.html").render(
        view=view, refresh=refresh, links=view.links, speech=view.speech, say=view.speech.say, languages=LANGUAGES
    )
