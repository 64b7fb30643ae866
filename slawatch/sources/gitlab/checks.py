"""What a GitLab and the account that reads it must be like, each fault with its way out."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from slawatch.ingest.canaries import canaries
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Check, Finding, Word
from slawatch.sources.gitlab.options import Options
from slawatch.sources.gitlab.rest import Project, Rest

UNAUTHORIZED: Final = 401
STATES: Final = (("opened", "open"), ("closed", "resolved"))
TYPES: Final = ("issue", "incident", "task", "ticket")
SEVERITIES: Final = ("CRITICAL", "HIGH", "MEDIUM", "LOW")


def findings(rest: Rest, projects: Mapping[str, Project], options: Options) -> Check:
    """Return everything that a look at GitLab finds; what it finds first may make the rest idle."""
    found: list[Finding] = []
    words = [Word(field="status", raw=raw, means=means) for raw, means in STATES]
    words += [Word(field="type", raw=raw) for raw in TYPES] + [Word(field="severity", raw=raw) for raw in SEVERITIES]
    answer = None
    for name, project in projects.items():
        try:
            answer = project.ask()
            found += _project(name, answer.body, project, options)
            words += _labels(rest, project, options)
        except HttpStatusError as error:
            found.append(_refusal(name, error))
            if error.status == UNAUTHORIZED:
                break
    return Check(
        findings=tuple(found),
        words=tuple(dict.fromkeys(words)),
        identity=_asked(rest, "user", "username") if answer else None,
        server_time=answer.server_time if answer else None,
        timezone="UTC",
        version=_asked(rest, "version", "version") if answer else None,
    )


def _project(name: str, body: Mapping[str, Any], project: Project, options: Options) -> Iterator[Finding]:
    if body.get("issues_access_level") == "disabled" or body.get("issues_enabled") is False:
        hint = "switch Issues on in the project's settings"
        yield Finding(level="error", text=f"{name} has no issues", hint=hint)
        return
    yield Finding(level="ok", text=f"sees {name}")
    if options.agents and project.members is None:
        text = f"{name}: its members are not seen, so a comment of anybody but the author counts as a reply"
        yield Finding(level="warning", text=text, hint="make the account a member of the project")
    for each in canaries(project.first, project.newest(), grain=1):
        yield Finding(level=each.level, text=f"{name}: {each.text}", hint=each.hint)


def _labels(rest: Rest, project: Project, options: Options) -> list[Word]:
    if not options.labels:
        return []
    labels = [str(label["name"]) for label in rest.whole(f"{project.path}/labels")]
    return [Word(field=field, raw=value) for field, value in options.label_rules.words(labels)]


def _refusal(name: str, error: HttpStatusError) -> Finding:
    if error.status == UNAUTHORIZED:
        return Finding(level="error", text=f"GitLab refuses the token: {error}", hint="make a new one, or renew it")
    hint = "make the account a reporter of it, with a token of scope read_api; GitLab hides what one may not see"
    return Finding(level="error", text=f"{name} is not seen: {error}", hint=hint)


def _asked(rest: Rest, path: str, name: str) -> str | None:
    """Return one word that GitLab tells of itself or the account, None where it does not."""
    try:
        body = rest.get(path).body
    except HttpStatusError:
        return None
    return str(body[name]) if isinstance(body, Mapping) and name in body else None
