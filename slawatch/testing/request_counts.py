"""A request observer that a test can read."""

from collections import Counter


class RequestCounts:
    """Counts attempts by the class of their status, and retries."""

    def __init__(self) -> None:
        self.classes: Counter[str] = Counter()
        self.retries = 0

    def on_request(self, code_class: str) -> None:
        """Count an attempt."""
        self.classes[code_class] += 1

    def on_retry(self) -> None:
        """Count a retry."""
        self.retries += 1
