"""What the command line says over the file is held to the same rules as the file."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from slawatch.cli import main
from slawatch.store.deed_contract import DAEMON, actor_now

EXAMPLE = Path(__file__).parents[2] / "config" / "examples" / "csv-events.yml"

WRONG = {
    "an address without a port": (["--web.listen-address=localhost", "check"], "--web.listen-address"),
    "a store of an unknown kind": (["--store.url=mysql://localhost/slawatch", "check"], "--store.url"),
    "a password that others see": (["--store.url=postgresql+psycopg://a:hidden@b/c", "check"], "env:NAME"),
    "a period that is none": (["evaluate", "--period=2026-13"], "2026-W47"),
    "a period that ends before it begins": (["outages", "--period=2026-10-02..2026-10-01"], "before it has begun"),
    "an instant without a zone": (["timers", "--as-of=2026-10-31T16:00:00"], "no time zone"),
}


@pytest.mark.parametrize(("arguments", "told"), WRONG.values(), ids=WRONG)
def test_a_wrong_command_line_ends_with_status_2_and_says_why(arguments: list[str], told: str) -> None:
    done = CliRunner().invoke(main, [f"--config.file={EXAMPLE}", *arguments])
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr
    assert "hidden" not in done.stderr


def test_who_gave_a_command_acts_until_it_ends() -> None:
    CliRunner().invoke(main, [f"--config.file={EXAMPLE}", "check"])
    assert actor_now() == DAEMON
