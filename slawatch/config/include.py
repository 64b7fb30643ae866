"""One configuration from several files."""

from pathlib import Path

from slawatch.config.document import Document, read
from slawatch.config.faults import Fault, Written, suggestion
from slawatch.config.schema import BY_ID
from slawatch.config.values import as_list


def gather(path: Path) -> tuple[Document, tuple[Path, ...]]:
    """Return the main file with the entries of all files that it includes, and every file that was read."""
    whole = read(path)
    if not isinstance(whole.data, dict):
        if not whole.faults:
            whole.faults.append(Fault((), "the file holds no sections; it needs at least sources"))
        return whole, (path,)
    files = [path]
    for pattern in as_list(whole.data.get("include")) or ():
        for file in _matches(whole, path, pattern):
            if file not in files:
                files.append(file)
                _add(whole, read(file))
    return whole, tuple(files)


def _matches(whole: Document, path: Path, pattern: Written) -> list[Path]:
    if not isinstance(pattern, str):
        return []
    relative = Path(pattern)
    root = Path(relative.anchor) if relative.is_absolute() else path.parent
    found = sorted(root.glob(str(relative.relative_to(relative.anchor))))
    if not found and "*" not in pattern:
        whole.torn = True
        whole.faults.append(Fault(("include",), f'there is no file "{pattern}" beside {path.name}'))
    return [file for file in found if file.is_file() and file != path]


def _add(whole: Document, part: Document) -> None:
    whole.faults += [Fault(f.trail, f.text, f.place or part.places[f.trail]) for f in part.faults]
    whole.content += part.content
    whole.torn = whole.torn or (part.data is None and bool(part.faults))
    for name, entries in (part.data or {}).items() if isinstance(part.data, dict | None) else ():
        place = part.places[(name,)]
        if name not in BY_ID:
            hint = suggestion(name, BY_ID) or f"; an included file holds {', '.join(BY_ID)}"
            whole.faults.append(
                Fault((name,), f'the section "{name}" does not belong in an included file{hint}', place)
            )
        elif isinstance(entries, dict):
            _add_entries(whole, part, name)
        elif entries is not None:
            whole.faults.append(Fault((name,), "a map of entries by id is needed here", place))


def _add_entries(whole: Document, part: Document, name: str) -> None:
    if whole.data.get(name) is None:
        whole.data[name] = {}
    target = whole.data[name]
    whole.places.setdefault((name,), part.places[(name,)])
    if not isinstance(target, dict):
        return
    for key, entry in part.data[name].items():
        if key in target:
            first = whole.places[name, key]
            text = f"the id stands in two files, first in {first.file}:{first.line}; keep one or choose another id"
            whole.faults.append(Fault((name, key), text, part.places[name, key]))
            continue
        target[key] = entry
        whole.places |= {trail: place for trail, place in part.places.items() if trail[:2] == (name, key)}
