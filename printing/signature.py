"""The PDF's signature (PAdES, ETSI EN 319 142-1, by pyHanko), in two steps: the kiosk sends a digest, the archive answers with a CMS.

The private key stays where `cms` is called. Level B-B; B-T where `cms` is given a time-stamp service (RFC 3161) to ask.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from enum import Enum, unique
from io import BytesIO
from typing import TYPE_CHECKING, Final

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate
    from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
    from pyhanko.sign.timestamps import TimeStamper
    from pyhanko.sign.validation import EmbeddedPdfSignature

FIELD: Final = "Signature"
DIGEST: Final = "sha256"
LARGEST_CMS: Final = 10_240  # bytes: a P-256 signature with one certificate takes about 1200, a time stamp with its chain 6000
# What pyHanko and asn1crypto raise over hostile bytes, as the property tests found.
_BROKEN: Final = (PdfError, SignatureValidationError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError)
_USAGE: Final = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


class SignatureError(ValueError):
    """The document cannot be signed: it is not a PDF, is signed already, or the CMS does not fit."""


class NoTimeStamp(OSError):
    """The time-stamp service did not answer, or not with a time stamp for this signature that fits into the document."""


@unique
class Level(Enum):
    """The baseline level of a signature (ETSI EN 319 142-1, clause 6)."""

    BASIC = "B-B"
    TIME_STAMPED = "B-T"


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """A time stamp over the signature: `good` when it fits the signature and its own certificate, `trusted` by the given services."""

    at: datetime
    good: bool
    trusted: bool
    service: str


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """What a PDF's signature says. `intact`: nothing inside its byte range changed; `valid`: the CMS fits its certificate;
    `trusted`: that certificate is, or is issued by, one of the given; `complete`: nothing was added to the file afterwards."""

    intact: bool
    valid: bool
    trusted: bool
    complete: bool
    signer: str
    time_stamp: TimeStamp | None

    @property
    def good(self) -> bool:
        """All of it. A time stamp is judged by itself."""
        return self.intact and self.valid and self.trusted and self.complete

    @property
    def level(self) -> Level:
        """B-T with a time stamp that fits, else B-B."""
        return Level.TIME_STAMPED if self.time_stamp is not None and self.time_stamp.good else Level.BASIC


def cms(digest: bytes, key: EllipticCurvePrivateKey, certificate: Certificate, time_stamper: TimeStamper | None = None) -> bytes:
    """The detached PAdES CMS (DER) over a SHA-256 document digest (32 bytes), with the certificate inside.

    With `time_stamper` it carries a time stamp over the signature (level B-T). Raises SignatureError, and NoTimeStamp when the service
    gives none; what then, the caller decides.
    """
    if len(digest) != 32:
        raise SignatureError("the digest is not the 32 bytes of SHA-256")
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=asn1_keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    if time_stamper is None:
        return bytes(asyncio.run(signer.async_sign(digest, DIGEST, use_pades=True)).dump())
    try:
        signed = bytes(asyncio.run(signer.async_sign(digest, DIGEST, use_pades=True, timestamper=time_stamper)).dump())
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:  # a strange answer breaks the parser in any of these ways
        raise NoTimeStamp(f"the time-stamp service gave no time stamp ({type(error).__name__})") from error
    if len(signed) > LARGEST_CMS:
        raise NoTimeStamp(f"the time stamp is too large: the signature would take {len(signed)} of {LARGEST_CMS} bytes")
    return signed


def sign(pdf: bytes, cms_for_digest: Callable[[bytes], bytes], *, signed_at: datetime, room: int = LARGEST_CMS) -> bytes:
    """The PDF signed as a whole; `cms_for_digest` gets the SHA-256 of the byte range and returns the CMS (DER).

    `room`: bytes kept free for the CMS; each takes two in the file (ISO 32000-2, 12.8.1: a hexadecimal string).

    The signature goes into the empty field `Signature` where the document has one (its appearance, the seal, stays as it is), else into
    an invisible field of that name. The digest depends on `pdf`, `signed_at` (aware) and `room` alone, so that asking again after a
    failure asks for the same signature. Raises SignatureError.
    """
    try:
        prepared, out = _prepare(pdf, signed_at, room)
    except SignatureError:
        raise
    except _BROKEN as error:
        raise SignatureError("the document cannot be prepared for signing") from error
    answer = cms_for_digest(prepared.document_digest)
    try:
        prepared.fill_with_cms(out, answer)
    except (PdfError, ValueError) as error:
        raise SignatureError("the CMS does not fit the document") from error
    return out.getvalue()


def signed_digest(pdf: bytes) -> bytes:
    """The SHA-256 of the byte range that the one signature of this PDF covers. Raises SignatureError when there is not exactly one."""
    try:
        signature = _only_signature(PdfFileReader(BytesIO(pdf)))
        return bytes(signature.compute_digest())
    except _BROKEN as error:
        raise SignatureError("not a PDF with one signature") from error


def validate(pdf: bytes, trusted: Sequence[Certificate], time_stampers: Sequence[Certificate] = ()) -> SignatureReport | None:
    """What the PDF's signature says, judged by the trusted certificates alone (no network, no revocation lists); None when it has none.

    `time_stampers` are the certificates of time-stamp services or of their authorities. Raises SignatureError when the bytes are no PDF
    or have several signatures.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if not reader.embedded_signatures:
            return None
        signature = _only_signature(reader)
        moment = signature.self_reported_timestamp
        context = _context(trusted, moment)
        status = validate_pdf_signature(signature, context, _context(time_stampers, moment), key_usage_settings=_USAGE)
    except _BROKEN as error:
        raise SignatureError("the signature cannot be read") from error
    stamp = status.timestamp_validity
    return SignatureReport(
        intact=bool(status.intact),
        valid=bool(status.valid),
        trusted=bool(status.trusted),
        complete=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        signer=str(status.signing_cert.subject.human_friendly),
        time_stamp=None if stamp is None else TimeStamp(
            at=stamp.timestamp, good=bool(stamp.intact and stamp.valid), trusted=bool(stamp.trusted),
            service=str(stamp.signing_cert.subject.human_friendly),
        ),
    )  # fmt: skip


