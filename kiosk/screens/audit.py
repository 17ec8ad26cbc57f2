"""The layout's rules (ux.md section 8) checked on the widgets of a screen as it stands; each breach is one line of text.

Places and sizes are those in the window, also of what is magnified.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, Final

from kiosk.screens.audit_columns import column_breaches
from kiosk.screens.screen import Screen
from kiosk.session.controls import controls
from kiosk.session.machine import Machine
from kiosk.session.states import Attract, Catalogue
from kiosk.widgets import text
from kiosk.widgets.controls import ChoiceTile, Touchable
from kiosk.widgets.described import in_window, shown
from kiosk.widgets.frame import Way
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Gap, within
from kiosk.widgets.pictures import Picture
from kiosk.widgets.tokens import SPACE, contrast, look

TARGET_MM: Final = 20.0
GAP_MM: Final = 3.0
SMALLEST_EM_MM: Final = 10.0
"""Hanzi anywhere; Latin capitals are then 7.3 mm, EN 301 549's 0.7 degrees at 600 mm."""

HIGHEST_MM: Final = 1200.0
LOWEST_MM: Final = 380.0
"""Above the floor, in low reach: EN 301 549 8.3 has 380 to 1220, KS X 9211 asks for 1200."""

MAY_NOT_BEGIN: Final = re.compile(r"[，。、；：？！”’）》】％,.;:!?)%]")
ROUNDING_MM: Final = 0.35
"""A pixel of the demo's panel: sizes are rounded to whole pixels."""


def breaches(screen: Screen, machine: Machine) -> list[str]:
    """Everything that is wrong with `screen` as it shows `machine`; empty when all is well."""
    visible = shown(screen)
    touchables = [widget for widget in visible if isinstance(widget, Touchable)]
    words = [widget for widget in visible if isinstance(widget, Words) and widget.text]
    magnified = set(map(id, within(screen.zoomed))) if screen.zoomed else set()
    here = [widget for widget in touchables if id(widget) not in magnified]
    return [
        *_controls(touchables, machine),
        *_targets(screen, touchables, here),
        *_reach(screen, touchables, here),
        *_words(words),
        *column_breaches(words),
        *_icons(widget for widget in visible if isinstance(widget, Icon) and widget.icon),
        *_places(screen, visible, magnified),
        *_overlaps([*words, *(widget for widget in visible if isinstance(widget, Picture))], magnified),
        *_overlaps(touchables, magnified),
        *_reading_order(screen),
    ]


def _controls(touchables: list[Touchable], machine: Machine) -> Iterator[str]:
    names = [widget.name for widget in touchables if not widget.local]
    leafed = any(widget.name.startswith("choices-") for widget in touchables)
    kinds = {kind.id for kind in machine.rules.kinds}
    few = look().most_at_once(len(kinds))
    if few < len(kinds) and isinstance(machine.state, Attract | Catalogue):
        leafed = True
        if (offered := len(kinds.intersection(names))) > few:
            yield f"{offered} kinds at a time instead of {few}"
    answers = sum(isinstance(widget, ChoiceTile) for widget in touchables)
    if (most := look().most_at_once(answers)) < answers:
        yield f"{answers} answers at a time instead of {most}"
    wanted = [c.name for c in controls(machine) if not leafed or c.name in names or (":" not in c.name and c.name not in kinds)]
    if sorted(names) != sorted(wanted):
        yield f"controls {sorted(names)} instead of {sorted(wanted)}"
    for widget in touchables:
        if not widget.label:
            yield f"{widget.name}: no accessible label"
        if not widget.enabled and not widget.reason:
            yield f"{widget.name}: disabled without a reason in words"
    for one, other in combinations(touchables, 2):
        if one.label == other.label and ":" not in one.name:
            yield f"{one.name} and {other.name}: both are called “{one.label}”"


def _targets(screen: Screen, touchables: list[Touchable], here: list[Touchable]) -> Iterator[str]:
    rim = SPACE.inactive - ROUNDING_MM
    for widget in touchables:
        left, bottom, width, height = (look().mm(part) for part in in_window(widget))
        if min(width, height) < TARGET_MM - ROUNDING_MM:
            yield f"{widget.name}: target of {width:.1f} x {height:.1f} mm"
        right, top = look().mm(screen.width) - left - width, look().mm(screen.height) - bottom - height
        if widget in here and min(left, bottom, right, top) < rim:
            yield f"{widget.name}: reaches into the dead rim"
    for one, other in combinations(touchables, 2):
        if (one in here) != (other in here):
            continue
        apart = look().mm(max(one.x - other.right, other.x - one.right, one.y - other.top, other.y - one.top))
        if apart < GAP_MM - ROUNDING_MM:
            yield f"{one.name} and {other.name}: {apart:.1f} mm apart"


