"""The network's test: is the archive there, is it the right one, how quickly does it answer, and what time is it there."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.staff.answers import CouldNot, NetworkTold
from kiosk.staff.asks import Ask, TryNetwork
from kiosk.staff.happened import Happened, Knob, Touched


@dataclass(frozen=True, slots=True)
class Network:
    """`trying`: it is being asked; `told`: what came of it."""

    trying: bool = True
    told: NetworkTold | None = None


def knobs(page: Network) -> tuple[Knob, ...]:
    """Again, once it has answered."""
    return (Knob("again", not page.trying),)


def on(page: Network, happened: Happened) -> tuple[Network, tuple[Ask, ...]]:
    """What the page does with it."""
    match happened:
        case NetworkTold() as told:
            return Network(trying=False, told=told), ()
        case Touched(control="again"):
            return Network(), (TryNetwork(),)
        case CouldNot():
            return Network(trying=False), ()
        case _:
            return page, ()
