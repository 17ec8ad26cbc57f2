"""A page's content stream while it is written: graphics state, text objects and marked content, with no operator said twice."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from printing.pdf_file import text as text_string

if TYPE_CHECKING:
    from printing.ops import Colour, Matrix, Path

# Rectangles are as they are: a QR symbol has thousands, in whole units, and `%s` writes an int three times as fast.
_SEGMENTS: Final = {
    "M": "%.6g %.6g m ", "L": "%.6g %.6g l ", "C": "%.6g %.6g %.6g %.6g %.6g %.6g c ", "R": "%s %s %s %s re ", "Z": "h ",
}  # fmt: skip
_UPRIGHT: Final = (1.0, 0.0, 0.0, 1.0)
_THICKENING: Final = 0.5  # points of outline that make a light face serve as a title face


class Stream:
    """Collects operators (ISO 32000-2, annex A). Positions are in points, y upwards."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._fill: Colour | None = None
        self._stroke: Colour | None = None
        self._width: float | None = None
        self._dash: tuple[float, ...] = ()
        self._font: tuple[str, float] | None = None
        self._tracking = 0.0
        self._thick = False
        self._line: tuple[int, int] | None = None  # start of the current text line in hundredths; None outside a text object

    def data(self) -> bytes:
        """The stream so far, an open text object closed."""
        self._end_text()
        return "\n".join(self._out).encode("ascii")

    def begin_item(self, tag: str, mcid: int, actual: str | None) -> None:
        """Opens a content item of the structure tree; `actual` is what it reads as when that is not what it shows."""
        self._end_text()
        self._out.append(f"/{tag}<</MCID {mcid}>>BDC")
        if actual is not None:
            self._out.append(f"/Span<</ActualText {text_string(actual)}>>BDC")

    def begin_artifact(self) -> None:
        """Opens content that says nothing: rules, tints, marks, header and foot."""
        self._end_text()
        self._out.append("/Artifact BMC")

    def end(self, actual: str | None = None) -> None:
        """Closes what `begin_item` (give it the same `actual`) or `begin_artifact` opened."""
        self._end_text()
        self._out.append("EMC" if actual is None else "EMC EMC")

    def words(self, x: float, y: float, codes: str, font: str, size: float, colour: Colour, tracking: float, *, thick: bool) -> None:
        """Text of one face on a baseline; `codes` in hexadecimal."""
        if self._line is None:
            self._out.append("BT")
            self._line = (0, 0)
        self._set_fill(colour)
        if thick:
            self._set_stroke(colour)
            self._set_width(_THICKENING)
        if thick is not self._thick:
            self._out.append("2 Tr" if thick else "0 Tr")
            self._thick = thick
        if self._font != (font, size):
            self._font = (font, size)
            self._out.append(f"/{font} {size:.6g} Tf")
        if self._tracking != tracking:
            self._tracking = tracking
            self._out.append(f"{tracking:.4f} Tc")
        at = (round(x * 100), round(y * 100))
        self._out.append(f"{(at[0] - self._line[0]) / 100:.2f} {(at[1] - self._line[1]) / 100:.2f} Td<{codes}>Tj")
        self._line = at

    def rule(self, x1: float, y1: float, x2: float, y2: float, width: float, colour: Colour, dash: tuple[float, ...]) -> None:
        """A straight line."""
        self._end_text()
        self._set_stroke(colour)
        self._set_width(width)
        if dash != self._dash:
            self._dash = dash
            self._out.append(f"[{' '.join(f'{length:.6g}' for length in dash)}]0 d")
        self._out.append(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")

    def box(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        """A filled rectangle."""
        self._end_text()
        self._set_fill(fill)
        self._out.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def path(self, path: Path, fill: Colour | None, stroke: Colour | None, width: float, matrix: Matrix | None = None) -> None:
        """A path under the matrix, filled (nonzero winding), stroked or both."""
        self._end_text()
        if fill is not None:
            self._set_fill(fill)
        if stroke is not None:
            self._set_stroke(stroke)
            self._set_width(width)
        paint = "B" if fill is not None and stroke is not None else "f" if fill is not None else "S"
        drawn = f"{operators(path)}{paint}"
        self._out.append(drawn if matrix is None else f"q {concatenation(matrix)} {drawn} Q")

    def form(self, name: str, matrix: Matrix | None = None) -> None:
        """A form or image XObject under the matrix."""
        self._end_text()
        self._out.append(f"/{name} Do" if matrix is None else f"q {concatenation(matrix)} /{name} Do Q")

    def _end_text(self) -> None:
        if self._line is not None:
            self._line = None
            self._out.append("ET")

    def _set_fill(self, colour: Colour) -> None:
        if self._fill != colour:
            self._fill = colour
            self._out.append(_colour(colour, "g", "rg"))

    def _set_stroke(self, colour: Colour) -> None:
        if self._stroke != colour:
            self._stroke = colour
            self._out.append(_colour(colour, "G", "RG"))

    def _set_width(self, width: float) -> None:
        if self._width != width:
            self._width = width
            self._out.append(f"{width:.4g} w")


def operators(path: Path) -> str:
    """The path as path construction operators (ISO 32000-2, 8.5.2), a space after each."""
    values = tuple(chain.from_iterable([values for _, values in path]))
    template = "".join([_SEGMENTS[kind] for kind, _ in path])
    drawn = template % values
    # PDF has no exponents: almost nothing is nothing.
    return drawn if "e-" not in drawn else template % tuple([round(value, 3) for value in values])


def concatenation(matrix: Matrix) -> str:
    """The operator that puts a matrix before the current one."""
    a, b, c, d, x, y = matrix
    if (a, b, c, d) == _UPRIGHT:
        return f"1 0 0 1 {_short(x)} {_short(y)} cm"
    return f"{_exact(a)} {_exact(b)} {_exact(c)} {_exact(d)} {_short(x)} {_short(y)} cm"


def _exact(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _short(value: float) -> str:
    return f"{round(value, 2):.6g}"


def _colour(colour: Colour, grey: str, rgb: str) -> str:
    red, green, blue = colour
    return f"{red:.3g} {grey}" if red == green == blue else f"{red:.3g} {green:.3g} {blue:.3g} {rgb}"
