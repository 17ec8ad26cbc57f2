"""Colour, type, spacing and the measure of the panel: the one place they are decided.

Colours are sRGB hex. Ordinary palette: text at 4.5:1 or more, icons and borders that carry meaning at 3:1 or more; high
contrast: 7:1. Sizes are millimetres on the glass. A Hanzi of 10 mm em has Latin capitals of 7.3 mm (EN 301 549 at 600 mm).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Final

from kiosk.widgets.display import Display

Colour = str
"""Like "#0f4c9a"."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they are for. `on_x` is what stands on `x`; `x_edge` is a border that carries meaning."""

    canvas: Colour
    surface: Colour
    sunken: Colour
    hairline: Colour
    edge: Colour
    ink: Colour
    soft: Colour
    header: Colour
    header_deep: Colour
    on_header: Colour
    on_header_soft: Colour
    primary: Colour
    primary_pressed: Colour
    on_primary: Colour
    tint: Colour
    tint_pressed: Colour
    accent: Colour
    done: Colour
    done_tint: Colour
    on_done: Colour
    note: Colour
    note_tint: Colour
    note_edge: Colour
    off: Colour
    off_ink: Colour
    strong: Colour
    strong_done: Colour
    on_strong: Colour
    paper: Colour
    gold: Colour


DAY: Final = Palette(
    canvas="#f3f5f8", surface="#ffffff", sunken="#e8ecf2", hairline="#d6dde6", edge="#76869a", ink="#14213a", soft="#47566b",
    header="#0c2f66", header_deep="#082350", on_header="#ffffff", on_header_soft="#c5d5ee",
    primary="#1450a8", primary_pressed="#0b3474", on_primary="#ffffff", tint="#e6eefa", tint_pressed="#c3d7f3", accent="#1450a8",
    done="#136a46", done_tint="#e2f2ea", on_done="#ffffff", note="#6b4600", note_tint="#fdf3dc", note_edge="#a8740f",
    off="#e8ecf2", off_ink="#566376", strong="#1450a8", strong_done="#136a46", on_strong="#ffffff", paper="#ffffff", gold="#f2c14e",
)  # fmt: skip

