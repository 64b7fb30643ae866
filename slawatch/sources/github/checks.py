"""What a GitHub and the account that reads it must be like, each fault with its way out."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from slawatch.ingest.canaries import canaries
from slawatch.ingest.http import Answer, HttpStatusError
from slawatch.ingest.source import Check, Finding, Word
from slawatch.sources.github.options import Options
from slawatch.sources.github.rest import MOVED, Repository, Rest

UNAUTHORIZED: Final = 401
STATES: Final = (("open", "open"), ("closed", "resolved"), ("not_planned", "cancelled"), ("duplicate", "cancelled"))


def findings(rest: Rest, repositories: Mapping[str, Repository], options: Options) -> Check:
    """Return everything that a look at GitHub finds; what it finds first may make the rest idle."""
    found: list[Finding] = []
    words = [Word(field="status", raw=raw, means=means) for raw, means in STATES]
    answer = None
    for name, repository in repositories.items():
        try:
            answer = rest.get(f"repos/{name}")
            found += _repository(name, answer.body, repository)
            words += _labels(rest, name, options)
        except HttpStatusError as error:
            found.append(_refusal(name, error))
            if error.status == UNAUTHORIZED:
                break
    return Check(
        findings=tuple(found),
        words=tuple(dict.fromkeys(words)),
        identity=_identity(rest) if answer else None,
        server_time=answer.server_time if answer else None,
        timezone="UTC",
        version=_version(answer),
    )


def _repository(name: str, body: Any, repository: Repository) -> Iterator[Finding]:  # noqa: ANN401  whatever was sent
    if not isinstance(body, Mapping) or "id" not in body:
        hint = "url is the address of the API: https://api.github.com, or https://HOST/api/v3 of an Enterprise Server"
        yield Finding(level="error", text="what answers is no GitHub", hint=hint)
        return
    if body.get("has_issues") is False:
        yield Finding(level="error", text=f"{name} has no issues", hint="switch Issues on in the repository's settings")
        return
    yield Finding(level="ok", text=f"sees {name}")
    for each in canaries(repository.first, repository.newest(), grain=1):
        yield Finding(level=each.level, text=f"{name}: {each.text}", hint=each.hint)


def _labels(rest: Rest, name: str, options: Options) -> list[Word]:
    if not options.labels:
        return []
    labels = [str(label["name"]) for label in rest.whole(f"repos/{name}/labels")]
    return [Word(field=field, raw=value) for field, value in options.label_rules.words(labels)]


def _refusal(name: str, error: HttpStatusError) -> Finding:
    if error.status == UNAUTHORIZED:
        return Finding(level="error", text=f"GitHub refuses the token: {error}", hint="make a new one, or renew it")
    if error.status == MOVED:
        hint = "write its new name; its issues keep their history"
        return Finding(level="error", text=f"{name} was renamed or moved: {error}", hint=hint)
    hint = 'grant the token "Issues: read" and "Metadata: read" on it; GitHub hides what a token may not see'
    return Finding(level="error", text=f"{name} is not seen: {error}", hint=hint)


def _identity(rest: Rest) -> str | None:
    """Return the account's name; an app's token belongs to nobody."""
    try:
        body = rest.get("user").body
    except HttpStatusError:
        return "an app"
    return str(body["login"]) if isinstance(body, Mapping) and "login" in body else None


def _version(answer: Answer | None) -> str | None:
    return None if answer is None else answer.headers.get("X-GitHub-Enterprise-Version", "github.com")
