from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto.cms import ContentInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner

from archive.key_commands import app
from archive.key_files import KeyFault
from archive.keys import Keys, code_sha256, load, load_or_make, new_document_key, new_payload_key, normal_code, retire
from archive.problems import Problem, Refusal
from printing.signer import Algorithm, PublicKey
from printing.verification import Claims, UntrustedError, payload, verify

NOW = datetime(2026, 11, 24, tzinfo=UTC)
YEAR = timedelta(days=365)


def claims(moment: datetime) -> Claims:
    return Claims("演示市公安局", "YS01-2026-000001", "birth", "张*示", "150390********0017", moment, None, ("1",), bytes(32), True)


def signed(keys: Keys, moment: datetime) -> str:
    signer = keys.signer(moment)
    return payload(claims(moment), signer.sign, signer.kid, signer.algorithm)


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


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_key_survives_its_file_and_openssl_reads_it_too(tmp_path: Path, algorithm: Algorithm) -> None:
    load_or_make(tmp_path, NOW)
    made = new_payload_key(tmp_path, algorithm, NOW + YEAR)
    loaded = next(key for key in load(tmp_path).payload_keys if key.kid == made.kid)
    assert loaded.algorithm is algorithm
    assert loaded.jwk == made.jwk
    file = loaded.facts_file.with_suffix(".pem")
    der = subprocess.run(["openssl", "pkey", "-in", file, "-pubout", "-outform", "DER"], capture_output=True, check=True).stdout
    assert hashlib.sha256(der).hexdigest()[:8] == made.kid
    public = PublicKey(algorithm, int.from_bytes(der[-64:-32], "big"), int.from_bytes(der[-32:], "big"))
    assert public.verifies(b"data", loaded.sign(b"data"))


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_after_rotation_the_new_key_signs_and_old_papers_still_verify(tmp_path: Path, algorithm: Algorithm) -> None:
    old = load_or_make(tmp_path, NOW)
    paper = signed(old, NOW)
    new = new_payload_key(tmp_path, algorithm, NOW + YEAR)
    both = load(tmp_path)
    assert both.signer(NOW + YEAR - timedelta(seconds=1)).kid == old.signer(NOW).kid
    assert both.signer(NOW + YEAR).kid == new.kid
    assert {key["kid"] for key in both.jwks()["keys"]} == {old.signer(NOW).kid, new.kid}
    assert verify(paper, both.jwks()).issued_at == NOW
    assert verify(signed(both, NOW + YEAR), both.jwks()).issued_at == NOW + YEAR


def test_a_retired_key_signs_nothing_more_and_vouches_only_for_what_it_signed_before(tmp_path: Path) -> None:
    keys = load_or_make(tmp_path, NOW)
    key = keys.signer(NOW)
    paper = signed(keys, NOW)
    retire(key, NOW + timedelta(days=1))
    after = load(tmp_path)
    with pytest.raises(Refusal) as refusal:
        after.signer(NOW + timedelta(days=1))
    assert refusal.value.problem is Problem.NOT_READY
    assert verify(paper, after.jwks()).issued_at == NOW
    late = NOW + timedelta(days=2)
    with pytest.raises(UntrustedError, match="outside the time"):
        verify(payload(claims(late), key.sign, key.kid, key.algorithm), after.jwks())


def test_a_key_that_never_began_never_begins_after_retiring(tmp_path: Path) -> None:
    load_or_make(tmp_path, NOW)
    retire(new_payload_key(tmp_path, Algorithm.ES256, NOW + YEAR), NOW)
    assert all(key.until <= key.since or key.since == NOW for key in load(tmp_path).payload_keys)


def test_a_new_document_key_signs_from_its_day_and_all_certificates_are_published(tmp_path: Path) -> None:
    first = load_or_make(tmp_path, NOW)
    made = new_document_key(tmp_path, NOW + YEAR)
    both = load(tmp_path)
    digest = hashlib.sha256(b"page").digest()
    serials = [_signer_serial(both.cms(digest, moment)) for moment in (NOW, NOW + YEAR)]
    assert serials == [first.document_keys[0].certificate.serial_number, made.certificate.serial_number]
    assert [one.serial_number for one in x509.load_pem_x509_certificates(both.document_certificates())] == serials


def _signer_serial(cms: bytes) -> int:
    (signer,) = ContentInfo.load(cms)["content"]["signer_infos"]
    return int(signer["sid"].chosen["serial_number"].native)


def test_the_documents_certificate_names_the_fictitious_bureau_and_signs_documents_only(tmp_path: Path) -> None:
    certificate = load_or_make(tmp_path, NOW).document_keys[0].certificate
    assert "演示市公安局" in certificate.subject.rfc4514_string()
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment
    assert not usage.key_cert_sign


