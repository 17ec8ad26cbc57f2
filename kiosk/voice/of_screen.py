"""What there is to hear on a screen as it stands, read off its widgets. UI thread only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kiosk.screens.screen import Screen
from kiosk.session.controls import KEY
from kiosk.session.machine import Machine
from kiosk.voice.reading import Read, Spot
from kiosk.widgets.controls import Action, Touchable
from kiosk.widgets.frame import Header, Way
from kiosk.widgets.label import Words
from kiosk.widgets.layout import within

_SILENT = (Header, Way)
"""What is the same on every screen: heard each time, it would keep people from what is new."""


def read_of(screen: Screen, machine: Machine, more: tuple[str, ...] = ()) -> Read:
    """`screen` as it shows `machine`; nothing of a covered one. `more`: what stands on it as a picture (a page)."""
    if machine.veiled:
        return Read(machine.state.screen)
    texts, spots, main = [], [], None
    for widget in _heard(screen):
        if isinstance(widget, Touchable):
            spots.append(_spot(widget))
            if isinstance(widget, Action) and widget.kind == "primary":
                main = widget.name
        elif widget.text:
            texts.append(widget.text)
    return Read(machine.state.screen, (*texts, *more), tuple(spots), main)


def _heard(widget: Any) -> Iterator[Any]:
    """Words outside controls, and controls, in reading order."""
    if widget.opacity == 0 or isinstance(widget, _SILENT) or (isinstance(widget, Touchable) and widget.name.startswith(KEY)):
        return
    if isinstance(widget, Words | Touchable):
        if not (isinstance(widget, Words) and widget.unheard):
            yield widget
        return
    for child in reversed(widget.children):
        yield from _heard(child)


def _spot(widget: Touchable) -> Spot:
    inside = [words.text for words in within(widget) if isinstance(words, Words) and words.opacity and words.text]
    details = tuple(dict.fromkeys(text for text in inside if text not in (widget.label, widget.reason)))
    return Spot(widget.name, widget.label, widget.role, bool(widget.enabled), bool(widget.selected), widget.reason, details)
