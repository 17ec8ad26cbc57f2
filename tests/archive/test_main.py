"""The program itself, in processes of its own: command line, TLS with certificates on both sides, and what it writes to its log."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from typer.testing import CliRunner

from archive.__main__ import app
from archive.demo_tls import DemoTls, Pair, make
from archive.office import Settings
from archive.serving import listen

ROOT = Path(__file__).parents[2]


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "archive", *words]


@contextmanager
def running(data: Path, log: Path, *words: str) -> Iterator[int]:
    """The service on a free port, until the block ends; its log goes to a file."""
    with log.open("wb") as stream:
        arguments = ("serve", "--data", str(data), "--port", "0", "--approve-dir", "config/certificates", "--verify-host", "verify.invalid")
        process = subprocess.Popen(command(*arguments, *words), cwd=ROOT, stderr=subprocess.PIPE)
        assert process.stderr is not None
        port = 0
        for line in process.stderr:
            stream.write(line)
            event = json.loads(line)
            if event["event"] == "archive-listening":
                port = event["port"]
                break
        try:
            assert port, "the service did not start"
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            rest, _ = process.communicate(timeout=15)[1], None
            stream.write(rest)
            assert process.returncode in {0, -signal.SIGTERM}


@pytest.fixture
def data(fresh_archive: Path, tmp_path: Path) -> Path:
    """An archive's folder as a first start leaves it: making the population anew for every command would take most of the test's time."""
    return Path(shutil.copytree(fresh_archive, tmp_path / "data"))


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> DemoTls:
    return make(tmp_path_factory.mktemp("tls"))


def get(port: int, tls: DemoTls, client: Pair | None) -> requests.Response:
    with requests.Session() as http:
        http.trust_env = False  # REQUESTS_CA_BUNDLE would take precedence over the session's own authority
        http.verify = str(tls.ca)
        if client is not None:
            http.cert = (str(client.cert), str(client.key))
        return http.get(f"https://localhost:{port}/healthz", timeout=10)


def serving_with(tls: DemoTls, server: Pair) -> tuple[str, ...]:
    return ("--tls-cert", str(server.cert), "--tls-key", str(server.key), "--client-ca", str(tls.ca))


def test_only_a_kiosk_with_a_certificate_of_ours_gets_in(tls: DemoTls, tmp_path: Path, data: Path) -> None:
    with running(data, tmp_path / "log", *serving_with(tls, tls.server)) as port:
        assert get(port, tls, tls.client).json()["status"] == "ok"
        for stranger in (None, tls.wrong_ca):
            with pytest.raises(requests.RequestException):
                get(port, tls, stranger)


@pytest.mark.parametrize("server", ["wrong_ca", "expired", "wrong_name"])
def test_a_kiosk_recognises_a_bad_certificate_of_the_service(tls: DemoTls, server: str) -> None:
    import socket
    import ssl
    import threading

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pair: Pair = getattr(tls, server)
    context.load_cert_chain(pair.cert, pair.key)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def shake_hands() -> None:
            connection, _ = listener.accept()
            with pytest.raises(ssl.SSLError), context.wrap_socket(connection, server_side=True) as secure:
                secure.recv(1)

        thread = threading.Thread(target=shake_hands)
        thread.start()
        words = {"wrong_ca": "unable to get local issuer", "expired": "has expired", "wrong_name": "match"}
        with pytest.raises(requests.exceptions.SSLError, match=words[server]):
            get(listener.getsockname()[1], tls, None)
        thread.join(10)


def test_no_personal_data_no_token_and_no_code_reach_the_log(kiosk: Any, tmp_path: Path, data: Path) -> None:
    log = tmp_path / "log"
    secrets: list[str] = []
    with running(data, log) as port:
        there = type(kiosk)(f"http://127.0.0.1:{port}", kiosk.http, kiosk.definitions)
        for sample in ("clean", "record", "conflict", "unknown"):
            evidence = there.evidence(sample)
            secrets += [evidence["identity"]["name"], evidence["identity"]["id_number"], evidence["identity"]["birth"]]
            there.call("POST", "/v1/visits", json=evidence)
        issued = there.filed("clean")
        visit = there.open("record")["visit"]
        receipt = there.ask_draft(visit, "no-criminal-record").json()["receipt"]["number"]
        secrets += [issued["verification"]["code"], issued["verification"]["url"], visit, receipt]
        there.call("GET", f"/v/{issued['verification']['code']}")
        there.call("POST", f"/v1/visits/{visit}/drafts", json={"kind": issued["subject"]["name"]})
        there.call("GET", "/" + issued["subject"]["name"])
        there.call("DELETE", f"/v1/visits/{visit}")
    written = log.read_text(encoding="utf-8")
    assert written.count('"event": "request"') >= 12
    assert not [secret for secret in secrets if secret in written]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)


def test_the_samples_are_listed_with_everything_a_card_needs() -> None:
    listed = json.loads(run("samples").stdout)
    assert {"clean", "record", "manual", "family", "alone", "rare", "mongol", "unknown", "conflict", "expired", "juvenile", "long"} <= {
        card["sample"] for card in listed
    }
    assert set(listed[0]) == {
        "sample", "for", "name", "sex", "nation", "birth", "address", "id_number", "issuer", "valid_from", "valid_to",
    }  # fmt: skip


def test_approving_names_what_is_wrong_with_file_and_line_and_leaves_with_two(tmp_path: Path, data: Path) -> None:
    folder = ("--data", str(data))
    assert run("approve", "config/certificates/no-criminal-record.toml", *folder).returncode == 0
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('id = "wrong"\ndataset = "weather"\n', encoding="utf-8")
    failed = run("approve", str(wrong), str(tmp_path / "missing.toml"), *folder)
    assert failed.returncode == 2
    assert f"{wrong}:1" in failed.stderr
    assert "missing.toml" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_kind_is_withdrawn_once_and_an_unknown_one_is_told(data: Path) -> None:
    folder = ("--data", str(data))
    assert run("approve", "config/certificates/exit-entry.toml", *folder).returncode == 0
    done = run("withdraw", "exit-entry", *folder)
    assert (done.returncode, json.loads(done.stderr)["event"]) == (0, "definition-withdrawn")
    again = run("withdraw", "exit-entry", *folder)
    assert (again.returncode, "no approved definition" in again.stderr) == (2, True)


def test_a_running_service_takes_up_at_once_that_a_source_went_down(kiosk: Any, tmp_path: Path, data: Path) -> None:
    with running(data, tmp_path / "log") as port:
        there = type(kiosk)(f"http://127.0.0.1:{port}", kiosk.http, kiosk.definitions)
        reasons = []
        for state in ("down", "up"):
            assert run("source", "borders", state, "--data", str(data)).returncode == 0
            reasons.append({kind["id"]: kind["reason"] for kind in there.open("traveller")["kinds"]}["exit-entry"])
    assert reasons == ["source-down", None]
    assert run("source", "weather", "down", "--data", str(data)).returncode == 2


def test_a_database_of_another_version_is_explained_without_a_traceback(tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "archive.sqlite3") as connection:
        connection.execute("CREATE TABLE people (id INTEGER PRIMARY KEY)")
    connection.close()
    failed = run("source", "borders", "down", "--data", str(tmp_path))
    assert failed.returncode == 2
    assert "another version" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_wrong_command_line_is_explained_without_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.__main__._log_json", lambda: None)  # the tests' own log stays as it is
    wrong = (
        ("--quota", "three"), ("--quota", "weather=3"), ("--years", "exit-entry=-1"), ("--client-ca", "x"), ("--tls-cert", "x"),
        ("--verify-host", "h" * 41),
    )  # fmt: skip
    for words in wrong:
        failed = CliRunner().invoke(app, ["serve", "--data", str(tmp_path), *words])
        assert failed.exit_code == 2
        assert failed.stderr
        assert isinstance(failed.exception, SystemExit), failed.exception


@pytest.mark.parametrize(("names", "what"), [(("h" * 41, "局"), "verify host"), (("h", "局" * 26), "unit")])
def test_a_name_that_makes_the_code_too_dense_is_refused_with_its_bound_and_a_remedy(names: tuple[str, str], what: str) -> None:
    host, unit = names
    Settings(host[:40], unit=unit[:25])
    with pytest.raises(ValueError, match=rf"{what}.* has \d+ .*: more than \d+ make .* too dense to scan\. [A-Z]"):
        Settings(host, unit=unit)


def test_a_port_that_is_taken_is_explained_without_a_traceback(data: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        failed = run("serve", "--data", str(data), "--port", str(taken.getsockname()[1]))
    assert failed.returncode == 2
    assert "cannot serve" in failed.stderr
    assert "Traceback" not in failed.stderr
