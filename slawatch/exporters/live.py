"""The small part of a scrape that is about the daemon itself, and its joining with the prepared part."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.openmetrics import exposition as openmetrics

from slawatch.exporters.prometheus import Body, Exposition, Form


class LivePart:
    """The daemon's own metrics as text.

    Scrapes within `max_age` seconds share one rendering, so that a crowd of them costs what one costs;
    `monotonic` returns seconds that never run backwards.
    """

    def __init__(self, registry: CollectorRegistry, *, monotonic: Callable[[], float], max_age: float = 1.0) -> None:
        self._registry = registry
        self._monotonic = monotonic
        self._max_age = max_age
        self._last: dict[Form, tuple[float, Body]] = {}

    def body(self, form: Form) -> Body:
        """Return the live text; in OpenMetrics it ends with `# EOF`."""
        now = self._monotonic()
        rendered_at, body = self._last.get(form, (now - self._max_age, None))
        if body is None or now - rendered_at >= self._max_age:
            body = Body.of(_rendered(self._registry, form))
            self._last[form] = (now, body)
        return body


def _rendered(registry: CollectorRegistry, form: Form) -> bytes:
    generate = openmetrics.generate_latest if form is Form.OPENMETRICS else generate_latest
    text: bytes = generate(registry)
    return text


def joined(exposition: Exposition | None, live: LivePart, form: Form, *, compressed: bool) -> bytes:
    """Return a whole scrape: prepared bytes, if there are any yet, then the live part (one more gzip member)."""
    parts = [live.body(form)] if exposition is None else [exposition.bodies[form], live.body(form)]
    return b"".join(part.gzipped if compressed else part.plain for part in parts)
