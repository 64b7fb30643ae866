"""Failed logins by address: so many in a minute, then a pause for those who have not logged in before."""

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

MOST_FAILED: Final = 10
"""In WINDOW_SECONDS; a program with a wrong password that asks every 15 s stays below."""
WINDOW_SECONDS: Final = 60.0
MOST_ADDRESSES: Final = 10_000


class Attempts:
    """Counts failed logins; a network of one IPv6 subscriber counts as one address."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._failed: OrderedDict[str, list[float]] = OrderedDict()

    def wait(self, address: str) -> int:
        """Return after how many seconds the address may try again; 0: now."""
        failed = self._recent(_counted(address))
        if len(failed) < MOST_FAILED:
            return 0
        return max(1, round(failed[-MOST_FAILED] + WINDOW_SECONDS - self._monotonic()))

    def failed(self, address: str) -> None:
        """Count a login that failed."""
        name = _counted(address)
        self._failed[name] = [*self._recent(name), self._monotonic()][-MOST_FAILED:]
        self._failed.move_to_end(name)
        while len(self._failed) > MOST_ADDRESSES:
            self._failed.popitem(last=False)

    def _recent(self, name: str) -> list[float]:
        since = self._monotonic() - WINDOW_SECONDS
        return [at for at in self._failed.get(name, ()) if at > since]


def _counted(address: str) -> str:
    try:
        told = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(ip_network((told, 64), strict=False)) if isinstance(told, IPv6Address) else str(told)
