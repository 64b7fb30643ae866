"""Every board drawn by Grafana's own components, in both languages and both themes: no panel is empty or broken."""

import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from board_pictures import browser_page, built, drawn, instant, served
from committed_boards import BOARDS
from fast_days import BEGIN, END
from needs import needs
from past_prometheus import Prometheus
from playwright.sync_api import Page
from shared_data import shared_places

pytestmark = pytest.mark.timeout(600)
SPANS = {"operations": END - timedelta(hours=24)}
"""Since when a board is drawn; the others since the recorded days begin."""


class Studio(NamedTuple):
    """Where boards are drawn."""

    page: Page
    address: str
    folder: Path


@pytest.fixture(scope="module")
def page_files() -> Iterator[Future[Path]]:
    """Build the drawing page while the recorded days are made: npm waits for the network most of the time."""
    tool = next((place / "tools" / "grafana-preview" for place in shared_places() if place.is_dir()), None)
    if tool is None or not tool.is_dir():
        pytest.skip("nothing draws boards here: tools/grafana-preview in shared beside the checkout is missing")
    for program in ("npm", "chromium"):
        needs(program, program)
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield pool.submit(built, tool, Path.home() / ".cache" / "slawatch-boards")


@pytest.fixture(scope="module")
def studio(page_files: Future[Path], past: Prometheus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """Serve the drawing page with all boards; one page of a browser draws them one after the other."""
    folder = tmp_path_factory.mktemp("boards")
    shutil.copytree(page_files.result(), folder, dirs_exist_ok=True)
    for path in BOARDS.glob("*/*.json"):
        shutil.copy(path, folder / f"{path.stem}-{path.parent.name}.json")
    with served(folder) as address, browser_page() as page:
        yield Studio(page, f"{address}/?prom={past.url}&", folder)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("board", ["operations", "agreements", "management"])
def test_every_panel_draws_something(studio: Studio, board: str, language: str, theme: str) -> None:
    name = f"{board}-{language}"
    told = drawn(
        studio.page,
        studio.address,
        studio.folder / f"{name}-{theme}.png",
        board=f"/{name}.json",
        theme=theme,
        tz="Asia/Shanghai",
        to=instant(END),
        **{"from": instant(SPANS.get(board, BEGIN)), "var-period": "current"},
    )
    assert told.complaints == []
    assert len(told.panels) > 15
    assert [panel for panel in told.panels if panel.keys() & {"error", "empty", "crash", "unsupported"}] == []
