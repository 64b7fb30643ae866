from collections.abc import Mapping
from pathlib import Path

import pytest

from slawatch.config.load import load
from slawatch.config.settings import SourceSchema
from slawatch.errors import ConfigError

HERE = Path(__file__).parent
INVALID = sorted(HERE.glob("invalid-*.yml"))
VALID = sorted(HERE.glob("valid-*.yml"))


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_a_fault_is_told_with_its_line_and_the_way_to_mend_it(path: Path, kinds: Mapping[str, SourceSchema]) -> None:
    with pytest.raises(ConfigError) as raised:
        load(path, kinds)

    told = str(raised.value).replace(f"{HERE}/", "")
    assert told == path.with_suffix(".txt").read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_file_is_read_without_a_warning(path: Path, kinds: Mapping[str, SourceSchema]) -> None:
    assert load(path, kinds).warnings == ()


def test_every_invalid_file_has_its_message_and_every_message_its_file() -> None:
    messages = {path.stem for path in HERE.glob("invalid-*.txt")}

    assert messages == {path.stem for path in INVALID}
    assert len(INVALID) >= 26
    assert VALID


def test_no_message_repeats_a_secret() -> None:
    assert not [path.name for path in HERE.glob("invalid-*.txt") if "s3cr3t" in path.read_text(encoding="utf-8")]
