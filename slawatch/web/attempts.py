"""Failed logins by address and name: so many in a minute, then a pause for those who have not logged in before.

Ten failures in a minute of one name from one address make that name wait there; fifty of whatever names make the
address wait. Who is known already is not asked here (`Passwords.known`), so nobody else's failures shut them out.

- One address may stand for an office behind NAT or a proxy. With one limit for all of it, a script with a wrong
  password shuts out everybody behind it who has yet to log in; so it shuts out its own name, and five such names do.
- One name from one address is guessed as slowly as ever. Many names from one address end at the limit of the address,
  also names that nobody has: they count like others, or a pause would tell which names there are.
- One name from many addresses waits at each of them, and not as a name: a limit of the name alone would let anybody
  shut out anybody. What bounds such guessing is that passwords are compared one at a time.
- A trusted proxy is where everybody comes from, so names alone count there.
- Memory is bounded by the number of addresses, and by that of names with an address; a name is kept as a number,
  however long it is. Whoever has addresses enough to push others out has their tries at each of these anyway.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

MOST_FAILED: Final = 10
"""Of a name from an address in WINDOW_SECONDS; a program with a wrong password that asks every 15 s stays below."""
MOST_OF_ADDRESS: Final = 50
"""In WINDOW_SECONDS, whatever the names: as many as five people can fail."""
WINDOW_SECONDS: Final = 60.0
MOST_KEPT: Final = 10_000
"""Addresses, and names with an address."""


class Attempts:
    """Counts failed logins; a network of one IPv6 subscriber counts as one address."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._by_name = _Failures(MOST_FAILED, monotonic)
        self._by_address = _Failures(MOST_OF_ADDRESS, monotonic)

    def wait(self, address: str, name: str, *, of_everybody: bool = False) -> int:
        """Return after how many seconds a name may be tried again from an address; 0: now."""
        place = _counted(address)
        of_name = self._by_name.wait((place, hash(name)))
        return of_name if of_everybody else max(of_name, self._by_address.wait(place))

    def failed(self, address: str, name: str) -> None:
        """Count a login that failed."""
        place = _counted(address)
        self._by_name.add((place, hash(name)))
        self._by_address.add(place)


class _Failures:
    """The last failures of each of those that are told apart, those that failed last at the end."""

    def __init__(self, most: int, monotonic: Callable[[], float]) -> None:
        self._most, self._monotonic = most, monotonic
        self._failed: OrderedDict[Hashable, list[float]] = OrderedDict()

    def wait(self, who: Hashable) -> int:
        failed = self._recent(who)
        if len(failed) < self._most:
            return 0
        return max(1, round(failed[-self._most] + WINDOW_SECONDS - self._monotonic()))

    def add(self, who: Hashable) -> None:
        self._failed[who] = [*self._recent(who), self._monotonic()][-self._most :]
        self._failed.move_to_end(who)
        while len(self._failed) > MOST_KEPT:
            self._failed.popitem(last=False)

    def _recent(self, who: Hashable) -> list[float]:
        since = self._monotonic() - WINDOW_SECONDS
        return [at for at in self._failed.get(who, ()) if at > since]


def _counted(address: str) -> str:
    try:
        told = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(told, IPv6Address):
        return str(told)
    return str(told.ipv4_mapped or ip_network((told, 64), strict=False))
