"""Is this paper genuine? Checks a PDF, a picture of a paper, or the QR's text, offline, against the published keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import pikepdf
from PIL import Image, UnidentifiedImageError

from printing.archival import CONTENT_NAME, VERIFICATION_NAME
from printing.canonical import ContentError, content_digest, parse
from printing.find_code import find_payload
from printing.raster import RasterError, pages_at
from printing.signature import SignatureError, validate
from printing.verification import Claims, PayloadError, UntrustedError, read, verify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cryptography.x509 import Certificate

_LARGEST_BYTES: Final = 40 * 1024 * 1024
_LARGEST_PIXELS: Final = 150_000_000  # A3 at 600 dpi has 70 million
_DPI: Final = 200.0


class Point(Enum):
    """One thing that is checked."""

    READABLE = "readable"  # a payload was found and has the right shape
    KEY = "key"  # a published key signed it
    EXPIRY = "expiry"  # the paper has not expired
    CONTENT = "content"  # the content inside the PDF is the signed one; like CODE and SIGNATURE only where the PDF is one of ours
    CODE = "code"  # the QR on the page is the one inside the PDF
    SIGNATURE = "signature"  # the PDF's own signature


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one point, in a sentence without personal data."""

    point: Point
    good: bool
    says: str


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """The result: `valid` only if every finding is good. A specimen is never a document, however valid its signature is.

    `claims` are there as soon as the payload was readable; believe them only when `valid`.
    """

    findings: tuple[Finding, ...]
    claims: Claims | None

    @property
    def valid(self) -> bool:
        """Whether everything that could be checked was good."""
        return bool(self.findings) and all(finding.good for finding in self.findings)

    @property
    def specimen(self) -> bool:
        """Whether the payload calls itself a specimen."""
        return self.claims is not None and self.claims.specimen

    @property
    def why(self) -> str:
        """The first thing that was not good, or the empty text."""
        return next((finding.says for finding in self.findings if not finding.good), "")


def check_paper(
    data: bytes | str, jwks: Mapping[str, Any], *, trusted: Sequence[Certificate] = (), now: datetime | None = None
) -> PaperCheck:
    """Checks what was handed in: a PDF or a picture (PNG, JPEG) as bytes, or the QR's text or the bare payload as text.

    `trusted` are the certificates that may have signed a PDF; without any the PDF's signature is not judged. Nothing in hostile
    data raises; what cannot be read is a finding.
    """
    moment = now or datetime.now(UTC)
    if isinstance(data, str):
        return _check_text(data, jwks, moment)
    if len(data) > _LARGEST_BYTES:
        return _unreadable(f"the file is larger than {_LARGEST_BYTES // 1024 // 1024} MB")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return _check_pdf(data, jwks, trusted, moment)
    return _check_picture(data, jwks, moment)


def _check_text(text: str, jwks: Mapping[str, Any], now: datetime) -> PaperCheck:
    try:
        claims = read(text).claims
    except PayloadError as error:
        return _unreadable(f"no payload of this archive: {error}")
    findings = [Finding(Point.READABLE, True, "the payload can be read"), _key_finding(text, jwks)]
    if claims.expires is not None:
        good = now <= claims.expires
        findings.append(Finding(Point.EXPIRY, good, "the paper is within its validity" if good else "the paper has expired"))
    return PaperCheck(tuple(findings), claims)


def _key_finding(text: str, jwks: Mapping[str, Any]) -> Finding:
    try:
        verify(text, jwks)
    except UntrustedError as error:
        return Finding(Point.KEY, False, str(error))
    return Finding(Point.KEY, True, "a published key signed the payload")


def _check_picture(data: bytes, jwks: Mapping[str, Any], now: datetime) -> PaperCheck:
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _LARGEST_PIXELS:
                return _unreadable("the picture is too large")
            grey = picture.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return _unreadable("neither a PDF nor a PNG or JPEG picture")
    text = find_payload(grey)
    return _check_text(text, jwks, now) if text else _unreadable("no verification code was found in the picture")


def _check_pdf(data: bytes, jwks: Mapping[str, Any], trusted: Sequence[Certificate], now: datetime) -> PaperCheck:
    try:
        pages = pages_at(data, _DPI)
        attached = _attachments(data)
    except (RasterError, pikepdf.PdfError, ValueError, TypeError, AttributeError) as error:
        return _unreadable(f"the PDF cannot be read ({type(error).__name__})")
    pictures = (Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L") for page in reversed(pages))
    text = next(filter(None, map(find_payload, pictures)), None)
    if text is None:
        return _unreadable("no verification code was found on the pages")
    seen = _check_text(text, jwks, now)
    if seen.claims is None:
        return seen
    if not attached:
        return seen  # a scan, or printed to a file: as good as a picture, and the reader has to compare the facts
    findings = [*seen.findings]
    findings.append(_same(Point.CODE, attached.get(VERIFICATION_NAME) == text.encode(), "the code on the page", "the one in the file"))
    findings.append(_same(Point.CONTENT, _is_signed(attached.get(CONTENT_NAME), seen.claims), "the content in the file", "the signed one"))
    if trusted:
        findings.append(_signature_finding(data, trusted))
    return PaperCheck(tuple(findings), seen.claims)


def _attachments(data: bytes) -> dict[str, bytes]:
    with pikepdf.open(BytesIO(data)) as document:
        names = [name for name in (CONTENT_NAME, VERIFICATION_NAME) if name in document.attachments]
        return {name: document.attachments[name].get_file().read_bytes() for name in names}


def _same(point: Point, good: bool, what: str, expected: str) -> Finding:
    return Finding(point, good, f"{what} is {'' if good else 'not '}{expected}")


def _is_signed(inside: bytes | None, claims: Claims) -> bool:
    try:
        return inside is not None and content_digest(parse(inside)) == claims.content_sha256
    except ContentError:
        return False


def _signature_finding(data: bytes, trusted: Sequence[Certificate]) -> Finding:
    try:
        report = validate(data, trusted)
    except SignatureError as error:
        return Finding(Point.SIGNATURE, False, str(error))
    if report is None:
        return Finding(Point.SIGNATURE, False, "the PDF is not signed")
    if report.good:
        return Finding(Point.SIGNATURE, True, "the PDF's signature is good and covers the whole file")
    faults = [word for word, good in (
        ("changed after signing", report.intact), ("signature wrong", report.valid), ("signer unknown", report.trusted),
        ("something was added after signing", report.complete),
    ) if not good]  # fmt: skip
    return Finding(Point.SIGNATURE, False, f"the PDF's signature is not good: {', '.join(faults)}")


def _unreadable(says: str) -> PaperCheck:
    return PaperCheck((Finding(Point.READABLE, False, says),), None)
