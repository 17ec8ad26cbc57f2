"""The PDF's signature, in two steps."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from time_stamp_server import Mood, time_stamp_service

from printing.document import compose
from printing.signature import FIELD, LARGEST_CMS, Level, NoTimeStamp, SignatureError, cms, sign, signed_digest, validate

HOSTILE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


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
    assert report.level is Level.BASIC
    assert report.time_stamp is None
    assert "Specimen signer" in report.signer


def test_the_signature_fills_the_field_on_the_seal_and_leaves_its_look_alone(paper, signed):
    with pikepdf.open(BytesIO(paper)) as before, pikepdf.open(BytesIO(signed)) as after:
        (empty,), (filled,) = (document.Root.AcroForm.Fields for document in (before, after))
        assert "/V" not in empty
        assert filled.V.Type == "/Sig"
        assert str(filled.T) == FIELD
        assert list(filled.Rect) == list(empty.Rect)
        assert filled.Rect[2] > filled.Rect[0]
        assert filled.AP.N.read_bytes() == empty.AP.N.read_bytes()
        (widget,) = [one for page in after.pages for one in page.obj.get("/Annots", [])]
        assert widget.objgen == filled.objgen


def test_a_document_without_the_field_gets_an_invisible_one(issuer, when):
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    signed = sign(out.getvalue(), lambda digest: cms(digest, issuer.key, issuer.certificate), signed_at=when)
    report = validate(signed, [issuer.certificate])
    assert report is not None
    assert report.good


def test_the_digest_sent_to_the_archive_is_that_of_the_filed_document(paper, issuer, when):
    sent = []
    signed = sign(paper, lambda digest: sent.append(digest) or cms(digest, issuer.key, issuer.certificate), signed_at=when)
    assert sent == [signed_digest(signed)]


def test_asking_again_asks_for_the_same_digest_and_another_time_for_another(paper, issuer, when):
    sent = []
    for moment in (when, when, when + timedelta(seconds=1)):
        sign(paper, lambda digest: sent.append(digest) or cms(digest, issuer.key, issuer.certificate), signed_at=moment)
    assert sent[0] == sent[1]
    assert sent[0] != sent[2]


def test_signing_leaves_the_metadata_alone(paper, signed):
    with pikepdf.open(BytesIO(paper)) as before, pikepdf.open(BytesIO(signed)) as after:
        assert before.Root.Metadata.read_bytes() == after.Root.Metadata.read_bytes()
        assert dict(before.docinfo) == dict(after.docinfo)


def test_a_changed_byte_is_found(signed, issuer):
    place = signed.index(b"/MediaBox")
    changed = signed[: place - 40] + bytes([signed[place - 40] ^ 1]) + signed[place - 39 :]
    assert not accepted(changed, issuer)


def accepted(pdf: bytes, issuer) -> bool:
    try:
        report = validate(pdf, [issuer.certificate])
    except SignatureError:
        return False
    return report is not None and report.good


@HOSTILE
@given(st.floats(0, 1, exclude_max=True), st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_found_or_lies_in_the_padding_of_the_signature(signed, issuer, share, bit):
    place = int(share * len(signed))
    changed = signed[:place] + bytes([signed[place] ^ 1 << bit]) + signed[place + 1 :]
    gap = signed.index(b"/Contents <") if b"/Contents <" in signed else signed.index(b"/Contents<")
    inside_the_gap = gap < place < gap + 2 * LARGEST_CMS + 20
    assert inside_the_gap or not accepted(changed, issuer)


@HOSTILE
@given(st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_anywhere_is_not_accepted(signed, issuer, share):
    assert not accepted(signed[: int(share * len(signed))], issuer)


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


def pdfsig(pdf: bytes, folder) -> str:
    program = shutil.which("pdfsig")
    assert program is not None, "pdfsig (poppler-utils) belongs to the test machine"
    (folder / "paper.pdf").write_bytes(pdf)
    return subprocess.run([program, "-nocert", "paper.pdf"], cwd=folder, capture_output=True, text=True, check=False).stdout


def test_a_second_program_agrees(signed, tmp_path):
    said = pdfsig(signed, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


@pytest.fixture(scope="module")
def stamps(tmp_path_factory):
    with time_stamp_service(tmp_path_factory.mktemp("tsa")) as service:
        yield service


@pytest.fixture(scope="module")
def stamped(paper, issuer, when, stamps):
    stamper = RequestsHTTPTimeStamper(stamps.url)
    return sign(paper, lambda digest: cms(digest, issuer.key, issuer.certificate, stamper), signed_at=when)


def test_with_a_time_stamp_service_the_signature_is_of_level_b_t(stamped, issuer, stamps):
    report = validate(stamped, [issuer.certificate], [stamps.authority])
    assert report is not None
    assert report.good
    assert report.level is Level.TIME_STAMPED
    assert report.time_stamp is not None
    assert report.time_stamp.trusted
    assert "Test stamps" in report.time_stamp.service


def test_pdfsig_accepts_the_time_stamped_signature_too(stamped, tmp_path):
    said = pdfsig(stamped, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_a_time_stamp_by_a_stranger_fits_but_is_not_trusted(stamped, issuer):
    report = validate(stamped, [issuer.certificate])
    assert report is not None
    assert report.time_stamp is not None
    assert report.time_stamp.good
    assert not report.time_stamp.trusted


def test_the_digest_does_not_depend_on_the_time_stamp(signed, stamped):
    assert signed_digest(signed) == signed_digest(stamped)


def test_a_time_stamp_over_something_else_does_not_fit(paper, issuer, when, stamps):
    stamps.mood = Mood.OTHER_DIGEST
    try:
        # pyHanko's own client does not compare what the time stamp is about; the archive's does (tests/archive/test_time_stamps.py).
        stamper = RequestsHTTPTimeStamper(stamps.url)
        signed = sign(paper, lambda digest: cms(digest, issuer.key, issuer.certificate, stamper), signed_at=when)
    finally:
        stamps.mood = Mood.WELL
    report = validate(signed, [issuer.certificate], [stamps.authority])
    assert report is not None
    assert report.good
    assert report.time_stamp is not None
    assert not report.time_stamp.good
    assert report.level is Level.BASIC


@pytest.mark.parametrize("mood", [mood for mood in Mood if mood not in {Mood.WELL, Mood.OTHER_DIGEST}])
def test_whatever_a_failing_service_answers_is_no_time_stamp(mood, issuer, stamps):
    stamps.mood = mood
    try:
        with pytest.raises(NoTimeStamp):
            cms(bytes(32), issuer.key, issuer.certificate, RequestsHTTPTimeStamper(stamps.url))
    finally:
        stamps.mood = Mood.WELL


def test_a_time_stamp_that_would_not_fit_into_the_document_is_none(issuer, stamps, monkeypatch):
    monkeypatch.setattr("printing.signature.LARGEST_CMS", 1500)
    with pytest.raises(NoTimeStamp, match="too large"):
        cms(bytes(32), issuer.key, issuer.certificate, RequestsHTTPTimeStamper(stamps.url))
