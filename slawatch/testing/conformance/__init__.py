"""Whether a source keeps the contract: checks that any plug-in can run against a fake of its system.

In a plug-in's own tests:

    from slawatch.testing.conformance import Subject, suite

    @pytest.mark.parametrize("check", suite(SUBJECT), ids=str)
    def test_it_keeps_the_contract(check):
        check()

A check passes when in the end the store holds what the system's own log and a full reading tell.
"""

from collections.abc import Callable
from dataclasses import dataclass

from slawatch.testing.conformance import checks_faults, checks_reading, checks_tickets, checks_watermark
from slawatch.testing.conformance.registry import CHECKS
from slawatch.testing.conformance.system import Happening, Story, Subject, System, Trap


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the source must withstand."""

    name: str
    run: Callable[[Subject], None]
    subject: Subject

    def __call__(self) -> None:
        """Raise AssertionError where the source fails."""
        self.run(self.subject)

    def __str__(self) -> str:
        """Return the name, for a list of results."""
        return self.name


def suite(subject: Subject) -> tuple[Check, ...]:
    """Return the checks of a subject; ValueError where it leaves out one that does not exist or gives no reason."""
    unknown = sorted(name for name, reason in subject.without.items() if name not in CHECKS or not reason)
    if unknown:
        raise ValueError(f"left out without a reason, or never there: {', '.join(unknown)}")
    return tuple(Check(name, run, subject) for name, run in CHECKS.items() if name not in subject.without)


_MODULES = (checks_reading, checks_watermark, checks_faults, checks_tickets)
"""They take their checks in when they are imported."""

__all__ = ["Check", "Happening", "Story", "Subject", "System", "Trap", "suite"]
