"""Programs that a test starts: found, or the test is skipped with the package that brings them."""

import os
import shutil
from pathlib import Path

import pytest


def needs(program: str, package: str, *, places: str = "") -> str:
    """Return the program's path, looked up in PATH and in directories that match the glob `places`.

    Where it is missing the test is skipped and names the Debian package; with SLAWATCH_STRICT=1 it fails.
    """
    further = sorted(map(str, Path("/").glob(places.lstrip("/"))), reverse=True) if places else []
    found = shutil.which(program) or shutil.which(program, path=os.pathsep.join(further))
    if found is not None:
        return found
    reason = f"{program} is missing: install {package}"
    if os.environ.get("SLAWATCH_STRICT") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
