"""An objective's line as HTML. A page has hundreds of them, so no template is asked for each of their cells."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from markupsafe import Markup, escape

from slawatch.model.result import ObjectiveFigure
from slawatch.speech import words
from slawatch.speech.signs import SIGNS
from slawatch.speech.speech import Speech
from slawatch.web.figure_row import Row
from slawatch.web.links import Links
from slawatch.web.markup import foreign

About = Callable[[ObjectiveFigure], Markup]
"""Gives what stands under a promise."""


def under_agreements(named: Callable[[str], str], speech: Speech, links: Links) -> About:
    """Return what names a figure's agreement and period; each is written once."""

    @cache
    def written(sla: str, period: str) -> Markup:
        href = escape(links.agreement(sla))
        return Markup(f'<a class="calm" href="{href}">{foreign(named(sla))} · {escape(period)}</a>')  # noqa: S704  likewise

    return lambda figure: written(figure.sla, speech.period(figure))


@dataclass(frozen=True)
class FigureLines:
    """Writes lines in one language; whatever is put into one is escaped here."""

    speech: Speech
    links: Links
    promised: Callable[[ObjectiveFigure], str]
    """Gives a promise in words."""
    about: About
    leads_to_agreement: bool
    """Whether a target leads to the page of its agreement."""

    def html(self, rows: Iterable[Row]) -> Markup:
        """Return the lines of rows; every number leads to what it is made of."""
        return Markup("".join(map(self._line, rows)))  # noqa: S704  likewise

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        """What stands beside the cells where a screen has no room for a head."""
        columns = ("State", "Target", "Attained", "Error budget", "Previous")
        return tuple(f'data-label="{escape(self.speech.say(each))}"' for each in columns)

    def _line(self, row: Row) -> str:
        figure = row.current
        href = escape(self.links.objective(figure.service_id, figure.sla, figure.objective))
        state, target, attained, budget, previous = self._labels
        return (
            '        <tr role="row">\n'
            f'          <th role="rowheader" scope="row"><a href="{href}">{foreign(self.promised(figure))}</a>\n'
            f"            <small>{self.about(figure)}</small></th>\n"
            f'          <td role="cell" {state}>{self._state(row, href)}</td>\n'
            f'          <td role="cell" class="number" {target}>{self._target(figure)}</td>\n'
            f'          <td role="cell" class="number" {attained}>{self._attained(figure, href)}</td>\n'
            f'          <td role="cell" {budget}>{self._budget(row, href)}</td>\n'
            f'          <td role="cell" class="number" {previous}>{self._previous(row.previous)}</td>\n'
            "        </tr>\n"
        )

    def _state(self, row: Row, href: str) -> str:
        figure, say, (symbol, word) = row.current, self.speech.say, row.sign
        told = f'<span class="state {figure.state}"><span aria-hidden="true">{symbol}</span> {escape(say(word))}</span>'
        if figure.breached_at:
            since = say("since {at}", at=self.speech.to_the_minute(figure.breached_at, figure.timezone))
            told += f'\n            <small><a href="{href}">{escape(since)}</a></small>'
        if figure.reason:
            told += f"\n            <small>{foreign(say(figure.reason))}</small>"
        return told + (f"\n            <small>{self._overdue(row)}</small>" if row.overdue else "")

    def _overdue(self, row: Row) -> str:
        figure, told = row.current, self.speech.say("{n} overdue now", n=row.overdue)
        ids = {"service_id": figure.service_id, "sla": figure.sla, "objective": figure.objective}
        return f'<a class="risky" href="{escape(self.links.tickets(**ids, band="overdue"))}">{escape(told)}</a>'

    def _target(self, figure: ObjectiveFigure) -> str:
        told = escape(self.speech.target(figure))
        if not self.leads_to_agreement:
            return told
        return f'<a class="calm" href="{escape(self.links.agreement(figure.sla))}">{told}</a>'

    def _attained(self, figure: ObjectiveFigure, href: str) -> str:
        told, basis = escape(self.speech.attained(figure)), escape(self.speech.basis(figure))
        return f'<a href="{href}"><b>{told}</b> <small>{basis}</small></a>'

    def _budget(self, row: Row, href: str) -> str:
        told, left = escape(self.speech.budget_left(row.current)), row.bar
        bar = "" if left is None else f"\n            {_BAR % (row.current.state, left)}"
        return f'<a class="calm" href="{href}">{told}{bar}</a>'

    def _previous(self, figure: ObjectiveFigure | None) -> str:
        if figure is None:
            return words.NONE
        symbol, word = SIGNS[figure.state]
        href = escape(self.links.objective(figure.service_id, figure.sla, figure.objective, "previous"))
        label = f'role="img" aria-label="{escape(self.speech.say(word))}"'
        sign = f'<span class="sign {figure.state}" {label}>{symbol}</span>'
        return f'<a class="calm" href="{href}">{escape(self.speech.attained(figure))} {sign}</a>'


_BAR = (
    '<svg class="bar %s" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="rail" width="100" height="6"/><rect class="left" width="%s" height="6"/></svg>'
)
