"""Text through Pango: fallback for every Chinese character, correct line breaking, one line height for every font.

`install()` puts the provider in the place of Kivy's, before anything of `kivy.uix` is imported (architecture section 7).
Sizes are pixels. Only the UI thread may lay out text: Pango's contexts are not shared between threads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Any

import cairocffi
import kivy.core.text
import pangocairocffi
import pangocffi

FAMILY = "Kiosk Sans"
"""An alias of config/fonts.conf."""

LINE = 1.45
"""Pitch of lines in em. The bar is 1.3 (MIIT age-friendly rules); Hanzi without descenders want a little more."""

MIDDLE = 0.375
"""Height of the optical middle of Hanzi and capitals above the baseline, in em; it is put in the middle of the line."""

JOINER = "\u2060"
"""WORD JOINER: no line break here, nothing to be seen."""

_SPACE = "\u200b"
"""ZERO WIDTH SPACE: a line may be broken here."""

_UNITS = 1024  # PANGO_SCALE: Pango counts in 1024ths of a pixel
# The generated bindings of pangocffi and pangocairocffi carry no types.
_pango: Any = pangocffi.pango
_pangocairo: Any = pangocairocffi.pangocairo
_cairo_pointer: Any = pangocairocffi._get_cairo_t_from_cairo_ctx

_UNBROKEN = re.compile(
    r"\d{4}\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?"  # dates
    r"|\d{1,2}[:：]\d{2}\s?[-–—~～至]\s?\d{1,2}[:：]\d{2}"  # opening hours
    r"|\d[\d*-]{5,}[\dXx]"  # identity numbers, telephone numbers
    r"|[A-Z0-9]+(?:-[A-Z0-9]+)+"  # certificate and receipt numbers
    r"|\d+\s?[号页秒张人份]"
)


@dataclass(frozen=True, slots=True)
class Face:
    """How a text is set: size of the em in pixels and weight (400, 500, 700)."""

    size: float
    weight: int = 400


def protect(text: str) -> str:
    """`text` with joiners inside dates, numbers and times, so that none is split over two lines.

    UAX 14 cannot tell an opening from a closing Chinese quotation mark and forbids a break on both sides; here they are told apart.
    """
    whole = _UNBROKEN.sub(lambda found: JOINER.join(found.group().replace(" ", "\u00a0")), text)
    opened = re.sub(r"(?<=[^\s（《〈「“‘])([“‘])", rf"{_SPACE}\1{JOINER}", whole)
    return re.sub(r"([”’])(?=\w)", rf"\1{_SPACE}", opened)


def _plain(text: str) -> str:
    return text.replace(JOINER, "").replace(_SPACE, "").replace("\u00a0", " ").strip()


_measured: dict[tuple[str, Face, float | None], tuple[int, int]] | None = None


@contextmanager
def measuring() -> Iterator[None]:
    """While a screen is laid out, the same words are measured once: columns ask their blocks for their height again and again.

    Nothing is kept afterwards, for the words may be a citizen's. Not to be nested.
    """
    global _measured
    _measured = {}
    try:
        yield
    finally:
        _measured = None


def measure(text: str, face: Face, width: float | None = None) -> tuple[int, int]:
    """Width and height in pixels of `text`, wrapped at `width` when one is given. The height depends on the number of lines alone."""
    if _measured is None:
        return _measure(text, face, width)
    asked = (text, face, width)
    if asked not in _measured:
        _measured[asked] = _measure(text, face, width)
    return _measured[asked]


def _measure(text: str, face: Face, width: float | None) -> tuple[int, int]:
    layout = _layout(text, face, width)
    _, logical = layout.get_extents()
    return _up(logical.width) + 1, ceil(layout.get_line_count() * face.size * LINE)


def balanced_width(text: str, face: Face, width: float) -> int:
    """The narrowest width that needs no more lines than `width` does: no lonely last character."""
    lines = line_count(text, face, width)
    natural, _ = measure(text, face, width)
    if lines == 1:
        return natural
    low, high = width / lines * 0.8, float(natural)
    while high - low > face.size / 4:
        middle = (low + high) / 2
        if line_count(text, face, middle) > lines:
            low = middle
        else:
            high = middle
    return int(high) + 1


def line_count(text: str, face: Face, width: float | None) -> int:
    """Number of lines `text` takes."""
    return int(_layout(text, face, width).get_line_count())


def lines(text: str, face: Face, width: float | None) -> tuple[str, ...]:
    """The lines as they are broken, without the joiners."""
    with _walk(_layout(text, face, width)) as walk:
        starts = [walk.get_index()]
        while walk.next_line():
            starts.append(walk.get_index())
    data = protect(text).encode()
    pairs = zip(starts, [*starts[1:], len(data)], strict=True)
    return tuple(_plain(data[start:end].decode()) for start, end in pairs)


def unknown_glyphs(text: str) -> int:
    """How many characters of `text` no installed font can show (they would be boxes)."""
    return int(_pango.pango_layout_get_unknown_glyphs_count(_layout(text, Face(20.0), None).pointer))


def draw(context: cairocffi.Context, text: str, face: Face, width: float | None = None, align: str = "left") -> None:
    """Draws `text` in the context's source with its top left at the current point."""
    left, top = context.get_current_point() or (0.0, 0.0)
    layout = _layout(text, face, width, align)
    pitch = face.size * LINE
    with _walk(layout) as walk:
        for index in range(layout.get_line_count()):
            _, logical = walk.get_line_extents()
            context.move_to(left + logical.x / _UNITS, top + (index + 0.5) * pitch + MIDDLE * face.size)
            _pangocairo.pango_cairo_show_layout_line(_cairo_pointer(context), _pango.pango_layout_get_line_readonly(layout.pointer, index))
            walk.next_line()


