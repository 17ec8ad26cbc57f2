"""The layout's rules (ux.md section 8) checked on the widgets of a screen as it stands; each breach is one line of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, Final, cast

from PIL import Image

from kiosk.screens.audit_columns import column_breaches
from kiosk.screens.screen import Screen
from kiosk.session.controls import controls
from kiosk.session.machine import Machine
from kiosk.widgets import text
from kiosk.widgets.controls import Touchable
from kiosk.widgets.described import shown
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.pictures import Picture
from kiosk.widgets.tokens import SPACE, contrast, look, rgb

TARGET_MM: Final = 20.0
GAP_MM: Final = 3.0
SMALLEST_EM_MM: Final = 10.0
"""Hanzi anywhere; Latin capitals are then 7.3 mm, EN 301 549's 0.7 degrees at 600 mm."""

MAY_NOT_BEGIN: Final = re.compile(r"[，。、；：？！”’）》】％,.;:!?)%]")
ROUNDING_MM: Final = 0.35
"""A pixel of the demo's panel: sizes are rounded to whole pixels."""


def breaches(screen: Screen, machine: Machine) -> list[str]:
    """Everything that is wrong with `screen` as it shows `machine`; empty when all is well."""
    visible = shown(screen)
    touchables = [widget for widget in visible if isinstance(widget, Touchable)]
    words = [widget for widget in visible if isinstance(widget, Words) and widget.text]
    return [
        *_controls(touchables, machine),
        *_targets(screen, touchables),
        *_words(words),
        *column_breaches(words),
        *_icons(widget for widget in visible if isinstance(widget, Icon) and widget.icon),
        *_places(screen, visible),
        *_overlaps([*words, *(widget for widget in visible if isinstance(widget, Picture))]),
        *_overlaps(touchables),
    ]


def _controls(touchables: list[Touchable], machine: Machine) -> Iterator[str]:
    names = [widget.name for widget in touchables if not widget.local]
    leafed = any(widget.local for widget in touchables)
    kinds = {kind.id for kind in machine.rules.kinds}
    wanted = [c.name for c in controls(machine) if not leafed or c.name in names or (":" not in c.name and c.name not in kinds)]
    if sorted(names) != sorted(wanted):
        yield f"controls {sorted(names)} instead of {sorted(wanted)}"
    for widget in touchables:
        if not widget.label:
            yield f"{widget.name}: no accessible label"
        if not widget.enabled and not widget.reason:
            yield f"{widget.name}: disabled without a reason in words"


def _targets(screen: Screen, touchables: list[Touchable]) -> Iterator[str]:
    rim = SPACE.inactive - ROUNDING_MM
    for widget in touchables:
        left, bottom, width, height = (look().mm(part) for part in (widget.x, widget.y, widget.width, widget.height))
        if min(width, height) < TARGET_MM - ROUNDING_MM:
            yield f"{widget.name}: target of {width:.1f} x {height:.1f} mm"
        right, top = look().mm(screen.width) - left - width, look().mm(screen.height) - bottom - height
        if min(left, bottom, right, top) < rim:
            yield f"{widget.name}: reaches into the dead rim"
    for one, other in combinations(touchables, 2):
        apart = look().mm(max(one.x - other.right, other.x - one.right, one.y - other.top, other.y - one.top))
        if apart < GAP_MM - ROUNDING_MM:
            yield f"{one.name} and {other.name}: {apart:.1f} mm apart"


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


def _places(screen: Screen, visible: list[Any]) -> Iterator[str]:
    for widget in visible:
        if widget.width and (widget.x < -1 or widget.y < -1 or widget.right > screen.width + 1 or widget.top > screen.height + 1):
            yield f"{_name(widget)}: outside the window"


def _overlaps(widgets: list[Any]) -> Iterator[str]:
    for one, other in combinations(widgets, 2):
        across = min(one.right, other.right) - max(one.x, other.x)
        down = min(one.top, other.top) - max(one.y, other.y)
        if across > 2 and down > 2:
            yield f"{_name(one)} and {_name(other)}: overlap by {across:.0f} x {down:.0f} px"


def _name(widget: Any) -> str:
    return getattr(widget, "name", "") or getattr(widget, "text", "")[:24] or type(widget).__name__


def grounds(screen: Screen, image: Image.Image) -> Iterator[str]:
    """Where the colour behind words, as rendered, is not the one the widget believes in (so that its contrast would be a fiction)."""
    for widget in shown(screen):
        if not isinstance(widget, Words) or not widget.text or widget.ink_size[0] < 4:
            continue
        top = image.height - int(widget.top)
        box = (int(widget.x), top, int(widget.right), top + int(widget.height))
        colours = cast("list[tuple[int, tuple[int, int, int]]]", image.crop(box).getcolors(maxcolors=4096) or [(0, (0, 0, 0))])
        ground = max(colours)[1]
        believed = tuple(round(255 * part) for part in rgb(look().colour(widget.on)))
        if max(abs(a - b) for a, b in zip(ground, believed, strict=True)) > 3:
            yield f"“{widget.text[:24]}”: stands on #{bytes(ground).hex()}, not on {widget.on}"


def geometry(screen: Screen) -> list[tuple[str, int, int, int, int]]:
    """Place and size of every widget, visible or not: what may not change while a screen stands."""
    return [(type(w).__name__, int(w.x), int(w.y), int(w.width), int(w.height)) for w in screen.walk(restrict=True)]


def moved(before: list[tuple[str, int, int, int, int]], after: list[tuple[str, int, int, int, int]]) -> list[str]:
    """What lies elsewhere in `after` than in `before`."""
    if len(before) != len(after):
        return [f"{len(before)} widgets became {len(after)}"]
    return [f"{one} -> {other}" for one, other in zip(before, after, strict=True) if one != other]