def _context(trusted: Sequence[Certificate], moment: datetime | None) -> ValidationContext:
    roots = [asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)) for certificate in trusted]
    return ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment, best_signature_time=moment)


class _Writer(IncrementalPdfFileWriter):
    """Adds the signature and nothing else."""

    def _update_meta(self) -> None:
        """Leaves the metadata alone: pyHanko would write the present time and itself into it, and the digest would change by the second."""


def _prepare(pdf: bytes, signed_at: datetime, room: int) -> tuple[PreparedByteRangeDigest, BytesIO]:
    writer = _Writer(BytesIO(pdf))
    if writer.prev.embedded_signatures:
        raise SignatureError("the document is signed already")
    # pyHanko draws the second half of the file identifier at random; the same document shall ask for the same digest.
    writer._document_id[1] = generic.ByteStringObject(hashlib.sha256(pdf).digest()[:16])
    embedding = PdfCMSEmbedder().write_cms(FIELD, writer)
    next(embedding)
    placeholder = PdfSignedData(obj_type=pdf_name("/Sig"), subfilter=SigSeedSubFilter.PADES, timestamp=signed_at, bytes_reserved=2 * room)
    embedding.send(SigObjSetup(sig_placeholder=placeholder))
    out = BytesIO()
    prepared, _ = embedding.send(SigIOSetup(md_algorithm=DIGEST, output=out))
    return prepared, out


def _only_signature(reader: PdfFileReader) -> EmbeddedPdfSignature:
    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        raise SignatureError(f"one signature expected, {len(signatures)} found")
    only: EmbeddedPdfSignature = signatures[0]
    return only
