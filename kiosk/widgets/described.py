"""What is on the screen, in words and numbers: the control socket's `screen` answer, and what the layout tests read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.session.machine import Machine
from kiosk.session.states import Staff
from kiosk.staff.desk import page_name
from kiosk.widgets.controls import Touchable
from kiosk.widgets.label import Words
from kiosk.widgets.tokens import look

if TYPE_CHECKING:
    from kiosk.screens.screen import Screen


def described(screen: Screen, machine: Machine) -> dict[str, Any]:
    """`screen`, of the staff screen also `page`, `problem`, `texts` in reading order, `controls`, `locale`, `modes`.

    Rectangles are [x, y from the top left, w, h].
    """
    code = getattr(machine.state, "problem", None)
    state = machine.state
    page = {"page": page_name(state.desk)} if isinstance(state, Staff) else {}
    return {
        "screen": state.screen,
        **page,
        "problem": code.value if code else None,
        "texts": [text for words in shown(screen) if isinstance(words, Words) for text in words.said],
        "controls": [_control(screen, widget) for widget in shown(screen) if isinstance(widget, Touchable)],
        "locale": machine.locale,
        "modes": sorted(machine.modes),
    }


def shown(widget: Any) -> list[Any]:
    """The widget and everything visible in it, in reading order."""
    if widget.opacity == 0:
        return []
    below = [found for child in reversed(widget.children) for found in shown(child)]
    return [widget, *below]


def in_window(widget: Any) -> tuple[int, int, int, int]:
    """Left, lower edge, width and height of a widget in pixels of the window, also where it is magnified."""
    x, y = widget.to_window(widget.x, widget.y)
    right, top = widget.to_window(widget.right, widget.top)
    return round(x), round(y), round(right - x), round(top - y)


def under(screen: Screen, x: float, y: float) -> tuple[str, ...]:
    """The names of the controls that a touch at (`x`, `y`) of the window, from its top left, falls on: of a magnified one only its part
    in the frame.
    """
    up = screen.height - y
    found = []
    for widget in shown(screen):
        if isinstance(widget, Touchable) and screen.in_frame(widget, x, up):
            left, lower, wide, tall = in_window(widget)
            if left <= x < left + wide and lower < up <= lower + tall:
                found.append(widget.name)
    return tuple(found)


def _control(screen: Screen, widget: Touchable) -> dict[str, Any]:
    x, lower, w, h = in_window(widget)
    y = int(screen.height) - lower - h
    return {
        "name": widget.name,
        "label": widget.label,
        "role": widget.role,
        "enabled": bool(widget.enabled),
        "reason": widget.reason or None,
        "in_view": screen.in_view(widget),
        "rect_px": [x, y, w, h],
        "rect_mm": [round(look().mm(part), 1) for part in (x, y, w, h)],
    }
