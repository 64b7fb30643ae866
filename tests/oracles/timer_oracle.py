"""Timers by brute force: a list of the moments that count, and nothing cleverer.

Shares no code with slawatch, on purpose: it is what slawatch is checked against. Every instant is a multiple of GRAIN.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

GRAIN = 300
DONE = {"resolved", "closed"}
ENDED = DONE | {"cancelled", "deleted", "merged"}
PARTIES = ("handover", "supplier")
"""Time with the team ops, and time with the supplier."""
OWN_STARTS = (*PARTIES, "restoration", "next_reply", "periodic_update")
TALKS = ("next_reply", "periodic_update")
AHEAD = 20 * 86400
"""How far the oracle looks beyond a timer's end."""


@dataclass
class Story:
    """A ticket as created, and (at, what, value, by) of what happens to it, in order.

    what: status, priority, reply, question, acknowledged, assigned, down, up, team.
    """

    created: int
    status: str
    priority: str
    creator: str
    events: list = field(default_factory=list)


@dataclass
class Rule:
    """An objective; rules of one indicator compete in their order."""

    indicator: str
    priorities: set
    within: int
    calendar: str
    pause: set
    reopen: str
    on_change: str = "retroactive"


@dataclass
class Run:
    """A stopwatch from its start to its end: stopped, cancelled, or open at the horizon."""

    start: int
    end: int
    state: str
    number: int = 0
    is_last: bool = True


class Tale:
    """What is known of a ticket at the horizon."""

    def __init__(self, story: Story, horizon: int) -> None:
        self.story, self.horizon = story, horizon
        self.seen = [(max(at, story.created), *rest) for at, *rest in story.events if at <= horizon]
        self.statuses = [(story.created, story.status)] + [(at, v) for at, what, v, _ in self.seen if what == "status"]

    def status(self, at: int) -> str:
        """Tell the status at an instant; before the creation, the one in which the ticket stands right after it."""
        return [value for since, value in self.statuses if since <= max(at, self.story.created)][-1]

    def priority(self, at: int) -> str:
        changes = [value for since, what, value, _ in self.seen if what == "priority" and since <= at]
        return [self.story.priority, *changes][-1]

    def first(self, *whats: str, without: str) -> int | None:
        return next((at for at, what, _, by in self.seen if what in whats and by != without), None)

    def runs(self) -> list[Run]:
        runs = [Run(self.story.created, self.horizon, "open")]
        for at, value in self.statuses:
            if value not in ENDED and runs[-1].state != "open":
                runs[-1].is_last = False
                runs.append(Run(at, self.horizon, "open", len(runs)))
            if value in ENDED and runs[-1].state == "open":
                runs[-1].end, runs[-1].state = at, "stopped" if value in DONE else "cancelled"
        return runs

    def wait(self, answered: int | None) -> Run:
        """Return the run that ends with an answer or by being done, unless a lasting cancellation comes first."""
        last = self.runs()[-1]
        done = next((at for at, value in self.statuses if value in DONE), None)
        stops = [at for at in (answered, done) if at is not None]
        if last.state == "cancelled" and not any(at <= last.end for at in stops):
            return Run(self.story.created, last.end, "cancelled")
        if stops:
            return Run(self.story.created, min(stops), "stopped")
        return Run(self.story.created, self.horizon, "open")

    def restoration(self) -> Run:
        """Return the downtime, as far as it is told, within the ticket's whole work."""
        told = [(at, what) for at, what, *_ in self.story.events if at <= self.horizon]
        down, up = (next((at for at, what in told if what == each), None) for each in ("down", "up"))
        last = self.runs()[-1]
        end, state = last.end, last.state
        if up is not None and (state == "open" or up <= end):
            end, state = up, "stopped"
        return Run(min(self.story.created if down is None else down, end), end, state)

    def stands(self, at: int, party: str) -> bool:
        """Tell whether the ticket stands with a party."""
        teams = [value for since, what, value, _ in self.seen if what == "team" and since <= at]
        with_it = teams[-1:] == ["ops"] if party == "handover" else self.status(at) == "pending_supplier"
        return with_it and self.status(at) not in ENDED

    def handover(self, party: str) -> list[Run]:
        last = self.runs()[-1]
        held = [at for at in range(self.story.created, self.horizon + GRAIN, GRAIN) if self.stands(at, party)]
        return [Run(held[0], last.end, last.state)] if held else []

    def of_indicator(self, indicator: str) -> list[Run]:
        replied = next((at for at, what, _, by in self.seen if what == "reply" and by == "agent"), None)
        if indicator == "resolution":
            return self.runs()
        if indicator in PARTIES:
            return self.handover(indicator)
        if indicator == "restoration":
            return [self.restoration()]
        if indicator in TALKS:
            return Talk(indicator, self).runs
        if indicator == "first_response":
            return [] if self.story.creator == "agent" else [self.wait(replied)]
        explicit = self.first("acknowledged", without="system")
        assigned = next((at for at, what, value, _ in self.seen if what == "assigned" and value), None)
        return [self.wait(next((at for at in (explicit, assigned, replied) if at is not None), None))]


