"""What a paper, a picture of one, or the text of its QR code says, and whether the archive's published keys vouch for it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pikepdf
import zxingcpp
from cryptography import x509
from PIL import Image, UnidentifiedImageError

from printing import raster, signature
from printing.archival import CONTENT_NAME
from printing.canonical import ContentError, parse
from printing.verification import Claims, PayloadError, UntrustedError, read, verify

_DPI = 200.0
_LARGEST_PIXELS = 200_000_000  # a page at 1200 dpi has 140 million


class NoCodeError(ValueError):
    """There is nothing to verify in what was given; the text says what was looked for."""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was looked at: `good` None means that nothing can be said about it, which is no fault of the paper's."""

    good: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that was found. `genuine`: a published key vouches for it and nothing contradicts it."""

    results: tuple[Result, ...]

    @property
    def genuine(self) -> bool:
        """Whether all that could be judged is good."""
        return bool(self.results) and all(result.good is not False for result in self.results) and any(r.good for r in self.results)

    def lines(self) -> Iterator[str]:
        """The report for people."""
        for result in self.results:
            yield f"{'?' if result.good is None else 'ok' if result.good else 'NO':<3} {result.text}"


def judge(given: bytes, jwks: Mapping[str, Any], signers: tuple[x509.Certificate, ...], now: datetime | None = None) -> Verdict:
    """The verdict about a PDF, a picture (whatever Pillow reads) or the QR's text. `signers`: certificates of the archive's document key.

    Raises NoCodeError when there is no QR code of ours in it.
    """
    if given[:1024].lstrip().startswith(b"%PDF-"):
        text = _code_in_pdf(given)
        return Verdict((*_claims(text, jwks, now), *_content(given, text), _signature(given, signers)))
    return Verdict(tuple(_claims(_code_in_picture(given) or _text(given), jwks, now)))


def _code_in_pdf(pdf: bytes) -> str:
    """The code as it is printed, not as it is attached: what counts is the paper."""
    try:
        pages = raster.pages_at(pdf, _DPI)
    except raster.RasterError as error:
        raise NoCodeError(str(error)) from error
    for page in pages:
        if found := _payload_in(Image.frombytes("RGB", (page.width, page.height), page.rgb)):
            return found
    raise NoCodeError(f"no page of the PDF ({len(pages)}) shows a QR code of ours")


def _code_in_picture(data: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _LARGEST_PIXELS:
                raise NoCodeError("the picture is too large")
            found = _payload_in(image.convert("RGB"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError):
        return None
    if found is None:
        raise NoCodeError("the picture shows no QR code of ours; photograph the code straight and close up")
    return found


def _payload_in(image: Image.Image) -> str | None:
    for code in zxingcpp.read_barcodes(image):
        try:
            read(code.text)
        except PayloadError:
            continue
        return str(code.text)
    return None


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise NoCodeError("this is no PDF, no picture and no text") from None


def _claims(text: str, jwks: Mapping[str, Any], now: datetime | None) -> Iterator[Result]:
    try:
        claims = verify(text, jwks)
    except UntrustedError as error:
        yield Result(False, f"QR code: {error}; this paper is not genuine, or the keys are of another archive")
        yield from _told(read(text).claims, None)
        return
    except PayloadError as error:
        raise NoCodeError(f"{error}; neither a PDF, a picture nor the text of a QR code of ours") from None
    yield Result(True, "QR code: signed by one of the archive's published keys")
    yield from _told(claims, now or datetime.now(UTC))


def _told(claims: Claims, now: datetime | None) -> Iterator[Result]:
    if claims.specimen:
        yield Result(None, "SPECIMEN 演示样张: without legal force")
    yield Result(None, f"number {claims.number}, kind {claims.kind}, issued {claims.issued_at.isoformat()} by {claims.issuer}")
    yield Result(None, f"subject {claims.subject} {claims.masked_id}; compare with the paper: {'; '.join(claims.facts)}")
    if claims.expires is not None and now is not None:
        over = claims.expires < now
        yield Result(not over, f"{'expired on' if over else 'valid until'} {claims.expires.isoformat()}")


def _content(pdf: bytes, text: str) -> Iterator[Result]:
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            attached = document.attachments.get(CONTENT_NAME)
            data = None if attached is None else attached.get_file().read_bytes()
    except pikepdf.PdfError:
        data = None
    if data is None:
        yield Result(None, "content: none is attached (a scan, or printed to PDF)")
        return
    try:
        parse(data)
    except ContentError as error:
        yield Result(False, f"content: {error}")
        return
    same = hashlib.sha256(data).digest() == read(text).claims.content_sha256
    yield Result(same, "content: the attached data are those that were signed" if same else "content: the attached data were changed")


def _signature(pdf: bytes, signers: tuple[x509.Certificate, ...]) -> Result:
    try:
        report = signature.validate(pdf, signers)
    except signature.SignatureError as error:
        return Result(False, f"PDF signature: {error}")
    if report is None:
        return Result(None, "PDF signature: none (a scan, or printed to PDF)")
    if not (report.intact and report.valid and report.complete):
        return Result(False, "PDF signature: the file was changed after it was signed")
    if not signers:
        return Result(None, f"PDF signature: intact; by {report.signer}, whose certificate was not given")
    return Result(report.trusted, f"PDF signature: intact; {'by' if report.trusted else 'NOT by the archive, but by'} {report.signer}")
