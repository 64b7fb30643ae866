"""Facts about availability and rollups (see README.md here); seconds are compared exactly."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import yaml
from pydantic import BaseModel
from vector_files import Vector, vectors

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.config.load import load
from slawatch.config.settings import SourceSchema
from slawatch.engine.availability import Degradation, ServiceRecord, TimeAccount, time_account
from slawatch.engine.evaluate import figures
from slawatch.engine.outage_list import listed_outages
from slawatch.engine.outages import outage_rows
from slawatch.engine.plan import Plan, plan
from slawatch.engine.rollup import Records
from slawatch.engine.rows import no_rows
from slawatch.engine.spans import Spans, covered
from slawatch.model.agreement import ExclusionMode
from slawatch.model.hours import Window, WorkingHours
from slawatch.model.instant import from_epoch
from slawatch.model.interval import Interval
from slawatch.model.outage import Outage
from slawatch.model.service import Quorum, Service, ServiceId

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = {day: [["00:00", "24:00"]] for day in DAYS}

LATER = 20_000 * 86400


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    name = "rollups" if "rollup" in metafunc.function.__name__ else "availability"
    found = vectors(metafunc.config, name)
    metafunc.parametrize("vector", found, ids=[vector["id"] for vector in found])


def second(text: str) -> int:
    hours, minutes = text.split(":")[:2]
    return int(hours) * 3600 + int(minutes) * 60


def windows(listed: list[list[str]]) -> tuple[Window, ...]:
    pairs = [(second(opens), second(closes)) for opens, closes in listed]
    return tuple((opens, closes if closes > opens else closes + 86400) for opens, closes in pairs)


def calendar(vector: Vector) -> Calendar:
    hours = vector["hours"] or ALWAYS
    weekly = tuple(windows(hours.get(day, [])) for day in DAYS)
    closed = frozenset(date.fromisoformat(day) for day in vector["closed"])
    return compiled(WorkingHours(id="vector", timezone=vector["timezone"], weekly=weekly, closed=closed))


def stretches(pairs: list[list[int]]) -> Spans:
    return covered(np.array(pairs, np.int64).reshape(-1, 2), times=1)


def record(vector: Vector) -> ServiceRecord:
    degraded = (
        Degradation(stretches=stretches([[part["from"], part["to"]]]), weight=Fraction(str(part["weight"])))
        for part in vector["degraded"]
    )
    return ServiceRecord(
        down=stretches(vector["down"]),
        degraded=tuple(degraded),
        excluded=stretches(vector["exclusions"]),
        unknown=stretches(vector["unknown"]),
    )


def rolled_down(vector: Vector) -> Spans:
    parts = {ServiceId(f"part-{n}"): stretches(down) for n, down in enumerate(vector["parts_down"])}
    state = Quorum(needed=vector["parts_needed"], parts=tuple(parts))
    whole = ServiceId("whole")
    services = {name: Service(id=name, names={"en": name}, hours="24x7") for name in parts}
    services[whole] = Service(id=whole, names={"en": whole}, hours="24x7", state=state)
    own = {name: ServiceRecord(down=down) for name, down in parts.items()} | {whole: ServiceRecord()}
    return Records(services, own).of(whole).down


def account(vector: Vector) -> TimeAccount:
    layers = record(vector).layers(ExclusionMode(vector["mode"]))
    return time_account(layers, calendar(vector), tuple(vector["window"]))


def test_availability_is_the_answer_of_the_vector(vector: Vector) -> None:
    found, answer = account(vector), vector["answer"]
    assert found.agreed == answer["agreed_seconds"]
    assert found.lost == answer["lost_seconds"]
    assert found.down == answer.get("down_seconds", found.down)
    if answer["availability"] is None:
        assert found.availability is None
    else:
        assert float(found.availability) == pytest.approx(answer["availability"], abs=1e-12)


def test_every_scheduled_second_is_of_one_class(vector: Vector) -> None:
    found = account(vector)
    classes = found.up, found.down, found.degraded, found.excluded, found.unknown
    assert sum(classes) == calendar(vector).between(*vector["window"])
    assert min(classes) >= 0


def test_a_rollup_is_down_where_too_few_parts_are_up(vector: Vector) -> None:
    start, end = vector["window"]
    down = rolled_down(vector)
    lost = int(np.diff(down, axis=1).sum())
    assert down.tolist() == vector["answer"]["down"]
    assert lost == vector["answer"]["down_seconds"]
    assert 1 - lost / (end - start) == pytest.approx(vector["answer"]["availability"], abs=1e-12)


def test_a_configured_rollup_is_down_where_too_few_parts_are_up(vector: Vector, tmp_path: Path) -> None:
    """The same through the configuration and the figures; moved by 20,000 days, since nothing is judged in 1970."""
    start, end = (edge + LATER for edge in vector["window"])
    judged = configured_plan(vector, tmp_path / "slawatch.yml")
    told = (
        Outage(
            id=f"{n}-{nth}",
            service=f"part-{n}",
            started_at=from_epoch(began + LATER),
            ended_at=from_epoch(ended + LATER),
        )
        for n, down in enumerate(vector["parts_down"])
        for nth, (began, ended) in enumerate(down)
    )
    mapping = judged.definitions.mappings["desk"]
    rows = replace(no_rows(), outages=outage_rows(told, source="desk", mapping=mapping, words=judged.words))
    day = Interval(from_epoch(start), from_epoch(end))
    asked = {"period": lambda _: day, "as_of": day.end, "watermarks": {"desk": day.end}}
    listed = [
        [int(each.started_at.timestamp()) - LATER, int(each.ended_at.timestamp()) - LATER]
        for each in listed_outages(judged, rows, **asked)
    ]
    (figure,) = figures(judged, rows, **asked).services
    assert listed == vector["answer"]["down"]
    assert figure.down_seconds == vector["answer"]["down_seconds"]
    assert figure.availability_ratio == pytest.approx(vector["answer"]["availability"], abs=1e-12)


class NoOptions(BaseModel):
    """A source of which nothing is to be said."""


def configured_plan(vector: Vector, path: Path) -> Plan:
    parts = [f"part-{n}" for n in range(len(vector["parts_down"]))]
    needed = {"k": vector["parts_needed"], "of": parts}
    told = {
        "sources": {"desk": {"kind": "any", "map": {"service": {"values": {part: part for part in parts}}}}},
        "parties": {"acme": "Acme"},
        "services": {**dict.fromkeys(parts), "whole": {"state": {"k_of_n": needed}}},
        "agreements": {
            "gold": {
                "with": "acme",
                "services": ["whole"],
                "objectives": {"up": {"indicator": "availability", "target": "99%"}},
            }
        },
    }
    path.write_text(yaml.safe_dump(told, sort_keys=False))
    definitions = load(path, {"any": SourceSchema(options=NoOptions)}).definitions
    return plan(definitions, {name: compiled(hours) for name, hours in definitions.calendars.items()})
