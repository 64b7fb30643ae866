"""The overview: what needs attention first, then every objective now and in the period before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from markupsafe import Markup
from starlette.datastructures import QueryParams

from slawatch.model.definitions import Definitions
from slawatch.model.result import ObjectiveFigure, Relative, ServiceState, Snapshot, State
from slawatch.runtime.inquiry import Inquiry
from slawatch.speech.objective_words import promises_in_words
from slawatch.web.figure_row import Row, rows, tallied
from slawatch.web.filters import removable
from slawatch.web.frame import Frame
from slawatch.web.kept_pages import KeptPages, Made
from slawatch.web.overview_filters import By, OverviewFilters, overview_filters
from slawatch.web.overview_parts import NOTHING_WAITS, Choice, Group, Waiting, waiting
from slawatch.web.templating import TEMPLATES

PER_PAGE: Final = 120
"""Objectives of a page; a group that begins on it stands on it whole."""
MOST_TROUBLES: Final = 12
"""Told of each kind; the others are a link away."""
MOST_CHOICES: Final = 60
FILTER_WORDS: Final = {"state": "State", "sla": "Agreement", "party": "Party", "service_id": "Service"}


@dataclass(frozen=True)
class Overview:
    """What the template shows of a snapshot."""

    frame: Frame
    snapshot: Snapshot
    definitions: Definitions | None
    """None while the figures of an earlier run are shown."""
    filters: OverviewFilters
    waiting: Waiting = NOTHING_WAITS

    @cached_property
    def rows(self) -> Sequence[Row]:
        """All objectives."""
        return rows(self.snapshot.objectives)

    @cached_property
    def shown(self) -> Sequence[Row]:
        """Those that the filters let through."""
        return [row for row in self.rows if self.filters.passes(row.current)]

    @cached_property
    def tally(self) -> list[tuple[State, tuple[str, str], int]]:
        """How many objectives are in each state, the worst first."""
        return tallied(self.rows)

    @property
    def headline(self) -> str:
        """All objectives in one sentence."""
        say, counts = self.frame.speech.say, {state: (count, word) for state, (_, word), count in self.tally}
        bad = [f"{counts[state][0]} {say(counts[state][1]).lower()}" for state in _TROUBLE if state in counts]
        total = self.frame.speech.counted(len(self.rows), "objective")
        if bad:
            return total + say(": ") + say(", ").join(bad)
        return total + say(", ") + say("none breached or at risk")

    def in_state(self, state: str) -> Sequence[Row]:
        """Return the objectives in a state, of whichever agreement."""
        return [row for row in self.rows if row.current.state == state]

    @cached_property
    def overdue(self) -> Sequence[tuple[str, int]]:
        """Services with timers beyond their target and how many they are, the most first; each timer once a promise."""
        found: dict[str, int] = {}
        for row in self.rows:
            if row.overdue:
                found[row.current.service_id] = found.get(row.current.service_id, 0) + row.overdue
        return sorted(found.items(), key=lambda each: -each[1])

    @property
    def down(self) -> Sequence[ServiceState]:
        """Services that are down now."""
        return [state for state in self.snapshot.states if state.outage_active]

    @cached_property
    def unmapped(self) -> Sequence[tuple[str, str, str]]:
        """Per source and attribute what nothing maps, in words."""
        speech = self.frame.speech
        return [
            (
                quality.source,
                quality.attribute,
                speech.say(
                    "{counted} of unmapped {attribute}",
                    counted=speech.counted(count, noun),
                    attribute=speech.say(quality.attribute.replace("_", " ")),
                ),
            )
            for quality in self.snapshot.quality
            for count, noun in ((quality.tickets, "ticket"), (quality.outages, "outage"))
            if count
        ]

    @property
    def is_calm(self) -> bool:
        """Whether nothing needs attention."""
        troubled = any(row.current.state in (State.BREACHED, State.AT_RISK) for row in self.rows)
        waits = any(self.waiting) or self.waiting.unanswered is None
        return not (troubled or self.overdue or self.down or self.unmapped or self.frame.stale or waits)

    @cached_property
    def _pages(self) -> Sequence[Sequence[Group]]:
        pages: list[list[Group]] = [[]]
        for group in self._groups:
            if pages[-1] and sum(len(each.rows) for each in pages[-1]) + len(group.rows) > PER_PAGE:
                pages.append([])
            pages[-1].append(group)
        return pages

    @property
    def pages(self) -> int:
        """How many pages the groups fill, at least one."""
        return len(self._pages)

    @property
    def page(self) -> int:
        """The page that is shown, from 1 on; the last where one past it is asked for."""
        return min(self.filters.page, self.pages)

    @property
    def groups(self) -> Sequence[Group]:
        """Those of the page."""
        return self._pages[self.page - 1]

    @cached_property
    def _groups(self) -> Sequence[Group]:
        key = _service if self.filters.by is By.SERVICE else _agreement
        found: dict[str, list[Row]] = {}
        if self.filters.by is By.SERVICE and not self.filters.facets:
            found = {state.service_id: [] for state in self.snapshot.states}
        for row in self.shown:
            found.setdefault(key(row.current), []).append(row)
        return [self._group(id_, own) for id_, own in found.items()]

    def _group(self, id_: str, own: Sequence[Row]) -> Group:
        by_service = self.filters.by is By.SERVICE
        state = self._states.get(id_) if by_service else None
        return Group(
            id=id_,
            rows=own,
            state=state,
            services=own[0].current.services if own and by_service else (),
            outages=self._outages.get(id_),
            is_stale=state is not None and self.is_stale(state),
        )

    @cached_property
    def _states(self) -> Mapping[str, ServiceState]:
        return {state.service_id: state for state in self.snapshot.states}

    @cached_property
    def _outages(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for figure in self.snapshot.services:
            if figure.period is Relative.CURRENT and figure.outages is not None:
                found[figure.service_id] = max(figure.outages, found.get(figure.service_id, 0))
        return found

    def is_stale(self, state: ServiceState) -> bool:
        """Tell whether what is known of a service is older than its limit."""
        through = state.data_through
        return through is None or (self.frame.now - through).total_seconds() > state.data_age_limit_seconds

    def is_grouped(self, service: str) -> bool:
        """Tell whether any agreement judges a service together with others."""
        return service in self._together

    @cached_property
    def _together(self) -> frozenset[str]:
        return frozenset(each for figure in self.snapshot.objectives for each in figure.services)

    def service(self, service_id: str) -> str:
        """Return a service's name in the page's language; of services together the agreement's."""
        known = self.definitions.services.get(service_id) if self.definitions else None
        if known is not None:
            return self.frame.speech.name(known.names)
        state = self._states.get(service_id)
        return self.agreement(service_id) if state is None else state.name

    def agreement(self, sla: str) -> str:
        """Return an agreement's name in the page's language."""
        return self._agreements.get(sla, sla)

    @cached_property
    def promise(self) -> Callable[[ObjectiveFigure], str]:
        """What puts the promise of a figure into words."""
        speech = self.frame.speech
        return promises_in_words(self.definitions, speech) if self.definitions else speech.promise

    def party(self, party: str) -> str:
        """Return a party's name in the page's language."""
        known = self.definitions.parties.get(party) if self.definitions else None
        return party if known is None else self.frame.speech.name(known.names)

    @cached_property
    def _agreements(self) -> Mapping[str, str]:
        told = self.definitions.agreements if self.definitions else ()
        return {each.id: self.frame.speech.name(each.names) if each.names else each.id for each in told}

    @property
    def choices(self) -> Mapping[str, Sequence[Choice]]:
        """By filter, in words: the words that it may have."""
        told: Mapping[str, tuple[Callable[[ObjectiveFigure], str], Callable[[str], str]]] = {
            "sla": (_agreement, self.agreement),
            "party": (lambda figure: figure.party, self.party),
        }
        return {FILTER_WORDS[name]: self._choices(name, *each) for name, each in told.items()}

    def _choices(
        self, name: str, key: Callable[[ObjectiveFigure], str], named: Callable[[str], str]
    ) -> Sequence[Choice]:
        counts: dict[str, int] = {}
        for row in self.rows:
            counts[key(row.current)] = counts.get(key(row.current), 0) + 1
        chosen = self.filters.facets.get(name, ())
        return [
            Choice(
                named(word), number, self.href(self.filters.with_words(name, _toggled(chosen, word))), word in chosen
            )
            for word, number in list(counts.items())[:MOST_CHOICES]
        ]

    @property
    def removable(self) -> Sequence[tuple[str, str]]:
        """The filters in force, each with the address of the overview without it."""
        return removable(self.filters.facets, lambda name: self.href(self.filters.with_words(name, [])))

    def by_href(self, by: str) -> str:
        """Return the address of the same objectives put together otherwise."""
        return self.href({**self.filters.told, "by": [by] if by != By.SERVICE else []})

    def page_href(self, page: int) -> str:
        """Return the address of another page."""
        return self.href({**self.filters.told, "page": [str(page)]})

    def state_href(self, state: str) -> str:
        """Return the address of the objectives in a state."""
        return self.href({"state": [state]}) + "#objectives"

    def href(self, query: Mapping[str, Sequence[str]]) -> str:
        """Return an address of the overview."""
        return self.frame.links.overview(query)