CONTRAST: Final = Palette(
    canvas="#000000", surface="#000000", sunken="#161616", hairline="#ffffff", edge="#ffffff", ink="#ffffff", soft="#ffffff",
    header="#000000", header_deep="#000000", on_header="#ffffff", on_header_soft="#ffffff",
    primary="#ffd60a", primary_pressed="#ffffff", on_primary="#000000", tint="#262626", tint_pressed="#4a4a00", accent="#ffd60a",
    done="#7df0b4", done_tint="#06281a", on_done="#000000", note="#ffe9a8", note_tint="#2b2200", note_edge="#ffd60a",
    off="#000000", off_ink="#c8c8c8", strong="#000000", strong_done="#000000", on_strong="#ffffff", paper="#ffffff", gold="#ffd60a",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes of the em in mm. No Hanzi is smaller than 10 mm, not even in a foot note."""

    small: float
    foot: float
    body: float
    lead: float
    button: float
    heading: float
    title: float
    display: float


ORDINARY: Final = Type(small=10.0, foot=10.0, body=10.4, lead=11.5, button=12.0, heading=12.5, title=18.0, display=27.0)
LARGE: Final = Type(small=10.2, foot=10.2, body=12.4, lead=13.6, button=14.0, heading=14.6, title=20.5, display=28.0)

WEIGHTS: Final = {"small": 400, "foot": 500, "body": 400, "lead": 400, "button": 700, "heading": 700, "title": 700, "display": 700}


@dataclass(frozen=True, slots=True)
class Space:
    """Distances in mm."""

    inactive: float = 5.0  # touches this near the panel's edge are ignored: hands rest there
    margin: float = 16.0  # left and right of every screen
    hair: float = 1.5
    tight: float = 3.5
    gap: float = 6.0
    wide: float = 10.0
    section: float = 16.0
    radius: float = 4.5
    border: float = 0.65
    target: float = 22.0  # smallest touch target; the bar is 20
    button: float = 30.0
    hero_button: float = 46.0


SPACE: Final = Space()


@dataclass(frozen=True, slots=True)
class Look:
    """What a screen is drawn with: palette and type for the modes chosen, and the measure of the panel."""

    display: Display
    modes: frozenset[str] = frozenset()

    @property
    def palette(self) -> Palette:
        """The colours of the modes."""
        return CONTRAST if "high-contrast" in self.modes else DAY

    @property
    def type(self) -> Type:
        """The sizes of the modes; on a narrow panel large sizes come down, but never below that of the body."""
        chosen = LARGE if "large-print" in self.modes else ORDINARY
        return _narrowed(chosen, min(1.0, self.mm(self.display.width_px) / FULL_WIDTH_MM))

    @property
    def narrow(self) -> bool:
        """Whether the panel is too narrow for every word on a line of its own."""
        return self.mm(self.display.width_px) < FULL_WIDTH_MM

    @property
    def high_contrast(self) -> bool:
        """Whether borders must do what shades of colour do otherwise."""
        return "high-contrast" in self.modes

    @property
    def density(self) -> int:
        """Pixels of a texture to a pixel of the layout: what is magnified is drawn as fine as it will be seen."""
        return ZOOM if "zoom" in self.modes else 1

    @property
    def reach_px(self) -> int:
        """How high above the lower edge of the glass something may be touched, in pixels."""
        if "low-reach" not in self.modes:
            return self.display.height_px
        return min(self.display.height_px, self.px(REACH_MM - self.display.bottom_edge_mm))

    def most_at_once(self, count: int) -> int:
        """How many of `count` kinds of papers, or of answers to a question, may stand on a screen at a time."""
        return min(count, MOST_IN_LARGE_PRINT) if "large-print" in self.modes else count

    @property
    def low_reach(self) -> bool:
        """Whether what is touched stands below what is only read."""
        return "low-reach" in self.modes

    def px(self, mm: float) -> int:
        """`mm` in whole pixels."""
        return round(mm * self.display.px_per_mm)

    def mm(self, px: float) -> float:
        """Pixels in mm."""
        return px / self.display.px_per_mm

    def colour(self, name: str) -> Colour:
        """The colour called `name`."""
        return str(getattr(self.palette, name))

    def size(self, style: str) -> float:
        """The em of a text style, in pixels."""
        return float(getattr(self.type, style)) * self.display.px_per_mm

    def mongolian_size(self, style: str) -> float:
        """The em in pixels of Mongolian columns beside a text of that style: words are long, so titles are set smaller than in Chinese."""
        em_mm = max(min(self.type.body, getattr(self.type, style)), MONGOLIAN_SHARE * getattr(self.type, style))
        return float(em_mm * self.display.px_per_mm)


MONGOLIAN_SHARE: Final = 0.7
"""Of the em of a large Chinese style."""

MOST_IN_LARGE_PRINT: Final = 6
"""Kinds or answers; more at a time are too many for whom large print is made (ux, acceptance: six in the elder mode)."""

ZOOM: Final = 2
"""200 % (KS X 9211:2025)."""

REACH_MM: Final = 1200.0
"""Above the floor: the highest target for somebody in a wheelchair; EN 301 549 8.3 allows 1220, KS X 9211 asks for 1200."""

FULL_WIDTH_MM: Final = 300.0
"""A panel at least this wide (24 inch portrait) takes the sizes as they are."""


@lru_cache(maxsize=8)
def _narrowed(sizes: Type, factor: float) -> Type:
    if factor == 1.0:
        return sizes
    smaller = {name: max(sizes.body, getattr(sizes, name) * factor) for name in ("lead", "button", "heading", "title", "display")}
    return replace(sizes, **smaller)


_look = Look(Display())


def use(look: Look) -> None:
    """Makes `look` the one new widgets are drawn with."""
    global _look
    _look = look


def look() -> Look:
    """The look in use."""
    return _look


def rgb(colour: Colour) -> tuple[float, float, float]:
    """Parts from 0 to 1."""
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def rgba(colour: Colour, alpha: float = 1.0) -> tuple[float, float, float, float]:
    """Parts from 0 to 1, with opacity."""
    return (*rgb(colour), alpha)


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio by WCAG 2.2, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


COLOUR_NAMES: Final = tuple(field.name for field in fields(Palette))
