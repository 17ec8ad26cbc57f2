"""The guide follows the screens: it tells a new one, keeps quiet where nothing is new, and forgets everything when sound goes off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kiosk import words
from kiosk.session.events import Event, Touch
from kiosk.session.machine import Machine, Visit
from kiosk.session.states import Catalogue
from kiosk.session.values import Rules
from kiosk.voice.focus import Key
from kiosk.voice.guide import Guide
from kiosk.voice.phrases import Phrase, book
from kiosk.voice.reading import Read, Spot
from kiosk.voice.speaker import Manner
from kiosk.words import catalogue, say

SILENT = Machine(rules=Rules(kinds=(), modes=("large-print", "sound")), state=Catalogue(), visit=Visit(7), visits=7)
HEARD = replace(SILENT, modes=frozenset({"sound"}))
MENU = Read("catalogue", ("请选择",), (Spot("birth", "出生证明"), Spot("cancel", "退出")))


class Speaker:
    """Writes down what it is told to say."""

    def __init__(self) -> None:
        self.said: list[list[str]] = []
        self.hushed = 0

    def say(self, phrases: Sequence[Phrase], _manner: Manner, *, interrupt: bool) -> None:  # noqa: ARG002
        self.said.append([phrase.text for phrase in phrases])

    def hush(self) -> None:
        self.hushed += 1


class Room:
    """A guide, what it said, posted and touched."""

    def __init__(self) -> None:
        self.speaker, self.events, self.touched = Speaker(), list[Event](), list[str]()
        self.guide = Guide(self.speaker, {"zh_CN": book(catalogue("zh_CN"), ())}, self.events.append)  # type: ignore[arg-type]

    def shows(self, machine: Machine, read: Read = MENU, topic: object = "menu") -> list[list[str]]:
        """What was said when the screen showed that."""
        self.speaker.said.clear()
        self.guide.shown(topic, read, machine)
        return list(self.speaker.said)

    def press(self, *keys: Key) -> None:
        for key in keys:
            self.guide.key(key, self.touched.append)


@pytest.fixture
def room() -> Room:
    words.use("zh_CN")
    return Room()


def test_nothing_is_said_until_somebody_wants_to_hear_and_any_key_says_so(room: Room) -> None:
    assert room.shows(SILENT) == []
    room.press(Key.DOWN)
    assert room.events == [Touch("sound", 7)]
    assert room.shows(HEARD)[0][0] == "请选择"


def test_plugging_in_an_earphone_says_so_too_and_only_once(room: Room) -> None:
    room.shows(SILENT)
    room.guide.plugged()
    room.shows(HEARD)
    room.guide.plugged()
    assert room.events == [Touch("sound", 7)]


def test_a_screen_that_stands_is_not_told_again_and_a_new_one_is(room: Room) -> None:
    room.shows(HEARD)
    assert room.shows(HEARD) == []
    assert room.shows(HEARD, topic="next question") != []


def test_a_way_of_showing_that_is_switched_keeps_the_focus_and_tells_only_itself(room: Room) -> None:
    room.shows(HEARD)
    room.press(Key.DOWN)
    large = Spot("large-print", "大字")
    room.shows(HEARD, replace(MENU, spots=(*MENU.spots, large)))
    now = replace(MENU, spots=(*MENU.spots, replace(large, selected=True)))
    assert room.shows(replace(HEARD, modes=HEARD.modes | {"large-print"}), now) == [["大字", say("chosen")]]
    assert room.guide.focus == "birth"


def test_keys_show_that_somebody_is_there_move_the_focus_and_touch(room: Room) -> None:
    room.shows(HEARD)
    room.press(Key.DOWN, Key.CONFIRM)
    assert room.events == [Touch("key-down", 7), Touch("key-confirm", 7)]
    assert room.touched == ["birth"]
    assert room.guide.focus == "birth"


def test_when_sound_goes_off_it_is_silent_at_once_and_keeps_nothing(room: Room) -> None:
    room.shows(HEARD)
    room.press(Key.DOWN)
    hushed = room.speaker.hushed
    assert room.shows(SILENT) == []
    assert room.speaker.hushed == hushed + 1
    assert room.guide.focus is None
    assert room.guide._read == Read("")
