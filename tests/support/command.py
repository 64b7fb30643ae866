"""The command: as a user runs it, and within the test, which is quicker."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from slawatch.cli import main

PROGRAM = Path(sys.executable).with_name("slawatch")


def slawatch(config: Path, *arguments: str, status: int = 0, **environment: str) -> str:
    """Return what a command prints; its exit status must be as expected."""
    command = [str(PROGRAM), f"--config.file={config}", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=250, env={**os.environ, **environment}
    )
    assert done.returncode == status, f"{' '.join(command)} ended with {done.returncode}: {done.stderr}"
    return done.stdout


def configured(template: Path, folder: Path, data: Path) -> Path:
    """Write a configuration whose {{PATH}} is a data file into a folder, and return where it is."""
    written = folder / "slawatch.yml"
    written.write_text(template.read_text().replace("{{PATH}}", str(data)))
    return written


def asked(config: Path, *arguments: str, status: int = 0) -> Result:
    """Return what a command answers that runs within the test; its exit status must be as expected."""
    done = CliRunner().invoke(main, [f"--config.file={config}", *arguments])
    assert done.exit_code == status, done.output
    return done


def told(config: Path, *arguments: str, status: int = 0) -> str:
    """Return what such a command prints, messages too."""
    return asked(config, *arguments, status=status).output


def printed(config: Path, *arguments: str, status: int = 0) -> str:
    """Return what such a command prints to standard output."""
    return asked(config, *arguments, status=status).stdout
