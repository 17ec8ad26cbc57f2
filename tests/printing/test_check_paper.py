"""Checking a paper from a PDF, from a picture, from the code's text."""

from __future__ import annotations

import copy
import hashlib
import json
import random
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from forged_pages import altered, neighbours, shown, with_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from time_stamp_server import time_stamp_service

from printing import definition as definitions
from printing import raster
from printing.archival import CONTENT_NAME, DEFINITION_NAME, VERIFICATION_NAME
from printing.check_paper import Outcome, Point, Seen, check_paper
from printing.document import SlipMarks, compose
from printing.inside_pdf import NotReadable, take_apart
from printing.known import Approval, Known, approval_of
from printing.page_facts import NAME as FACTS_NAME
from printing.signature import cms, sign

KINSHIP = "family-relationship"
MORNING = datetime(2026, 11, 23, 10, 15, tzinfo=timezone(timedelta(hours=8)))
SAMPLES = Path(__file__).parents[2] / "config" / "certificates" / "samples"
HOSTILE = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def when(issuer):
    return issuer.certificate.not_valid_before_utc.replace(month=11, day=23)


@pytest.fixture(scope="module")
def content():
    return json.loads((SAMPLES / f"{KINSHIP}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def marks(issuer, kinds, content):
    return issuer.marks(kinds[KINSHIP], content)


@pytest.fixture(scope="module")
def unsigned(kinds, fonts, content, marks):
    return compose(kinds[KINSHIP], content, marks, fonts)


@pytest.fixture(scope="module")
def signer(issuer, when):
    return lambda pdf: sign(pdf, lambda digest: cms(digest, issuer.key, issuer.certificate), signed_at=when)


@pytest.fixture(scope="module")
def paper(unsigned, signer):
    return signer(unsigned)


@pytest.fixture(scope="module")
def known(issuer, kinds, fonts):
    approvals = tuple(Approval(kind, definition.sha256) for kind, definition in kinds.items())
    return Known(issuer.jwks, signers=[issuer.certificate], approvals=approvals, all_approvals=True, fonts=fonts)


def outcomes(result) -> dict[Point, Outcome]:
    return {finding.point: finding.outcome for finding in result.findings}


def picture_of(pdf: bytes, dpi: float = 200) -> Image.Image:
    page = raster.pages_at(pdf, dpi)[-1]
    return Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L")


def saved(image: Image.Image, kind: str, **options) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def with_attachment(pdf: bytes, name: str, data: bytes | None) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        del document.attachments[name]
        if data is not None:
            document.attachments[name] = pikepdf.AttachedFileSpec(document, data, filename=name)
        out = BytesIO()
        document.save(out)
    return out.getvalue()


# The electronic original


def test_a_signed_pdf_is_good_in_every_point_and_called_a_specimen(paper, known, when):
    result = check_paper(paper, known, now=when)
    assert result.valid, result.why
    assert result.specimen
    assert result.seen is Seen.FILE
    assert outcomes(result) == dict.fromkeys(
        (Point.READABLE, Point.KEY, Point.CODE, Point.CONTENT, Point.DEFINITION, Point.PAGE, Point.SIGNATURE), Outcome.GOOD
    )
    assert "B-B, without a time stamp" in result.findings[-1].says


CERTIFICATES = sorted(file.stem for file in SAMPLES.parent.glob("*.toml"))


def with_pictures(content: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The content with pictures made here in the places of its own; and their bytes by digest."""
    images: dict[str, bytes] = {}
    content = copy.deepcopy(content)
    for index, page in enumerate(content.get("pages", [])):
        data = saved(Image.new("L", (page["width"], page["height"]), 200 + index), "PNG")
        page["image"] = hashlib.sha256(data).hexdigest()
        images[page["image"]] = data
    return content, images


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_the_words_of_every_kind_agree_with_its_page(kind, issuer, fonts, known, when, signer, sample):
    definition = definitions.load(SAMPLES.parent / f"{kind}.toml")
    data, images = with_pictures(sample(kind))
    pdf = signer(compose(definition, data, issuer.marks(definition, data), fonts, images=images))
    result = check_paper(pdf, replace(known, approvals=(Approval(kind, definition.sha256),)), now=when)
    assert result.valid, (result.why, [(one.where(), one.expected, one.found) for one in result.differences])


@pytest.fixture(scope="module")
def pairs(unsigned):
    return neighbours(unsigned)


@pytest.mark.parametrize("change", ["altered", "added", "swapped", "removed"])
def test_one_character_altered_added_swapped_or_removed_on_the_page_is_found(unsigned, pairs, known, when, change):
    """On the unsigned page, so that nothing but the comparison can find it; test_page_text tries many places."""
    number, place, codes, at = random.Random(change).choice(pairs)
    forged = with_string(unsigned, number, place, altered(codes, at, change))
    result = check_paper(forged, known, now=when)
    assert outcomes(result)[Point.PAGE] is Outcome.BAD
    assert {one.page for one in result.differences} == {number + 1}


def test_an_altered_character_is_named_by_its_place_and_not_quoted_in_the_finding(unsigned, pairs, known, when):
    number, place, codes, at = next(one for one in pairs if one[0] == 0)
    run = next(one for one in shown(unsigned) if one[:2] == (number, place))
    forged = with_string(unsigned, number, place, codes[: 2 * at] + codes[2 * at + 2 : 2 * at + 4] + codes[2 * at + 2 :])
    result = check_paper(forged, known, now=when)
    (difference,) = result.differences
    assert (difference.expected, difference.found) == (run[3][at], run[3][at + 1])
    assert difference.where() in result.why
    assert run[3] not in result.why
    assert run[3] not in repr(result)


def test_a_page_taken_out_put_twice_or_out_of_order_is_found(unsigned, known, when):
    with pikepdf.open(BytesIO(unsigned)) as document:
        count = len(document.pages)
    for order in ([*range(count), 0], [count - 1, *range(count)], [count - 1] * 2):
        with pikepdf.open(BytesIO(unsigned)) as document, pikepdf.new() as other:
            for index in order:
                document.pages[index].obj.Annots = pikepdf.Array()
                other.pages.append(document.pages[index])
            for name in document.attachments:
                other.attachments[name] = pikepdf.AttachedFileSpec(other, document.attachments[name].get_file().read_bytes(), filename=name)
            out = BytesIO()
            other.save(out)
        assert outcomes(check_paper(out.getvalue(), known, now=when))[Point.PAGE] is Outcome.BAD


@pytest.mark.parametrize("subtype", ["/FreeText", "/Stamp", "/Square"])
def test_something_laid_over_the_page_is_found(unsigned, known, when, subtype):
    with pikepdf.open(BytesIO(unsigned)) as document:
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(subtype), Rect=[100, 600, 200, 650])
        document.pages[0].obj.Annots = pikepdf.Array([*document.pages[0].obj.get("/Annots", []), document.make_indirect(note)])
        out = BytesIO()
        document.save(out)
    result = check_paper(out.getvalue(), known, now=when)
    assert outcomes(result)[Point.PAGE] is Outcome.BAD
    assert "annotation" in result.why


def test_a_picture_laid_over_the_page_is_found(unsigned, known, when):
    with pikepdf.open(BytesIO(unsigned)) as document:
        page = document.pages[0]
        picture = document.make_stream(b"\xff", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1)
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        page.add_resource(picture, pikepdf.Name.XObject, pikepdf.Name("/Over"))
        page.contents_add(b"q 100 0 0 20 100 600 cm /Over Do Q")
        out = BytesIO()
        document.save(out)
    result = check_paper(out.getvalue(), known, now=when)
    assert outcomes(result)[Point.PAGE] is Outcome.BAD
    assert "pictures" in result.why


def test_other_content_inside_the_pdf_is_found(paper, known, when):
    result = check_paper(with_attachment(paper, CONTENT_NAME, b'{"subject":"another"}'), known, now=when)
    assert outcomes(result)[Point.CONTENT] is Outcome.BAD
    assert outcomes(result)[Point.SIGNATURE] is Outcome.BAD


@pytest.mark.parametrize("name", [CONTENT_NAME, VERIFICATION_NAME, DEFINITION_NAME, FACTS_NAME])
@pytest.mark.parametrize("data", [None, b"", b"\xff\xfe", b"{}", b"[" * 5000, b'id = "x"'])
def test_a_missing_or_damaged_file_inside_the_pdf_is_never_passed_over(unsigned, known, when, name, data):
    result = check_paper(with_attachment(unsigned, name, data), known, now=when)
    assert not replace(result, findings=tuple(one for one in result.findings if one.point is not Point.SIGNATURE)).valid


def test_another_papers_code_on_the_page_is_found(kinds, issuer, fonts, content, known, when):
    other = issuer.marks(kinds[KINSHIP], {**content, "queried_at": "2026-11-24T10:15:00+08:00"})
    result = check_paper(compose(kinds[KINSHIP], content, other, fonts), known, now=when)
    assert {point for point, outcome in outcomes(result).items() if outcome is Outcome.BAD} == {Point.CONTENT, Point.SIGNATURE}


def test_a_definition_that_the_archive_never_approved_is_found(paper, known, when):
    assert outcomes(check_paper(paper, replace(known, approvals=()), now=when))[Point.DEFINITION] is Outcome.BAD


def test_a_definition_that_is_only_unknown_here_is_said_to_be_so(paper, known, when):
    result = check_paper(paper, replace(known, approvals=(), all_approvals=False), now=when)
    assert outcomes(result)[Point.DEFINITION] is Outcome.OPEN
    assert "not known here" in next(one.says for one in result.findings if one.point is Point.DEFINITION)
    assert result.valid


@pytest.mark.parametrize("days", [(-10, -5), (5, None)])
def test_a_definition_approved_at_another_time_does_not_cover_the_paper(paper, known, when, days):
    since, until = (None if one is None else when + timedelta(days=one) for one in days)
    approvals = tuple(replace(one, since=since, until=until) for one in known.approvals)
    assert outcomes(check_paper(paper, replace(known, approvals=approvals), now=when))[Point.DEFINITION] is Outcome.BAD


def test_an_altered_definition_is_found_even_where_definitions_are_not_known(unsigned, kinds, known, when):
    source = kinds[KINSHIP].source.replace("特此证明".encode(), "特此证实".encode())
    result = check_paper(with_attachment(unsigned, DEFINITION_NAME, source), replace(known, approvals=(), all_approvals=False), now=when)
    assert outcomes(result)[Point.PAGE] is Outcome.BAD


def test_without_fonts_or_certificates_the_check_says_what_it_left_out(paper, issuer, when):
    result = check_paper(paper, Known(issuer.jwks), now=when)
    assert {point for point, outcome in outcomes(result).items() if outcome is Outcome.OPEN} == {
        Point.DEFINITION,
        Point.PAGE,
        Point.SIGNATURE,
    }


def test_an_unsigned_pdf_is_not_accepted_where_certificates_are_known(unsigned, known, when):
    result = check_paper(unsigned, known, now=when)
    assert "not signed" in result.why


def test_a_time_stamp_is_shown_and_judged(unsigned, issuer, known, when, tmp_path):
    with time_stamp_service(tmp_path) as service:
        stamper = RequestsHTTPTimeStamper(service.url)
        pdf = sign(unsigned, lambda digest: cms(digest, issuer.key, issuer.certificate, stamper), signed_at=when)
        assert outcomes(check_paper(pdf, known, now=when))[Point.TIME_STAMP] is Outcome.OPEN
        result = check_paper(pdf, replace(known, time_stampers=[service.authority]), now=when)
        assert outcomes(result)[Point.TIME_STAMP] is Outcome.GOOD
        assert "PAdES B-T" in next(one.says for one in result.findings if one.point is Point.SIGNATURE)
        strange = check_paper(pdf, replace(known, time_stampers=[issuer.certificate]), now=when)
        assert outcomes(strange)[Point.TIME_STAMP] is Outcome.BAD


def test_a_preview_is_called_one(fonts, kinds, content, known):
    assert "a preview" in check_paper(compose(kinds[KINSHIP], content, None, fonts, unit="演示市公安局"), known).why


def test_the_published_list_of_definitions_is_read_or_refused():
    entry = {"kind": "birth", "sha256": "0" * 64, "from": "2026-01-01T00:00:00+08:00", "until": None}
    assert approval_of(entry).until is None
    for wrong in ({}, {**entry, "from": "soon"}, {**entry, "kind": 5}, {**entry, "until": 5}):
        with pytest.raises(ValueError, match=r"not an approved definition|Invalid isoformat"):
            approval_of(wrong)


# Pictures of a paper, and the code's text


@pytest.mark.parametrize("turn", [0.0, 1.3, -3.0, 90.0, 181.0])
def test_a_skewed_and_compressed_scan_at_200_dpi_is_read(turn, paper, known, when, pictures):
    image = picture_of(paper).rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    data = saved(image, "JPEG", quality=40)
    if turn == -3.0:
        (pictures / "scan-200dpi-skewed.jpg").write_bytes(data)
    result = check_paper(data, known, now=when)
    assert result.valid, result.why
    assert result.seen is Seen.CODE
    assert result.claims.number == "演公户证字〔2026〕000123号"


def test_a_photo_from_an_angle_in_uneven_light_and_slightly_blurred_is_read(paper, known, when, pictures):
    page = picture_of(paper, 220)  # a phone of 9 megapixels that sees a little more than the page
    width, height = page.size
    corners = (0, 0, 30, height, width - 45, height - 25, width, 40)  # what the upper left, lower left, ... corner shows
    photo = page.transform((width, height), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    light = Image.linear_gradient("L").resize(photo.size).point(lambda value: 110 + value * 145 // 255)
    photo = ImageChops.multiply(photo, light).filter(ImageFilter.GaussianBlur(1.2)).convert("RGB")
    data = saved(photo, "JPEG", quality=60)
    (pictures / "photo-of-a-paper.jpg").write_bytes(data)
    assert check_paper(data, known, now=when).valid


def test_a_scan_with_a_spot_on_the_code_is_read(paper, known, when):
    image = picture_of(paper)
    left, upper, right, lower = Image.eval(image, lambda value: 255 - value).crop((200, 1700, 560, 2240)).getbbox()
    draw = ImageDraw.Draw(image)
    middle = (200 + (left + right) / 2, 1700 + (upper + lower) / 2)
    draw.ellipse([middle[0] - 30, middle[1] - 30, middle[0] + 30, middle[1] + 30], fill=90)
    assert check_paper(saved(image, "PNG"), known, now=when).valid


def test_a_scan_inside_a_pdf_is_as_good_as_a_picture_and_called_so(paper, known, when):
    result = check_paper(saved(picture_of(paper), "PDF", resolution=200), known, now=when)
    assert result.valid, result.why
    assert result.seen is Seen.CODE
    assert outcomes(result)[Point.PAGE] is Outcome.OPEN


def test_the_codes_text_alone_is_enough(marks, known, when):
    assert check_paper(marks.verification_url, known, now=when).valid
    assert check_paper(marks.verification_url.partition("#")[2], known, now=when).valid


def test_a_slips_code_is_no_payload(fonts, sample, known):
    slip = definitions.load(SAMPLES.parent / "slips" / "acceptance.toml")
    marks = SlipMarks("YS-H-2026-000001", MORNING, "WH-0001", "演示市公安局", True)
    pdf = compose(slip, sample("acceptance"), marks, fonts)
    result = check_paper(pdf, known)
    assert not result.valid
    assert result.claims is None


def test_a_paper_past_its_validity_is_named_so(issuer, kinds, sample, known, when):
    definition = kinds["no-criminal-record"]
    url = issuer.marks(definition, sample("no-criminal-record")).verification_url
    assert check_paper(url, known, now=when).valid
    late = check_paper(url, known, now=when + timedelta(days=91))
    assert not late.valid
    assert "expired" in late.why


def test_an_unknown_key_is_named_so(marks, known, when):
    result = check_paper(marks.verification_url, replace(known, jwks={"keys": []}), now=when)
    assert not result.valid
    assert "published" in result.why


# Hostile files

HEADS = st.sampled_from(
    [b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"]
)


@HOSTILE
@given(st.builds(bytes.__add__, HEADS, st.binary(max_size=300)))
def test_junk_is_a_finding_and_never_an_exception(data):
    result = check_paper(data, Known({"keys": []}))
    assert not result.valid
    assert result.why


@HOSTILE
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 7)), min_size=1, max_size=40))
def test_a_paper_with_flipped_bits_is_a_finding_and_never_an_exception(paper, flips):
    data = bytearray(paper)
    for share, bit in flips:
        data[int(share * len(data))] ^= 1 << bit
    with suppress(NotReadable):
        inside = take_apart(bytes(data))
        assert inside.pages is None or all(page.runs is not None for page in inside.pages)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 7)), min_size=1, max_size=5))
def test_a_paper_with_flipped_bits_is_judged_to_the_end(paper, known, when, flips):
    data = bytearray(paper)
    for share, bit in flips:
        data[int(share * len(data))] ^= 1 << bit
    assert check_paper(bytes(data), known, now=when).findings


def test_a_file_that_unpacks_to_more_than_the_machine_holds_is_refused_unopened():
    bomb = zlib.compress(bytes(300 * 1024 * 1024), 1)
    with pikepdf.new() as document:
        page = document.add_blank_page()
        page.Contents = pikepdf.Stream(document, bomb, Filter=pikepdf.Name.FlateDecode)
        out = BytesIO()
        document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(out.getvalue()) < 2 * 1024 * 1024
    assert "unreasonable size" in check_paper(out.getvalue(), Known({"keys": []})).why


def test_a_form_that_draws_itself_is_a_finding(unsigned, known, when):
    with pikepdf.open(BytesIO(unsigned)) as document:
        page = document.pages[0]
        form = document.make_stream(b"/Self Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Self=form))
        page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name("/Self"))
        page.contents_add(b"/Self Do")
        out = BytesIO()
        document.save(out)
    assert outcomes(check_paper(out.getvalue(), known, now=when))[Point.PAGE] is Outcome.BAD


def test_a_file_of_unreasonable_size_is_refused():
    assert "larger than" in check_paper(bytes(41 * 1024 * 1024), Known({"keys": []})).why


def test_many_seeds_of_noise_are_read(paper, known, when):
    image = picture_of(paper)
    dice = random.Random(20261123)
    read = 0
    for _ in range(6):
        turned = image.rotate(dice.uniform(-3, 3), Image.Resampling.BILINEAR, expand=True, fillcolor=255)
        read += check_paper(saved(turned, "JPEG", quality=40), known, now=when).valid
    assert read == 6
