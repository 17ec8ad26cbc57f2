"""The log: JSON lines of catalogued events, and nothing about a citizen.

What may be written is a list, not what may not: only known keys pass, and their values only as numbers or short ASCII without
anything like an id number. Names are Chinese here, so no name passes either. Tracebacks become a place; other libraries' messages,
which quote addresses with tokens in them, become the library's name.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections import deque
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

from kiosk.faults import place_of

EVENTS: dict[str, str] = {
    "advance-failed": "A bug: the session could not deal with an event and stayed as it was.",
    "archive-answer-unusable": "The archive's answer does not follow the contract.",
    "card-read": "A card was read; findings about its data, never the data.",
    "card-read-failed": "A card could not be read.",
    "card-watcher-failed": "A bug in watching the readers; watching goes on.",
    "chore-failed": "The outbox or the reconciliation could not do its round; the next round tries again.",
    "content-unfit": "The archive's content does not fit the definition.",
    "control-request-failed": "The demo's control socket could not do what was asked.",
    "definition-fault": "A certificate definition does not fit the archive's data, the fonts or the page.",
    "demo-printer-started": "The demo's printer runs.",
    "effect-failed": "A bug in a step of a visit; the citizen was told and nothing was issued.",
    "effect-refused": "A step of a visit ended with a problem of the catalogue.",
    "foreign-log": "A library wrote a warning; its words are not kept.",
    "glyph-missing": "No font has these characters.",
    "health-changed": "A part failed, or is sound again.",
    "help-called": "A citizen has called for somebody; the program of signals.help was run with call.",
    "help-over": "The call was taken back, or is three minutes old.",
    "ipp-no-answer": "The printer gave no usable answer.",
    "job-settled": "What the printer said of a job at its end.",
    "journal-behind": "A step was taken and could not be written; the next start asks the printer.",
    "journal-unusable": "The journal cannot be written or read.",
    "left-behind": "A card or a paper has lain there for half a minute; staff were called where a program is configured.",
    "left-behind-taken": "What had been left behind has been taken.",
    "machine-has-slept": "The machine was asleep; readers and cards are looked at afresh.",
    "not-kept": "Something that is kept over a restart could not be written; it holds until then.",
    "outcome-not-told": "The archive could not be told what became of a number; it will be.",
    "outcome-refused": "The archive does not take an outcome; staff have to look.",
    "outcome-told": "The archive has taken an outcome; the number is closed.",
    "outcomes-waiting": "So many outcomes have not reached the archive yet.",
    "opening-hours": "The opening hours began or ended.",
    "paper-delivered": "The archive says that a phone has all of a paper.",
    "paper-issued": "A certificate was registered, signed and filed.",
    "paper-not-drawn": "A paper could not be turned into pixels for a printer that takes no PDF.",
    "paper-not-signed": "The signature did not fit the document.",
    "paper-not-taken": "The archive says that no phone fetched a paper in time; its number is void.",
    "paper-not-withdrawn": "A link could not be voided at once; it ends by itself, or a phone was quicker.",
    "paper-not-voided": "The journal could not void a paper; the reconciliation will.",
    "paper-offered": "A paper waits at the archive for a phone.",
    "paper-settled": "What became of a paper at the printer.",
    "paper-void": "A paper will not be printed; its number is void.",
    "pcsc-unavailable": "PC/SC does not answer; watching tries again.",
    "picture-unusable": "A scanned page cannot be drawn.",
    "preferences-unreadable": "What staff had set cannot be read; it is as in a new kiosk.",
    "printer-answer-lost": "A document was sent and no answer came.",
    "printer-refused": "The printer did not take a document.",
    "printing-failed": "A bug while a job was followed; its outcome is unconfirmed.",
    "process-failed": "The process ended by an error nobody caught.",
    "prompt-not-played": "A recorded prompt could not be played; the synthesizer said it.",
    "ratings-refused": "The archive did not accept a batch of ratings; they are dropped.",
    "reader-event": "A reader or card came or went.",
    "reader-event-not-taken": "A bug: an event of a reader was lost.",
    "reconcile-archive-away": "An open row could not be compared with the archive.",
    "reconciled": "A row left open by the last run has been settled.",
    "screen": "The visit came to another screen.",
    "screen-failed": "A bug: the screen could not show a state.",
    "screen-shown": "A screen was drawn.",
    "seal-missing": "A definition names a seal that has no art in the configuration.",
    "serial-look-failed": "The module on a serial port gave no usable answer to a look.",
    "serial-reader-unavailable": "A serial port cannot be opened; watching tries again.",
    "serial-watcher-failed": "A bug in watching a serial reader; watching goes on.",
    "settled-job-open": "The printer still holds the job of a paper that staff have settled; it is asked again to give it up.",
    "settled-otherwise": "The printer tells of a settled paper the contrary of what staff said: look for the sheets.",
    "signal-failed": "A program of [signals] cannot be run, or does not end.",
    "slip-settled": "What became of a receipt slip at the printer; nothing has to be settled.",
    "service-manager-deaf": "The service manager's socket does not take messages; its watchdog may restart the kiosk.",
    "session-stuck": "The session has not moved for seconds; the watchdog is no longer fed.",
    "speech-failed": "Speech Dispatcher or its sound device does not work; the visit goes on in silence.",
    "staff-card-locked-away": "Somebody of the staff locked away a card that had been left behind.",
    "staff-card-tried": "Somebody of the staff tried a card on the reader; its data is not in the log.",
    "staff-entered": "Somebody of the staff came in.",
    "staff-hours-set": "Somebody of the staff set when the screen is lit.",
    "staff-left": "The staff screen was left.",
    "staff-locked-out": "The keypad of the staff screen is shut after wrong PINs.",
    "staff-network-tried": "Somebody of the staff tried the network.",
    "staff-page": "Somebody of the staff opened a page.",
    "staff-page-failed": "What a page of the staff screen asked for could not be done.",
    "staff-refused": "A PIN or a card was refused at the staff screen.",
    "staff-rehearsed": "Somebody of the staff rehearsed a fault; no citizen saw it.",
    "staff-restart": "Somebody of the staff had the program start afresh.",
    "staff-settled": "Somebody of the staff said what became of a paper.",
    "staff-test-page": "Somebody of the staff printed a test page.",
    "staff-volume-set": "Somebody of the staff set the volume.",
    "starting-afresh": "Nobody is here: the kiosk starts again, at night or because it has grown too large.",
    "thread-failed": "An error nobody caught ended a thread, or its work, which is begun again after a pause.",
    "threads-left": "Threads did not end in time when the kiosk stopped.",
    "visit-not-closed": "The archive could not be told that a visit is over.",
    "watch-failed": "A bug in looking at a part; it is looked at again.",
}
"""Every event of the kiosk's process and what it means for staff (a test walks the sources)."""

