"""The definitions that judged a sealed report, ready to judge again."""

from collections.abc import Callable
from dataclasses import dataclass, field

from slawatch.config.stored import definitions
from slawatch.engine.plan import Plan
from slawatch.errors import StoreError
from slawatch.model.definitions import Definitions
from slawatch.store.contract import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """Plans by the hash of their definitions, each made once."""

    store: Store
    today: Definitions
    planned: Callable[[Definitions], Plan]
    _made: dict[str, Plan] = field(default_factory=dict)

    def plan(self, sha256: str) -> Plan:
        """Return the plan of definitions; ConfigError where this version of slawatch would judge otherwise."""
        if sha256 not in self._made:
            self._made[sha256] = self.planned(self.definitions(sha256))
        return self._made[sha256]

    def definitions(self, sha256: str) -> Definitions:
        """Return definitions by their hash; StoreError where they are not kept."""
        if sha256 == self.today.sha256:
            return self.today
        content = self.store.reports.content(sha256)
        body = content.decode() if content is not None else self.store.definitions(sha256)
        if body is None:
            raise StoreError(f"the definitions {sha256[:12]} are not kept any more")
        return definitions(body, like=self.today)
