"""How often one may ask: token buckets in memory, a bucket for each address and for each paper. Forgotten when the service stops."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

ADDRESS_BURST = 60  # checks an address may make at once: an office behind one address, with a pile of papers
ADDRESS_PER_S = 0.5  # and then one every two seconds
PAPER_ATTEMPTS = 5  # wrong last digits for one paper
PAPER_PER_S = 5 / 86_400  # and five more a day
KIOSK_BURST = 20  # codes and officers' numbers a kiosk may ask for at once
KIOSK_PER_S = 0.1  # and then one every ten seconds: more than one person can use up
OFFICER_BURST = 10  # wrong credentials from one address
OFFICER_PER_S = 1 / 60  # and then one a minute
_MOST = 20_000  # buckets kept of one kind; the one not used for longest goes first
_IPV6_NETWORK_BITS = 64  # one subscriber has at least this network to choose addresses from


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Buckets:
    """Token buckets by name: `burst` at once, refilled by `per_s` tokens a second. Safe to use from several threads."""

    def __init__(self, burst: int, per_s: float, clock: Callable[[], float]) -> None:
        self._burst, self._per_s, self._clock = burst, per_s, clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> bool:
        """Takes one token; False when there is none."""
        with self._lock:
            bucket = self._bucket(name)
            if bucket.tokens < 1:
                return False
            bucket.tokens -= 1
            return True

    def give_back(self, name: str) -> None:
        """Undoes a `take` that turned out not to count."""
        with self._lock:
            bucket = self._bucket(name)
            bucket.tokens = min(bucket.tokens + 1, self._burst)

    def _bucket(self, name: str) -> _Bucket:
        moment = self._clock()
        bucket = self._buckets.setdefault(name, _Bucket(self._burst, moment))
        self._buckets.move_to_end(name)
        bucket.tokens = min(bucket.tokens + (moment - bucket.at) * self._per_s, self._burst)
        bucket.at = moment
        if len(self._buckets) > _MOST:
            self._buckets.popitem(last=False)
        return bucket


class Limits:
    """The limits of the public page."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.addresses = Buckets(ADDRESS_BURST, ADDRESS_PER_S, clock)
        self.papers = Buckets(PAPER_ATTEMPTS, PAPER_PER_S, clock)


class ProofLimits:
    """The limits of the second proof: what a kiosk may ask for, and how often an address may try a credential."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.kiosks = Buckets(KIOSK_BURST, KIOSK_PER_S, clock)
        self.officers = Buckets(OFFICER_BURST, OFFICER_PER_S, clock)


def network_of(host: str | None) -> str:
    """What counts as one address: an IPv4 address, an IPv6 network of 64 bits; one bucket for all who have none."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_NETWORK_BITS), strict=False))
    return str(address)
