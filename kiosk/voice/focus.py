"""The five keys: up, down, back, repeat, confirm. Which control is under the focus, and what a key does there. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.voice.reading import Read

WAYS_BACK = ("back", "done", "cancel")
"""What `back` leads to, the mildest first."""

AT_ONCE = frozenset({"back", "done"})
"""What `back` does without asking. Ending a visit is only brought under the focus: it takes a `confirm` too."""


class Key(Enum):
    """A key of the keypad, or a field of the strip at the lower edge."""

    UP = "up"
    DOWN = "down"
    BACK = "back"
    REPEAT = "repeat"
    CONFIRM = "confirm"


class Do(Enum):
    """What follows from a key."""

    TELL = "tell"  # say the control under the focus
    TOUCH = "touch"  # as if a finger had touched it
    INTRODUCE = "introduce"  # say the whole screen again


@dataclass(frozen=True, slots=True)
class Focus:
    """`name`: the control under the focus; None when a screen is new and none is. `repeated`: the last key was REPEAT."""

    name: str | None = None
    repeated: bool = False


def kept(focus: Focus, read: Read) -> Focus:
    """The focus on a screen that has changed: on the same control where it is still there."""
    return focus if read.spot(focus.name) else Focus()


def pressed(focus: Focus, key: Key, read: Read) -> tuple[Focus, Do]:
    """Where the focus goes, and what to do there. A second REPEAT in a row tells the whole screen; the ends of the list meet. CONFIRM on a
    screen that is new brings what leads on under the focus, and does nothing yet.
    """
    names = [spot.name for spot in read.spots]
    match key:
        case Key.REPEAT if focus.repeated or focus.name is None:
            return Focus(focus.name), Do.INTRODUCE
        case Key.REPEAT:
            return Focus(focus.name, repeated=True), Do.TELL
        case _ if not names:
            return Focus(), Do.INTRODUCE
        case Key.UP:
            return Focus(_beside(names, focus.name, -1)), Do.TELL
        case Key.DOWN:
            return Focus(_beside(names, focus.name, 1)), Do.TELL
        case Key.BACK:
            return _back(focus, read)
        case Key.CONFIRM if focus.name is None and read.way_on is not None:
            return Focus(read.way_on.name), Do.TELL
        case Key.CONFIRM:
            spot = read.spot(focus.name)
            # What cannot be used tells why instead of doing nothing.
            return Focus(focus.name), Do.INTRODUCE if spot is None else Do.TOUCH if spot.enabled else Do.TELL


def _beside(names: list[str], name: str | None, by: int) -> str:
    if name not in names:
        return names[0 if by > 0 else -1]
    return names[(names.index(name) + by) % len(names)]


def _back(focus: Focus, read: Read) -> tuple[Focus, Do]:
    way = next((name for name in WAYS_BACK if (spot := read.spot(name)) and spot.enabled), None)
    if way is None:
        return Focus(focus.name), Do.INTRODUCE
    return Focus(way), Do.TOUCH if way in AT_ONCE else Do.TELL
