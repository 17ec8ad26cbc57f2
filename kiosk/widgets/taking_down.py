"""A screen that has gone is given back at once: what ties its widgets into circles is untied, so that the collector need not find them.

Kivy ties three: a widget and its handlers of its own properties (`on_opacity` and the like, bound for every widget), a widget and its
dictionaries of `ids` and of motion events, a parent and its children. The kiosk's own are what widgets call: the screen they stand on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from kivy.uix.widget import Widget

CALLED: Final = ("on_touched", "on_dragged", "on_moved")
"""Attributes of widgets that hold what they call."""


def take_down(screen: Any) -> None:
    """Takes `screen`, which is shown no more, apart. Nothing in it can be shown or touched again."""
    for widget in _all_of(screen):
        kind: Any = type(widget)
        for name, handler in _own_handlers(kind, tuple(widget.properties())):
            widget.funbind(name, getattr(widget, handler))
        for name in CALLED:
            if hasattr(widget, name):
                setattr(widget, name, None)
        widget.clear_widgets()
        for held in (widget.ids, widget.motion_filter):
            held.obj = None


def _all_of(screen: Any) -> list[Any]:
    """Every widget of `screen`, those too that it keeps for another of its leaves."""
    found: dict[int, Any] = {}
    waiting = [screen]
    while waiting:
        widget = waiting.pop()
        if id(widget) not in found:
            found[id(widget)] = widget
            waiting += [*widget.children, *_kept(widget)]
    return list(found.values())


def _kept(widget: Any) -> Iterator[Any]:
    for value in vars(widget).values():
        yield from (inner for inner in (value if isinstance(value, list) else [value]) if isinstance(inner, Widget))


@lru_cache(maxsize=256)  # there are some eighty kinds of widgets
def _own_handlers(kind: Any, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Properties and the names of their handlers, for which Kivy binds every widget of a `kind` to itself."""
    return tuple((name, f"on_{name}") for name in names if getattr(kind, f"on_{name}", None) is not None)
