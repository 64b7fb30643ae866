"""slawatch sources and the schema of one kind: what is installed, what it can, and what is wrong with the rest."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from slawatch.cli import main

ROOT = Path(__file__).parents[2]
PLUGIN = """\
from pydantic import BaseModel
from slawatch.ingest.source import SourceKind
from slawatch.testing.memory_source import MemorySource

class Options(BaseModel):
    url: str

KIND = SourceKind(
    name="acme_desk", options=Options, summary="Acme Desk",
    factory=lambda options, *, clock, observer: MemorySource(),
)
"""
METADATA = """\
Metadata-Version: 2.1
Name: slawatch-acme
Version: 1.2
Project-URL: Documentation, https://acme.example/slawatch
"""


def _told(*arguments: str, status: int = 0) -> str:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == status, done.output
    return done.output


Kinds = Mapping[str, Mapping[str, Any]]


def _kinds() -> Kinds:
    return {each["kind"]: each for each in json.loads(_told("sources", "--format=json"))}


@pytest.fixture(scope="module")
def installed() -> Kinds:
    return _kinds()


@pytest.fixture
def others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a package be installed that brings one kind that works and one that does not."""
    (tmp_path / "acme_desk.py").write_text(PLUGIN)
    folder = tmp_path / "slawatch_acme-1.2.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(METADATA)
    (folder / "entry_points.txt").write_text(
        "[slawatch.sources]\nacme_desk = acme_desk:KIND\nacme_mail = acme_mail_that_is_not_there:KIND\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))


def test_what_a_kind_can_know_is_told(installed: Kinds) -> None:
    told = installed["request_tracker"]
    assert told["abilities"] == {
        "history": "full",
        "delta": "mono_id",
        "grain_seconds": 1,
        "public_replies": True,
        "deletes": True,
        "native_verdicts": False,
        "lag_seconds": 0,
        "passes": ["census", "hydrate", "rescan"],
    }
    assert (told["docs"], told["package"]) == ("docs/sources/request_tracker.md", "slawatch")


def test_of_every_kind_of_ours_it_is_known_what_it_can() -> None:
    assert [
        kind for kind, told in _kinds().items() if told["package"] == "slawatch" and told["abilities"] is None
    ] == []


def test_the_page_of_every_kind_of_ours_is_there(installed: Kinds) -> None:
    missing = []
    for kind, told in installed.items():
        path, _, anchor = told["docs"].partition("#")
        page = ROOT / path
        if told["package"] == "slawatch" and not (page.is_file() and (not anchor or anchor in _anchors(page))):
            missing.append(kind)
    assert missing == []


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.usefixtures("others")
def test_kinds_of_other_packages_are_listed_with_where_they_are_documented() -> None:
    told = _kinds()["acme_desk"]
    assert (told["package"], told["version"], told["docs"]) == ("slawatch-acme", "1.2", "https://acme.example/slawatch")
    assert told["abilities"]["history"] == "full"
    assert told["broken"] == ""


@pytest.mark.usefixtures("others")
def test_a_kind_that_can_not_be_loaded_is_told_with_its_reason_and_takes_no_other_with_it() -> None:
    told = _kinds()
    assert "ModuleNotFoundError" in told["acme_mail"]["broken"]
    assert told["acme_mail"]["package"] == "slawatch-acme"
    assert told["redmine"]["broken"] == ""
    table = _told("sources")
    assert "acme_mail (slawatch-acme 1.2): acme_mail_that_is_not_there:KIND can't be imported" in table


def test_the_schema_of_one_kind_is_of_its_own_options() -> None:
    schema = json.loads(_told("schema", "--source=request_tracker"))
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    assert check.is_valid({"url": "https://rt.example", "token": "env:RT_TOKEN"})
    assert not check.is_valid({"url": "https://rt.example"})
    assert not check.is_valid({"url": "https://rt.example", "token": "1-23-abc"})
    assert not check.is_valid({"url": "https://rt.example", "token": "env:RT_TOKEN", "tokn": 1})


def test_the_schema_of_a_kind_that_there_is_not_names_those_that_there_are() -> None:
    assert "there is no source kind 'nope'; installed are" in _told("schema", "--source=nope", status=1)
