"""A request observer that a test can read."""

from collections import Counter

from slawatch.ingest.server_told import ServerTold


class RequestCounts:
    """Counts attempts by the class of their status, and retries."""

    def __init__(self) -> None:
        self.classes: Counter[str] = Counter()
        self.retries = 0
        self.told: list[ServerTold] = []

    def on_request(self, code_class: str) -> None:
        """Count an attempt."""
        self.classes[code_class] += 1

    def on_retry(self) -> None:
        """Count a retry."""
        self.retries += 1

    def on_answer(self, told: ServerTold) -> None:
        """Keep what the server told of itself."""
        self.told.append(told)
