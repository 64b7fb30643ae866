"""A configuration from its file, or every fault in it at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from slawatch.config import checks, matching, native, scope_section, wording
from slawatch.config.access_section import AccessSettings, access_settings, user_faults
from slawatch.config.build import definitions, words
from slawatch.config.canonical import canonical
from slawatch.config.canonical import sha256 as text_sha256
from slawatch.config.daemon_section import SQLITE
from slawatch.config.document import Document
from slawatch.config.faults import Fault, Written, report
from slawatch.config.feeding import feed_settings, missing_files
from slawatch.config.include import gather
from slawatch.config.proposal import proposed
from slawatch.config.reporting import report_settings
from slawatch.config.schema import BY_ID, File
from slawatch.config.settings import (
    AlertingSettings,
    Configuration,
    SourceSchema,
    SourceSettings,
    StoreSettings,
    WebSettings,
)
from slawatch.config.source_section import SourceSection
from slawatch.config.values import EVER_OPEN
from slawatch.errors import ConfigError
from slawatch.model.definitions import Definitions

_COMMON = tuple(wording.fields(SourceSection))
"""Keys that every source has, whatever its kind."""


def load(path: Path, kinds: Mapping[str, SourceSchema], *, proposal: Path | None = None) -> Configuration:
    """Return what the file and the files that it includes say; ConfigError holds every fault, a line each.

    The sections of a `proposal` that judge stand in the place of the file's own (see proposed).
    """
    document, files = gather(path) if proposal is None else proposed(path, proposal)
    if document.torn or not isinstance(document.data, dict):
        raise ConfigError(report(document.faults, document.places))
    reading = _Reading(path.absolute().parent, document, kinds)
    file, options = reading.file(), reading.options()
    judging = reading.definitions(file, options) if file and not reading.faults else None
    if judging is not None and proposal is None:
        # A proposal may do away with objectives that verdicts of sources, which stay as they are, name.
        reading.faults.extend(Fault(("sources", *at), text) for at, text in native.unknown_objectives(judging))
    if file is None or judging is None or reading.faults:
        raise ConfigError(report(reading.faults, document.places))
    return Configuration(
        definitions=judging,
        sources=tuple(_source(name, section, options[name]) for name, section in file.sources.items()),
        web=WebSettings(
            host=file.web.listen[0],
            port=file.web.listen[1],
            external_url=file.web.external_url,
            exemplars=file.web.exemplars,
            series_limit=file.web.series_limit,
            access=reading.access(file),
        ),
        store=StoreSettings(url=_store_url(file.store.url, reading.folder), password=file.store.password),
        evaluate_every=file.evaluate.every,
        files=files,
        sha256=sha256(document.content).hexdigest(),
        warnings=tuple(report(_warnings(document.data, judging), document.places).splitlines()),
        places=document.places,
        feeds=tuple(feed_settings(file, document.places)),
        feeds_every=file.feeds.every,
        alerting=_alerting(file),
        reports=report_settings(file),
    )


@dataclass(slots=True)
class _Reading:
    """One file on its way from text to sections; faults gather in the document."""

    folder: Path
    document: Document
    kinds: Mapping[str, SourceSchema]

    @property
    def faults(self) -> list[Fault]:
        return self.document.faults

    def file(self) -> File | None:
        """Return the file's sections without the options of sources, None where they hold a fault."""
        data = {**self.document.data}
        if isinstance(data.get("sources"), dict):
            data["sources"] = {name: _part(raw, common=True) for name, raw in data["sources"].items()}
        sections = {name: self.document.data.get(name) or {} for name in BY_ID}
        if isinstance(sections["calendars"], dict):
            sections["calendars"] = {EVER_OPEN: None, **sections["calendars"]}
        known = {name: entries for name, entries in sections.items() if isinstance(entries, dict)}
        context = {"folder": self.folder, "sections": known, "kinds": self.kinds}
        try:
            return File.model_validate(data, strict=False, context=context)
        except ValidationError as error:
            self.faults.extend(wording.faults(error, File))
            return None

    def options(self) -> dict[str, BaseModel]:
        """Return the options of every source whose kind is installed, without those that hold a fault."""
        sources = self.document.data.get("sources")
        found = {}
        for name, raw in sources.items() if isinstance(sources, dict) else ():
            kind = raw.get("kind") if isinstance(raw, dict) else None
            if isinstance(kind, str) and kind in self.kinds:
                found[name] = self._options(name, raw, self.kinds[kind].options)
        return {name: options for name, options in found.items() if options is not None}

    def _options(self, name: str, raw: Written, model: type[BaseModel]) -> BaseModel | None:
        # Paths are meant beside the file that names them, which may be an included one.
        folder = Path(self.document.places["sources", name].file).absolute().parent
        try:
            return model.model_validate(_part(raw, common=False), strict=False, context={"folder": folder})
        except ValidationError as error:
            self.faults.extend(wording.faults(error, model, at=("sources", name), beside=_COMMON))
            return None

    def access(self, file: File) -> AccessSettings:
        """Return who may see and do what."""
        web = file.web
        path = None if web.config_file is None else self.folder / web.config_file
        return access_settings(web.users, web.proxy, path, _parties(file))

    def definitions(self, file: File, options: Mapping[str, BaseModel]) -> Definitions:
        """Return what judges; objectives that nothing can ever match and services made of themselves become faults."""
        judging = definitions(file, self.kinds, options)
        made_of = {name: each.state.parts for name, each in judging.services.items() if each.state}
        self.faults.extend(Fault(("services", *at), text) for at, text in checks.loops(made_of))
        self.faults.extend(missing_files(file, self.document.places))
        self.faults.extend(Fault(("agreements", *at), text) for at, text in matching.never_matched(judging))
        self.faults.extend(Fault(("agreements", *at), text) for at, text in scope_section.name_faults(judging))
        self.faults.extend(Fault(("maintenance", *at), text) for at, text in matching.unapproved(judging))
        self.faults.extend(Fault(("agreements", *at), text) for at, text in matching.upside_down(judging))
        told = user_faults(file.web.users, _parties(file))
        self.faults.extend(Fault(("web", "users", *at), text) for at, text in told)
        return judging


