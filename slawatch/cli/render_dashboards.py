"""slawatch render dashboards."""

import json
from pathlib import Path
from typing import Any, Final

import click

import slawatch
from slawatch.alerting.installation import RUNBOOKS
from slawatch.cli import rendering
from slawatch.cli.main import Shared
from slawatch.config.daemon_section import web_url
from slawatch.errors import SlawatchError
from slawatch.model.alert import Language

PACKAGE: Final = Path(slawatch.__file__).parent
PLACES: Final = (PACKAGE / "dashboards", PACKAGE.parent / "grafana" / "dashboards")
"""In an installed package, and in a checkout."""
PAGES: Final = "slawatch_url"
"""The variable that holds the address of the daemon's pages."""


class WebAddress(click.ParamType[str]):
    """An address of pages."""

    name = "url"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return it without a slash at its end."""
        try:
            return web_url(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command("dashboards")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Of the dashboards.  [default: alerting.language]")
@click.option("--output", metavar="DIR", required=True, help="Write files there.")
@click.option(
    "--url",
    type=WebAddress(),
    metavar="URL",
    help="Where people reach the daemon's pages.  [default: web.external_url]",
)
@click.pass_obj
def command(shared: Shared, /, *, language: str | None, output: str, url: str | None) -> None:
    """Render dashboards for Grafana, a file each."""
    settings = rendering.configuration(shared)
    address = url or settings.web.external_url
    spoken = Language(language or settings.alerting.language)
    runbooks = settings.alerting.runbooks_url or RUNBOOKS[spoken]
    texts = {path.name: with_runbooks(rendered(path, address), spoken, runbooks) for path in boards(spoken)}
    rendering.write(texts, output)


def boards(language: str) -> list[Path]:
    """Return the files of a language, from the package or from the checkout that it runs in."""
    found = next((sorted((place / language).glob("*.json")) for place in PLACES if (place / language).is_dir()), [])
    if not found:
        raise SlawatchError("this installation of slawatch came without dashboards")
    return found


def with_runbooks(text: str, language: Language, address: str) -> str:
    """Return the text of a dashboard of a language whose links to runbooks lead to an address."""
    return text.replace(RUNBOOKS[language], json.dumps(address, ensure_ascii=False)[1:-1])


def rendered(path: Path, url: str | None) -> str:
    """Return the text of a dashboard whose links lead to an address; None leaves it as it is."""
    text = path.read_text(encoding="utf-8")
    if url is None:
        return text
    board: dict[str, Any] = json.loads(text)
    for variable in board["templating"]["list"]:
        if variable["name"] == PAGES:
            variable |= {"query": url, "current": variable["current"] | {"text": url, "value": url}}
    return json.dumps(board, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
