"""The thin edge to ReportLab: pages of drawing operations become the bytes of a PDF."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from reportlab.pdfgen.canvas import Canvas

from printing import tounicode
from printing.geometry import PAGE_HEIGHT, PAGE_WIDTH
from printing.ops import Box, Group, Matrix, Op, Page, Path, Rule, Shape, Tagged, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printing.fonts import FontStack

_THICKENING: Final = 0.5  # points of outline that make a light face serve as a title face
_IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_reportlab = threading.Lock()  # its fonts keep the subsets of the document at work


def draw(pages: tuple[Page, ...], fonts: FontStack, *, title: str, author: str) -> bytes:
    """The pages as an A4 PDF with every used glyph embedded; the same pages give the same bytes."""
    tounicode.install()
    out = BytesIO()
    with _reportlab:
        # Without a face of ours to begin with, ReportLab adds an unembedded Helvetica.
        options: dict[str, Any] = {"initialFontName": fonts.initial, "lang": "zh-CN", "invariant": 1, "pageCompression": 1}
        canvas = Canvas(out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), **options)
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setFillColorRGB(0, 0, 0)
        pen = _Pen(canvas, fonts)
        for page in pages:
            pen.define(page)
        for page in pages:
            for op in page:
                pen.draw(op)
            canvas.showPage()
        canvas.save()
    return out.getvalue()


class _Pen:
    def __init__(self, canvas: Canvas, fonts: FontStack) -> None:
        self._canvas: Any = canvas
        self._fonts = fonts
        self._forms: set[str] = set()

    def define(self, ops: tuple[Op, ...]) -> None:
        """Stores every shape drawn more than once as a form: once in the file however often it is drawn."""
        for op in ops:
            if isinstance(op, Group | Tagged):
                self.define(op.ops)
            elif isinstance(op, Shape) and op.places != (_IDENTITY,) and op.name not in self._forms:
                self._forms.add(op.name)
                left, bottom, right, top = _bounds(op.path)
                self._canvas.beginForm(op.name, left, bottom, right, top)
                self._path(op)
                self._canvas.endForm()

    def draw(self, op: Op) -> None:
        match op:
            case Words():
                self._words(op)
            case Rule():
                self._rule(op)
            case Box():
                self._canvas.setFillColorRGB(*op.fill)
                self._canvas.rect(op.x, op.y, op.width, op.height, stroke=0, fill=1)
            case Shape():
                self._shape(op)
            case Tagged():
                for inner in op.ops:
                    self.draw(inner)
            case Group():
                with self._moved((1.0, 0.0, 0.0, 1.0, op.x, op.y)):
                    for inner in op.ops:
                        self.draw(inner)

    def _words(self, op: Words) -> None:
        self._canvas.setFillColorRGB(*op.colour)
        thick = self._fonts.is_thickened(op.role)
        if thick:
            self._canvas.setStrokeColorRGB(*op.colour)
            self._canvas.setLineWidth(_THICKENING)
        x = op.x
        for run in self._fonts.runs(op.role, op.text):
            self._canvas.setFont(run.font, op.size)
            self._canvas.drawString(x, op.y, run.text, mode=2 if thick else None, charSpace=op.tracking)
            x += sum(self._fonts.named(run.font).width(one) for one in run.text) * op.size / 1000 + op.tracking * len(run.text)

    def _rule(self, op: Rule) -> None:
        self._canvas.setStrokeColorRGB(*op.colour)
        self._canvas.setLineWidth(op.width)
        self._canvas.setDash(list(op.dash))
        self._canvas.line(op.x1, op.y1, op.x2, op.y2)
        self._canvas.setDash([])

    def _shape(self, op: Shape) -> None:
        if op.name not in self._forms:
            self._path(op)
            return
        for place in op.places:
            with self._moved(place):
                self._canvas.doForm(op.name)

    def _path(self, op: Shape) -> None:
        if op.fill:
            self._canvas.setFillColorRGB(*op.fill)
        if op.stroke:
            self._canvas.setStrokeColorRGB(*op.stroke)
            self._canvas.setLineWidth(op.width)
        paint = {(True, True): "B", (True, False): "f", (False, True): "S"}[op.fill is not None, op.stroke is not None]
        self._canvas.addLiteral(f"{_operators(op.path)} {paint}")

    @contextmanager
    def _moved(self, matrix: Matrix) -> Iterator[None]:
        self._canvas.saveState()
        self._canvas.transform(*matrix)
        yield
        self._canvas.restoreState()


_OPERATOR: Final = {"M": "m", "L": "l", "C": "c", "R": "re", "Z": "h"}


def _operators(path: Path) -> str:
    """The path as PDF path construction operators (ISO 32000-2, 8.5.2), to a hundredth of a unit."""
    return " ".join(f"{' '.join([f'{round(value, 2):.6g}' for value in values])} {_OPERATOR[kind]}" for kind, values in path)


def _bounds(path: Path) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the path's points (control points count), with a point of margin for strokes."""
    corners = [(*values[:2], values[0] + values[2], values[1] + values[3]) if kind == "R" else values for kind, values in path]
    xs = [value for values in corners for value in values[::2]]
    ys = [value for values in corners for value in values[1::2]]
    return min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1
