"""What the pages are told of printer, archive, reader, journal and log: each a look, as a value without personal data."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from config.settings import Settings
from idcard.identity import Identity
from idcard.reader import CardError, Seen
from kiosk.china_time import CHINA
from kiosk.faults import ArchiveFault
from kiosk.journal import Journal, State
from kiosk.printer_port import CODE_OF_REASON
from kiosk.problems import Code
from kiosk.reader_events import CODE_OF_FAULT
from kiosk.staff.answers import CardTold, Counted, Counts, Level, LogLine, NetworkTold, PrinterTold, Unseen, UnsettledTold
from kiosk.staff.asks import LogGroup
from kiosk.tally import Count, Tally
from printing.formats import format_for
from printing.printer_status import PrinterStatus
from printing.supplies import Level as Supply
from printing.wording import mask_name, mask_number

TRIES = 5  # one answer says little about how long answers take
LAST_EVENTS = 50
MOST_LINES = 200  # of the log, shown at once: more are read in the file

_DEVICES = ("reader-", "card-", "pcsc-", "serial-", "printer-", "ipp-", "health-", "machine-", "signal-", "left-")
_PAPERS = ("paper-", "job-", "outcome", "slip-", "reconcile", "journal-", "staff-settled", "printing-")
_EVERYDAY = frozenset({"screen-shown", "staff-page"})
"""Said again and again: by another event already, or of somebody's way to this very page. All of it stands in the log."""

_UNDECIDED = ("CardLifted", "CardStays")  # of the reader's events; whether the card has left is told by another one


class TestedReader(Protocol):
    """The reader as it is tested. Raises CardError."""

    def read(self, card: str) -> Identity: ...
    def seen(self, card: str) -> Seen: ...
    def uid(self, card: str) -> bytes | None: ...


class AskedArchive(Protocol):
    """The archive as it is tried. Raises ArchiveFault."""

    def health(self) -> datetime: ...
    def ready(self) -> None: ...


def printer_told(status: PrinterStatus) -> PrinterTold:
    """How the printer is."""
    obstacle = status.obstacle_for(1)
    code = CODE_OF_REASON.get(obstacle, Code.PRINTER_STOPPED) if obstacle else None if format_for(status) else Code.PRINTER_NO_PDF
    levels = tuple(tuple(_level(one) for one in many) for many in (status.trays, status.toner))
    return PrinterTold(code, status.state.name.lower(), status.sheets, status.impressions, *levels)


def _level(supply: Supply) -> Level:
    return Level(supply.name, supply.left, supply.capacity)


def counted(tally: Tally, unconfirmed: int) -> Counted:
    """The counters."""
    return Counted(tally.since.isoformat(), _counts(tally.today), _counts(tally.total), unconfirmed)


def _counts(count: Count) -> Counts:
    return Counts(count.visits, count.printed, count.void, count.phone)


def unsettled_told(journal: Journal) -> UnsettledTold:
    """The papers nobody has seen come out, and the settled ones that the archive will not have so."""
    papers = tuple(Unseen(row.number or row.key, row.pages, on_the_wall(row.began_at)) for row in journal.unconfirmed_rows())
    disputed = tuple(row.number or row.key for row in journal.refused_rows() if row.state is not State.UNCONFIRMED)
    return UnsettledTold(papers, disputed=disputed)


def on_the_wall(at: str) -> str:
    """A time of the journal or the log (RFC 3339) as the clock on the wall shows it."""
    try:
        return datetime.fromisoformat(at).astimezone(CHINA).strftime("%m-%d %H:%M:%S")
    except ValueError:
        return ""


def card_told(reader: TestedReader, card: str) -> CardTold:
    """What the card says, masked."""
    began = time.monotonic()
    try:
        seen = reader.seen(card)
    except CardError as error:
        return CardTold(card, "", "", "", _ms(began), CODE_OF_FAULT[error.kind])
    shown = (card, seen.reader, seen.profile, seen.atr.hex(" ").upper())
    try:
        identity = reader.read(card)
    except CardError as error:
        return CardTold(*shown, _ms(began), CODE_OF_FAULT[error.kind])
    until = "forever" if identity.valid_forever else identity.valid_to.isoformat() if identity.valid_to else ""
    findings = tuple(sorted(finding.value for finding in identity.findings))
    return CardTold(
        *shown, _ms(began), None, identity.document.name, mask_name(identity.name), mask_number(identity.id_number), until, findings
    )


