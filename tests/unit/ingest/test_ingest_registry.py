from importlib.metadata import EntryPoint
from types import SimpleNamespace

import pytest
from pydantic import BaseModel

from slawatch.clock import Clock
from slawatch.errors import FatalSourceError
from slawatch.ingest.registry import GROUP, installed
from slawatch.ingest.source import RequestObserver, SourceKind
from slawatch.testing.memory_source import MemorySource


def memory(options: BaseModel, *, clock: Clock, observer: RequestObserver) -> MemorySource:
    return MemorySource()


def kind(name: str) -> SourceKind:
    return SourceKind(name=name, options=BaseModel, factory=memory)


good = kind("good")
impostor = SimpleNamespace(name="impostor")
misnamed = kind("another")


def plugin(name: str, value: str = "") -> EntryPoint:
    return EntryPoint(name=name, value=value or f"{__name__}:{name}", group=GROUP)


def test_a_kind_is_found_by_its_name() -> None:
    assert installed([plugin("good")]).kind("good") is good


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (plugin("gone", "no_such_package.source:KIND"), "ModuleNotFoundError"),
        (plugin("missing", f"{__name__}:no_such_name"), "AttributeError"),
        (plugin("impostor"), "is no SourceKind of that name"),
        (plugin("misnamed"), "is no SourceKind of that name"),
    ],
)
def test_a_broken_plugin_breaks_itself_only(broken: EntryPoint, reason: str) -> None:
    registry = installed([broken, plugin("good")])
    assert registry.kind("good") is good
    with pytest.raises(FatalSourceError, match=f"{broken.name}.*is broken.*{reason}"):
        registry.kind(broken.name)


def test_two_plugins_of_one_name_are_both_refused() -> None:
    registry = installed([plugin("good"), plugin("good"), plugin("good")])
    with pytest.raises(FatalSourceError, match="bears the name of another plug-in"):
        registry.kind("good")


def test_an_unknown_kind_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(FatalSourceError, match="no source kind 'jira'; installed are good"):
        installed([plugin("good")]).kind("jira")
