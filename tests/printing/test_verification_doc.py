"""The worked example of docs/verification.md, computed anew."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from printing import cbor, sm2
from printing.canonical import canonical, content_digest
from printing.signer import Algorithm, PublicKey, to_jwk
from printing.verification import Claims, jwk, payload, read, verify

DOC = Path(__file__).parents[2] / "docs" / "verification.md"
KEY = ec.derive_private_key(20261123, ec.SECP256R1())
SM2_KEY = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8  # GB/T 32918.5-2017, annex A.2
SM2_RANDOM = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21


@pytest.fixture(scope="module")
def blocks():
    found = re.findall(r"^```([a-z0-9-]+)\n(.*?)\n```$", DOC.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return dict(found)


@pytest.fixture(scope="module")
def claims(blocks):
    return Claims(
        issuer="演示市公安局", number="YS01-2026-000123", kind="family-relationship", subject="张*宁", masked_id="150390********0018",
        issued_at=datetime(2026, 11, 24, 1, 30, tzinfo=UTC), expires=None, facts=("2人", "父亲张*国"),
        content_sha256=content_digest(json.loads(blocks["content"])), specimen=True,
    )  # fmt: skip


def es256(data: bytes) -> bytes:
    r, s = decode_dss_signature(KEY.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def test_the_content_is_canonical_and_has_the_digest_named(blocks):
    content = json.loads(blocks["content"])
    assert canonical(content).decode() == blocks["content"]
    assert content_digest(content).hex() == blocks["digest"]


def test_the_payload_is_made_of_the_parts_shown(blocks, claims):
    protected, body, signature = (bytes.fromhex(blocks[name]) for name in ("protected", "claims", "signature"))
    assert bytes.fromhex(blocks["signed"]) == cbor.dumps(["Signature1", protected, b"", body])
    envelope = cbor.dumps([protected, {}, body, signature])
    assert base64.urlsafe_b64encode(envelope).rstrip(b"=").decode() == blocks["payload"]
    assert payload(claims, es256, "0a1b2c3d") == blocks["payload"]
    assert read(blocks["payload"]).claims == claims


def test_the_claims_map_is_the_one_of_the_table(blocks):
    assert cbor.loads(bytes.fromhex(blocks["claims"])) == {
        1: "演示市公安局", 6: 1795483800, "d": bytes.fromhex(blocks["digest"]), "f": ["2人", "父亲张*国"], "i": "150390********0018",
        "k": "family-relationship", "n": "YS01-2026-000123", "s": "张*宁", "t": True,
    }  # fmt: skip


def test_the_published_key_verifies_it(blocks, claims):
    key = json.loads(blocks["key"])
    assert key == jwk(KEY.public_key(), "0a1b2c3d", specimen=True)
    assert verify(blocks["payload"], {"keys": [key]}) == claims


def test_the_same_under_sm2(blocks, claims):
    made = payload(claims, lambda data: sm2.sign(data, SM2_KEY, random_bits=lambda _: SM2_RANDOM), "5e6f7a8b", Algorithm.SM2)
    assert made == blocks["sm2-payload"]
    key = json.loads(blocks["sm2-key"])
    assert key == to_jwk(PublicKey(Algorithm.SM2, *sm2.public_of(SM2_KEY)), "5e6f7a8b", specimen=True)
    assert verify(blocks["sm2-payload"], {"keys": [key]}) == claims
    assert cbor.loads(bytes.fromhex(blocks["sm2-protected"])) == {1: -65537, 4: b"5e6f7a8b"}
    assert bytes.fromhex(blocks["sm2-protected"]) in base64.urlsafe_b64decode(made + "=" * (-len(made) % 4))
