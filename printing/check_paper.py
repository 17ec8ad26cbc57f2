"""Is this paper genuine? Checks a PDF, a picture of a paper, or the QR's text, offline, against what is known beforehand."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image, UnidentifiedImageError

from printing.altered_code import was_ours
from printing.check_pdf import check_pdf
from printing.find_code import find_payload
from printing.findings import Finding, Outcome, PaperCheck, Point, Seen, altered, judged, unreadable
from printing.verification import PayloadError, UntrustedError, read, verify

if TYPE_CHECKING:
    from printing.known import Known

__all__ = ["Finding", "Outcome", "PaperCheck", "Point", "Seen", "check_paper"]

_LARGEST_BYTES: Final = 40 * 1024 * 1024
_LARGEST_PIXELS: Final = 150_000_000  # A3 at 600 dpi has 70 million


def check_paper(data: bytes | str, known: Known, *, now: datetime | None = None) -> PaperCheck:
    """Checks what was handed in: a PDF or a picture (PNG, JPEG) as bytes, or the QR's text or the bare payload as text.

    Nothing in hostile data raises; what cannot be read is a finding.
    """
    moment = now or datetime.now(UTC)
    if isinstance(data, str):
        return check_text(data, known, moment)
    if len(data) > _LARGEST_BYTES:
        return unreadable(f"the file is larger than {_LARGEST_BYTES // 1024 // 1024} MB")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return check_pdf(data, known, lambda text: check_text(text, known, moment))
    return _check_picture(data, known, moment)


def check_text(text: str, known: Known, now: datetime) -> PaperCheck:
    """Checks the text of a QR code or a bare payload."""
    try:
        claims = read(text).claims
    except PayloadError as error:
        if was_ours(text):
            return altered(f"the code's payload cannot be read: {error}")
        return unreadable(f"no payload of this archive: {error}")
    findings = [Finding(Point.READABLE, Outcome.GOOD, "the payload can be read"), _key_finding(text, known)]
    if claims.expires is not None:
        findings.append(judged(Point.EXPIRY, now <= claims.expires, "the paper is within its validity", "the paper has expired"))
    return PaperCheck(tuple(findings), claims)


def _key_finding(text: str, known: Known) -> Finding:
    try:
        verify(text, known.jwks)
    except UntrustedError as error:
        return Finding(Point.KEY, Outcome.BAD, str(error))
    return Finding(Point.KEY, Outcome.GOOD, "a published key signed the payload")


def _check_picture(data: bytes, known: Known, now: datetime) -> PaperCheck:
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _LARGEST_PIXELS:
                return unreadable("the picture is too large")
            grey = picture.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        return unreadable("neither a PDF nor a PNG or JPEG picture")
    text = find_payload(grey)
    return check_text(text, known, now) if text else unreadable("no verification code was found in the picture")
