"""A real Speech Dispatcher, espeak-ng and SoX on sound devices that write to files: what is said, what is cut short, what never is."""

from __future__ import annotations

import array
import math
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.demo.sound import EARPHONE, RATE_HZ, SAMPLE_BYTES, SPEAKER, Sound, sound_in
from kiosk.voice.dispatcher import Dispatcher
from kiosk.voice.phrases import Phrase
from kiosk.voice.prompts import file_of
from kiosk.voice.recordings import Recordings
from kiosk.voice.speaker import Manner, Outlet, Speaker
from kiosk.voice.ssip import SpeechFailed

pytestmark = pytest.mark.real
SENTENCE = "请把身份证放在读卡区。"


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sound:
    monkeypatch.setenv("ALSA_CONFIG_PATH", "")  # put back afterwards
    return sound_in(tmp_path / "sound")


@pytest.fixture
def voice(sound: Sound) -> Iterator[Dispatcher]:
    assert SPEAKER in sound.heard
    made = Dispatcher(SPEAKER)
    yield made
    made.close()


def loudness(path: Path) -> float:
    """Root mean square of the samples."""
    samples = array.array("h", path.read_bytes()[: path.stat().st_size // SAMPLE_BYTES * SAMPLE_BYTES])
    return math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples)))


def heard_in_all(sound: Sound, device: str = SPEAKER) -> float:
    """Seconds, once no more comes: on a busy machine the device is behind what the synthesizer reports as said."""
    before, now = -1.0, sound.seconds(device)
    while now != before:
        time.sleep(0.5)  # another process writes; no fake clock reaches it
        before, now = now, sound.seconds(device)
    return now


def test_a_sentence_is_heard_in_chinese_and_in_english(sound: Sound, voice: Dispatcher) -> None:
    assert voice.say(SENTENCE, "zh_CN", 0, 0, lambda: True)
    chinese = heard_in_all(sound)
    assert chinese > 1.0
    assert loudness(sound.heard[SPEAKER]) > 300
    assert voice.say("Please lay your identity card on the reader.", "en", 0, 0, lambda: True)
    assert heard_in_all(sound) > chinese + 1.0


def test_slow_speech_takes_longer_than_fast(sound: Sound, voice: Dispatcher) -> None:
    taken = []
    for rate in (-50, 50):
        before = heard_in_all(sound)
        voice.say(SENTENCE, "zh_CN", rate, 0, lambda: True)
        taken.append(heard_in_all(sound) - before)
    assert taken[0] > 1.3 * taken[1]


def test_what_is_no_longer_wanted_is_cut_short(sound: Sound, voice: Dispatcher) -> None:
    voice.say(SENTENCE, "zh_CN", 0, 0, lambda: True)
    whole = heard_in_all(sound)
    assert not voice.say(SENTENCE * 20, "zh_CN", 0, 0, lambda: False)
    assert heard_in_all(sound) < whole * 15


def test_a_daemon_that_was_killed_is_told_of_and_another_one_speaks_next(sound: Sound, voice: Dispatcher) -> None:
    voice.say("一", "zh_CN", 0, 0, lambda: True)
    assert voice._process is not None
    os.kill(voice._process.pid, signal.SIGKILL)
    with pytest.raises(SpeechFailed):
        voice.say("二", "zh_CN", 0, 0, lambda: True)
    before = heard_in_all(sound)
    assert voice.say(SENTENCE, "zh_CN", 0, 0, lambda: True)
    assert heard_in_all(sound) > before


def test_nothing_that_was_said_stands_in_any_file(voice: Dispatcher) -> None:
    voice.say("张三丰的身份证号码", "zh_CN", 0, 0, lambda: True)
    assert voice._folder is not None
    for path in voice._folder.rglob("*"):
        if path.is_file():
            assert "张三丰".encode() not in path.read_bytes(), path
    folder = voice._folder
    voice.close()
    assert not folder.exists()


def recording(path: Path, seconds: float) -> Path:
    """A tone, as a stand-in for a studio's recording."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = ["sox", "-n", "-r", str(RATE_HZ), "-b", "16", str(path), "synth", str(seconds), "sine", "440"]
    subprocess.run(command, check=True, timeout=20)
    return path


def test_a_recording_is_played_to_its_end_at_the_chosen_speed(sound: Sound, tmp_path: Path) -> None:
    file = recording(tmp_path / "tone.wav", 2.0)
    player = Recordings(SPEAKER)
    assert player.play(file, 1.0, 1.0, lambda: True)
    assert heard_in_all(sound) == pytest.approx(2.0, abs=0.4)
    before = heard_in_all(sound)
    assert player.play(file, 2.0, 1.0, lambda: True)
    assert heard_in_all(sound) - before == pytest.approx(1.0, abs=0.4)


@pytest.mark.usefixtures("sound")
def test_a_damaged_recording_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "broken.wav").write_bytes(b"RIFF nothing")
    with pytest.raises(SpeechFailed):
        Recordings(SPEAKER).play(tmp_path / "broken.wav", 1.0, 1.0, lambda: True)


def test_the_whole_way_personal_words_reach_the_earphone_only(sound: Sound, tmp_path: Path) -> None:
    recording(tmp_path / "prompts" / file_of("zh_CN", "Print"), 1.0)
    plugged = threading.Event()
    outlets = [Outlet(Dispatcher(device), Recordings(device)) for device in (SPEAKER, EARPHONE)]
    speaker = Speaker(outlets[0], outlets[1], plugged.is_set, tmp_path / "prompts")
    try:
        speaker._say(0, Phrase("张三丰", personal=True), Manner("zh_CN"))
        assert heard_in_all(sound) == heard_in_all(sound, EARPHONE) == 0
        speaker._say(0, Phrase("打印", personal=False, message="Print"), Manner("zh_CN"))
        assert heard_in_all(sound) == pytest.approx(1.0, abs=0.4), "the recording"
        aloud = heard_in_all(sound)
        plugged.set()
        speaker._say(0, Phrase("张三丰", personal=True), Manner("zh_CN"))
        assert heard_in_all(sound, EARPHONE) > 0.3
        assert heard_in_all(sound) == aloud
    finally:
        for outlet in outlets:
            outlet.voice.close()
