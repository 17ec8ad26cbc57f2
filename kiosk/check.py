"""Looks at every part of the kiosk once and says what is wrong and what to do. Changes nothing but makes the data folder."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from config.settings import ConfigError, Settings, load
from kiosk.faults import ArchiveFault
from kiosk.health import LEAST_FREE_BYTES
from kiosk.problems import Code, problem
from kiosk.proof.camera import NoFaceCheck

PARTS = (
    "config", "proof", "definitions", "languages", "fonts", "reader", "archive", "phone", "printer", "sound", "signals", "disk", "clock",
    "staff",
)  # fmt: skip

SOUND_PROGRAMS = ("speech-dispatcher", "play")
QUIETEST = -100  # of SSIP

_UNSEEN = "not checked: the configuration comes first"

READY, NOT_READY, INVALID = 0, 1, 2
"""Exit statuses."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `code` is None when the part is sound; `detail` says what was seen.

    A `warning` keeps the kiosk from nothing, but somebody should have decided so.
    """

    part: str
    ok: bool
    code: str | None
    detail: str
    remedy: str | None = None
    warning: bool = False

    def as_json(self) -> dict[str, Any]:
        """The finding as the `--json` report holds it."""
        return asdict(self)


def sound(part: str, detail: str) -> Finding:
    """`part` is ready."""
    return Finding(part, True, None, detail)


def warned(part: str, detail: str, remedy: str) -> Finding:
    """`part` is ready, and there is something to know about it."""
    return Finding(part, True, None, detail, remedy, warning=True)


def failing(part: str, code: Code, detail: str | None = None, remedy: str | None = None) -> Finding:
    """`part` is not ready, in the words of the catalogue where there are no better ones."""
    row = problem(code)
    return Finding(part, False, code.value, detail or row.technician, remedy or row.remedy)


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, in the order of PARTS (several for a part with several faults), and the exit status they mean."""

    findings: tuple[Finding, ...]

    @property
    def status(self) -> int:
        """READY, NOT_READY, or INVALID when the files that technicians write are wrong."""
        if any(not f.ok and f.code in (Code.CONFIG_INVALID.value, Code.DEFINITIONS_INVALID.value) for f in self.findings):
            return INVALID
        return READY if all(finding.ok for finding in self.findings) else NOT_READY

    def as_json(self) -> str:
        """`{"parts": [...]}` with one object a finding."""
        return json.dumps({"parts": [finding.as_json() for finding in self.findings]}, ensure_ascii=False, indent=2)

    def lines(self) -> Iterator[str]:
        """The report for people."""
        for finding in self.findings:
            said = "WARN" if finding.warning else "ok" if finding.ok else "?" if finding.detail == _UNSEEN else "WRONG"
            yield f"{finding.part:<12} {said:<5} {finding.detail}"
            if said in ("WARN", "WRONG"):
                yield f"{'':<12}       -> {finding.remedy}{f' [{finding.code}]' if finding.code else ''}"


def check_file(path: Path) -> Report:
    """Checks the kiosk that the configuration file describes; with a wrong file, says everything that is wrong with it."""
    try:
        settings = load(path)
    except ConfigError as error:
        wrong = [failing("config", Code.CONFIG_INVALID, f"{f.file}:{f.line}: {f.where}: {f.expected}", f.remedy) for f in error.faults]
        unseen = [failing(part, Code.CONFIG_INVALID, _UNSEEN) for part in PARTS[1:]]
        return Report((*wrong, *unseen))
    found = check(settings, file=path)
    if not any(finding.part == "config" for finding in found):
        found = (sound("config", str(path)), *found)
    return Report(found)