@contextmanager
def _walk(layout: Any) -> Iterator[Any]:
    walk = layout.get_iter()
    try:
        yield walk
    finally:
        # pangocffi 0.14 never frees its iterators, and each keeps its whole layout.
        _pango.pango_layout_iter_free(walk.pointer)


@cache
def _context() -> Any:
    surface = cairocffi.ImageSurface(cairocffi.FORMAT_ARGB32, 8, 8)
    context = pangocairocffi.create_context(cairocffi.Context(surface))
    _pango.pango_context_set_language(context.pointer, _pango.pango_language_from_string(b"zh-cn"))
    _pango.pango_context_set_round_glyph_positions(context.pointer, 0)
    pangocairocffi.set_resolution(context, 72.0)
    return context


@cache
def _description(face: Face) -> Any:
    description = pangocffi.FontDescription()
    description.family = FAMILY
    _pango.pango_font_description_set_weight(description.pointer, face.weight)
    _pango.pango_font_description_set_absolute_size(description.pointer, face.size * _UNITS)
    return description


def _layout(text: str, face: Face, width: float | None, align: str = "left") -> Any:
    layout = pangocffi.Layout(_context())
    layout.font_description = _description(face)
    layout.wrap = pangocffi.WrapMode.WORD_CHAR
    if width is not None:
        layout.width = int(width * _UNITS)
    layout.alignment = {"center": pangocffi.Alignment.CENTER, "right": pangocffi.Alignment.RIGHT}.get(align, pangocffi.Alignment.LEFT)
    layout.text = protect(text)
    return layout


def _up(units: int) -> int:
    return -(-int(units) // _UNITS)


class PangoLabel(kivy.core.text.LabelBase):  # type: ignore[misc]  # Kivy has no types
    """Kivy's text provider. `font_name` is a weight ("400", "500", "700"); a width in `text_size` wraps.

    `density`: how many times finer than its layout the texture is drawn, for what will be magnified.
    """

    density = 1

    def resolve_font_name(self) -> None:
        """Nothing to resolve: fontconfig finds the fonts."""

    def get_extents(self, text: str) -> tuple[int, int]:
        """Width and height of one line, in pixels."""
        return measure(text, self._face)

    @property
    def _face(self) -> Face:
        name = str(self.options["font_name"])
        weight = int(name) if name.isdigit() else 400
        return Face(float(self.options["font_size"]), 700 if self.options["bold"] else weight)

    def render(self, real: bool = False) -> tuple[int, int] | None:
        """Size of the texture; with `real` the text is drawn into it."""
        width, _ = self._text_size
        if not real:
            natural, height = measure(self.text, self._face, width)
            natural, height = natural * self.density, height * self.density
            self._internal_size = (natural, height)
            return (int(width) * self.density if width else natural, height)
        self._draw(int(self._size[0]), int(self._size[1]), width)
        return None

    def _draw(self, width: int, height: int, wrap: float | None) -> None:
        surface = cairocffi.ImageSurface(cairocffi.FORMAT_ARGB32, width, height)
        context = cairocffi.Context(surface)
        context.set_source_rgb(1, 1, 1)
        context.scale(self.density, self.density)
        context.move_to(0, 0)
        draw(context, self.text, self._face, wrap, self.options["halign"])
        surface.flush()
        red, green, blue = (round(255 * part) for part in self.options["color"][:3])
        # Kivy blends straight alpha: the colour stays whole and the coverage goes into alpha alone.
        pixels = bytearray(bytes((red, green, blue, 0)) * (width * height))
        pixels[3::4] = bytes(surface.get_data())[3::4]
        self.texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")


def install() -> None:
    """Makes Kivy's labels, buttons and text inputs use Pango."""
    kivy.core.text.Label = PangoLabel
    kivy.core.text.Text = PangoLabel
