from __future__ import annotations

import socket
import threading
from collections.abc import Sequence

import pytest
from typer.testing import CliRunner

from idcard.identity import Document
from idcard.record import parse
from idcard.virtual_command import app


def _run(arguments: Sequence[str]) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--name", "长" * 16], "field name"),
        (["--fault", '{"stal": 1}'], "unknown key stal"),
        (["--fault", "nonsense"], "no such card"),
        (["--fault", "3"], "fault: an object"),
        (["--record-hex", "00"], "record: 256 bytes"),
    ],
)
def test_values_that_make_no_card_end_with_2_and_words(arguments: list[str], words: str) -> None:
    code, output = _run(arguments)
    assert code == 2
    assert words in output


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("resident", Document.RESIDENT),
        ("permit", Document.RESIDENCE_PERMIT),
        ("foreigner-2017", Document.FOREIGNER_2017),
        ("foreigner-2023", Document.FOREIGNER_2023),
    ],
)
def test_every_document_can_be_laid_down(kind: str, document: Document) -> None:
    page: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        reader = threading.Thread(target=lambda: page.append(_first_page(server)))
        reader.start()
        number = "USA110000000000" if document is Document.FOREIGNER_2017 else "150390199001010011"
        code, output = _run(["--kind", kind, "--number", number, "--port", str(server.getsockname()[1]), "--seconds", "0.3"])
        reader.join(5)
    assert (code, "lies on the reader" in output) == (0, True)
    assert parse(page[0][4:256] + b" \0" * 2).document is document


def _first_page(server: socket.socket) -> bytes:
    stream, _ = server.accept()
    with stream:
        stream.sendall(bytes.fromhex("0005FFB0000000"))
        length = int.from_bytes(stream.recv(2, socket.MSG_WAITALL), "big")
        return stream.recv(length, socket.MSG_WAITALL)[:-2]
