import copy
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from slawatch.config.secrets import Secret, SecretError
from slawatch.errors import ConfigError, FatalSourceError


class Options(BaseModel):
    token: Secret


def test_an_environment_variable_is_read_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = Secret("env:SLAWATCH_TEST_TOKEN")

    monkeypatch.setenv("SLAWATCH_TEST_TOKEN", "first")
    assert secret.reveal() == "first"
    monkeypatch.setenv("SLAWATCH_TEST_TOKEN", "second")
    assert secret.reveal() == "second"


def test_a_file_is_read_without_its_last_line_break(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(" pass word \n", encoding="utf-8")

    assert Secret("file:token", folder=tmp_path).reveal() == " pass word "
    assert Secret(f"file:{tmp_path}/token", folder=Path("/elsewhere")).reveal() == " pass word "


@pytest.mark.parametrize("reference", ["env:SLAWATCH_TEST_UNSET", "file:/nowhere/token"])
def test_a_secret_that_is_not_there_is_told_by_its_name(reference: str) -> None:
    with pytest.raises(SecretError, match=reference) as raised:
        Secret(reference).reveal()

    assert isinstance(raised.value, ConfigError)
    assert isinstance(raised.value, FatalSourceError)


@pytest.mark.parametrize("literal", ["hunter2", "https://hunter2", "env:", "ENV:hunter2", ":hunter2", ""])
def test_a_literal_secret_is_refused_and_not_repeated(literal: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Options.model_validate({"token": literal})

    message = raised.value.errors(include_input=False, include_url=False)[0]["msg"]
    assert "write env:NAME" in message
    assert "hunter2" not in message


def test_no_way_of_printing_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLAWATCH_TEST_TOKEN", "hunter2")
    options = Options.model_validate({"token": "env:SLAWATCH_TEST_TOKEN"})
    options.token.reveal()

    shown = [repr(options), str(options), f"{options.token}", f"{options.token!r}", options.model_dump_json()]

    assert not [text for text in shown if "hunter2" in text]
    assert options.model_dump(mode="json") == {"token": "**********"}


def test_a_secret_can_be_copied_and_compared() -> None:
    options = Options.model_validate({"token": "env:A"})

    assert copy.deepcopy(options) == options
    assert len({Secret("env:A"), Secret("env:A"), Secret("env:B")}) == 2
