"""SM2 with SM3: the standard's own example, OpenSSL as second witness, and the same payload under both algorithms."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import pem as asn1_pem
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from printing import sm2
from printing.signer import Algorithm, PublicKey, PublicKeyError, from_jwk, to_jwk
from printing.verification import Claims, PayloadError, UntrustedError, payload, read, verify

# GB/T 32918.5-2017, annex A.2
PRIVATE = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
PUBLIC = (
    0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020,
    0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13,
)
MESSAGE = b"message digest"
Z = "B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3"
K = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
R = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
S = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
SIGNATURE = bytes.fromhex(R + S)

CLAIMS = Claims(
    issuer="演示市公安局", number="YS01-2026-000001", kind="family-relationship", subject="张*示", masked_id="150390********0017",
    issued_at=datetime(2026, 11, 23, 2, 15, tzinfo=UTC), expires=None, facts=("2人",), content_sha256=bytes(32), specimen=True,
)  # fmt: skip
KID = "sm2-2026"


def test_the_standards_example_comes_out_to_the_last_digit():
    assert sm2.public_of(PRIVATE) == PUBLIC
    assert sm2.z_value(PUBLIC).hex().upper() == Z
    assert sm2.sign(MESSAGE, PRIVATE, random_bits=lambda _: K) == SIGNATURE
    assert sm2.verify(MESSAGE, SIGNATURE, PUBLIC)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 511), st.sampled_from(["signature", "message", "user"]))
def test_one_flipped_bit_in_signature_message_or_user_id_is_not_accepted(bit, which):
    def flipped(data: bytes) -> bytes:
        place, position = divmod(bit % (8 * len(data)), 8)
        return data[:place] + bytes([data[place] ^ 1 << position]) + data[place + 1 :]

    message = flipped(MESSAGE) if which == "message" else MESSAGE
    signature = flipped(SIGNATURE) if which == "signature" else SIGNATURE
    user_id = flipped(sm2.USER_ID) if which == "user" else sm2.USER_ID
    assert not sm2.verify(message, signature, PUBLIC, user_id=user_id)


@pytest.mark.parametrize("numbers", [(0, 1), (1, 0), (0, 0), (sm2.N, 1), (1, sm2.N), (5, sm2.N - 5)])
def test_numbers_outside_the_range_of_the_standard_are_no_signature(numbers):
    r, s = numbers
    assert not sm2.verify(MESSAGE, r.to_bytes(32, "big") + s.to_bytes(32, "big"), PUBLIC)


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_another_length_is_none(length):
    assert not sm2.verify(MESSAGE, bytes(length), PUBLIC)


@pytest.mark.parametrize("point", [(0, 0), (PUBLIC[0], PUBLIC[1] ^ 1), (PUBLIC[0] + sm2.P, PUBLIC[1])])
def test_a_point_beside_the_curve_is_no_key(point):
    with pytest.raises(sm2.Sm2Error):
        sm2.verify(MESSAGE, SIGNATURE, point)


@pytest.mark.parametrize("number", [0, sm2.N - 1, sm2.N, -1])
def test_a_private_number_outside_its_range_is_refused(number):
    with pytest.raises(sm2.Sm2Error):
        sm2.public_of(number)


@pytest.fixture
def openssl(tmp_path):
    def run(*words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["openssl", *words], cwd=tmp_path, capture_output=True, check=False)

    return run


DISTID = ("-rawin", "-digest", "sm3", "-pkeyopt", f"distid:{sm2.USER_ID.decode()}")


def test_openssl_accepts_our_signatures_and_refuses_another_messages(openssl, tmp_path):
    private = sm2.new_private()
    x, y = sm2.public_of(private)
    parameters = asn1_keys.ECDomainParameters(name="named", value="1.2.156.10197.1.301")
    point = asn1_keys.ECPointBitString.from_coords(x, y)
    info = asn1_keys.PublicKeyInfo({"algorithm": {"algorithm": "ec", "parameters": parameters}, "public_key": point})
    (tmp_path / "public.pem").write_bytes(asn1_pem.armor("PUBLIC KEY", info.dump()))
    signature = sm2.sign(MESSAGE, private)
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    (tmp_path / "signature").write_bytes(der)
    for message, status in ((MESSAGE, 0), (MESSAGE + b"!", 1)):
        (tmp_path / "message").write_bytes(message)
        said = openssl("pkeyutl", "-verify", "-pubin", "-inkey", "public.pem", "-in", "message", "-sigfile", "signature", *DISTID)
        assert said.returncode == status, said.stderr


def test_we_accept_openssls_signatures(openssl, tmp_path):
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", "key.pem")
    (tmp_path / "message").write_bytes(MESSAGE)
    made = openssl("pkeyutl", "-sign", "-inkey", "key.pem", "-in", "message", "-out", "signature", *DISTID)
    assert made.returncode == 0, made.stderr
    point = openssl("pkey", "-in", "key.pem", "-pubout", "-outform", "DER").stdout[-64:]
    public = (int.from_bytes(point[:32], "big"), int.from_bytes(point[32:], "big"))
    r, s = decode_dss_signature((tmp_path / "signature").read_bytes())
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert sm2.verify(MESSAGE, signature, public)
    assert not sm2.verify(MESSAGE + b"!", signature, public)


@pytest.fixture(scope="module")
def text():
    return payload(CLAIMS, lambda data: sm2.sign(data, PRIVATE), KID, Algorithm.SM2)


@pytest.fixture(scope="module")
def key():
    return to_jwk(PublicKey(Algorithm.SM2, *PUBLIC), KID, specimen=True)


def test_a_payload_under_sm2_is_verified_by_its_published_key(text, key):
    assert verify(text, {"keys": [key]}) == CLAIMS
    assert read(text).algorithm is Algorithm.SM2


def test_the_algorithm_number_is_one_for_private_use():
    assert Algorithm.SM2.value < -65536  # RFC 9053 section 2 and the IANA registry of COSE algorithms


def test_the_key_form_names_curve_and_private_algorithm(key):
    assert (key["kty"], key["crv"], key["alg"]) == ("EC", "SM2", "SM2-SM3")
    assert from_jwk(key) == PublicKey(Algorithm.SM2, *PUBLIC)


def test_a_key_of_another_algorithm_does_not_vouch_for_the_payload(text, issuer):
    with pytest.raises(UntrustedError, match="another algorithm"):
        verify(text, {"keys": [{**issuer.jwks["keys"][0], "kid": KID}]})


def test_an_sm2_key_beside_its_curve_vouches_for_nothing(text, key):
    with pytest.raises(UntrustedError, match="not on its curve"):
        verify(text, {"keys": [{**key, "y": key["x"]}]})


@pytest.mark.parametrize("changes", [{"crv": "P-384"}, {"alg": "ES512"}, {"kty": "RSA"}, {"x": 5}, {"x": "AAAA"}, {"x": "!"}, {"y": None}])
def test_a_malformed_published_key_is_refused_with_a_clear_error(key, changes):
    with pytest.raises(PublicKeyError):
        from_jwk({**key, **changes})


def test_an_unknown_algorithm_number_is_no_payload():
    class Other:
        value = -65600

    with pytest.raises(PayloadError, match="algorithm"):
        payload(CLAIMS, lambda _: bytes(64), KID, Other())
