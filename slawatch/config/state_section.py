"""How a service stands by the services that it is made of."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from slawatch.config import checks
from slawatch.config.faults import refused
from slawatch.config.section import Section
from slawatch.config.values import Percent, ServiceRef, ServiceRefs
from slawatch.model.service import Capacity, Composition, Quorum, ServiceId


class QuorumSection(Section):
    """So many of these services."""

    k: Annotated[int, Field(ge=1)]
    """How many of them are needed."""
    of: ServiceRefs
    """The services, each once."""


class StateSection(Section):
    """One of four rules, by the services that it names."""

    all_of: ServiceRefs | None = None
    """All are needed: it is as good as the worst."""
    any_of: ServiceRefs | None = None
    """One is enough: it is as good as the best."""
    k_of_n: QuorumSection | None = None
    """So many are needed: {k: 2, of: [a, b, c]}."""
    capacity: Annotated[dict[ServiceRef, Percent] | None, Field(min_length=1)] = None
    """Each carries a share, all together 100%: what is down loses its share."""

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        faults = list(checks.state_faults(self.model_fields_set, self._parts(), self._needed(), self.capacity))
        if faults:
            raise refused("state", faults)
        return self

    @property
    def composition(self) -> Composition:
        """Return the rule as the model knows it."""
        if self.capacity is not None:
            return Capacity(shares={ServiceId(part): share for part, share in self.capacity.items()})
        return Quorum(needed=self._needed(), parts=tuple(ServiceId(part) for part in self._parts()))

    def _parts(self) -> tuple[str, ...]:
        return self.all_of or self.any_of or (self.k_of_n.of if self.k_of_n else tuple(self.capacity or ()))

    def _needed(self) -> int:
        if self.k_of_n:
            return self.k_of_n.k
        return len(self.all_of) if self.all_of else 1
