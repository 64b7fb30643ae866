import json
from dataclasses import fields

from slawatch.model.result import ObjectiveFigure, ServiceFigure
from slawatch.testing.pages import MadeSource
from slawatch.testing.snapshots import objective_figure, snapshot
from slawatch.web import api

DOCUMENT = json.loads(api.document(snapshot(), [MadeSource()]))


def test_the_frame_tells_what_the_figures_are_about() -> None:
    assert DOCUMENT["as_of"] == "2026-11-18T09:30:00Z"
    assert DOCUMENT["evaluated_at"] == "2026-11-18T09:30:01Z"
    assert DOCUMENT["definitions"] == "3b1f" * 16
    assert DOCUMENT["simulated"] is False
    assert DOCUMENT["known_through"] == {"desk": 812}
    assert DOCUMENT["watermarks"] == {"desk": "2026-11-18T09:28:00Z"}


def test_every_field_of_a_figure_is_there() -> None:
    assert DOCUMENT["objectives"][0].keys() == {field.name for field in fields(ObjectiveFigure)}
    assert DOCUMENT["services"][0].keys() == {field.name for field in fields(ServiceFigure)}


def test_words_of_the_field_are_plain_text() -> None:
    objective = DOCUMENT["objectives"][0]
    assert (objective["state"], objective["period"], objective["indicator"]) == ("met", "current", "availability")


def test_what_is_not_known_is_null() -> None:
    nothing = snapshot(objectives=(objective_figure(attained_ratio=None, good=0, events=0),))
    assert json.loads(api.document(nothing, []))["objectives"][0]["attained_ratio"] is None


def test_sources_stand_with_their_state() -> None:
    assert DOCUMENT["sources"] == [
        {
            "name": "desk",
            "kind": "request_tracker",
            "up": True,
            "last_success_at": "2026-11-18T09:29:40Z",
            "watermark": "2026-11-18T09:28:00Z",
            "poll_interval_seconds": 60,
            "problem": "",
            "clock_skew_seconds": None,
        }
    ]
