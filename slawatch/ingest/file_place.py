"""Paths of files in the options of a source."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo


def _beside_configuration(path: Path, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder")
    return path if folder is None else Path(folder) / path


PathBeside = Annotated[Path, AfterValidator(_beside_configuration)]
"""A path; a relative one lies beside the file that names it."""