# fmt: off
KEYS = frozenset({
    "ago_s", "attempt", "before", "call", "card", "chore", "code", "code_points", "count", "detail", "effect", "error", "event", "every_s",
    "expected", "fault", "file", "findings", "ground", "happened", "job_id", "key", "kind", "level", "line", "logger", "ms", "number",
    "operation", "outcome", "page", "pages", "part", "pause_s", "place", "port", "reader", "reason", "reasons", "remedy", "role", "screen",
    "seconds", "size", "staff", "state", "status", "thread", "threads", "timestamp", "value", "version", "visit", "where", "word",
})
# fmt: on
"""The keys that may stand in a line. None of them is for words a citizen could have written or be named by."""

_LONGEST = 200  # characters of a value
_LARGEST = 10**12  # 12 digits hold every count and every time in milliseconds
_WITHHELD = "<withheld>"
_SEPARATORS = re.compile(r"[\s._-]")
_ID_NUMBER = re.compile(r"\d{15}")  # 15 digits, or 17 and a check character (GB 11643)
_EVENT = re.compile(r"[a-z]+(-[a-z0-9]+)*")
_EXEMPT = frozenset({"timestamp", "level", "logger"})  # set here, not by callers


def withheld(value: object) -> object:
    """The value as it may stand in a log."""
    match value:
        case None | bool():
            return value
        case int() | float():
            return round(value, 3) if abs(value) < _LARGEST else _WITHHELD
        case Enum():
            return withheld(value.value)
        case Path():
            return withheld(str(value))
        case str():
            fits = value.isascii() and value.isprintable() and len(value) <= _LONGEST
            return value if fits and not _ID_NUMBER.search(_SEPARATORS.sub("", value)) else _WITHHELD
        case list() | tuple() | set() | frozenset():
            return [withheld(inner) for inner in list(value)[:50]]
        case _:
            return _WITHHELD


