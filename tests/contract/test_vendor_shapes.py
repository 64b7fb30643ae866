"""What is asked of Zendesk and PagerDuty, and what their fakes answer, is what their references describe.

The schemas were written from reading: neither vendor's description may be passed on.
"""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pagerduty_subject
import pytest
import zendesk_subject
from jsonschema import Draft202012Validator

from slawatch.ingest.source import Limits
from slawatch.testing.conformance import Subject
from slawatch.testing.conformance.bench import Bench, bench
from slawatch.testing.conformance.work import work
from slawatch.testing.http_faults import Asked, Reply

SCHEMAS = Path(__file__).parent.parent / "schemas"
SUBJECTS = {"pagerduty": pagerduty_subject.SUBJECT, "zendesk": zendesk_subject.SUBJECT}


def faults(described: Mapping[str, Any], asked: Asked, reply: Reply) -> list[str]:
    """Return what is wrong with a question and its answer."""
    url = urlsplit(asked.path)
    found = next((each for path, each in described.items() if re.search(path, url.path)), None)
    if found is None:
        return [f"{url.path} is not described"]
    told = [(name, value) for name, values in parse_qs(url.query).items() for value in values]
    wrong = [
        f"{url.path}: {name}={value}"
        for name, value in told
        if not re.search(found["parameters"].get(name, "^$"), value)
    ]
    if reply.status != 200:
        return wrong
    errors = Draft202012Validator(found["answer"]).iter_errors(json.loads(reply.body))
    return wrong + [f"{url.path}: {error.json_path} {error.message[:200]}" for error in errors]


def live_through(at: Bench) -> None:
    """Let everything happen that a daemon asks about."""
    poller = at.poller()
    work(at, tickets=6)
    at.poll(poller)
    one, other, third, *_ = sorted(at.system.stories())
    at.tick(300)
    at.system.merge(one, other)
    at.system.delete(third)
    at.system.set_status(other, "solved")
    at.poll(poller)
    at.settle()
    source: Any = poller.source
    source.check()
    list(source.hydrate([other], Limits()))
    list(source.rescan(at.clock.now() - timedelta(days=2), Limits()))
    for open_only in (True, False):
        list(source.census(Limits(), open_only=open_only))


@pytest.mark.parametrize("kind", SUBJECTS)
def test_questions_and_answers_are_as_described(kind: str) -> None:
    described = json.loads((SCHEMAS / f"{kind}.json").read_text())
    subject: Subject = SUBJECTS[kind]
    wrong: list[str] = []
    with bench(subject) as at:
        answer = at.system.answer

        def looked_over(asked: Asked) -> Reply:
            reply = answer(asked)
            wrong.extend(faults(described, asked, reply))
            return reply

        at.system.answer = looked_over
        live_through(at)
        assert at.asked > 30
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_a_wrong_question_and_a_wrong_answer_are_found() -> None:
    described = json.loads((SCHEMAS / "pagerduty.json").read_text())
    asked = Asked(method="GET", path="/log_entries?since=2026-03-02&limit=500", headers={}, body=b"")
    found = faults(
        described, asked, Reply(body=b'{"log_entries": [], "limit": 25, "offset": 0, "more": "no", "total": null}')
    )
    assert [each.split(":")[1].split()[0] for each in found] == ["since=2026-03-02", "limit=500", "$.more"]