def check(settings: Settings, allow_virtual: bool = False, file: Path | None = None) -> tuple[Finding, ...]:
    """Checks everything but the file itself; devices and services at the same time. `allow_virtual`: this is the demo.

    `file` is where the settings stand, for faults of what they name (seals, script).
    """
    from kiosk.check_papers import definitions_of, dress_faults
    from kiosk.check_printer import printer_findings
    from kiosk.check_proof import proof_of
    from kiosk.check_signals import signals_of
    from kiosk.check_words import languages_of

    with ThreadPoolExecutor(max_workers=3) as pool:
        reader = pool.submit(_guarded, "reader", lambda: (_reader(settings, allow_virtual),))
        archive = pool.submit(_guarded, "archive", lambda: _archive_and_clock(settings))
        printer = pool.submit(_guarded, "printer", lambda: printer_findings(settings))
        fonts = _guarded("fonts", lambda: (_fonts(settings),))
        dress = _guarded("config", lambda: dress_faults(settings, file))
        heard = _guarded("sound", lambda: (_sound(settings),))
        signals = _guarded("signals", lambda: signals_of(settings))
        languages = _guarded("languages", lambda: languages_of(settings))
        disk = _guarded("disk", lambda: _disk(settings))
        phone = _guarded("phone", lambda: (_phone(settings),))
        answered = archive.result()
        answers = any(f.part == "archive" and f.ok for f in answered)
        proof = _guarded("proof", lambda: proof_of(settings, NoFaceCheck(), answers))
        definitions = _guarded("definitions", lambda: definitions_of(settings, answers))
        staff = _guarded("staff", lambda: (_staff(settings),))
        papers = (*dress, *proof, *definitions, *languages, *fonts)
        found = (*papers, *reader.result(), *answered, *phone, *printer.result(), *heard, *signals, *disk, *staff)
    return tuple(sorted(found, key=lambda finding: PARTS.index(finding.part)))


