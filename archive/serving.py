"""The running service: its folder, its store filled on first start, and uvicorn around the application."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvicorn

from archive.api import build
from archive.datasets import DATASETS
from archive.keys import load_or_make
from archive.office import YEARLY, Office, Settings
from archive.sample import fill
from archive.sample_cards import population
from archive.store import Store
from archive.time_stamps import TimeStamps
from archive.times import now
from archive.transfer import Protocol

_GRACE_S = 5  # a request under way at SIGTERM may finish
_BACKLOG = 128  # connections that may wait

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tls:
    """PEM files. With `client_ca` every client must show a certificate of that authority."""

    cert: Path
    key: Path
    client_ca: Path | None


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen; port 0 takes a free one."""

    host: str
    port: int
    tls: Tls | None


def open_store(data: Path) -> Store:
    """The store in the data folder, with the sample population in it. Raises StoreError, OSError."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = Store(data / "archive.sqlite3")
    with store.write() as session:
        fill(session, population)
    return store


def open_office(data: Path, settings: Settings, time_stamps: TimeStamps | None = None) -> Office:
    """Everything the service needs, from a data folder. Raises StoreError, KeyFault (an OSError), OSError."""
    keys = load_or_make(data / "keys", now(), time_stamps)
    return Office(open_store(data), keys, settings)


def yearly(quotas: Mapping[str, int]) -> dict[str, int]:
    """The yearly quotas with an operator's changes; 0 lifts a limit."""
    return {name: quota for name, quota in {**YEARLY, **quotas}.items() if name in DATASETS and quota > 0}


def listen(host: str, port: int) -> socket.socket:
    """A listening socket: who connects from now on waits in its queue until the service accepts. Raises OSError when the port is taken."""
    # asyncio switches Nagle off only on sockets that name their protocol; with it on, every answer waits 40 ms for an acknowledgement.
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def run(office: Office, listening: Listening) -> None:
    """Serves until SIGTERM or SIGINT, then closes the store. Raises OSError when the port is taken."""
    tls = listening.tls
    config = uvicorn.Config(
        build(office),
        host=listening.host,
        port=listening.port,
        log_config=None,
        access_log=False,  # its lines hold paths, and paths hold tokens and codes
        server_header=False,
        http=Protocol,
        ws="none",
        loop="asyncio",
        timeout_graceful_shutdown=_GRACE_S,
        ssl_certfile=None if tls is None else str(tls.cert),
        ssl_keyfile=None if tls is None else str(tls.key),
        ssl_ca_certs=None if tls is None or tls.client_ca is None else str(tls.client_ca),
        ssl_cert_reqs=ssl.CERT_NONE if tls is None or tls.client_ca is None else ssl.CERT_REQUIRED,
    )
    with listen(listening.host, listening.port) as listener:
        port = listener.getsockname()[1]
        _log.info("archive-listening", host=listening.host, port=port, tls=tls is not None, kid=office.keys.signer(office.clock()).kid)
        try:
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            office.store.close()
