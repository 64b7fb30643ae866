"""Runs the process that prints: what goes wrong in it becomes an error with a name, and the daemon goes on."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from slawatch.errors import SlawatchError
from slawatch.reports.pdf.failure import FAILED


class PdfError(SlawatchError):
    """A report could not be printed; the message says why and what helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What printing may use."""

    memory_bytes: int = 2 * 2**30
    """Of address space; a month's report of 50 services uses a quarter."""
    seconds: int = 180
    """Of computing."""


_KEPT: Final = ("PATH", "PYTHONPATH", "HOME", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME")
"""Of the environment; the rest may hold secrets."""
_WAITS: Final = 3
"""Times the seconds of computing, for a machine that is busy with other things."""
_BROKEN_OFF: Final = (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGTRAP)
"""How the libraries in C end where they get no memory."""
_MODULE: Final = "slawatch.reports.pdf.printing"
_NO_LIBRARY: Final = (
    'PDF needs WeasyPrint and its libraries: pip install "slawatch[pdf]", and on Debian or Ubuntu '
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


def printed(html: str, at: datetime, limits: Limits | None = None) -> bytes:
    """Return HTML printed as PDF, the same bytes for the same HTML; `at` is when it counts as made.

    Raises PdfError.
    """
    limits = limits or Limits()
    told = html.encode()
    asked = [sha256(told).hexdigest()[:32], str(limits.memory_bytes), str(limits.seconds)]
    try:
        done = subprocess.run(  # noqa: S603  this very Python, with arguments of ours
            [sys.executable, "-P", "-m", _MODULE, *asked],
            input=told,
            capture_output=True,
            check=False,
            cwd="/",
            env=_environment(at),
            start_new_session=True,
            timeout=_WAITS * limits.seconds + 10,
        )
    except subprocess.TimeoutExpired:
        raise _too_slow(limits) from None
    if done.returncode == 0 and done.stdout.startswith(b"%PDF-"):
        return done.stdout
    raise _error(done, limits)


def _environment(at: datetime) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    fixed = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
    return {**kept, **fixed, "SOURCE_DATE_EPOCH": str(int(at.timestamp()))}


def _error(done: subprocess.CompletedProcess[bytes], limits: Limits) -> PdfError:
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == FAILED:
        return PdfError(f"the PDF can't be written: {said.splitlines()[-1]}")
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return _too_slow(limits)
    if "weasyprint" in said and ("ModuleNotFoundError" in said or "cannot load library" in said):
        return PdfError(_NO_LIBRARY)
    if done.returncode in _BROKEN_OFF or "MemoryError" in said:  # Python may end with words of its own behind it
        mib = limits.memory_bytes // 2**20
        return PdfError(f"the PDF can't be written: printing broke off, as it does where {mib} MiB are not enough")
    last = said.splitlines()[-1][:300] if said else f"it ended with status {done.returncode}"
    return PdfError(f"the PDF can't be written: {last}")


def _too_slow(limits: Limits) -> PdfError:
    return PdfError(f"the PDF can't be written: it takes longer than {limits.seconds} s")
