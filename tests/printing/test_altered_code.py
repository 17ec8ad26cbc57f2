"""A code of ours that was altered is told from no code and from somebody else's."""

from __future__ import annotations

import base64
import json
import random
import string
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printing import cbor, raster
from printing.altered_code import was_ours
from printing.check_paper import Point, check_paper
from printing.document import compose
from printing.find_code import best
from printing.known import Known
from printing.qr_symbol import signed_modules
from printing.signer import Algorithm
from printing.verification import Claims, PayloadError, payload, read, url

KINSHIP = "family-relationship"
FACTS = ("父女", "张*")
CLAIMS = Claims(
    "演示市公安局", "演公户证字〔2026〕000123号", KINSHIP, "张*宁", "150390********0018", datetime(2026, 11, 23, tzinfo=UTC), None, FACTS,
    bytes(range(32)), True,
)  # fmt: skip
SIGNATURE = random.Random(7).randbytes(64)
PAYLOADS = [payload(CLAIMS, lambda _: SIGNATURE, "kid-1", algorithm) for algorithm in Algorithm]
OURS = PAYLOADS[0]
CODE = "7K3M9QXZ2B4C8DEF"
BASE64URL = string.ascii_letters + string.digits + "-_"
FOREIGN = [
    "https://example.com/",
    "https://example.com/v/#top",
    "https://example.com/v/abcdefg#AAAA",
    f"https://verify.example/v/{CODE}",
    "WIFI:T:WPA;S:hall;P:geheim;;",
    "HZ-2026-000123",
    "150390199001020017",
    "",
    "#",
    "x" * 50_000,
    base64.urlsafe_b64encode(b"A text about many things, as any kiosk has: bank, task, mask, said, aim, answer. " * 4).decode(),
    base64.urlsafe_b64encode(json.dumps({"an": "x", "ask": "y", "air": [1, 2, 3], "note": "nothing of ours"}).encode() * 4).decode(),
]


def readable(text: str) -> bool:
    try:
        read(text)
    except PayloadError:
        return False
    return True


def picture(*texts: str) -> bytes:
    """A page with these symbols one below the other."""
    page = Image.new("L", (900, 900 * max(1, len(texts))), 255)
    for place, text in enumerate(texts):
        rows = signed_modules(text)
        symbol = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
        page.paste(symbol.resize((len(rows) * 6, len(rows) * 6), Image.Resampling.NEAREST), (60, 60 + 900 * place))
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def known(issuer) -> Known:
    return Known(issuer.jwks)


@given(st.sampled_from(PAYLOADS), st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(BASE64URL)), min_size=1, max_size=3))
def test_a_payload_with_some_characters_changed_still_looks_like_ours(ours: str, changes: list[tuple[int, str]]) -> None:
    text = ours
    for place, character in changes:
        place %= len(text)
        text = text[:place] + character + text[place + 1 :]
    assert readable(text) or was_ours(text)


@given(st.sampled_from(PAYLOADS), st.integers(0, 10_000), st.sampled_from("+/=. é\u200b") | st.sampled_from(BASE64URL), st.booleans())
def test_a_payload_with_a_character_put_in_or_taken_out_still_looks_like_ours(ours: str, place: int, character: str, put: bool) -> None:
    place %= len(ours)
    text = ours[:place] + (character if put else "") + ours[place + (0 if put else 1) :]
    assert readable(text) or was_ours(text)


@given(st.sampled_from(PAYLOADS), st.floats(0.55, 0.999))
def test_a_payload_cut_off_on_either_side_still_looks_like_ours(ours: str, share: float) -> None:
    length = int(len(ours) * share)
    assert was_ours(ours[:length])
    assert was_ours(ours[-length:])


@given(st.text(max_size=300))
def test_whatever_stands_behind_our_address_it_is_a_code_of_ours(fragment: str) -> None:
    assert was_ours(f"https://verify.example/v/{CODE}#{fragment}")
    assert was_ours(url("verify.example", CODE.lower().replace("7", "O"), fragment))


@pytest.mark.parametrize("text", FOREIGN)
def test_somebody_elses_code_does_not_look_like_ours(text: str) -> None:
    assert not was_ours(text)


@given(st.binary(min_size=30, max_size=400))
def test_random_bytes_do_not_look_like_ours(data: bytes) -> None:
    assert not was_ours(base64.urlsafe_b64encode(data).rstrip(b"=").decode())


@given(st.dictionaries(st.integers(1, 40), st.text(max_size=30) | st.integers(0, 2**31) | st.binary(max_size=40), max_size=8))
def test_somebody_elses_cose_sign1_does_not_look_like_ours(claims: dict[int, object]) -> None:
    envelope = [cbor.dumps({1: -7, 4: b"their-key"}), {}, cbor.dumps(claims), SIGNATURE]
    assert not was_ours(base64.urlsafe_b64encode(cbor.dumps(envelope)).rstrip(b"=").decode())


@given(st.text())
def test_any_text_is_judged_without_an_exception(text: str) -> None:
    assert was_ours(text) in (True, False)


def test_a_genuine_code_comes_before_an_altered_one_wherever_it_stands() -> None:
    broken = OURS[:100] + "A" + OURS[102:]
    assert best(["hello", broken, OURS]) == best([OURS, broken]) == OURS
    assert best(["hello", broken]) == broken
    assert best(["hello"]) is None


ALTERED = [
    url("verify.example", CODE, OURS[:50] + "A" + OURS[52:]),
    url("verify.example", CODE, OURS[:-30]),
    url("verify.example", CODE, "not=a=payload"),
    url("verify.example", CODE, ""),
    OURS[:50] + "A" + OURS[52:],
]


@pytest.mark.parametrize("text", ALTERED)
def test_a_picture_with_an_altered_code_is_not_genuine(text: str, known: Known) -> None:
    assert not readable(text)
    result = check_paper(picture("https://example.com/", text), known)
    assert (result.altered, result.nothing, result.valid, result.claims) == (True, False, False, None)
    assert result.findings[0].point is Point.READABLE
    assert result.why.startswith("the code's payload cannot be read: ")


@pytest.mark.parametrize("texts", [(), ("https://example.com/",), ("HZ-2026-000123",), (f"https://verify.example/v/{CODE}",)])
def test_a_picture_without_a_code_or_with_somebody_elses_is_nothing_to_verify(texts: tuple[str, ...], known: Known) -> None:
    result = check_paper(picture(*texts), known)
    assert (result.nothing, result.altered, result.valid) == (True, False, False)
    assert result.why == "no verification code was found in the picture"


@pytest.mark.parametrize("scanned", [False, True])
def test_a_pdf_with_an_altered_code_is_not_genuine(scanned: bool, kinds, fonts, issuer, sample, known: Known) -> None:
    content = sample(KINSHIP)
    marks = issuer.marks(kinds[KINSHIP], content)
    place = marks.verification_url.index("#") + 60
    text = marks.verification_url[:place] + "AAAA" + marks.verification_url[place + 4 :]
    pdf = compose(kinds[KINSHIP], content, replace(marks, verification_url=text), fonts)
    if scanned:
        page = raster.pages_at(pdf, 200)[-1]
        out = BytesIO()
        Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L").save(out, "PDF", resolution=200)
        pdf = out.getvalue()
    result = check_paper(pdf, known)
    assert (result.altered, result.nothing, result.valid) == (True, False, False)
