"""The key `exclusions` of an agreement: when time that was agreed not to count does not."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from slawatch.config import checks
from slawatch.config.faults import refused
from slawatch.config.section import Section
from slawatch.config.values import Seconds, Texts
from slawatch.model.agreement import ExclusionMode


def _no_empty_name(people: tuple[str, ...]) -> tuple[str, ...]:
    if not all(name.strip() for name in people):
        raise ValueError("an empty name stands there, and nobody approves under it; take it out")
    return people


class ExclusionsSection(Section):
    """What time that was agreed not to count does to availability."""

    mode: ExclusionMode = ExclusionMode.AGREED
    """It leaves the denominator (agreed), counts as up (credit), or is ignored (raw)."""
    notice: Seconds | None = None
    """So long before its start an exclusion must be approved; left out: before its start."""
    allowance: Seconds | None = None
    """So much service time may be excluded in a period, the earliest; the rest counts as if nothing had been agreed."""
    approvers: Annotated[Texts, Field(min_length=1), AfterValidator(_no_empty_name)] | None = None
    """Who may approve an exclusion; left out: anybody."""

    @model_validator(mode="after")
    def _fits_its_mode(self) -> Self:
        faults = list(checks.ignored_faults(self.mode, self.model_fields_set))
        if faults:
            raise refused("exclusions", faults)
        return self
