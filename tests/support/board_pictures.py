"""Boards drawn by Grafana's own published components in a browser, each with a report of its panels."""

import functools
import hashlib
import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from chromium import chromium
from needs import needs
from playwright.sync_api import Page

WIDTH = 1600
CHANGES = (
    # The tool knows no scrape interval; of the day that is drawn by rates, evaluations lie half an hour apart.
    ("Math.max(sec + 15, 60)", "Math.max(sec + 1200, 2400)"),
    # It hides the name of a single value even where the panel wants it shown.
    (
        "V.p.type === 'stat' && d.length === 1",
        "V.p.type === 'stat' && d.length === 1 && !V.o.textMode?.includes('name')",
    ),
)
"""What is written otherwise in the tool's main file."""


class Drawn(NamedTuple):
    """What came of a board."""

    panels: list[dict[str, Any]]
    """Of each panel: title, type, and what went wrong (error, empty, crash, unsupported)."""
    complaints: list[str]


def built(tool: Path, cache: Path) -> Path:
    """Return the folder of the drawing page, built from the tool into a cache where it is not there yet."""
    npm = needs("npm", "npm")
    files = sorted(path for path in tool.rglob("*") if path.is_file())
    told = hashlib.sha256(b"".join(path.read_bytes() for path in files) + repr(CHANGES).encode()).hexdigest()
    folder = cache / told[:16]
    if not (folder / "built").exists():
        shutil.copytree(tool, folder, dirs_exist_ok=True)
        _writable(folder)
        main = folder / "src" / "main.jsx"
        for old, new in CHANGES:
            assert old in main.read_text(), f"the tool no longer says {old}"
            main.write_text(main.read_text().replace(old, new))
        for command in (
            ("install", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund"),
            ("run", "build"),
        ):
            done = subprocess.run([npm, *command], cwd=folder, capture_output=True, text=True, check=False, timeout=280)
            assert done.returncode == 0, done.stderr[-2000:]
        (folder / "built").touch()
    return folder / "dist"


def _writable(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {  # noqa: RUF012  the base class has it so
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".woff2": "font/woff2",
    }

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder until the end of the block; the block is given its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def browser_page() -> Iterator[Page]:
    """Open one page of a browser for all boards."""
    with chromium("--hide-scrollbars") as browser:
        yield browser.new_page(viewport={"width": WIDTH, "height": 900})


def drawn(page: Page, address: str, picture: Path, **asked: str) -> Drawn:
    """Draw a board, take its picture and return its report; the address takes further questions at its end."""
    complaints: list[str] = []
    page.once("pageerror", lambda error: complaints.append(str(error)[:500]))
    page.set_viewport_size({"width": WIDTH, "height": 900})
    page.goto(f"{address}{urlencode(asked)}")
    page.wait_for_function("window.__ready || window.__fatal", timeout=60_000)
    height = page.evaluate("document.querySelector('#root').scrollHeight") or 900
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.wait_for_timeout(300)
    page.screenshot(path=picture, full_page=True)
    fatal = page.evaluate("window.__fatal")
    report = page.evaluate("window.__report") or {}
    return Drawn(list(report.values()), [*complaints, *([fatal] if fatal else [])])


def instant(at: datetime) -> str:
    """Return an instant as the page wants it: of digits alone it would read years."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
