"""How soon somebody may try a password again: the pause grows with each that was wrong, for one address and for all together."""
from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds; doubled with each wrong one."""
FORGOTTEN_AFTER = 3600.0
"""Seconds without an attempt, after which an address begins anew."""
MOST_IN_ALL = 20
"""Wrong ones of all addresses in FORGOTTEN_AFTER; those from which somebody is signed in do not wait for the others."""
MOST_ADDRESSES = 10_000
NETWORK_BITS = 64
"""Of an IPv6 address: who has one has all of its network."""


@dataclass(kw_only=True, slots=True)
class _Tries:
    wrong: int = 0
    last: float = 0.0


class Attempts:
    """Each counts as wrong from its beginning on, so that many at once are not one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: dict[str, _Tries] = {}
        self._all: deque[float] = deque()

    def wait(self, address: str, known: Collection[str] = ()) -> float:
        """Seconds until this address may try; 0 for now. `known` are addresses from which somebody is signed in."""
        now, network = self._clock(), network_of(address)
        while self._all and now - self._all[0] >= FORGOTTEN_AFTER:
            self._all.popleft()
        own = self._tries.get(network)
        pause = own.last + pause_after(own.wrong) - now if own and now - own.last < FORGOTTEN_AFTER else 0.0
        if len(self._all) >= MOST_IN_ALL and network not in set(map(network_of, known)):
            pause = max(pause, self._all[-MOST_IN_ALL] + FORGOTTEN_AFTER - now)
        return max(0.0, pause)

    def begin(self, address: str) -> None:
        """An attempt that is wrong unless `succeed` says otherwise."""
        now, network = self._clock(), network_of(address)
        own = self._tries.pop(network, None)
        if own is None or now - own.last >= FORGOTTEN_AFTER:
            own = _Tries()
        own.wrong, own.last = own.wrong + 1, now
        self._tries[network] = own  # at the end: the first is the one that came least lately
        self._all.append(now)
        if len(self._tries) > MOST_ADDRESSES:
            self._tries.pop(next(iter(self._tries)))

    def fail(self, address: str) -> None:
        """The attempt has been looked at: the pause begins now."""
        if own := self._tries.get(network_of(address)):
            own.last = self._clock()

    def succeed(self, address: str) -> None:
        self._tries.pop(network_of(address), None)
        if self._all:
            self._all.pop()


def pause_after(wrong: int) -> float:
    """Seconds."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(wrong - 1, 16)) if wrong else 0.0


def network_of(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 128 - NETWORK_BITS << 128 - NETWORK_BITS))
    return str(found)
