"""Printers that can be seen from here: by DNS-SD (PWG 5100.14 section 4), and those that ipp-usb serves on this machine.

Asked is Avahi, through `avahi-browse`: ipp-usb announces USB printers to it on the loopback interface only, where a resolver of
one's own would not hear them.
"""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

BROWSE_S: Final = 15.0  # avahi-browse ends by itself after a second or two
IPP_USB_PORTS: Final = range(60000, 60010)  # ipp-usb takes them in this order; more than ten USB printers hang on no kiosk
SERVICES: Final = {"_ipp._tcp": "ipp", "_ipps._tcp": "ipps"}

_LOOPBACK: Final = "lo"
_ESCAPED: Final = re.compile(r"\\([0-9]{3})|\\(.)")  # avahi-browse -p writes bytes of names as \DDD


class BrowserMissing(RuntimeError):
    """Avahi cannot be asked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """A printer that announced itself. `formats` from its announcement; `here`: on this machine, so a USB printer or a queue."""

    name: str
    uri: str
    model: str
    formats: tuple[str, ...]
    uuid: str | None
    here: bool


def browse(resolves: Callable[[str], bool] | None = None) -> tuple[Found, ...]:
    """What has announced itself, ipp: before ipps: of the same printer. Blocks some seconds. Raises BrowserMissing."""
    with ThreadPoolExecutor(len(SERVICES)) as pool:  # each listens for a second or two
        listings = list(pool.map(_listing, SERVICES))
    return without_doubles(found for listing in listings for found in parse(listing, resolves or _resolves))


def parse(listing: str, resolves: Callable[[str], bool]) -> tuple[Found, ...]:
    """The printers in the output of `avahi-browse -rptk`. `resolves`: whether a host name can be looked up; else the address serves."""
    rows = (line.split(";", 9) for line in listing.splitlines() if line.startswith("="))
    return tuple(found for row in rows if len(row) == 10 and (found := _found(row, resolves)) is not None)


def without_doubles(found: Iterable[Found]) -> tuple[Found, ...]:
    """Each printer once, the first of those with its UUID, or its URI where it has none; those of this machine first."""
    kept: dict[str, Found] = {}
    for each in sorted(found, key=lambda one: (not one.here, one.uri.startswith("ipps:"))):
        kept.setdefault(each.uuid or each.uri, each)
    return tuple(kept.values())


def usb_uris(listens: Callable[[int], bool] | None = None) -> tuple[str, ...]:
    """Where ipp-usb may serve a printer: its ports on loopback at which something listens."""
    return tuple(f"ipp://localhost:{port}/ipp/print" for port in IPP_USB_PORTS if (listens or _listens)(port))


def _found(row: list[str], resolves: Callable[[str], bool]) -> Found | None:
    _, interface, protocol, name, service, _, host, address, port, text = row
    if service not in SERVICES or not port.isdigit() or (protocol == "IPv6" and address.lower().startswith("fe80")):
        return None
    said = _records(text)
    path = said.get("rp", "").lstrip("/") or "ipp/print"
    where = "localhost" if interface == _LOOPBACK else host if resolves(host) else f"[{address}]" if protocol == "IPv6" else address
    formats = tuple(word for word in said.get("pdl", "").split(",") if word)
    uri = f"{SERVICES[service]}://{where}:{port}/{path}"
    return Found(_plain(name), uri, said.get("ty", ""), formats, said.get("UUID") or None, interface == _LOOPBACK)


def _records(text: str) -> dict[str, str]:
    """The TXT record: words in double quotes, each `key=value`."""
    try:
        words = shlex.split(text)
    except ValueError:
        return {}
    return {key: _printable(value) for key, equals, value in (word.partition("=") for word in words) if equals}


def _plain(name: str) -> str:
    raw = bytearray()
    place = 0
    for escape in _ESCAPED.finditer(name):
        raw += name[place : escape.start()].encode()
        raw += bytes((int(escape[1]) & 0xFF,)) if escape[1] else escape[2].encode()
        place = escape.end()
    return _printable((raw + name[place:].encode()).decode("utf-8", "replace"))


def _printable(text: str) -> str:
    return "".join(character for character in text[:200] if character.isprintable())


def _listing(service: str) -> str:
    command = ["avahi-browse", "--resolve", "--parsable", "--terminate", "--no-db-lookup", service]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=BROWSE_S, check=False)
    except FileNotFoundError:
        raise BrowserMissing("avahi-browse is not installed; packaging/apt.txt lists its package (avahi-utils)") from None
    except subprocess.TimeoutExpired as late:
        return late.stdout.decode("utf-8", "replace") if isinstance(late.stdout, bytes) else late.stdout or ""
    if ran.returncode != 0:
        raise BrowserMissing("avahi-browse cannot reach Avahi; start avahi-daemon (systemctl start avahi-daemon)")
    return ran.stdout


def _resolves(host: str) -> bool:
    try:
        return bool(socket.getaddrinfo(host, None))
    except OSError:
        return False


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("localhost", port), 0.5):
            return True
    except OSError:
        return False
