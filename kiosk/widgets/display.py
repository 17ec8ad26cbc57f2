"""What the screens must know about this kiosk: the panel, the place, and the words of the certificate definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import hypot

MM_PER_INCH = 25.4

READABLE_PAGE_MM = 504.0
"""How wide an A4 page stands on the glass to be read: 2.4 times its size, so that Hanzi of 12 points are 10 mm high."""


@dataclass(frozen=True, slots=True)
class Display:
    """The panel and the place. `diagonal_in` in inches, sizes in pixels of the portrait screen.

    `bottom_edge_mm`: height of the glass's lower edge above the floor.
    `touch`: the only source of touches: `mouse` (X pointer, XTEST), `sdl` (X touch events), or a Kivy provider line such
    as `mtdev,/dev/input/event5`. `cursor`: show a pointer (for somebody who plays with the demo by mouse).
    `mongolian`: whether the signs (the unit's name, what the kiosk is) carry traditional Mongolian in every language: "none", or
    "before" or "after" the other one; `unit_mn` is the unit's name in it.
    `minutes`: from card to paper, as measured at this kiosk on `measured_on`; None: nobody measured, so nothing is promised.
    `window`, `phone`, `hours`, `elsewhere`: where help is to be had, as the technician wrote it.
    """

    diagonal_in: float = 27.0
    width_px: int = 1080
    height_px: int = 1920
    bottom_edge_mm: float = 750.0
    fullscreen: bool = True
    cursor: bool = False
    touch: str = "mouse"
    unit: str = ""
    unit_mn: str = ""
    mongolian: str = "none"
    place: str = ""
    kiosk_id: str = ""
    window: str = ""
    phone: str = ""
    hours: str = ""
    elsewhere: str = ""
    minutes: int | None = None
    measured_on: date | None = None

    px_per_mm: float = field(init=False, compare=False)
    """Pixels to a millimetre; square pixels are assumed."""

    def __post_init__(self) -> None:
        # Asked for some thousand times a screen.
        object.__setattr__(self, "px_per_mm", hypot(self.width_px, self.height_px) / (self.diagonal_in * MM_PER_INCH))

    @property
    def page_px(self) -> int:
        """How many pixels wide a page is drawn, so that it is sharp where it is read closely."""
        return round(READABLE_PAGE_MM * self.px_per_mm)


Texts = Mapping[str, str]
"""Language ("zh", "mn", "en") to text, as a definition gives it."""


@dataclass(frozen=True, slots=True)
class KindFace:
    """How a certificate kind looks on the menu. `icon`: a name of widgets/icons. `parameters`: parameter name to its label.

    `choices`: parameter name to value to label, for the choices that stand in the definition, so that a switch of language reaches them.
    `consent`: the sentence to agree to first; empty for none.
    """

    title: Texts
    name: Texts
    note: Texts = field(default_factory=dict)
    icon: str = "document"
    parameters: Mapping[str, Texts] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, Texts]] = field(default_factory=dict)
    consent: Texts = field(default_factory=dict)
