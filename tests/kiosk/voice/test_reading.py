"""A screen is told whole when it comes; afterwards only what is new on it, and the countdown now and then."""

from __future__ import annotations

import pytest

from kiosk import words
from kiosk.voice.phrases import book
from kiosk.voice.reading import Read, Spot, changes, introduction, spot_words
from kiosk.words import catalogue, say

COUNTDOWN = "This visit ends in {seconds} seconds"


@pytest.fixture(autouse=True)
def _chinese() -> None:
    words.use("zh_CN")


BOOK = book(catalogue("zh_CN"), ())


def counting(seconds: int) -> Read:
    return Read("review", ("请核对。", say(COUNTDOWN, seconds=seconds)))


def test_a_screen_tells_its_words_in_order_and_then_how_to_use_it() -> None:
    read = Read("catalogue", ("一", "二"), (Spot("a", "甲"), Spot("b", "乙")))
    told = introduction(read)
    assert told[:2] == ("一", "二")
    assert "2" in told[2]


def test_a_screen_says_at_its_end_what_confirm_leads_to() -> None:
    spots = (Spot("cancel", "取消"), Spot("print", "打印"))
    assert introduction(Read("review", (), spots, main="print"))[-1] == "打印"
    assert "打印" not in introduction(Read("review", (), (spots[0], Spot("print", "打印", enabled=False)), main="print"))


def test_a_screen_without_controls_says_so() -> None:
    assert introduction(Read("printing", ("正在打印",)))[-1] == say("Nothing can be chosen on this screen. Please wait.")


def test_only_what_is_new_is_told_of_a_screen_that_stands() -> None:
    before, after = Read("printing", ("正在打印", "第1页")), Read("printing", ("正在打印", "第2页"))
    assert changes(before, after, BOOK) == ("第2页",)
    assert changes(after, after, BOOK) == ()


def test_a_countdown_is_told_when_it_begins_and_every_ten_seconds() -> None:
    assert changes(Read("review", ("请核对。",)), counting(18), BOOK) == (say(COUNTDOWN, seconds=18),)
    told = [seconds for seconds in range(17, 0, -1) if changes(counting(seconds + 1), counting(seconds), BOOK)]
    assert told == [10]


def test_a_control_tells_what_it_is_its_state_and_its_place() -> None:
    spots = (Spot("a", "甲", selected=True), Spot("b", "乙", enabled=False, reason="今天不能办", details=("说明",)))
    read = Read("details", (), spots)
    assert spot_words(read, spots[0])[:2] == ("甲", say("chosen"))
    assert spot_words(read, spots[1]) == ("乙", "说明", say("not possible now"), "今天不能办", say("{place} of {count}", place=2, count=2))


def test_a_switch_tells_its_new_state_and_a_step_its_new_label() -> None:
    off, on = Spot("a", "甲"), Spot("a", "甲", selected=True)
    assert changes(Read("s", (), (off,)), Read("s", (), (on,)), BOOK) == ("甲", say("chosen"))
    assert changes(Read("s", (), (on,)), Read("s", (), (off,)), BOOK) == ("甲", say("no longer chosen"))
    three, four = say("Volume {step}", step=3), say("Volume {step}", step=4)
    assert changes(Read("s", (), (Spot("volume", three),)), Read("s", (), (Spot("volume", four),)), BOOK) == (four,)
