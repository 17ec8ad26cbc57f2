"""Checking a paper from a PDF, from a picture, from the code's text."""

from __future__ import annotations

import random
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from printing import raster
from printing.archival import CONTENT_NAME
from printing.check_paper import Point, check_paper
from printing.document import compose
from printing.signature import cms, sign

KINSHIP = "family-relationship"


@pytest.fixture(scope="module")
def when(issuer):
    return issuer.certificate.not_valid_before_utc.replace(month=11, day=23)


@pytest.fixture(scope="module")
def content():
    person = {"name": "张演示", "sex": "男", "birth": "1990-01-02", "id_number": "150390199001020017"}
    named = (("张建国", "父亲"), ("阿依古丽·买买提", "妻子"))
    return {
        "subject": person,
        "relatives": [{**person, "name": name, "relation": relation} for name, relation in named],
        "purpose": {"code": "other", "label": "其他"},
        "queried_at": "2026-11-23T10:15:00+08:00",
    }


@pytest.fixture(scope="module")
def marks(issuer, kinds, content):
    return issuer.marks(kinds[KINSHIP], content)


@pytest.fixture(scope="module")
def paper(issuer, kinds, fonts, content, marks, when):
    pdf = compose(kinds[KINSHIP], content, marks, fonts)
    return sign(pdf, lambda digest: cms(digest, issuer.key, issuer.certificate), signed_at=when)


def scan(pdf: bytes, *, turn: float, quality: int) -> bytes:
    """The last page as an office scanner gives it."""
    page = raster.pages_at(pdf, 200)[-1]
    image = Image.frombytes("RGB", (page.width, page.height), page.rgb)
    image = image.convert("L").rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def test_a_signed_pdf_is_valid_in_every_point_and_called_a_specimen(paper, issuer, when):
    result = check_paper(paper, issuer.jwks, trusted=[issuer.certificate], now=when)
    assert result.valid, result.why
    assert result.specimen
    assert {finding.point for finding in result.findings} == {Point.READABLE, Point.KEY, Point.CODE, Point.CONTENT, Point.SIGNATURE}


@pytest.mark.parametrize("turn", [0.0, 1.3, -3.0, 90.0, 181.0])
def test_a_skewed_and_compressed_scan_at_200_dpi_is_read(turn, paper, issuer, when, pictures):
    data = scan(paper, turn=turn, quality=40)
    if turn == -3.0:
        (pictures / "scan-200dpi-skewed.jpg").write_bytes(data)
    result = check_paper(data, issuer.jwks, now=when)
    assert result.valid, result.why
    assert result.claims.number == "演公户证字〔2026〕000123号"


def test_a_scan_with_a_spot_on_the_code_is_read(paper, issuer, when):
    page = raster.pages_at(paper, 200)[-1]
    image = Image.frombytes("RGB", (page.width, page.height), page.rgb)
    mm = 200 / 25.4
    spot = Image.new("RGB", (round(8 * mm), round(8 * mm)), (90, 60, 30))
    image.paste(spot, (round(40 * mm), round(250 * mm)))
    out = BytesIO()
    image.save(out, "PNG")
    assert check_paper(out.getvalue(), issuer.jwks, now=when).valid


def test_the_codes_text_alone_is_enough(marks, issuer, when):
    assert check_paper(marks.verification_url, issuer.jwks, now=when).valid
    assert check_paper(marks.verification_url.partition("#")[2], issuer.jwks, now=when).valid


def test_a_paper_past_its_validity_is_named_so(issuer, kinds, sample, when):
    definition = kinds["no-criminal-record"]
    url = issuer.marks(definition, sample("no-criminal-record")).verification_url
    assert check_paper(url, issuer.jwks, now=when).valid
    late = check_paper(url, issuer.jwks, now=when + timedelta(days=91))
    assert not late.valid
    assert "expired" in late.why


def test_an_unknown_key_is_named_so(marks, when):
    result = check_paper(marks.verification_url, {"keys": []}, now=when)
    assert not result.valid
    assert "published" in result.why


def test_other_content_inside_the_pdf_is_found(paper, issuer, when):
    with pikepdf.open(BytesIO(paper)) as document:
        document.attachments[CONTENT_NAME] = pikepdf.AttachedFileSpec(document, b'{"subject":"another"}', filename=CONTENT_NAME)
        out = BytesIO()
        document.save(out)
    result = check_paper(out.getvalue(), issuer.jwks, trusted=[issuer.certificate], now=when)
    assert {finding.point for finding in result.findings if not finding.good} >= {Point.CONTENT, Point.SIGNATURE}


def test_another_papers_code_on_the_page_is_found(kinds, issuer, fonts, content, when):
    other = issuer.marks(kinds[KINSHIP], {**content, "queried_at": "2026-11-24T10:15:00+08:00"})
    pdf = compose(kinds[KINSHIP], content, other, fonts)
    result = check_paper(pdf, issuer.jwks, now=when)
    assert [finding.point for finding in result.findings if not finding.good] == [Point.CONTENT]


def test_an_unsigned_pdf_is_not_accepted_where_certificates_are_known(kinds, issuer, fonts, content, marks, when):
    pdf = compose(kinds[KINSHIP], content, marks, fonts)
    result = check_paper(pdf, issuer.jwks, trusted=[issuer.certificate], now=when)
    assert "not signed" in result.why


@settings(max_examples=30)
@given(st.builds(bytes.__add__, st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]), st.binary(max_size=300)))
def test_junk_is_a_finding_and_never_an_exception(data):
    result = check_paper(data, {"keys": []})
    assert not result.valid
    assert result.why


def test_a_page_without_code_says_so(fonts, kinds, content, issuer):
    assert "no verification code" in check_paper(compose(kinds[KINSHIP], content, None, fonts), issuer.jwks).why


def test_many_seeds_of_noise_are_read(paper, issuer, when):
    page = raster.pages_at(paper, 200)[-1]
    image = Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L")
    dice = random.Random(20261123)
    read = 0
    for _ in range(6):
        turned = image.rotate(dice.uniform(-3, 3), Image.Resampling.BILINEAR, expand=True, fillcolor=255)
        out = BytesIO()
        turned.save(out, "JPEG", quality=40)
        read += check_paper(out.getvalue(), issuer.jwks, now=when).valid
    assert read == 6
