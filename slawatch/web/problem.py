"""What can't be answered, with the reason and a way on."""

from dataclasses import dataclass, field

from slawatch.errors import SlawatchError


@dataclass
class Problem(SlawatchError):  # noqa: N818  an answer, too
    """An answer that is none. Phrases are keys of speech; parts of them may be foreign text."""

    status: int
    title: str
    text: str
    parts: dict[str, object] = field(default_factory=dict)
    retry_after: int | None = None
    """Seconds."""

    def __post_init__(self) -> None:
        """Be an error in words, too."""
        super().__init__(self.text.format(**self.parts))


def malformed(name: str, value: str, allowed: str) -> Problem:
    """Return that a value of a parameter can't be meant, with what is allowed."""
    parts: dict[str, object] = {"name": name, "value": value, "allowed": allowed}
    return Problem(400, "This address can't be read", "{name}={value} is not known here; allowed: {allowed}", parts)


def busy() -> Problem:
    """Return that too many ask at once."""
    return Problem(503, "Too many questions at once", "Others wait for their answers already; try again.", {}, 5)