def overview(frame: Frame, inquiry: Inquiry | None, query: QueryParams, kept: KeptPages) -> str:
    """Return the overview as HTML; a Problem where an address can't be read."""
    filters, made = overview_filters(query), Made(frame.speech.say("No figures yet"), None)
    if frame.snapshot is not None:
        view = Overview(frame, frame.snapshot, inquiry.definitions if inquiry else None, filters)
        key = (frame.speech.language, frame.links, filters.key, frame.stale_key, inquiry is None)
        made = kept.take(frame.snapshot, key, lambda: _made(replace(view, waiting=waiting(inquiry, frame.now))))
    return TEMPLATES.get_template("overview.html").render(
        frame=frame, body=made.body, title=made.title, refresh=filters.renews, filters=filters, say=frame.speech.say
    )


_TROUBLE: Final = (State.BREACHED, State.AT_RISK)


def _made(view: Overview) -> Made:
    template = TEMPLATES.get_template("overview_body.html")
    frame = view.frame
    text = template.render(view=view, frame=frame, speech=frame.speech, say=frame.speech.say, most=MOST_TROUBLES)
    return Made(view.headline, Markup(text))  # noqa: S704  a template made it, and escaped what was put in


def _toggled(chosen: Iterable[str], word: str) -> Sequence[str]:
    return [each for each in chosen if each != word] if word in chosen else [word]


def _service(figure: ObjectiveFigure) -> str:
    return figure.service_id


def _agreement(figure: ObjectiveFigure) -> str:
    return figure.sla
