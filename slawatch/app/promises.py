"""What a valid configuration promises and can't keep, or what nothing that is stored answers to."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from slawatch.app.alignment import alignment_faults
from slawatch.config.daemon_section import SQLITE
from slawatch.config.faults import Fault, report
from slawatch.config.matching import trail
from slawatch.config.settings import Configuration, StoreSettings
from slawatch.errors import StoreError
from slawatch.model.definitions import Definitions


def promises(configuration: Configuration, now: datetime) -> tuple[str, ...]:
    """Return a warning a line, with file and line, of agreements; what takes long is done only where it may find."""
    definitions = configuration.definitions
    of_paper = (*_unreviewed(definitions, now), *_without_budget(definitions), *alignment_faults(definitions))
    faults = [*of_paper, *_unanswered(configuration)]
    return tuple(report(faults, configuration.places).splitlines())


def _unreviewed(definitions: Definitions, now: datetime) -> Iterator[Fault]:
    for name, agreement in {each.id: each for each in definitions.agreements}.items():
        today = now.astimezone(ZoneInfo(agreement.timezone)).date()
        if agreement.review_by is not None and agreement.review_by < today:
            text = f"it was to be reviewed by {agreement.review_by}; review it, and write the next date"
            yield Fault(("agreements", name, "review_by"), text)


def _without_budget(definitions: Definitions) -> Iterator[Fault]:
    """What is promised in full has no budget to burn, so no rule can call anybody before it is broken."""
    promised = ((each, objective) for each in definitions.agreements for objective in each.objectives)
    whole = {trail(definitions, *each): None for each in promised if each[1].target == 1}
    for written in whole:
        text = "100% leaves no error budget: no alert comes before the promise is broken, and none to those on call"
        yield Fault(("agreements", *written, "target"), text)


def _unanswered(configuration: Configuration) -> Iterator[Fault]:
    if not _may_exist(configuration.store):
        return
    from slawatch.app.planning import planned  # noqa: PLC0415  likewise, and most editors stand beside no store
    from slawatch.app.storing import for_reading  # noqa: PLC0415  likewise
    from slawatch.runtime.unanswered import DAYS, unmatched, without_outages  # noqa: PLC0415  likewise

    plan = planned(configuration.definitions)
    try:
        with closing(for_reading(configuration.store)) as store:
            promised, silent = unmatched(store, plan), without_outages(store, plan.definitions)
    except StoreError:
        return
    for promise in promised:
        text = f"no ticket of the last {DAYS} days matched it; look at when, and at what the sources map"
        yield Fault(("agreements", *trail(configuration.definitions, promise.agreement, promise.objective)), text)
    for service in silent:
        text = "its availability is promised, and no source tells outages of it: it would be up for ever"
        yield Fault(("services", service), text)


def _may_exist(store: StoreSettings) -> bool:
    """Tell whether there may be a store: SQLite's is a file, any other has to be asked."""
    return not store.url.startswith(SQLITE) or Path(store.url.removeprefix(SQLITE)).exists()
