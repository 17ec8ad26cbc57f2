"""The archive service as a program beside the demo: its TLS material, its process, its sample citizens."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from idcard.identity import Document
from idcard.record import Record, encode
from kiosk.demo.daemons import Daemon, StageError, listens

CERTIFICATES = ("good", "wrong-ca", "expired", "wrong-name")
SOURCES = ("traffic", "borders")
"""The outside systems behind the archive, each of which can be down by itself."""

OFFICER = "demo-officer"
"""Who confirms in the demo."""

UNLIMITED = ("criminal-record",)
"""Datasets whose yearly limit the demo lifts."""

_COMMAND_LIMIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Material:
    """What `python -m archive demo-tls` wrote: PEM files of an authority, of both sides, and of bad servers."""

    files: Mapping[str, Any]

    @property
    def ca(self) -> Path:
        """The authority's certificate."""
        return Path(self.files["ca"])

    def pair(self, name: str) -> tuple[Path, Path]:
        """Certificate and key of `server`, `client`, `wrong_ca`, `expired` or `wrong_name`."""
        return Path(self.files[name]["cert"]), Path(self.files[name]["key"])

    def server(self, certificate: str) -> ssl.SSLContext:
        """A server's side with one of CERTIFICATES; it lets in only clients that the authority signed."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.pair("server" if certificate == "good" else certificate.replace("-", "_")))
        context.load_verify_locations(self.ca)
        context.verify_mode = ssl.CERT_REQUIRED
        return context

    def client(self) -> ssl.SSLContext:
        """A client's side that trusts only the authority."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_cert_chain(*self.pair("client"))
        context.load_verify_locations(self.ca)
        return context


@dataclass(frozen=True, slots=True, repr=False)
class Sample:
    """A sample citizen's card: its stable name, what it is for, and its record (256 bytes)."""

    name: str
    shows: str
    record: bytes


class ArchiveService:
    """The archive's process on localhost:`port`. `down`: the outside systems that do not answer it."""

    def __init__(self, folder: Path, data: Path, port: int) -> None:
        self._daemon = Daemon("archive", folder)
        self._data = data
        self._port = port
        self._tls = folder / "tls"
        self._officer = ""
        self.down: tuple[str, ...] = ()

    @cached_property
    def material(self) -> Material:
        """The TLS material, made at the first call. Raises StageError."""
        return Material(json.loads(_archive("demo-tls", str(self._tls))))

    @cached_property
    def samples(self) -> tuple[Sample, ...]:
        """The sample citizens, in the archive's order. Raises StageError."""
        return tuple(_sample(row) for row in json.loads(_archive("samples")))

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._daemon.running

    def start(self, definitions: Path, verify_host: str, window: str) -> None:
        """Starts it, if it does not run, with the definitions in the folder approved. Raises StageError."""
        if self.running:
            return
        cert, key = self.material.pair("server")
        tls = ["--tls-cert", str(cert), "--tls-key", str(key), "--client-ca", str(self.material.ca)]
        place = ["--data", str(self._data), "--host", "localhost", "--port", str(self._port)]
        # Whoever tries the demo out prints for the same few people again and again.
        said = [*(option for dataset in UNLIMITED for option in ("--quota", f"{dataset}=0"))]
        said += ["--code-outbox", "--approve-dir", str(definitions), "--verify-host", verify_host, "--window", window]
        self._daemon.start([sys.executable, "-m", "archive", "serve", *place, *tls, *said], lambda: listens(self._port))

    def sources(self, down: Collection[str]) -> None:
        """Makes these outside systems silent, and all others answer. Raises StageError."""
        for name in SOURCES:
            _archive("source", name, "down" if name in down else "up", "--data", str(self._data))
        self.down = tuple(name for name in SOURCES if name in down)

    def outbox(self) -> tuple[Mapping[str, str], ...]:
        """The codes that nobody got, the oldest first: `phone`, `text`, `code`, `at`. Raises StageError."""
        return tuple(json.loads(_archive("outbox", "--data", str(self._data))))

    def waiting(self) -> tuple[Mapping[str, str], ...]:
        """Who waits for the officer, the longest waiting first: `number`, `kiosk`, `name`, `asked_at`. Raises StageError."""
        return tuple(json.loads(self._as_officer("waiting")))

    def decide(self, number: str, confirmed: bool) -> None:
        """The demo's officer confirms, or does not. Raises StageError."""
        self._as_officer("confirm" if confirmed else "refuse", number)

    def add_officer(self) -> None:
        """Puts an officer at the desk, for as long as this demo runs. Raises StageError."""
        self._officer = _archive("officer", "add", OFFICER, "--data", str(self._data)).strip()

    def _as_officer(self, *words: str) -> str:
        return _archive("officer", *words, "--data", str(self._data), environment={"ARCHIVE_OFFICER": self._officer})

    def stop(self) -> None:
        """Ends it; a request under way may finish."""
        self._daemon.stop()


def _archive(*arguments: str, environment: Mapping[str, str] | None = None) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "archive", *arguments],
        capture_output=True, text=True, check=False, timeout=_COMMAND_LIMIT_S, env={**os.environ, **(environment or {})},
    )  # fmt: skip
    if ran.returncode != 0:
        raise StageError(f"`python -m archive {arguments[0]}` failed (status {ran.returncode}): {ran.stderr.strip()[-300:]}")
    return ran.stdout


def _sample(row: Mapping[str, str | None]) -> Sample:
    def text(key: str) -> str:
        return row[key] or ""

    record = Record(
        Document.RESIDENT,
        **{key: text(key) for key in ("name", "sex", "nation", "address", "id_number", "issuer")},
        birth=_day(text("birth")),
        valid_from=_day(text("valid_from")),
        valid_to=_day(text("valid_to")) or "长期",
    )
    return Sample(text("sample"), text("for"), encode(record))


def _day(iso: str) -> str:
    return iso.replace("-", "")


def named(samples: Sequence[Sample], name: str) -> Sample:
    """The sample called `name`. Raises ValueError, which lists what there is."""
    for sample in samples:
        if sample.name == name:
            return sample
    raise ValueError(f"there is no sample card {name!r}; there are {', '.join(sample.name for sample in samples)}")
