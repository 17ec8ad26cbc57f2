"""The PDF's signature (PAdES, ETSI EN 319 142-1, by pyHanko), in two steps: the kiosk sends a digest, the archive answers with a CMS.

The private key stays where `cms` is called. No time-stamp service is asked, no network is used (level B-B).
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
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
    from pyhanko.sign.validation import EmbeddedPdfSignature

FIELD: Final = "Signature"
DIGEST: Final = "sha256"
_RESERVED: Final = 12_288  # hex digits for the CMS: a P-256 signature with one certificate takes about 2400


_USAGE: Final = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


class SignatureError(ValueError):
    """The document cannot be signed: it is not a PDF, is signed already, or the CMS does not fit."""


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """What a PDF's signature says. `intact`: nothing inside its byte range changed; `valid`: the CMS fits its certificate;
    `trusted`: that certificate is, or is issued by, one of the given; `complete`: nothing was added to the file afterwards."""

    intact: bool
    valid: bool
    trusted: bool
    complete: bool
    signer: str

    @property
    def good(self) -> bool:
        """All of it."""
        return self.intact and self.valid and self.trusted and self.complete


def cms(digest: bytes, key: EllipticCurvePrivateKey, certificate: Certificate) -> bytes:
    """The detached PAdES CMS (DER) over a SHA-256 document digest (32 bytes), with the certificate inside. Raises SignatureError."""
    if len(digest) != 32:
        raise SignatureError("the digest is not the 32 bytes of SHA-256")
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=asn1_keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    signed = asyncio.run(signer.async_sign(digest, DIGEST, use_pades=True))
    return bytes(signed.dump())


def sign(pdf: bytes, cms_for_digest: Callable[[bytes], bytes], *, signed_at: datetime) -> bytes:
    """The PDF with an invisible signature field over all of it; `cms_for_digest` gets the SHA-256 of the byte range, returns the CMS (DER).

    The digest depends on `pdf` and `signed_at` (aware) alone, so that asking again after a failure asks for the same signature.
    Raises SignatureError.
    """
    try:
        prepared, out = _prepare(pdf, signed_at)
    except (PdfError, ValueError, KeyError) as error:
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
    except (PdfError, ValueError, KeyError, TypeError, SignatureValidationError) as error:
        raise SignatureError("not a PDF with one signature") from error


def validate(pdf: bytes, trusted: Sequence[Certificate]) -> SignatureReport | None:
    """What the PDF's signature says, judged by the trusted certificates alone (no network, no revocation lists); None when it has none.

    Raises SignatureError when the bytes are no PDF or have several signatures.
    """
    roots = [asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)) for certificate in trusted]
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if not reader.embedded_signatures:
            return None
        signature = _only_signature(reader)
        moment = signature.self_reported_timestamp
        context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment, best_signature_time=moment)
        status = validate_pdf_signature(signature, context, key_usage_settings=_USAGE)
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError) as error:
        raise SignatureError("the signature cannot be read") from error
    return SignatureReport(
        intact=bool(status.intact),
        valid=bool(status.valid),
        trusted=bool(status.trusted),
        complete=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        signer=str(status.signing_cert.subject.human_friendly),
    )


def _prepare(pdf: bytes, signed_at: datetime) -> tuple[PreparedByteRangeDigest, BytesIO]:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    if writer.prev.embedded_signatures:
        raise SignatureError("the document is signed already")
    # pyHanko draws the second half of the file identifier at random; the same document shall ask for the same digest.
    writer._document_id[1] = generic.ByteStringObject(hashlib.sha256(pdf).digest()[:16])
    embedding = PdfCMSEmbedder().write_cms(FIELD, writer)
    next(embedding)
    placeholder = PdfSignedData(obj_type=pdf_name("/Sig"), subfilter=SigSeedSubFilter.PADES, timestamp=signed_at, bytes_reserved=_RESERVED)
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
