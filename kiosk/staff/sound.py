"""The loudspeaker's volume."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.staff.answers import PreferencesTold
from kiosk.staff.asks import Ask, StoreVolume
from kiosk.staff.happened import Happened, Knob, Touched

STEP = 10  # percent: less is not heard as another volume


@dataclass(frozen=True, slots=True)
class Sound:
    """`volume` in percent; None until it is known."""

    volume: int | None = None


def knobs(page: Sound) -> tuple[Knob, ...]:
    """Quieter and louder."""
    volume = page.volume
    return (Knob("quieter", volume is not None and volume > 0), Knob("louder", volume is not None and volume < 100))


def on(page: Sound, happened: Happened) -> tuple[Sound, tuple[Ask, ...]]:
    """What the page does with it."""
    match happened:
        case PreferencesTold(volume=volume):
            return Sound(volume), ()
        case Touched(control="quieter" | "louder" as control) if page.volume is not None:
            volume = min(100, max(0, page.volume + (STEP if control == "louder" else -STEP)))
            return Sound(volume), (StoreVolume(volume),)
        case _:
            return page, ()
