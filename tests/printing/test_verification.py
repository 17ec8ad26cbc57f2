"""The signed payload: what goes in comes out, and nothing else gets in."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from printing import cbor
from printing.issued import LONGEST_URL
from printing.signer import Algorithm
from printing.verification import LONGEST_HOST, LONGEST_ISSUER, Claims, PayloadError, UntrustedError, jwk, payload, read, url, verify

KID = "specimen-2026"
CLAIMS = Claims(
    issuer="演示市公安局",
    number="演公户证字〔2026〕000123号",
    kind="family-relationship",
    subject="张*示",
    masked_id="150390********0017",
    issued_at=datetime(2026, 11, 23, 2, 15, tzinfo=UTC),
    expires=None,
    facts=("2人", "父亲张*国", "母亲李*英"),
    content_sha256=bytes(range(32)),
    specimen=True,
)


def pack(text_or_bytes: bytes) -> str:
    return base64.urlsafe_b64encode(text_or_bytes).rstrip(b"=").decode()


@st.composite
def claims(draw: st.DrawFn) -> Claims:
    moments = st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(lambda one: one.replace(microsecond=0))
    words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    return Claims(
        draw(words), draw(words), draw(words), draw(words), draw(words), draw(moments), draw(st.none() | moments),
        tuple(draw(st.lists(st.text("父母子女张李*", max_size=5), max_size=4))),
        draw(st.binary(min_size=32, max_size=32)), draw(st.booleans()),
    )  # fmt: skip


@given(claims())
def test_what_was_signed_is_what_is_read(made):
    text = payload(made, lambda _: bytes(64), KID)
    assert read(text).claims == made
    assert read(url("verify.demo.example", "7K3M9QXZ2B4C8DEF", text)).claims == made


@given(st.text(max_size=400))
@example("https://verify.demo.example/v/7K3M9QXZ2B4C8DEF#")
@example("x" * 100_000)
def test_hostile_text_raises_payload_error_and_nothing_else(text):
    with pytest.raises(PayloadError):
        read(text)


@given(st.binary(max_size=600))
@example(bytes.fromhex("d81c81d81d00"))  # a list that holds itself
@example(b"\x9b" + b"\xff" * 8)  # an array of 2**64 - 1 items
@example(b"\x5b\x80" + bytes(7))  # a byte string of 2**63 bytes
@example(b"\x81" * 600)  # 600 arrays in each other
@example(cbor2.dumps(cbor2.CBORTag(35, "(a+)+$")))  # a regular expression
def test_hostile_bytes_raise_payload_error_and_nothing_else(data):
    with pytest.raises(PayloadError):
        read(pack(data))


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4)))
def test_any_body_in_a_well_formed_envelope_raises_payload_error_only(body):
    header = cbor.dumps({1: -7, 4: b"k"})
    with pytest.raises(PayloadError):
        read(pack(cbor2.dumps([header, {}, cbor2.dumps(body), bytes(64)])))


@given(st.integers(min_value=0), st.integers(0, 7))
def test_one_flipped_bit_is_never_trusted(issuer, position, bit):
    text = payload(CLAIMS, issuer.sign, KID)
    data = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    data[position % len(data)] ^= 1 << bit
    with pytest.raises(PayloadError):
        verify(pack(bytes(data)), issuer.jwks)


def test_the_envelope_is_the_one_of_the_architecture(issuer):
    text = payload(CLAIMS, issuer.sign, KID)
    protected, unprotected, body, signature = cbor2.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    assert cbor2.loads(protected) == {1: -7, 4: KID.encode()}
    assert unprotected == {}
    assert set(cbor2.loads(body)) == {1, 6, "n", "k", "s", "i", "f", "d", "t"}
    assert len(signature) == 64


def test_a_published_key_verifies_offline(issuer):
    assert verify(payload(CLAIMS, issuer.sign, KID), issuer.jwks) == CLAIMS


def test_an_unknown_key_id_is_untrusted(issuer):
    with pytest.raises(UntrustedError, match="published"):
        verify(payload(CLAIMS, issuer.sign, "another"), issuer.jwks)


def test_a_key_outside_its_time_is_untrusted(issuer):
    key = {**issuer.jwks["keys"][0], "exp": int((CLAIMS.issued_at - timedelta(days=1)).timestamp())}
    with pytest.raises(UntrustedError, match="outside the time"):
        verify(payload(CLAIMS, issuer.sign, KID), {"keys": [key]})


def test_a_specimen_key_cannot_sign_a_real_paper(issuer):
    real = jwk(issuer.key.public_key(), KID, specimen=False)
    with pytest.raises(UntrustedError, match="specimens"):
        verify(payload(CLAIMS, issuer.sign, KID), {"keys": [real]})


def test_facts_longer_than_sixty_bytes_are_refused(issuer):
    long = Claims(**{**{name: getattr(CLAIMS, name) for name in CLAIMS.__slots__}, "facts": ("父" * 21,)})
    with pytest.raises(PayloadError, match="60 bytes"):
        payload(long, issuer.sign, KID)


def test_repr_shows_no_personal_data():
    assert CLAIMS.subject not in repr(CLAIMS)
    assert CLAIMS.masked_id not in repr(CLAIMS)


# The whole text


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_the_longest_names_that_are_let_through_stay_within_the_longest_url(algorithm):
    longest = replace(
        CLAIMS, issuer="局" * (LONGEST_ISSUER // 3), number="Z" * 40, kind="k" * 40, subject="𠀀*𠀀",
        expires=CLAIMS.issued_at, facts=("二",) * 20,
    )  # fmt: skip
    text = payload(longest, lambda _: bytes(64), "0a1b2c3d", algorithm)
    assert len(url("h" * LONGEST_HOST, "7K3M9QXZ2B4C8DEF", text)) <= LONGEST_URL
