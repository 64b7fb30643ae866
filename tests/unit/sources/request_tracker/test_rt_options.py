"""The options of the Request Tracker source."""

import pytest
from pydantic import ValidationError

from slawatch.sources.request_tracker import KIND


def told(**options: object) -> dict[str, object]:
    return {"url": "https://rt.example.org/rt/", "token": "env:RT_TOKEN", **options}


def test_an_address_is_kept_without_its_last_slash() -> None:
    assert KIND.options.model_validate(told()).url == "https://rt.example.org/rt"


def test_one_queue_may_stand_without_a_list() -> None:
    assert KIND.options.model_validate(told(queues="General")).queues == ("General",)


@pytest.mark.parametrize(
    ("options", "key", "message"),
    [
        ({"url": "rt.example.org"}, "url", "is no URL"),
        ({"url": "http://rt.example.org"}, "url", "not encrypted"),
        ({"token": "1-31-0123456789abcdef"}, "token", "does not stand in the file"),
        ({"page_size": 101}, "page_size", "less than or equal to 100"),
        ({"quque": "General"}, "quque", "not permitted"),
    ],
)
def test_a_fault_names_its_key_and_repeats_no_secret(options: dict[str, object], key: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        KIND.options.model_validate(told(**options))
    [fault] = refused.value.errors()
    assert fault["loc"] == (key,)
    assert message in fault["msg"]
    assert "0123456789abcdef" not in fault["msg"]


def test_http_may_be_allowed_in_a_net_of_ones_own() -> None:
    assert KIND.options.model_validate(told(url="http://rt.lan", allow_http=True)).url == "http://rt.lan"
