from __future__ import annotations

import hashlib
import stat
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto.cms import ContentInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from archive.keys import code_sha256, load_or_make, normal_code

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    first = load_or_make(tmp_path / "keys", NOW)
    again = load_or_make(tmp_path / "keys", datetime(2027, 1, 1, tzinfo=UTC))
    assert first.jwks() == again.jwks()
    assert first.code("k" * 8, "YS01-2026-000001") == again.code("k" * 8, "YS01-2026-000001")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "keys").iterdir()} == {0o600}


def test_the_published_key_says_that_it_signs_specimens_and_since_when(tmp_path: Path) -> None:
    (key,) = load_or_make(tmp_path, NOW).jwks()["keys"]
    assert key["specimen"] is True
    assert key["nbf"] == int(NOW.timestamp())
    assert key["exp"] > key["nbf"]
    assert key["kid"]
    assert "d" not in key


def test_the_documents_certificate_names_the_fictitious_bureau_and_signs_documents_only(tmp_path: Path) -> None:
    certificate = load_or_make(tmp_path, NOW).document_certificate
    assert "演示市公安局" in certificate.subject.rfc4514_string()
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment
    assert not usage.key_cert_sign


def test_the_cms_signs_the_digest_with_the_documents_key(tmp_path: Path) -> None:
    keys = load_or_make(tmp_path, NOW)
    digest = hashlib.sha256(b"page").digest()
    signed = ContentInfo.load(keys.cms(digest))["content"]
    (signer,) = signed["signer_infos"]
    attributes = {attribute["type"].native: attribute["values"][0] for attribute in signer["signed_attrs"]}
    assert attributes["message_digest"].native == digest
    assert "signing_certificate_v2" in attributes
    public = keys.document_certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(signer["signature"].native, signer["signed_attrs"].untag().dump(), ec.ECDSA(hashes.SHA256()))


def test_codes_are_sixteen_crockford_characters_and_differ_by_number_and_archive(tmp_path: Path) -> None:
    keys, others = load_or_make(tmp_path / "one", NOW), load_or_make(tmp_path / "two", NOW)
    codes = {keys.code("same-key", f"YS01-2026-{count:06}") for count in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 16 and normal_code(code) == code for code in codes)
    assert others.code("same-key", "YS01-2026-000000") not in codes


def test_a_code_typed_by_hand_is_read_as_crockford_reads_it() -> None:
    assert normal_code("o1il-abcd-efgh-jkmn") == "0111ABCDEFGHJKMN"
    assert normal_code("ABC") is None
    assert normal_code("U" * 16) is None
    assert len(code_sha256("0111ABCDEFGHJKMN")) == 64
