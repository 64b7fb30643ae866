"""YAML as it was written: plain data, and the file and line of every key."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from slawatch.config.faults import Fault, Place, Trail, Written

_NULL = "tag:yaml.org,2002:null"
_STANDARD = "tag:yaml.org,2002:"


class _Loader(yaml.BaseLoader):
    """Reads every scalar as the text that was written, so that `no` is Norway, 1.10 a version and 12:30 a time."""


_Loader.add_implicit_resolver(_NULL, re.compile(r"(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])


@dataclass(slots=True)
class Document:
    """Data of maps, lists, text and None, with the place of everything in it."""

    data: Any = None
    places: dict[Trail, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    content: bytes = b""
    torn: bool = False
    """True where a file is missing in it: what seems unknown may stand there."""


def read(path: Path) -> Document:
    """Return what a file says; a file that can't be read or parsed gives a document of nothing but faults."""
    document = Document(places={(): Place(str(path), 1)})
    try:
        document.content = path.read_bytes()
        node = yaml.compose(document.content.decode("utf-8-sig"), Loader=_Loader)
    except OSError as error:
        document.faults.append(Fault((), f"the file can't be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        document.faults.append(Fault((), f"the file is not UTF-8 (byte {error.start}); save it as UTF-8"))
    except yaml.MarkedYAMLError as error:
        document.faults.append(_syntax_fault(error, path))
    except yaml.YAMLError as error:
        document.faults.append(Fault((), f"the file is not YAML: {error}"))
    else:
        document.data = _Transcription(str(path), document).value(node, (), ()) if node else None
    return document


def _syntax_fault(error: yaml.MarkedYAMLError, path: Path) -> Fault:
    # What was never closed is mended where it was opened, not at the end of the file.
    unclosed = "end of stream" in str(error.problem)
    mark = (error.context_mark if unclosed else error.problem_mark) or error.problem_mark
    hint = "; indent with spaces, a tab is not allowed" if "'\\t'" in str(error.problem) else ""
    told = ", ".join(filter(None, (error.context, error.problem)))
    return Fault((), f"the file is not YAML: {told}{hint}", Place(str(path), mark.line + 1 if mark else 1))


class _Transcription:
    def __init__(self, file: str, document: Document) -> None:
        self._file = file
        self._document = document

    def value(self, node: yaml.Node, trail: Trail, above: tuple[yaml.Node, ...]) -> Written:
        """Return the node's data; `above` are the nodes that contain it."""
        if node in above:
            self._fault(trail, "the alias stands inside of what it names; write the value out", node)
            return None
        if not node.tag.startswith(_STANDARD):
            self._fault(
                trail, f"the tag {node.tag} has no meaning here; a secret is written env:NAME or file:/path", node
            )
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, trail, (*above, node))
        if isinstance(node, yaml.SequenceNode):
            return [self._item(item, (*trail, n), (*above, node)) for n, item in enumerate(node.value)]
        return None if node.tag == _NULL else node.value

    def _item(self, node: yaml.Node, trail: Trail, above: tuple[yaml.Node, ...]) -> Written:
        self._document.places[trail] = self._place(node)
        return self.value(node, trail, above)

    def _mapping(self, node: yaml.MappingNode, trail: Trail, above: tuple[yaml.Node, ...]) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(trail, "a key must be plain text", key)
            elif key.value in told:
                first = self._document.places[*trail, key.value].line
                self._fault(
                    (*trail, key.value), f"the key stands here a second time (first in line {first}); keep one", key
                )
            else:
                self._document.places[*trail, key.value] = self._place(key)
                told[key.value] = self.value(value, (*trail, key.value), above)
        return told

    def _place(self, node: yaml.Node) -> Place:
        return Place(self._file, node.start_mark.line + 1)

    def _fault(self, trail: Trail, text: str, node: yaml.Node) -> None:
        self._document.faults.append(Fault(trail, text, self._place(node)))