def card_numbers(reader: TestedReader, card: str) -> tuple[str, ...]:
    """The numbers by which a staff card may be known: that of an identity document, else the UID of any other card. Raises CardError."""
    try:
        return (f"id:{reader.read(card).id_number}",)
    except CardError:
        uid = reader.uid(card)
        return (f"uid:{uid.hex()}",) if uid else ()


def network_told(settings: Settings, archive: AskedArchive) -> NetworkTold:
    """How the archive answers."""
    host = urlsplit(settings.archive.url).netloc
    times: list[int] = []
    offset_s = 0.0
    try:
        for _ in range(TRIES):
            began, asked = time.monotonic(), datetime.now(UTC)
            theirs = archive.health()
            times.append(_ms(began))
            # Their clock was read half-way between question and answer.
            offset_s = (asked + (datetime.now(UTC) - asked) / 2 - theirs).total_seconds()
        archive.ready()
    except ArchiveFault as fault:
        return NetworkTold(host, fault.code)
    tls, valid_to = _tls(settings)
    return NetworkTold(host, None, sorted(times)[len(times) // 2], max(times), round(offset_s, 1), tls, valid_to)


def _tls(settings: Settings) -> tuple[str, str]:
    """The protocol that is spoken, and the last day of the server's certificate."""
    table, parts = settings.archive, urlsplit(settings.archive.url)
    try:
        context = ssl.create_default_context(cafile=table.ca_file)
        if table.client_cert is not None:
            context.load_cert_chain(table.client_cert, table.client_key)
        where = (parts.hostname or "", parts.port or 443)
        with (
            socket.create_connection(where, table.connect_timeout_s) as plain,
            context.wrap_socket(plain, server_hostname=parts.hostname) as wrapped,
        ):
            certificate = wrapped.getpeercert() or {}
            ends = ssl.cert_time_to_seconds(str(certificate.get("notAfter")))
            return wrapped.version() or "", datetime.fromtimestamp(ends, UTC).date().isoformat()
    except (OSError, ValueError):
        return "", ""


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def log_lines(lines: Iterable[Mapping[str, Any]], group: LogGroup) -> tuple[LogLine, ...]:
    """The lines of a group, newest first."""
    return tuple(_line(line) for line in reversed(list(lines)) if _belongs(line, group))[:MOST_LINES]


def last_events(lines: Iterable[Mapping[str, Any]]) -> tuple[LogLine, ...]:
    """The last events, newest first, without what happens at every visit and at every look of staff."""
    return tuple(_line(line) for line in reversed(list(lines)) if not _everyday(line))[:LAST_EVENTS]


def _everyday(line: Mapping[str, Any]) -> bool:
    match line.get("event"):
        case "screen":
            return not line.get("code")  # which screens a citizen saw is no event; that one was an apology is
        case "reader-event":
            return str(line.get("happened")).startswith(_UNDECIDED)
        case event:
            return event in _EVERYDAY


def _belongs(line: Mapping[str, Any], group: LogGroup) -> bool:
    event = str(line.get("event"))
    match group:
        case LogGroup.EVERYTHING:
            return True
        case LogGroup.WARNINGS:
            return line.get("level") not in ("debug", "info")
        case LogGroup.PAPERS:
            return event.startswith(_PAPERS)
        case LogGroup.DEVICES:
            return event.startswith(_DEVICES)
        case LogGroup.STAFF:
            return event.startswith("staff-")


def _line(line: Mapping[str, Any]) -> LogLine:
    values = tuple((key, _said(value)) for key, value in sorted(line.items()) if key not in ("timestamp", "level", "event", "logger"))
    told = tuple((key, value) for key, value in values if value)
    return LogLine(on_the_wall(str(line.get("timestamp"))), str(line.get("level")), str(line.get("event")), told)


def _said(value: object) -> str:
    match value:
        case None:
            return ""
        case list() | tuple():
            return " ".join(str(part) for part in value)
        case _:
            return str(value)