class Talk:
    """The waits for a reply or for news, found by walking through the story once."""

    def __init__(self, indicator: str, tale: Tale) -> None:
        self.indicator, self.runs = indicator, []
        self.since, self.status, self.asked = None, "not yet", tale.story.creator != "agent"
        self.turn(tale.story.created, tale.story.status)
        for at, what, value, by in tale.seen:
            if what == "status":
                self.turn(at, value)
            elif what == "reply" and by == "agent":
                self.answer(at)
            elif (what == "question" and by != "system") or (what == "reply" and by == "requester"):
                self.asked = True
                self.wait(at)
        if self.since is not None:
            self.end(tale.horizon, "open")

    def turn(self, at: int, status: str) -> None:
        was_over, self.status = self.status in ENDED, status
        if status in ENDED and not was_over:
            self.asked = self.asked and status not in DONE
            self.end(at, "stopped" if status in DONE else "cancelled")
        if status not in ENDED:
            self.wait(at)

    def answer(self, at: int) -> None:
        self.asked = False
        self.end(at, "stopped")
        self.wait(at)

    def wait(self, at: int) -> None:
        if self.since is None and self.status not in ENDED and (self.asked or self.indicator == "periodic_update"):
            self.since = at

    def end(self, at: int, state: str) -> None:
        if self.since is not None:
            self.runs.append(Run(self.since, at, state, len(self.runs)))
            self.since = None


def timers(story: Story, rules: list[Rule], horizon: int, moments: Callable[[str], list[int]]) -> Iterator[dict]:
    """Yield each timer of a ticket, instants None where there are none.

    moments: calendar -> the starts of all grains that count in it.
    """
    if story.created > horizon:
        return
    tale = Tale(story, horizon)
    for indicator in ("resolution", "first_response", "acknowledgement", "restoration", *TALKS, *PARTIES):
        rivals = [(place, rule) for place, rule in enumerate(rules) if rule.indicator == indicator]
        for run in tale.of_indicator(indicator):
            priority = tale.priority(run.end)
            place, rule = next(((n, r) for n, r in rivals if priority in r.priorities), (None, None))
            if rule is None or (indicator == "resolution" and rule.reopen != "new_cycle" and not run.is_last):
                continue
            reopens = sum(other.number > 0 and other.start <= run.end for other in tale.runs())
            if indicator == "resolution":
                reopens = run.number if rule.reopen != "new_cycle" else int(run.number > 0)
            reopens *= indicator not in TALKS
            if indicator not in OWN_STARTS and rule.reopen != "new_cycle":
                run = Run(story.created, run.end, run.state)  # noqa: PLW2901  judged as a whole
            start, carried = left(rule, run, *before(tale, rivals, run, moments))
            run = Run(start, run.end, run.state, run.number)  # noqa: PLW2901  judged since the change
            yield {"promise": place, "priority": priority, "reopens": reopens} | measured(
                tale, rule, run, moments(rule.calendar), carried
            )