def test_the_cms_signs_the_digest_with_the_documents_key(tmp_path: Path) -> None:
    keys = load_or_make(tmp_path, NOW)
    digest = hashlib.sha256(b"page").digest()
    signed_data = ContentInfo.load(keys.cms(digest, NOW))["content"]
    (signer,) = signed_data["signer_infos"]
    attributes = {attribute["type"].native: attribute["values"][0] for attribute in signer["signed_attrs"]}
    assert attributes["message_digest"].native == digest
    assert "signing_certificate_v2" in attributes
    public = keys.document_keys[0].certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(signer["signature"].native, signer["signed_attrs"].untag().dump(), ec.ECDSA(hashes.SHA256()))


def test_a_key_file_that_others_can_read_is_refused_with_the_remedy(tmp_path: Path) -> None:
    load_or_make(tmp_path, NOW)
    file = next(tmp_path.glob("payload*.pem"))
    file.chmod(0o640)
    with pytest.raises(KeyFault, match="chmod 600"):
        load(tmp_path)


@pytest.mark.parametrize("junk", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", bytes(100)])
@pytest.mark.parametrize("which", ["payload*.pem", "payload*.json", "document*.pem", "document*.crt"])
def test_a_damaged_key_file_is_named_with_a_remedy_and_without_its_content(tmp_path: Path, which: str, junk: bytes) -> None:
    load_or_make(tmp_path, NOW)
    file = next(tmp_path.glob(which))
    file.write_bytes(junk)
    with pytest.raises(KeyFault) as fault:
        load(tmp_path)
    assert file.name in str(fault.value)
    assert "restore it from the backup" in str(fault.value)


def test_a_key_without_its_facts_is_a_fault(tmp_path: Path) -> None:
    load_or_make(tmp_path, NOW)
    next(tmp_path.glob("payload*.json")).unlink()
    with pytest.raises(KeyFault, match="is missing"):
        load(tmp_path)


def test_the_embedded_archive_takes_no_key_for_real_papers(tmp_path: Path) -> None:
    load_or_make(tmp_path, NOW)
    facts = next(tmp_path.glob("payload*.json"))
    facts.write_text(json.dumps({**json.loads(facts.read_text()), "specimen": False}))
    with pytest.raises(KeyFault, match="only with specimen keys"):
        load(tmp_path)


def test_no_key_shows_in_a_repr(tmp_path: Path) -> None:
    keys = load_or_make(tmp_path, NOW)
    shown = f"{keys!r}{keys.payload_keys[0]!r}{keys.document_keys[0]!r}"
    assert keys.code_secret.hex() not in shown
    assert "PRIVATE" not in shown


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


def run(data: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*words, "--data", str(data)])
    return result.exit_code, result.output


def test_staff_list_make_and_retire_keys(tmp_path: Path) -> None:
    load_or_make(tmp_path / "keys", NOW - YEAR / 2)
    status, said = run(tmp_path, "new", "--algorithm", "sm2", "--from", "2099-01-01")
    assert (status, "2099-01-01T00:00:00+08:00" in said) == (0, True)
    status, said = run(tmp_path, "list")
    lines = said.splitlines()
    assert status == 0
    assert [line.split()[-1] for line in lines] == ["signs", "waits", "signs"]
    assert [line.split()[1] for line in lines] == ["ES256", "SM2-SM3", "document"]
    first = lines[0].split()[0]
    status, said = run(tmp_path, "retire", first)
    assert status == 0
    assert "No key is in force now" in said
    assert run(tmp_path, "list")[1].splitlines()[0].split()[-1] == "verifies"
    assert run(tmp_path, "new")[0] == 0
    assert run(tmp_path, "new", "--document", "--from", "2098-01-01")[0] == 0
    assert [line.split()[-1] for line in run(tmp_path, "list")[1].splitlines()] == ["verifies", "signs", "waits", "signs", "waits"]


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("new", "--algorithm", "rsa"), "es256, sm2"),
        (("new", "--from", "soon"), "2027-01-01"),
        (("new", "--from", "2020-01-01"), "past"),
        (("new", "--document", "--algorithm", "sm2"), "es256"),
        (("retire", "00000000"), "keys list"),
    ],
)
def test_a_wrong_command_says_what_to_do(tmp_path: Path, words: tuple[str, ...], remedy: str) -> None:
    load_or_make(tmp_path / "keys", NOW)
    status, said = run(tmp_path, *words)
    assert status == 2
    assert remedy in said


def test_the_program_knows_the_command(tmp_path: Path) -> None:
    environment = {**os.environ, "ARCHIVE_DATA": str(tmp_path)}
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "archive", "keys", "new"], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(load(tmp_path / "keys").payload_keys) == 2