def redact(_logger: object, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The structlog processor that lets nothing through but catalogued shapes."""
    error = _exception_of(line.pop("exc_info", None))
    if error is not None:
        line.setdefault("error", type(error).__name__)
        line.setdefault("place", place_of(error))
    clean = {key: value if key in _EXEMPT else withheld(value) for key, value in line.items() if key in KEYS}
    event = line.get("event")
    clean["event"] = event if isinstance(event, str) and _EVENT.fullmatch(event) else "uncatalogued"
    return clean


def _exception_of(given: object) -> BaseException | None:
    match given:
        case BaseException():
            return given
        case (_, BaseException() as error, _):
            return error
        case True:
            return sys.exc_info()[1]
        case _:
            return None


class _Lines:
    """A logger that writes a line at a time; `name` is the module's."""

    def __init__(self, stream: TextIO, lock: threading.Lock, name: str) -> None:
        self._stream = stream
        self._lock = lock
        self.name = name

    def msg(self, line: str) -> None:
        with self._lock:
            try:
                self._stream.write(line + "\n")
                self._stream.flush()
            except (OSError, ValueError):
                return  # a full disk or a closed stream must not end a visit; the journal's watch tells of a full disk

    log = debug = info = warn = warning = error = critical = fatal = exception = msg


class _Foreign(logging.Handler):
    """What libraries write through `logging`."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger(record.name).warning("foreign-log", level=record.levelname.lower())


def _stamped(logger: Any, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    line["timestamp"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    line["level"] = method
    line["logger"] = getattr(logger, "name", "")
    return line


RECENT = 1000
"""Lines kept in memory for the staff screen: a day or two, in a few hundred kilobytes."""

_TAIL_BYTES = 256 * 1024  # of a log file that is gone on with: about RECENT lines

_recent: deque[Mapping[str, Any]] = deque(maxlen=RECENT)
_recent_lock = threading.Lock()


def recent() -> tuple[Mapping[str, Any], ...]:
    """The last lines as they were written, oldest first: those of this process, and those it found in its file."""
    with _recent_lock:
        return tuple(_recent)


def _remembered(_logger: object, _method: str, line: Mapping[str, Any]) -> Mapping[str, Any]:
    with _recent_lock:
        _recent.append(dict(line))
    return line


def _remember_file(path: Path) -> None:
    """What the file ends with, so that somebody who looks after a restart sees what came before it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        lines = file.read().decode("utf-8", "replace").splitlines()
    for line in lines:
        with suppress(ValueError):
            said = json.loads(line)
            if isinstance(said, dict) and isinstance(said.get("event"), str):
                # Whoever wrote the file, only what may stand in a log is shown.
                _remembered(None, "", redact(None, "", said))


def _as_json(_logger: object, _method: str, line: Mapping[str, Any]) -> str:
    return json.dumps(dict(sorted(line.items(), key=lambda pair: (pair[0] != "timestamp", pair[0] != "event", pair[0]))))


def set_up(level: str = "info", stream: TextIO | None = None) -> None:
    """Everything this process logs goes to `stream` (standard error by default) in this shape, at `level` and above.

    Errors nobody caught are logged with their place; Python's own traceback, which quotes source lines only, is not printed.
    """
    out, lock = stream or sys.stderr, threading.Lock()
    structlog.configure(
        processors=[_stamped, redact, _remembered, _as_json],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=lambda *names: _Lines(out, lock, str(names[0]) if names else ""),
        cache_logger_on_first_use=False,
    )
    logging.root.handlers = [_Foreign(logging.WARNING)]
    logging.captureWarnings(True)
    sys.excepthook = _process_failed
    threading.excepthook = _thread_failed


def open_file(path: Path) -> TextIO:
    """The log file, appended to, readable by its owner and group only. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o640, exist_ok=True)
    _remember_file(path)
    return path.open("a", encoding="utf-8", buffering=1)


def _process_failed(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        structlog.get_logger(__name__).critical("process-failed", error=kind.__name__, place=place_of(error))


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    name = failed.thread.name if failed.thread else ""
    place = place_of(failed.exc_value) if failed.exc_value else "unknown"
    structlog.get_logger(__name__).critical("thread-failed", thread=name, error=failed.exc_type.__name__, place=place)
