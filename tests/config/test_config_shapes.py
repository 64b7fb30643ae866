"""Whatever stands where something else belongs is told as a fault; it never breaks the reader."""

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from slawatch.config.load import load
from slawatch.config.settings import SourceSchema
from slawatch.errors import ConfigError

EVERYTHING = yaml.load((Path(__file__).parent / "valid-everything.yml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  it makes text only
del EVERYTHING["include"]
Yaml = Any
Trail = tuple[str | int, ...]


def trails(part: Yaml, above: Trail = ()) -> Iterator[Trail]:
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inner:
        yield (*above, key)
        yield from trails(value, (*above, key))


def with_another(value: Yaml, trail: Trail) -> Yaml:
    whole = copy.deepcopy(EVERYTHING)
    part = whole
    for key in trail[:-1]:
        part = part[key]
    part[trail[-1]] = value
    return whole


words = st.sampled_from(["", "x", "24x7", "4h", "99%", "2026-01-01", "env:X"])
shapes = st.recursive(
    st.none() | words, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trail=st.sampled_from(list(trails(EVERYTHING))), value=shapes)
@example(trail=("agreements", "gold", "objectives"), value={"p1": None})  # what is missing is described on one line
@example(trail=("agreements", "gold", "alerts", "off", 0), value=[])  # a list is no member of a set
def test_a_wrong_shape_anywhere_is_told_with_its_line(
    trail: Trail, value: Yaml, tmp_path: Path, kinds: Mapping[str, SourceSchema]
) -> None:
    path = tmp_path / "slawatch.yml"
    path.write_text(yaml.safe_dump(with_another(value, trail), allow_unicode=True), encoding="utf-8")
    try:
        told = load(path, kinds).warnings
    except ConfigError as error:
        told = tuple(str(error).splitlines())
        assert told

    assert all(line.startswith(f"{path}:") for line in told)


def test_a_wrong_shape_of_a_value_is_named(tmp_path: Path, kinds: Mapping[str, SourceSchema]) -> None:
    path = tmp_path / "slawatch.yml"
    path.write_text("sources: {a: {kind: play, every: [5m]}}\nweb: {listen: {port: 80}}\n", encoding="utf-8")

    with pytest.raises(ConfigError) as raised:
        load(path, kinds)

    assert str(raised.value).replace(f"{tmp_path}/", "") == (
        "slawatch.yml:1: sources.a.every: found a list; a text is needed here\n"
        "slawatch.yml:2: web.listen: found a map; a text is needed here"
    )
