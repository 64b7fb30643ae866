"""A site as a visitor walks it: every page that a link leads to, read once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from asked_site import AskedSite, Told

VOID = frozenset({"meta", "link", "img", "br", "input", "hr"})


class PageRead(HTMLParser):
    """A page as a browser takes it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.loose: list[str] = []
        """Texts with a digit in the main part that stand in no link and in no name."""
        self.unlabelled: list[str] = []
        self.landmarks: list[str] = []
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.unclosed = [tag for tag, _ in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if told.get("id"):
            self.ids.append(told["id"] or "")
        if tag == "a":
            self.links.append(told.get("href") or "")
        if tag in ("main", "nav", "header", "footer"):
            self.landmarks.append(tag)
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag == "td" and told.get("data-label") is None and not self._within("table", "sum"):
            self.unlabelled.append(repr(told))
        if tag not in VOID:
            self._open.append((tag, told))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _ in self._open}
        if "main" in inside and any(map(str.isdigit, data)) and not inside & {"a", "bdi", "h1"}:
            self.loose.append(data.strip())

    def _within(self, tag: str, kind: str) -> bool:
        return any(name == tag and kind in (told.get("class") or "") for name, told in self._open)


@dataclass
class Crawl:
    """What a walk found."""

    pages: dict[str, PageRead] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    """Addresses that were answered with anything but 200, with where they were read."""
    anchors: list[tuple[str, str, str]] = field(default_factory=list)
    """Where it was read, the page and the anchor on it."""

    @property
    def dead_anchors(self) -> Iterator[tuple[str, str, str]]:
        """Yield the anchors that are on no page."""
        for read_on, page, anchor in self.anchors:
            if page in self.pages and anchor not in self.pages[page].ids:
                yield read_on, page, anchor


def crawled(site: AskedSite, start: str, *, skips: Callable[[str], bool], most: int = 400) -> Crawl:
    """Walk from a page along all links of the site but those that are skipped."""
    crawl, waiting, seen = Crawl(), [("", start)], {start}
    while waiting and len(seen) < most:
        read_on, path = waiting.pop(0)
        told = site.ask(path)
        if told.status != 200:
            crawl.broken.append(f"{told.status} {path} (on {read_on})")
        elif _is_page(told):
            crawl.pages[path] = PageRead(told.text)
            for link in crawl.pages[path].links:
                target, anchor = urldefrag(_local(urljoin(f"http://here{path}", link)))
                if target and anchor:
                    crawl.anchors.append((path, target, unquote(anchor)))
                if target and target not in seen and not skips(target):
                    seen.add(target)
                    waiting.append((path, target))
    return crawl


def _is_page(told: Told) -> bool:
    return told.headers.get("content-type", "").startswith("text/html")


def _local(url: str) -> str:
    parts = urlsplit(url)
    if parts.hostname != "here":
        return ""
    return url.removeprefix("http://here")
