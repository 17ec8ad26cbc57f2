"""`run_kiosk.py verify`: what staff and programs read, and the exit status."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from forged_pages import altered, neighbours, with_string

from kiosk.commands.published import DEFINITIONS_FILE, KEYS_FILE, PUBLISHED, SIGNER_FILE, KeysError, approved_here, published
from kiosk.commands.verify import command
from printing import verification
from printing.document import compose
from printing.signature import cms, sign
from tests.printing.conftest import CODE, HOST, KID

KIND = "family-relationship"  # without an expiry, so that the tests do not age
ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "config" / "kiosk.toml"


@pytest.fixture(scope="module")
def content():
    return json.loads((ROOT / "config" / "certificates" / "samples" / f"{KIND}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def unsigned(kinds, fonts, issuer, content):
    return compose(kinds[KIND], content, issuer.marks(kinds[KIND], content), fonts)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, issuer, kinds):
    """What an archive publishes, saved."""
    made = tmp_path_factory.mktemp("published")
    (made / KEYS_FILE).write_text(json.dumps(issuer.jwks))
    (made / SIGNER_FILE).write_bytes(issuer.certificate.public_bytes(Encoding.PEM))
    approved = [{"kind": KIND, "sha256": kinds[KIND].sha256, "from": "2026-01-01T00:00:00+08:00", "until": None}]
    (made / DEFINITIONS_FILE).write_text(json.dumps({"definitions": approved}))
    return made


@pytest.fixture
def keys(folder):
    return str(folder / KEYS_FILE)


@pytest.fixture(scope="module")
def paper(unsigned, issuer, tmp_path_factory):
    when = issuer.certificate.not_valid_before_utc.replace(month=11, day=23)
    file = tmp_path_factory.mktemp("paper") / "paper.pdf"
    file.write_bytes(sign(unsigned, lambda digest: cms(digest, issuer.key, issuer.certificate), signed_at=when))
    return file


@pytest.fixture(scope="module")
def forged(unsigned, tmp_path_factory):
    number, place, codes, at = neighbours(unsigned)[0]
    file = tmp_path_factory.mktemp("forged") / "forged.pdf"
    file.write_bytes(with_string(unsigned, number, place, altered(codes, at, "altered")))
    return file


def test_a_genuine_paper_is_reported_point_by_point_with_what_was_signed(paper, keys, kinds, capsys, content):
    assert command(str(paper), keys, CONFIG) == 0
    said = capsys.readouterr().out
    lines = said.splitlines()
    assert not [line for line in lines if line.startswith(("NO", "??"))], said
    assert sum(line.startswith("ok  ") for line in lines) == 7
    assert "演公户证字〔2026〕000123号" in said
    assert "; ".join(kinds[KIND].facts_of(content)) in said
    assert content["subject"]["id_number"] not in said
    assert lines[-1].startswith("SPECIMEN 演示样张")


def test_an_altered_character_is_shown_with_its_place(forged, keys, capsys):
    assert command(str(forged), keys, CONFIG) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("NO  the pages do not say what was signed") for line in lines)
    assert any("page 1, " in line and "instead of 「" in line for line in lines)
    assert lines[-1] == "NOT GENUINE"


def test_programs_get_the_same_as_json(forged, paper, keys, capsys):
    assert command(str(forged), keys, CONFIG, True) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["verdict"], said["seen"]) == ("not-genuine", "file")
    assert {"point": "page", "outcome": "bad"}.items() <= next(one for one in said["findings"] if one["point"] == "page").items()
    assert [one["page"] for one in said["differences"]] == [1]
    assert command(str(paper), keys, CONFIG, True) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"] == "specimen"
    assert said["claims"]["number"] == "演公户证字〔2026〕000123号"


def test_times_are_chinas_as_on_the_paper_and_have_their_offset_for_programs(paper, keys, capsys):
    assert command(str(paper), keys, CONFIG) == 0
    assert "    issued   2026-11-23 10:15 (China's time) by 演示市公安局" in capsys.readouterr().out
    assert command(str(paper), keys, CONFIG, True) == 0
    assert json.loads(capsys.readouterr().out)["claims"]["issued_at"] == "2026-11-23T10:15:00+08:00"


@pytest.mark.parametrize(
    ("expires", "said"),
    [
        ("2027-02-22T00:00:00+08:00", "2027-02-21"),
        ("2027-02-21T16:00:00+00:00", "2027-02-21"),
        ("2027-02-21T12:00:00+08:00", "2027-02-21 12:00"),
    ],
)
def test_validity_ends_with_the_day_that_the_paper_names(expires, said, kinds, issuer, content, keys, capsys):
    marks = issuer.marks(kinds[KIND], content)
    claims = verification.verify(marks.verification_url, issuer.jwks)
    url = verification.url(HOST, CODE, verification.payload(replace(claims, expires=datetime.fromisoformat(expires)), issuer.sign, KID))
    command(url, keys)
    assert f"    valid    until {said}" in capsys.readouterr().out


def test_a_code_alone_asks_the_reader_to_compare(kinds, issuer, content, keys, capsys):
    url = issuer.marks(kinds[KIND], content).verification_url
    assert command(url, keys) == 0
    assert "facts    " in capsys.readouterr().out


@pytest.mark.parametrize("given", ["hello", "", "https://verify.demo.example/about#AAAA", str(CONFIG), "x" * 50_000])
def test_what_is_no_paper_is_nothing_to_verify(given, keys, capsys):
    assert command(given, keys) == 2
    assert capsys.readouterr().out.splitlines()[-1] == "NOTHING TO VERIFY"


@pytest.mark.parametrize("given", ["https://verify.demo.example/v/0000000000000000#AAAA", "verify.demo.example/v/7K3M9QXZ2B4C8DEF#"])
def test_our_address_with_a_payload_that_cannot_be_read_is_not_genuine(given, keys, capsys):
    assert command(given, keys) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("NO  the code's payload cannot be read: ")
    assert lines[-1] == "NOT GENUINE"
    assert command(given, keys, None, True) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["verdict"], said["claims"]) == ("not-genuine", None)


def test_without_the_archives_list_the_definitions_here_are_asked(paper, issuer, tmp_path, capsys):
    (tmp_path / KEYS_FILE).write_text(json.dumps(issuer.jwks))
    assert command(str(paper), str(tmp_path / KEYS_FILE), CONFIG) == 0
    said = capsys.readouterr().out
    assert "ok  its definition is one that is approved for this kind" in said
    assert "??  the PDF's signature was not judged" in said


def test_a_wrong_configuration_does_not_keep_a_paper_from_being_checked(paper, keys, tmp_path, capsys):
    (tmp_path / "broken.toml").write_text("[")
    assert command(str(paper), keys, tmp_path / "broken.toml") == 0
    assert "SPECIMEN" in capsys.readouterr().out


def test_what_is_published_is_fetched_from_the_archive_as_well(folder):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            file = folder / dict(PUBLISHED)[self.path]
            data = file.read_bytes() if file.is_file() else b""
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing between the dots of pytest."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        assert published(f"http://127.0.0.1:{server.server_port}") == published(str(folder / KEYS_FILE))
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("name", [KEYS_FILE, SIGNER_FILE, DEFINITIONS_FILE])
@pytest.mark.parametrize("junk", [b"x", b"[]", b"{}", b"\xff", b"[" * 100_000])
def test_damaged_published_files_are_named_so(folder, tmp_path, name, junk):
    for _, file in PUBLISHED:
        if (folder / file).is_file():
            (tmp_path / file).write_bytes((folder / file).read_bytes())
    (tmp_path / name).write_bytes(junk)
    with pytest.raises(KeysError):
        published(str(tmp_path / KEYS_FILE))


def test_no_keys_anywhere_says_how_to_name_them(tmp_path, capsys):
    assert command("anything", str(tmp_path / "none.json")) == 2
    assert "--keys" in capsys.readouterr().err


def test_definitions_in_the_folder_and_its_slips_are_known_by_their_digest(kinds):
    found = {one.kind: one.sha256 for one in approved_here(ROOT / "config" / "certificates")}
    assert found[KIND] == kinds[KIND].sha256
    assert "acceptance" in found
