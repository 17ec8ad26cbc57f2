"""What a screen says: its words once it is there, what changes on it, and each control as it comes under the focus. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.voice.phrases import Phrasebook
from kiosk.words import say, word

SECONDS_BETWEEN = 10
"""A countdown is told every so many seconds: told each second it would drown everything else."""

HOW_TO = word("{count} choices. Move with up and down, choose with confirm, hear it again with repeat.")
STRAIGHT_TO = word("Confirm goes straight to:")
PLACE = word("{place} of {count}")
SELECTED = word("chosen")
NOT_NOW = word("not possible now")
NOTHING_HERE = word("Nothing can be chosen on this screen. Please wait.")


@dataclass(frozen=True, slots=True)
class Spot:
    """A control as it is heard. `details`: what else stands on it; `reason`: why it cannot be used. `repr` withholds the words."""

    name: str
    label: str
    role: str = "button"
    enabled: bool = True
    selected: bool = False
    reason: str = ""
    details: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Spot({self.name!r})"


@dataclass(frozen=True, slots=True)
class Read:
    """A screen as it is heard: its name, its words in reading order (without those on controls), its controls in focus order, and `main`,
    the name of the one that leads on.
    """

    screen: str
    texts: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()
    main: str | None = None

    def __repr__(self) -> str:
        return f"Read({self.screen!r})"

    def spot(self, name: str | None) -> Spot | None:
        """The control called `name`."""
        return next((spot for spot in self.spots if spot.name == name), None)

    @property
    def way_on(self) -> Spot | None:
        """The control that leads on, while it can be used."""
        spot = self.spot(self.main)
        return spot if spot is not None and spot.enabled else None


def introduction(read: Read) -> tuple[str, ...]:
    """All that a screen says when it appears, and how it is used."""
    how = say(HOW_TO, count=len(read.spots)) if read.spots else say(NOTHING_HERE)
    straight = (say(STRAIGHT_TO), read.way_on.label) if read.way_on else ()
    return (*read.texts, how, *straight)


def changes(before: Read, after: Read, book: Phrasebook) -> tuple[str, ...]:
    """What is new on a screen that stands: progress, a fault, the countdown now and then, the control that was just switched."""
    old = {spot.name: spot for spot in before.spots}
    stayed = [(old[spot.name], spot) for spot in after.spots if spot.name in old]
    switched = (words for was, spot in stayed if was.selected != spot.selected for words in state_words(spot))
    renamed = (spot.label for was, spot in stayed if was.label != spot.label)
    return (*_new_texts(before, after, book), *switched, *renamed)


def _new_texts(before: Read, after: Read, book: Phrasebook) -> Iterator[str]:
    known = set(before.texts)
    counted = {template for text in before.texts if (template := book.template(text))}
    for text in after.texts:
        if text in known:
            continue
        template = book.template(text)
        if template and "{seconds}" in template and template in counted and not _is_told(text):
            continue
        yield text


def _is_told(countdown: str) -> bool:
    seconds = [int(digits) for digits in "".join(c if c.isdecimal() else " " for c in countdown).split()]
    return any(number % SECONDS_BETWEEN == 0 for number in seconds)


def spot_words(read: Read, spot: Spot) -> tuple[str, ...]:
    """What is said when a control comes under the focus: what it is, its state, and where in the list it stands."""
    place = next(at for at, other in enumerate(read.spots, 1) if other.name == spot.name)
    refused = () if spot.enabled else (say(NOT_NOW), spot.reason)
    chosen = (say(SELECTED),) if spot.selected else ()
    return tuple(text for text in (spot.label, *spot.details, *chosen, *refused, say(PLACE, place=place, count=len(read.spots))) if text)


def state_words(spot: Spot) -> tuple[str, ...]:
    """What is said when a control was switched."""
    return (spot.label, say(SELECTED) if spot.selected else say(NO_LONGER))


NO_LONGER = word("no longer chosen")
