"""The client says what SSIP asks for, survives every answer, and never hangs on a daemon that is gone."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.voice.ssip import SpeechFailed, Ssip, _body


class Daemon:
    """A Speech Dispatcher that follows a script: for each line it gets, the lines it answers with."""

    def __init__(self, path: Path, speaking: bytes) -> None:
        self.lines: list[bytes] = []
        self.text: list[bytes] = []
        self._speaking = speaking
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        self._server.listen(1)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._server.accept()
        with connection, connection.makefile("rb") as reading:
            for line in reading:
                self.lines.append(line.rstrip())
                if line.startswith(b"SPEAK"):
                    connection.sendall(b"230 OK RECEIVING DATA\r\n")
                    for text in reading:
                        if text == b".\r\n":
                            break
                        self.text.append(text.rstrip(b"\r\n"))
                    connection.sendall(self._speaking)
                elif line.startswith(b"CANCEL"):
                    connection.sendall(b"210 OK CANCELED\r\n703-9\r\n703-1\r\n703 CANCELED\r\n")
                else:
                    connection.sendall(b"201 OK SET\r\n")

    def close(self) -> None:
        self._server.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "socket"


QUEUED = b"225-9\r\n225 OK MESSAGE QUEUED\r\n"
BEGUN = b"701-9\r\n701-1\r\n701 BEGIN\r\n"


def test_a_message_is_said_to_its_end(path: Path) -> None:
    daemon = Daemon(path, QUEUED + b"702-8\r\n702-1\r\n702 END\r\n" + BEGUN + b"702-9\r\n702-1\r\n702 END\r\n")
    assert Ssip(path).speak("请稍候", "zh_CN", -35, 50, lambda: True)
    assert daemon.lines[-4:] == [b"SET SELF LANGUAGE zh-CN", b"SET SELF RATE -35", b"SET SELF VOLUME 50", b"SPEAK"]
    assert daemon.text == ["请稍候".encode()]
    daemon.close()


def test_a_message_that_is_no_longer_wanted_when_it_is_queued_is_cancelled(path: Path) -> None:
    daemon = Daemon(path, QUEUED)
    assert not Ssip(path).speak("late", "en", 0, 0, lambda: False)
    assert daemon.lines[-1] == b"CANCEL SELF"
    daemon.close()


def test_a_message_that_is_being_said_is_cut_short_from_another_thread(path: Path) -> None:
    daemon = Daemon(path, QUEUED + BEGUN)
    client = Ssip(path)
    threading.Timer(0.05, client.stop).start()
    assert not client.speak("long", "en", 0, 0, lambda: True)
    daemon.close()


@pytest.mark.parametrize("answer", [b"", b"300 ERR INTERNAL\r\n", b"\xff\xfe"])
def test_a_daemon_that_goes_or_refuses_is_told_without_the_words(path: Path, answer: bytes) -> None:
    daemon = Daemon(path, answer)
    client = Ssip(path)
    threading.Timer(0.05, client.close).start()
    with pytest.raises(SpeechFailed) as caught:
        client.speak("张三的名字", "zh_CN", 0, 0, lambda: True)
    assert "张三" not in str(caught.value)
    daemon.close()


def test_without_a_daemon_there_is_no_connection(path: Path) -> None:
    with pytest.raises(SpeechFailed):
        Ssip(path)


@given(st.text(max_size=60))
def test_no_text_can_end_the_message_early_or_give_a_command(text: str) -> None:
    lines = _body(text).split(b"\r\n")
    assert lines[-1] == b"."
    assert all(line != b"." and b"\n" not in line and b"\r" not in line for line in lines[:-1])
