"""What a page is made of before it is a PDF: plain values, in points, y upwards. `document` draws them, tests look at them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printing.fonts import Role

Colour = tuple[float, float, float]  # red, green, blue from 0 to 1, sRGB
Matrix = tuple[float, float, float, float, float, float]  # as the PDF operator cm
Segment = tuple[str, tuple[float, ...]]  # M x y | L x y | C x1 y1 x2 y2 x y | R x y width height | Z
Path = tuple[Segment, ...]

BLACK: Colour = (0.0, 0.0, 0.0)
GREY: Colour = (0.32, 0.32, 0.32)
PALE: Colour = (0.72, 0.72, 0.72)
WHITE: Colour = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Words:
    """Text on one baseline, starting at (x, y); faces are chosen character by character."""

    x: float
    y: float
    text: str
    role: Role
    size: float
    colour: Colour = BLACK
    tracking: float = 0.0  # points added after every character


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.5
    colour: Colour = BLACK
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; (x, y) is its lower left corner."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour


@dataclass(frozen=True, slots=True)
class Shape:
    """A path, filled or stroked, drawn once for each matrix. `name` is the same for the same shape: it is stored once in the PDF."""

    name: str
    path: Path
    fill: Colour | None = None
    stroke: Colour | None = None
    width: float = 0.5
    places: tuple[Matrix, ...] = ((1.0, 0.0, 0.0, 1.0, 0.0, 0.0),)


@dataclass(frozen=True, slots=True)
class Group:
    """Ops moved so that their origin is at (x, y)."""

    x: float
    y: float
    ops: tuple[Op, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A PNG or JPEG, scaled to the rectangle whose lower left corner is (x, y). `name` is the same for the same picture."""

    x: float
    y: float
    width: float
    height: float
    data: bytes
    name: str


@unique
class Tag(StrEnum):
    """The standard structure types (ISO 32000-2, 14.8.4) that a paper uses."""

    TITLE = "H1"
    HEADING = "H2"
    PARAGRAPH = "P"
    TABLE = "Table"
    ROW = "TR"
    HEAD_CELL = "TH"
    CELL = "TD"
    CAPTION = "Caption"
    FIGURE = "Figure"
    NOTE = "Note"
    SPAN = "Span"


@dataclass(frozen=True, slots=True)
class Tagged:
    """Ops that belong to the structure tree; what stands in no Tagged is an artifact.

    `path` leads from the document down: each step a type and its ordinal among its siblings, counted from 0 over the whole document.
    Ops with the same path are the same element (a paragraph's lines, a table's rows on several pages). `actual` is the text that
    the ops stand for (ActualText), `alt` describes a figure, `lang` is a BCP 47 tag where it is not the document's.
    """

    path: tuple[tuple[Tag, int], ...]
    ops: tuple[Op, ...]
    actual: str | None = None
    alt: str | None = None
    lang: str | None = None


Op = Words | Rule | Box | Shape | Group | Picture | Tagged
Page = tuple[Op, ...]