def _guarded(part: str, look: Callable[[], tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """A look that goes wrong in a way nobody thought of is a finding too: the report is what a technician has."""
    try:
        return look()
    except Exception as error:
        return (failing(part, Code.UNEXPECTED, f"{type(error).__name__} while checking"),)


def _fonts(settings: Settings) -> Finding:
    from printing.fonts import FontsMissing, FontStack

    try:
        FontStack.find(settings.fonts.directories)
    except FontsMissing as error:
        return failing("fonts", Code.FONTS_MISSING, str(error))
    return sound("fonts", ", ".join(str(directory) for directory in settings.fonts.directories))


def _reader(settings: Settings, allow_virtual: bool) -> Finding:
    from idcard.pcsc import PcscError
    from idcard.placements import VIRTUAL_READER
    from idcard.profiles import SERIAL
    from kiosk.assemble import reader_profiles

    rows = reader_profiles(settings)
    answering = [row.name for row in rows if row.profile == SERIAL and _answers(row.port or "", row.baud)]
    there: tuple[str, ...] = ()
    if any(row.profile != SERIAL for row in rows):
        try:
            there = _pcsc_readers()
        except PcscError as error:
            if not answering:
                return failing("reader", Code.PCSC_UNAVAILABLE, f"{problem(Code.PCSC_UNAVAILABLE).technician} ({error})")
    virtual = [name for name in there if name.startswith(VIRTUAL_READER)]
    if virtual and not allow_virtual:
        return failing("reader", Code.READER_UNEXPECTED, f"{virtual[0]} is there: a virtual reader outside the demo")
    ours = [*answering, *(name for name in there if any(row.matches(name) for row in rows))]
    if not ours:
        seen = f"there are {', '.join(there)}" if there else "there is none at all"
        return failing("reader", Code.READER_MISSING, f"No reader named in [[reader]] is connected; {seen}.")
    return sound("reader", ", ".join(ours))


def _sound(settings: Settings) -> Finding:
    """Each device is given a word to say, so softly that it disturbs nobody: only the whole way from word to device proves anything."""
    from kiosk.voice.dispatcher import Dispatcher
    from kiosk.voice.ssip import SpeechFailed

    table = settings.sound
    if not table.offered:
        return sound("sound", "not offered")
    if missing := [name for name in SOUND_PROGRAMS if shutil.which(name) is None]:
        return failing("sound", Code.SOUND_FAILED, f"{missing[0]} is not installed.", "Install the packages in packaging/apt.txt.")
    devices = [device for device in (table.speaker, table.earphone) if device]
    for device in devices:
        dispatcher = Dispatcher(device)
        try:
            dispatcher.say(".", "en", 0, QUIETEST, lambda: True)
        except SpeechFailed as failure:
            return failing("sound", Code.SOUND_FAILED, f"Nothing can be said on {device} ({failure}).")
        finally:
            dispatcher.close()
    silent = "" if table.earphone else "; without sound.earphone nothing personal is said"
    return sound("sound", ", ".join(devices) + silent)


def _pcsc_readers() -> tuple[str, ...]:
    from idcard.pcsc import Context

    with Context() as context:
        return context.readers()


def _answers(port: str, baud: int) -> bool:
    """Whether a security module that is in order answers on a serial port. A kiosk that runs holds the port for itself."""
    from idcard.recording import CardError
    from idcard.sam_conversation import drive, is_ready
    from idcard.serial_link import LinkError, SerialLink

    try:
        with SerialLink(port, baud) as link:
            return drive(is_ready(), link.exchange, time.sleep)
    except (LinkError, CardError):
        return False


def _archive_and_clock(settings: Settings) -> tuple[Finding, ...]:
    from kiosk.assemble import archive_client
    from kiosk.check_clock import clock_of

    table = settings.archive
    missing = [path for path in (table.ca_file, table.client_cert, table.client_key) if path is not None and not os.access(path, os.R_OK)]
    if missing:
        said = f"{missing[0]} cannot be read."
        return (
            failing("archive", Code.ARCHIVE_TLS, said, "Put the file there, readable by the kiosk's user."),
            *clock_of(None),
        )
    client = archive_client(settings)
    try:
        archive_now = client.health()
        client.ready()
    except ArchiveFault as fault:
        return (failing("archive", fault.code, f"{problem(fault.code).technician} ({table.url})"), *clock_of(None))
    return (sound("archive", table.url), *clock_of(archive_now))


def _phone(settings: Settings) -> Finding:
    """The pick-up page, where it can be looked at from here: it is for phones, and the kiosk's own network may not reach it."""
    import requests

    table = settings.phone
    if not table.offered:
        return sound("phone", "papers are not offered to phones")
    address = (table.address or settings.archive.url).rstrip("/")
    minutes = f"links are open for {table.minutes} minutes"
    if table.address is None:
        return sound("phone", f"{address}: the archive's own address, which phones have to be able to open; {minutes}")
    try:
        with requests.Session() as session:
            answer = session.get(f"{address}/p/check", timeout=settings.archive.connect_timeout_s, allow_redirects=False)
    except requests.RequestException as error:
        return sound("phone", f"{address}: not to be looked at from here ({type(error).__name__}); open it with a phone. {minutes}")
    if answer.status_code != requests.codes.not_found or "form-action 'self'" not in answer.headers.get("content-security-policy", ""):
        said = f"{address}/p/check answers {answer.status_code}, and not as the archive's pick-up page does"
        remedy = "Have /p/ of this address led to the archive, its answers unchanged (docs/technician.md, Papers on the phone)."
        return failing("phone", Code.ARCHIVE_GARBAGE, said, remedy)
    return sound("phone", f"{address}; {minutes}")


def _disk(settings: Settings) -> tuple[Finding, ...]:
    from kiosk.check_journal import journal_findings

    folder = settings.kiosk.data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as probe:
            probe.write(b"kiosk")
            probe.flush()
            os.fsync(probe.fileno())
        free = shutil.disk_usage(folder).free
    except OSError as error:
        said = f"{folder}: {error.strerror}"
        return (failing("disk", Code.JOURNAL_UNUSABLE, said),)
    if free < LEAST_FREE_BYTES:
        said = f"{folder}: {free // 1024**2} MB free, {LEAST_FREE_BYTES // 1024**2} MB are needed"
        return (failing("disk", Code.DISK_FULL, said),)
    return journal_findings(settings, f"{folder}: {free / 1024**3:.1f} GB free")


def _staff(settings: Settings) -> Finding:
    """Whether anybody can come in at the staff screen. A kiosk without staff serves all the same, so that is only noted."""
    from kiosk.staff.book import BookUnusable, StaffBook
    from kiosk.staff.furnish import staff_file

    path = staff_file(settings)
    try:
        members = StaffBook(path).members()
    except BookUnusable as fault:
        return failing("staff", fault.code, f"{path}: {problem(fault.code).technician}")
    if not members:
        remedy = "Run `run_kiosk.py staff add NUMBER --role technician`."
        return warned("staff", f"nobody is set in {path}: the staff screen stays shut", remedy)
    roles = [member.role.value for member in members]
    return sound("staff", ", ".join(f"{roles.count(role)} {role}" for role in dict.fromkeys(roles)))
