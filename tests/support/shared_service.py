"""Three agreements: mail is shared by two, erp belongs to the third alone; both services were down for an hour."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from asked_site import AskedSite, serving

from slawatch.config.access_section import AccessSettings, ProxySettings, _network
from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.mapping import FieldMap
from slawatch.model.outage import Outage
from slawatch.model.user import Role, User
from slawatch.store.opening import open_for_writing
from slawatch.testing.plans import PLAIN, agreement, definitions, planned

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
DOWN = NOW - timedelta(days=15)
UPTIME = Objective(id="uptime", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000))
BOTH = frozenset({Role.WRITE, Role.APPROVE})
PROXY = ProxySettings(user_header=b"x-user", trusted=(_network("127.0.0.0/8"),))
ACCESS = AccessSettings(
    users={
        "chief": User(name="chief", roles=BOTH),
        "reader": User(name="reader"),
        "gold": User(name="gold", roles=BOTH, agreements=frozenset({"gold"})),
        "erp": User(name="erp", roles=BOTH, agreements=frozenset({"erp"})),
        "erp2": User(name="erp2", roles=BOTH, agreements=frozenset({"erp"})),
    },
    proxy=PROXY,
)


@contextmanager
def shared_service(folder: Path) -> Iterator[AskedSite]:
    """Serve it; the agreement gold begins in the middle of the outage of mail."""
    agreements = [
        replace(agreement(UPTIME), starts_at=DOWN + timedelta(minutes=30)),
        agreement(UPTIME, name="silver"),
        agreement(UPTIME, name="erp", services=("erp",)),
    ]
    told = definitions(
        *agreements,
        services={"mail": "always", "erp": "always"},
        mapping=replace(PLAIN, attributes={"service": FieldMap(field="service")}),
    )
    outages = tuple(
        Outage(id=each, service=each, started_at=DOWN, ended_at=DOWN + timedelta(hours=1)) for each in ("mail", "erp")
    )
    with closing(open_for_writing(f"sqlite:///{folder}/s.db")) as store:
        store.commit("desk", Batch(cursor="1", outages=outages, complete_through=NOW), at=NOW, config_hash="")
        with serving(store, planned(told), as_of=NOW, access=ACCESS) as asked:
            yield asked
