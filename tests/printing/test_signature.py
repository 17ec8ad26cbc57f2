"""The PDF's signature, in two steps."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from printing.document import compose
from printing.signature import SignatureError, cms, sign, signed_digest, validate


@pytest.fixture(scope="module")
def paper(issuer, kinds, fonts):
    definition = kinds["no-criminal-record"]
    content = {
        "subject": {"name": "张演示", "sex": "男", "birth": "1990-01-02", "id_number": "150390199001020017"},
        "period": {"from": None, "to": "2026-11-23"},
        "purpose": {"code": "study", "label": "求学"},
    }
    return compose(definition, content, issuer.marks(definition, content), fonts)


@pytest.fixture(scope="module")
def when(issuer):
    return issuer.certificate.not_valid_before_utc.replace(month=11)


@pytest.fixture(scope="module")
def signed(paper, issuer, when):
    return sign(paper, lambda digest: cms(digest, issuer.key, issuer.certificate), signed_at=when)


def test_a_signed_paper_is_intact_valid_trusted_and_complete(signed, issuer):
    report = validate(signed, [issuer.certificate])
    assert report is not None
    assert report.good
    assert "Specimen signer" in report.signer


def test_the_digest_sent_to_the_archive_is_that_of_the_filed_document(paper, issuer, when):
    sent = []
    signed = sign(paper, lambda digest: sent.append(digest) or cms(digest, issuer.key, issuer.certificate), signed_at=when)
    assert sent == [signed_digest(signed)]


def test_asking_again_asks_for_the_same_digest(paper, issuer, when):
    sent = []
    for _ in range(2):
        sign(paper, lambda digest: sent.append(digest) or cms(digest, issuer.key, issuer.certificate), signed_at=when)
    assert sent[0] == sent[1]


def test_a_changed_byte_is_found(signed, issuer):
    place = signed.index(b"/MediaBox")
    changed = signed[: place - 40] + bytes([signed[place - 40] ^ 1]) + signed[place - 39 :]
    try:
        report = validate(changed, [issuer.certificate])
    except SignatureError:
        return
    assert report is None or not report.good


def test_what_is_added_after_signing_is_found(signed, issuer):
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/PageMode"] = generic.NameObject("/UseOutlines")
    writer.update_root()
    added = BytesIO()
    writer.write(added)
    report = validate(added.getvalue(), [issuer.certificate])
    assert report is not None
    assert not report.good


def test_without_the_certificate_nobody_is_trusted(signed):
    report = validate(signed, [])
    assert report is not None
    assert not report.trusted


def test_an_unsigned_paper_has_no_report_and_a_signed_one_is_not_signed_again(paper, signed, issuer, when):
    assert validate(paper, [issuer.certificate]) is None
    with pytest.raises(SignatureError):
        sign(signed, lambda digest: cms(digest, issuer.key, issuer.certificate), signed_at=when)
    with pytest.raises(SignatureError):
        signed_digest(paper)


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7\n", b"not a pdf"])
def test_what_is_no_pdf_is_refused(junk, issuer, when):
    with pytest.raises(SignatureError):
        sign(junk, lambda _: b"", signed_at=when)
    with pytest.raises(SignatureError):
        validate(junk, [issuer.certificate])


def test_a_second_program_agrees(signed, tmp_path):
    pdfsig = shutil.which("pdfsig")
    assert pdfsig is not None, "pdfsig (poppler-utils) belongs to the test machine"
    (tmp_path / "paper.pdf").write_bytes(signed)
    said = subprocess.run([pdfsig, "-nocert", "paper.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
