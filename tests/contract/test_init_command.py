"""slawatch init: a first configuration out of what a system tells, valid as it stands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from command import told

from slawatch.cli import main
from slawatch.testing.fake_rt import FakeRequestTracker
from slawatch.testing.fake_rt_rest import TOKEN, FakeRest2
from slawatch.testing.http_faults import FaultyServer, Reply

VARIABLE = "SLAWATCH_TEST_INIT"
NAMED = f"token=env:{VARIABLE}"
ROWS = """\
id,at,status,queue,urgency
1,2026-03-02T08:00:00Z,New,网络,P1
1,2026-03-02T09:00:00Z,Weird,网络,P1
2,2026-03-02T10:00:00Z,New,E-Mail & Web,P2
3,2026-03-02T10:00:00Z,New,E-Mail Web,"P ""2"" x"
"""
CSV = (
    "--kind=csv_events", "--name=audit", "--set", "path=log.csv", "--set", "columns.id=id", "--set", "columns.at=at",
    "--set", "columns.status=status", "--set", "columns.priority=urgency", "--set", "columns.fields={queue: queue}",
)  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "log.csv").write_text(ROWS)
    return tmp_path / "slawatch.yml"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyServer]:
    monkeypatch.setenv(VARIABLE, TOKEN)
    rt = FakeRequestTracker()
    rt.create()
    with FaultyServer(FakeRest2(rt).answer) as running:
        yield running


def _init(config: Path, *arguments: str, status: int = 0, answers: str = "") -> Result:
    done = CliRunner().invoke(main, [f"--config.file={config}", "init", *arguments], input=answers)
    assert done.exit_code == status, done.output
    return done


def _written(config: Path) -> dict[str, Any]:
    """Return what stands in the file, which `check` must find nothing wrong with."""
    assert "the configuration is valid" in told(config, "check")
    document: dict[str, Any] = yaml.safe_load(config.read_text())
    return document


def test_the_words_of_a_file_are_found_and_those_that_nobody_knows_stand_in_comments(config: Path) -> None:
    _init(config, *CSV)
    document = _written(config)
    mapped = document["sources"]["audit"]["map"]
    assert mapped["status"] == {}
    assert '# "Weird": unknown' in config.read_text()
    assert mapped["priority"] == {"field": "priority", "values": {"P1": "P1", "P2": "P2", 'P "2" x': 'P "2" x'}}
    assert mapped["service"] == {
        "field": "queue",
        "values": {"E-Mail & Web": "e-mail-web", "E-Mail Web": "e-mail-web-2", "网络": "service-3"},
    }
    assert {id_: each["name"] for id_, each in document["services"].items()} == {
        "e-mail-web": "E-Mail & Web",
        "e-mail-web-2": "E-Mail Web",
        "service-3": "网络",
    }
    assert list(document["agreements"]["first"]["objectives"]) == ["resolution"], "a file of changes tells no replies"


def test_request_tracker_is_asked_and_its_secret_is_only_named(config: Path, server: FaultyServer) -> None:
    _init(
        config, "--kind=request_tracker", "--set", f"url={server.url}", "--set", NAMED
    )  # fmt: skip
    document = _written(config)
    assert document["sources"]["request_tracker"]["token"] == f"env:{VARIABLE}"
    assert document["sources"]["request_tracker"]["map"]["status"]["new"] == "new"
    assert document["sources"]["request_tracker"]["map"]["service"]["field"] == "queue"
    assert list(document["agreements"]["first"]["objectives"]) == ["response", "resolution"]
    assert TOKEN not in config.read_text()


def test_the_simulated_desk_has_a_class_for_every_status(config: Path) -> None:
    _init(config, "--kind=simulator", "--set", "history=2")
    mapped = _written(config)["sources"]["simulator"]["map"]
    classes = {
        "New": "new", "Assigned": "open", "In progress": "open", "Waiting for user": "pending_requester",
        "Waiting for vendor": "pending_supplier", "Resolved": "resolved", "Closed": "closed", "Cancelled": "cancelled",
    }  # fmt: skip
    assert len(mapped["status"]) > 3
    assert mapped["status"].items() <= classes.items(), "what two days tell, which are other ones every day"
    assert mapped["kind"]["values"]["Service request"] == "request"
    assert "unknown" not in config.read_text()


def test_what_is_missing_is_asked_for(config: Path) -> None:
    done = _init(config, answers="request_tracker\nhttps://rt.example.org\nenv:RT_TOKEN\n", status=2)
    assert "RT_TOKEN is empty or not set" in done.output
    _init(config, "--offline", answers="request_tracker\nhttps://rt.example.org\nenv:RT_TOKEN\n")
    assert _written(config)["sources"]["request_tracker"]["url"] == "https://rt.example.org"


def test_where_nobody_answers_the_option_is_named(config: Path) -> None:
    done = _init(config, "--kind=request_tracker", status=2)
    assert "url is missing; give it by --set url=VALUE" in done.output


def test_a_secret_in_plain_is_refused_and_not_repeated(config: Path) -> None:
    given = ("--set", "url=https://rt.example", "--set", "token=hunter2")
    done = _init(config, "--kind=request_tracker", *given, status=2)
    assert "write env:NAME" in done.output
    assert "hunter2" not in done.output
    assert not config.exists()


def test_nothing_is_written_over_unless_it_is_forced(config: Path) -> None:
    config.write_text("mine")
    done = _init(config, "--kind=simulator", "--offline", status=2)
    assert "is there already; --force writes over it" in done.output
    assert config.read_text() == "mine"
    _init(config, "--kind=simulator", "--offline", "--force")
    assert _written(config)["sources"]["simulator"]["kind"] == "simulator"


def test_a_system_that_can_not_be_used_gives_no_configuration(config: Path, server: FaultyServer) -> None:
    server.say(Reply(status=401))
    done = _init(
        config, "--kind=request_tracker", "--set", f"url={server.url}", "--set", NAMED,
        status=1,
    )  # fmt: skip
    assert "refuses the token" in done.output
    assert sorted(path.name for path in config.parent.iterdir()) == ["log.csv"]
