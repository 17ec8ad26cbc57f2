"""`run_kiosk.py verify`: is this paper, picture or QR text genuine?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from config.settings import ConfigError, load
from kiosk.commands.faults import INVALID
from kiosk.commands.published import KeysError, approved_here, published
from printing.check_paper import Outcome, PaperCheck, Seen, check_paper
from printing.compare_pages import Difference
from printing.fonts import FontsMissing, FontStack
from printing.known import Known
from printing.mongolian import MongolianFaceMissing, MongolianScript
from printing.verification import Claims
from printing.wording import CHINA

_FONTS = (Path(".fonts"), Path("/usr/share/fonts"))
_MARKS = {Outcome.GOOD: "ok", Outcome.BAD: "NO", Outcome.OPEN: "??"}


def command(given: str, keys: str | None, config: Path | None = None, as_json: bool = False) -> int:
    """Prints the verdict about a file or a text. Returns 0 (genuine), 1 (not genuine), 2 (nothing to verify, or no keys).

    `config` names the folders of fonts and definitions; without one, or with one that is wrong, the usual folders serve.
    """
    content = _content_of(given)
    try:
        known = published(keys)
    except KeysError as error:
        print(error, file=sys.stderr)
        return INVALID
    check = check_paper(content, _with_surroundings(known, config) if isinstance(content, bytes) else known)
    if as_json:
        print(json.dumps(_as_json(check), ensure_ascii=False, indent=2))
    else:
        for line in _report(check):
            print(line)
    if check.nothing:
        return INVALID
    return 0 if check.valid else 1


def _with_surroundings(known: Known, config: Path | None) -> Known:
    """What is known, with the fonts of this machine, and its own definitions where the archive's list is not at hand."""
    directories: tuple[Path, ...] = _FONTS
    certificates = Path("config/certificates")
    if config is not None:
        with suppress(ConfigError):  # `check` speaks about a wrong configuration; the usual folders serve here
            settings = load(config)
            directories, certificates = tuple(settings.fonts.directories), settings.certificates.directory
    fonts: FontStack | None = None
    with suppress(FontsMissing):  # the check itself says that it had no fonts
        fonts = FontStack.find(directories)
    script: MongolianScript | None = None
    with suppress(MongolianFaceMissing):  # most papers have no Mongolian
        script = MongolianScript.find(directories)
    approvals = known.approvals if known.all_approvals else approved_here(certificates)
    return replace(known, fonts=fonts, script=script, approvals=approvals)


def _report(check: PaperCheck) -> Iterator[str]:
    for finding in check.findings:
        yield f"{_MARKS[finding.outcome]}  {finding.says}"
    for one in check.differences:
        yield f"    {one.where()}: {_quoted(one.found)} instead of {_quoted(one.expected)}"
    if check.nothing:
        yield "NOTHING TO VERIFY"
        return
    if check.claims is not None:
        yield from _claimed(check.claims)
    yield _verdict(check)


def _claimed(claims: Claims) -> Iterator[str]:
    yield f"    number   {claims.number}, kind {claims.kind}"
    yield f"    issued   {_local(claims.issued_at)} by {claims.issuer}"
    if claims.expires is not None:
        yield f"    valid    until {_last_moment(claims.expires)}"
    yield f"    subject  {claims.subject} {claims.masked_id}"
    yield f"    facts    {'; '.join(claims.facts)}"


def _local(moment: datetime) -> str:
    """In China's time, as on the paper."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M} (China's time)"


def _last_moment(expires: datetime) -> str:
    """The last day, as on the paper, where validity ends with a day."""
    local = expires.astimezone(CHINA)
    return f"{local - timedelta(days=1):%Y-%m-%d}" if local.time() == time() else _local(expires)


def _verdict(check: PaperCheck) -> str:
    if not check.valid:
        return "NOT GENUINE"
    if check.specimen:
        return "SPECIMEN 演示样张: the signature is good, the paper is without legal force"
    match check.seen:
        case Seen.FILE:
            return "GENUINE"
        case Seen.CODE:
            return "THE CODE IS GENUINE: compare number, subject and facts with the paper"


def _quoted(words: str) -> str:
    return f"「{words}」" if words else "nothing"


def _as_json(check: PaperCheck) -> dict[str, Any]:
    claims = check.claims
    return {
        "verdict": "nothing" if check.nothing else "not-genuine" if not check.valid else "specimen" if check.specimen else "genuine",
        "seen": check.seen.value,
        "findings": [{"point": one.point.value, "outcome": one.outcome.value, "says": one.says} for one in check.findings],
        "differences": [_difference(one) for one in check.differences],
        "claims": None if claims is None else {
            "number": claims.number, "kind": claims.kind, "issuer": claims.issuer,
            "issued_at": claims.issued_at.astimezone(CHINA).isoformat(),
            "expires": None if claims.expires is None else claims.expires.astimezone(CHINA).isoformat(),
            "subject": claims.subject, "masked_id": claims.masked_id, "facts": list(claims.facts), "specimen": claims.specimen,
        },
    }  # fmt: skip


def _difference(one: Difference) -> dict[str, Any]:
    place = {"page": one.page, "across_mm": round(one.across, 1), "down_mm": round(one.down, 1)}
    return {**place, "expected": one.expected, "found": one.found}


def _content_of(given: str) -> bytes | str:
    """The file of that name (as text if it is plain text), else the text itself."""
    try:
        data = Path(given).read_bytes()
    except (OSError, ValueError):
        return given.strip()  # no file: a QR's text is longer than a file name may be
    try:
        return data if data.lstrip().startswith(b"%PDF-") else data.decode("utf-8").strip()
    except UnicodeDecodeError:
        return data
