"""What commands about sealed reports have in common."""

from slawatch.app.planning import planned
from slawatch.clock import SystemClock
from slawatch.config.settings import Configuration
from slawatch.reports.life.judges import Judges
from slawatch.reports.life.rounds import Rounds
from slawatch.store.contract import Store


def judges_of(configuration: Configuration, store: Store) -> Judges:
    """Return the definitions that judged sealed reports, beside today's."""
    return Judges(store=store, today=configuration.definitions, planned=planned)


def rounds_of(configuration: Configuration, store: Store) -> Rounds:
    """Return what seals and restates reports, as the daemon has it."""
    return Rounds(
        store=store,
        settings=configuration.reports,
        judges=judges_of(configuration, store),
        clock=SystemClock(),
        external_url=configuration.web.external_url or "",
    )