def _parties(file: File) -> Mapping[str, str]:
    return {name: section.party for name, section in file.agreements.items()}


def _part(raw: Written, *, common: bool) -> Written:
    """Return the keys of a source that every source has, or the others."""
    return {key: value for key, value in raw.items() if (key in _COMMON) is common} if isinstance(raw, dict) else raw


def _source(name: str, section: SourceSection, options: BaseModel) -> SourceSettings:
    told = {"kind": section.kind, "options": options.model_dump(mode="json")}
    config_hash = text_sha256(canonical(told))
    return SourceSettings(
        id=name,
        kind=section.kind,
        every=section.every,
        options=options,
        config_hash=config_hash,
        rescan=section.rescan,
        census=section.census,
    )


def _alerting(file: File) -> AlertingSettings:
    told = {name: section.alerts for name, section in file.agreements.items()}
    return AlertingSettings(
        language=file.alerting.language,
        grafana_url=file.alerting.grafana_url,
        runbooks_url=file.alerting.runbooks_url,
        agreements={name: alerts.settings for name, alerts in told.items() if alerts.model_fields_set},
        office=file.alerting.office,
        smtp=file.alerting.smtp,
        receivers=file.alerting.receivers,
    )


def _store_url(url: str, folder: Path) -> str:
    return f"{SQLITE}{folder / url.removeprefix(SQLITE)}" if url.startswith(SQLITE) else url


def _warnings(data: Mapping[str, Any], judging: Definitions) -> Iterator[Fault]:
    for at, text in checks.early_ends(data.get("calendars") or {}):
        yield Fault(("calendars", *at), text)
    told = [name for name, each in judging.services.items() if each.state is None]
    for at, text in checks.unheard_services(told, words(judging.mappings, ["service"])):
        yield Fault(("services", *at), text)
