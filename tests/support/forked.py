"""Processes that have slawatch's modules from the start, so that a kill meets work and not imports."""

import multiprocessing
from typing import Final

FORKS: Final = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["slawatch.cli.sync", "slawatch.sources.simulator", "holidays.countries.china"])
