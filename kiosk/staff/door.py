"""The door: staff number, PIN, or a staff card. No digit is ever shown, and none stays once it has been sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.staff.answers import DoorTold, Refused
from kiosk.staff.asks import Ask, CheckCard, CheckPin
from kiosk.staff.happened import CardLaid, Happened, Knob, Touched

MOST_NUMBER = 8  # digits of a staff number; police numbers have six or seven
MOST_PIN = 12
DIGITS = "1234567890"


@dataclass(frozen=True, slots=True)
class Door:
    """`number` is the staff number once it is complete, `typed` the digits of what is being typed: that, or the PIN.

    `anybody`: whether any staff is set; None until it is known. `locked_s`: seconds for which the keypad is shut, as the edge said
    last (the machine notes since when). `checking`: the edge is asked. `refused`: it said no.
    """

    anybody: bool | None = None
    number: str = field(default="", repr=False)
    typed: str = field(default="", repr=False)
    locked_s: int = 0
    checking: bool = False
    refused: bool = False

    @property
    def asks_pin(self) -> bool:
        """Whether the PIN is being typed."""
        return bool(self.number)

    @property
    def open_to_touch(self) -> bool:
        """Whether the keypad takes digits."""
        return bool(self.anybody) and not self.locked_s and not self.checking


def knobs(page: Door) -> tuple[Knob, ...]:
    """The keypad."""
    able = page.open_to_touch
    room = len(page.typed) < (MOST_PIN if page.asks_pin else MOST_NUMBER)
    digits = tuple(Knob(f"digit-{digit}", able and room) for digit in DIGITS)
    return (*digits, Knob("erase", able and bool(page.typed or page.number)), Knob("enter", able and bool(page.typed)))


def on(page: Door, happened: Happened) -> tuple[Door, tuple[Ask, ...]]:
    """What the door does with it."""
    match happened:
        case Touched(control=control):
            return _touched(page, control)
        case CardLaid(card=card) if page.anybody and not page.checking:
            # Whatever was typed is forgotten: the card is somebody's own word.
            return Door(page.anybody, locked_s=page.locked_s, checking=True), (CheckCard(card),)
        case DoorTold(anybody=anybody, locked_s=locked_s):
            return replace(page, anybody=anybody, locked_s=locked_s), ()
        case Refused(locked_s=locked_s):
            return Door(page.anybody, locked_s=locked_s, refused=True), ()
        case _:
            return page, ()


def _touched(page: Door, control: str) -> tuple[Door, tuple[Ask, ...]]:
    match control.split("-"):
        case ["digit", digit]:
            return replace(page, typed=page.typed + digit, refused=False), ()
        case ["erase"] if page.typed:
            return replace(page, typed=page.typed[:-1]), ()
        case ["erase"]:
            return Door(page.anybody), ()
        case ["enter"] if not page.asks_pin:
            return replace(page, number=page.typed, typed=""), ()
        case ["enter"]:
            return Door(page.anybody, checking=True), (CheckPin(page.number, page.typed),)
        case _:
            return page, ()
