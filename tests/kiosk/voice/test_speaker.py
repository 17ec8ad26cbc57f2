"""What is personal reaches an earphone or nothing; a new screen cuts the old one short; a dead synthesizer is told of, once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.voice.phrases import Phrase
from kiosk.voice.prompts import file_of
from kiosk.voice.speaker import Manner, Outlet, Speaker, sayable
from kiosk.voice.ssip import SpeechFailed

ZH = Manner("zh_CN")


class Device:
    """A voice and a player in one that write down what was heard."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.fails = False
        self.damaged = False
        self.holds: threading.Event | None = None
        self.begun = threading.Event()
        self._speaking = False

    def say(self, text: str, _locale: str, _rate: int, _volume: int, wanted: Callable[[], bool]) -> bool:
        if self.fails:
            raise SpeechFailed("gone")
        self.heard.append(text)
        self._speaking = True
        self.begun.set()
        if self.holds is not None:
            self.holds.wait(5)
        return wanted()

    def play(self, file: Path, _tempo: float, _gain: float, _wanted: Callable[[], bool]) -> bool:
        if self.damaged:
            raise SpeechFailed("damaged")
        self.heard.append(file.name)
        return True

    def stop(self) -> None:
        if self.holds is not None and self._speaking:
            self.holds.set()

    def close(self) -> None:
        """Nothing to close."""


class Hall:
    """A speaker over two devices, carried out on the test's own thread."""

    def __init__(self, earphone: bool = True, folder: Path | None = None) -> None:
        self.aloud, self.ear = Device(), Device()
        self.plugged = False
        self.health: list[bool] = []
        ear = Outlet(self.ear, self.ear) if earphone else None
        self.speaker = Speaker(Outlet(self.aloud, self.aloud), ear, lambda: self.plugged, folder, self.health.append)

    def said(self, *phrases: Phrase, manner: Manner = ZH) -> None:
        """Says them and waits until they have been."""
        for phrase in phrases:
            self.speaker._say(self.speaker._round, phrase, manner)


@given(st.lists(st.tuples(st.booleans(), st.booleans())), st.booleans())
def test_nothing_personal_is_ever_said_aloud(said: list[tuple[bool, bool]], has_earphone: bool) -> None:
    hall = Hall(has_earphone)
    for number, (personal, plugged) in enumerate(said):
        hall.plugged = plugged
        hall.said(Phrase(f"{'P' if personal else 'N'}{number}", personal))
        where = hall.ear if has_earphone and plugged else None if personal else hall.aloud
        assert (where is None) or where.heard[-1].endswith(str(number))
    assert not [text for text in hall.aloud.heard if text.startswith("P")]


def test_a_recording_stands_in_for_the_voice_and_a_damaged_one_gives_way_to_it(tmp_path: Path) -> None:
    path = tmp_path / file_of("zh_CN", "Print")
    path.parent.mkdir()
    path.write_bytes(b"RIFF")
    hall = Hall(folder=tmp_path)
    hall.said(Phrase("打印", personal=False, message="Print"))
    assert hall.aloud.heard == [path.name]
    hall.aloud.damaged = True
    hall.said(Phrase("打印", personal=False, message="Print"))
    assert hall.aloud.heard == [path.name, "打印"]
    assert hall.health == []


def test_a_dead_synthesizer_is_told_of_once_and_its_return_too() -> None:
    hall = Hall()
    hall.aloud.fails = True
    hall.said(Phrase("一", personal=False), Phrase("二", personal=False))
    hall.aloud.fails = False
    hall.said(Phrase("三", personal=False), Phrase("四", personal=False))
    assert hall.health == [False, True]


def test_what_no_synthesizer_can_read_is_said_in_chinese_or_not_at_all() -> None:
    assert sayable(Phrase("ᠬᠡᠪᠯᠡᠬᠦ", personal=False, message="Sound")) == "语音"
    assert sayable(Phrase("ᠬᠡᠪᠯᠡᠬᠦ", personal=False)) is None


@pytest.fixture
def running() -> Iterator[Hall]:
    hall = Hall()
    hall.speaker.start()
    yield hall
    hall.speaker.stop()


def test_a_new_screen_cuts_the_old_one_short(running: Hall) -> None:
    running.aloud.holds = threading.Event()
    running.speaker.say([Phrase("旧", personal=False), Phrase("旧的其余", personal=False)], ZH)
    assert running.aloud.begun.wait(5)
    running.aloud.begun.clear()
    running.speaker.say([Phrase("新", personal=False)], ZH)
    assert running.aloud.begun.wait(5)
    running.speaker.stop()
    assert running.aloud.heard == ["旧", "新"]