def left(rule: Rule, run: Run, carried: int, changed: int) -> tuple[int, int]:
    """Return since when a rule judges a run, and the seconds that it takes over."""
    return {"retroactive": (run.start, 0), "from_change": (changed, 0), "pro_rata": (changed, carried)}[rule.on_change]


def before(tale: Tale, rivals: list[tuple[int, Rule]], run: Run, moments: Callable[[str], list[int]]) -> tuple:
    """Return the seconds taken over by the rule in charge at the end of a run, and since when it has been in charge."""
    used, of, start, charge = 0, 1, run.start, None
    for at in range(run.start, run.end + GRAIN, GRAIN):
        now = next((r for _, r in rivals if tale.priority(at) in r.priorities), None)
        if now is not charge and charge is not None:
            kept = used * charge.within // of
            counted = [t for t in between(moments(charge.calendar), start, at) if kind(tale, t, charge) == "running"]
            used, of = kept + len(counted) * GRAIN, charge.within
        if now is not charge:
            start, charge = at, now
    return used * (charge.within if charge else 0) // of, start


def measured(tale: Tale, rule: Rule, run: Run, moments: list[int], carried: int) -> dict:
    counted = {"running": [], "paused": [], "gap": []}
    for at in between(moments, run.start, run.end):
        counted[kind(tale, at, rule)].append(at)
    elapsed = len(counted["running"]) * GRAIN + carried
    is_paused = run.state == "open" and kind(tale, run.end, rule) == "paused"
    ahead = between(moments, run.end, run.end + AHEAD)
    runs_on = counted["running"] + (ahead if run.state in ("open", "stopped") and not is_paused else [])
    breach = counted["running"] + (ahead if run.state == "open" and not is_paused else [])
    return {
        "cycle": run.number,
        "started_at": run.start,
        "stopped_at": None if run.state == "open" else run.end,
        "elapsed": elapsed,
        "paused": len(counted["paused"]) * GRAIN,
        "carried": carried,
        "due_at": after(runs_on, rule.within - carried, run.start),
        "breach_at": after(breach, rule.within + 1 - carried, run.start),
        "outcome": outcome(run.state, elapsed > rule.within, is_paused),
        "since": max(since(tale, rule), run.start) if run.state == "open" else None,
    }


def after(counting: list[int], seconds: int, start: int) -> int | None:
    """Return the instant by which so many seconds have counted, in grains that count from their start to their end."""
    if seconds <= 0:
        return start
    grain, rest = divmod(seconds - 1, GRAIN)
    return counting[grain] + rest + 1 if len(counting) > grain else None


def between(moments: list[int], start: int, end: int) -> list[int]:
    return moments[bisect_left(moments, start) : bisect_left(moments, end)]


def kind(tale: Tale, at: int, rule: Rule) -> str:
    status = tale.status(at)
    if rule.indicator in PARTIES and status not in ENDED and not tale.stands(at, rule.indicator):
        return "paused"
    return kind_of(status, rule)


def kind_of(status: str, rule: Rule) -> str:
    if status in ENDED:
        return "running" if rule.reopen == "continue" else "gap"
    return "paused" if status in rule.pause else "running"


def outcome(state: str, is_missed: bool, is_paused: bool) -> str:  # noqa: FBT001  a table in words
    if state == "cancelled":
        return "cancelled"
    if is_missed:
        return "missed"
    return "met" if state == "stopped" else "paused" if is_paused else "running"


def since(tale: Tale, rule: Rule) -> int:
    """Return the start of the stretch of one kind in which the ticket ends, by the order of the changes."""
    kinds = [(at, kind_of(value, rule)) for at, value in tale.statuses]
    return [at for place, (at, own) in enumerate(kinds) if place == 0 or own != kinds[place - 1][1]][-1]
