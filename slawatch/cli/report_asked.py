"""What `slawatch report` is asked for: formats and languages, subjects, the period."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import click

from slawatch.config.faults import suggestion
from slawatch.errors import SlawatchError
from slawatch.model.definitions import Definitions
from slawatch.model.result import State
from slawatch.reports.asked import subjects
from slawatch.reports.material import Material
from slawatch.reports.subject import Subject, SubjectKind
from slawatch.runtime.assessment import PeriodError
from slawatch.speech import words


class Listed(click.ParamType[tuple[str, ...]]):
    """Words with commas between them."""

    name = "list"

    def __init__(self, known: Iterable[str]) -> None:
        """Take the words that are allowed."""
        self._known = tuple(known)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the words in the order in which they were asked for, each once."""
        if isinstance(value, tuple):
            return value
        told = tuple(dict.fromkeys(each.strip() for each in str(value).split(",") if each.strip()))
        for each in told:
            if each not in self._known:
                self.fail(f'"{each}" is none of {", ".join(self._known)}{suggestion(each, self._known)}', param, ctx)
        if not told:
            self.fail(f"name at least one of {', '.join(self._known)}", param, ctx)
        return told


def subjects_of(
    definitions: Definitions, chosen: Mapping[str, Sequence[str]], *, everything: bool
) -> tuple[Subject, ...]:
    """Return the subjects that options name, each once; SlawatchError names the nearest to one that is not there."""
    known = {str(each): each for each in subjects(definitions)}
    if everything:
        return tuple(known.values())
    told = [*chosen["subjects"]]
    told += [f"{kind}/{id_}" for kind in SubjectKind for id_ in chosen.get(kind, ())]
    found = [_found(each, known) for each in told] or [Subject(SubjectKind.ORGANISATION)]
    return tuple(dict.fromkeys(found))


def _found(text: str, known: Mapping[str, Subject]) -> Subject:
    if text in known:
        return known[text]
    kind, _, id_ = text.partition("/")
    if kind not in tuple(SubjectKind) or not id_:
        near = suggestion(text, known)
        raise SlawatchError(f'"{text}" is no subject of a report{near or "; write e.g. " + _example(known)}')
    of_kind = [each.id for each in known.values() if each.kind == kind and each.id]
    there = f"there are: {', '.join(of_kind)}" if of_kind else f"the configuration knows no {kind}"
    raise SlawatchError(f'there is no {kind} "{id_}"{suggestion(id_, of_kind) or "; " + there}')


def _example(known: Iterable[str]) -> str:
    return next((each for each in known if each.startswith(SubjectKind.AGREEMENT)), SubjectKind.ORGANISATION)


def checked(material: Material) -> Iterator[str]:
    """Yield what a reader should know first; SlawatchError where no report can be made."""
    if not any(material.watermarks.values()):
        raise SlawatchError("no source has told anything yet: start the daemon, or read once with `slawatch sync`")
    span, asked = material.cuts.span, material.asked
    if span.start >= material.as_of:
        raise PeriodError(
            f"{asked.period} lies ahead: what is known ends at {words.utc(material.as_of)}; "
            "ask for a period that has begun, or for --period current"
        )
    if span.end > material.as_of:
        yield f"{asked.subject}: {asked.period} is not over; its figures end at {words.utc(material.as_of)}"
    states = {each.state for each in material.figures.objectives}
    if states <= {State.NO_DATA, State.NOT_APPLICABLE}:
        yield f"{asked.subject}: nothing is known of {asked.period}; its figures read no data"