def _reach(screen: Screen, touchables: list[Touchable], here: list[Touchable]) -> Iterator[str]:
    if not look().low_reach:
        return
    floor = look().display.bottom_edge_mm
    for widget in touchables:
        _, bottom, _, height = in_window(widget)
        if widget not in here and screen.zoomed is not None:
            # The sheet can be drawn down until it is reached.
            bottom -= round(screen.zoomed.at[1] - screen.zoomed.frame.held(0, float("-inf"))[1])
        highest, lowest = floor + look().mm(bottom + height), floor + look().mm(bottom)
        if highest > HIGHEST_MM + ROUNDING_MM:
            yield f"{widget.name}: {highest:.0f} mm above the floor"
        if widget in here and lowest < LOWEST_MM:
            yield f"{widget.name}: only {lowest:.0f} mm above the floor"


def _words(words: Iterable[Words]) -> Iterator[str]:
    strictness = 7.0 if look().high_contrast else 4.5
    for widget in words:
        told = f"“{widget.text[:24]}”"
        em = look().mm(widget.face.size)
        if em < SMALLEST_EM_MM - 0.01:
            yield f"{told}: em of {em:.1f} mm"
        if text.unknown_glyphs(widget.text):
            yield f"{told}: a character without a glyph"
        ratio = contrast(look().colour(widget.tone), look().colour(widget.on))
        if ratio < strictness:
            yield f"{told}: contrast of {ratio:.1f} ({widget.tone} on {widget.on})"
        width, height = widget.needed()
        if width > widget.width + 1 or height > widget.height + 1 or widget.longest_word() > widget.width + 1:
            yield f"{told}: {width} x {height} px do not fit into {widget.width:.0f} x {widget.height:.0f}"
        for line in widget.broken()[1:]:
            if MAY_NOT_BEGIN.match(line):
                yield f"{told}: a line begins with {line[0]}"


def _icons(marks: Iterable[Icon]) -> Iterator[str]:
    for mark in marks:
        ratio = contrast(look().colour(mark.tone), look().colour(mark.on))
        if ratio < 3.0:
            yield f"icon {mark.icon}: contrast of {ratio:.1f} ({mark.tone} on {mark.on})"


def _places(screen: Screen, visible: list[Any], magnified: set[int]) -> Iterator[str]:
    for widget in visible:
        room = screen.zoomed.sheet if screen.zoomed and id(widget) in magnified - {id(screen.zoomed)} else screen
        if widget.width and (widget.x < -1 or widget.y < -1 or widget.right > room.width + 1 or widget.top > room.height + 1):
            yield f"{_name(widget)}: outside the window"


def _overlaps(widgets: list[Any], magnified: set[int]) -> Iterator[str]:
    for one, other in combinations(widgets, 2):
        if (id(one) in magnified) != (id(other) in magnified):
            continue
        across = min(one.right, other.right) - max(one.x, other.x)
        down = min(one.top, other.top) - max(one.y, other.y)
        if across > 2 and down > 2:
            yield f"{_name(one)} and {_name(other)}: overlap by {across:.0f} x {down:.0f} px"


def _reading_order(parent: Any) -> Iterator[str]:
    """What is read after something else stands neither above it nor, beside it, before it."""
    children = [child for child in reversed(parent.children) if child.opacity and min(child.size) > 0 and not isinstance(child, Gap)]
    for child in children:
        if not isinstance(child, Way):  # draws marks and words one over the other
            yield from _reading_order(child)
    for before, after in combinations(children if not isinstance(parent, Way) else [], 2):
        if after.y >= before.top - 1:
            yield f"{_name(after)}: read after {_name(before)}, above which it stands"
        elif after.right <= before.x + 1 and min(before.top, after.top) - max(before.y, after.y) > 2:
            yield f"{_name(after)}: read after {_name(before)}, before which it stands"


def _name(widget: Any) -> str:
    return getattr(widget, "name", "") or getattr(widget, "text", "")[:24] or type(widget).__name__


def geometry(screen: Screen) -> list[tuple[str, int, int, int, int]]:
    """Place and size of every widget, visible or not: what may not change while a screen stands."""
    return [(type(w).__name__, int(w.x), int(w.y), int(w.width), int(w.height)) for w in within(screen)]


def moved(before: list[tuple[str, int, int, int, int]], after: list[tuple[str, int, int, int, int]]) -> list[str]:
    """What lies elsewhere in `after` than in `before`."""
    if len(before) != len(after):
        return [f"{len(before)} widgets became {len(after)}"]
    return [f"{one} -> {other}" for one, other in zip(before, after, strict=True) if one != other]
