"""The text of a PDF's pages in drawing order: what the content streams show, by each font's ToUnicode map (ISO 32000-2, 9.10).

Nothing is sorted, joined or guessed, unlike in a viewer: two pages that were drawn alike give the same runs, and everything that is drawn
as text is there, be it white, tiny or beyond the edge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST: Final = 12  # forms inside forms
_MOST_RUNS: Final = 200_000  # a 200-row table has some 2000
_UNKNOWN: Final = "\ufffd"
_TOKENS: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])|([A-Za-z]+)")
_FOLLOWED: Final = "q Q cm BT Tm Td TD T* TL Tf Tj TJ ' \" Do BI ID EI"  # lines and shapes are left unparsed: most of a page is that
_IDENTITY: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

Matrix = tuple[float, float, float, float, float, float]


class PageTextError(ValueError):
    """A page's content cannot be followed."""


@dataclass(frozen=True, slots=True, repr=False)
class Run:
    """Text shown by one operator; (x, y) is where it begins, in points from the page's lower left corner."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, repr=False)
class PageText:
    """One page: its runs in drawing order, how many pictures it draws, and how many annotations lie on it besides a signature."""

    runs: tuple[Run, ...]
    pictures: int
    annotations: int


def page_texts(document: pikepdf.Pdf) -> tuple[PageText, ...]:
    """The text of every page. Raises PageTextError."""
    fonts: dict[Any, _Font] = {}
    try:
        return tuple(_page(page, fonts) for page in document.pages)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError) as error:
        raise PageTextError(f"the content of a page cannot be followed ({type(error).__name__})") from error


def _page(page: pikepdf.Page, fonts: dict[Any, _Font]) -> PageText:
    walk = _Walk(fonts)
    walk.stream(page, page.resources, _State(), 0)
    foreign = [one for one in page.obj.get("/Annots", []) if not _is_signature(one)]
    return PageText(tuple(walk.runs), walk.pictures, len(foreign))


def _is_signature(annotation: Any) -> bool:
    field = annotation.get("/Parent", annotation) if "/FT" not in annotation else annotation
    return bool(annotation.get("/Subtype") == "/Widget" and field.get("/FT") == "/Sig")


@dataclass(frozen=True, slots=True)
class _State:
    """The part of the graphics state that matters here."""

    ctm: Matrix = _IDENTITY
    font: _Font | None = None
    leading: float = 0.0


class _Walk:
    """Follows content streams; `runs` and `pictures` grow as it goes."""

    def __init__(self, fonts: dict[Any, _Font]) -> None:
        self.runs: list[Run] = []
        self.pictures = 0
        self._fonts = fonts

    def stream(self, content: Any, resources: Any, state: _State, depth: int) -> None:
        if depth > _DEEPEST:
            raise PageTextError("forms inside forms without end")
        saved: list[_State] = []
        text = line = _IDENTITY
        for instruction in pikepdf.parse_content_stream(content, _FOLLOWED):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self.pictures += 1
                continue
            operands, operator = instruction.operands, str(instruction.operator)
            match operator:
                case "q":
                    saved.append(state)
                case "Q":
                    state = saved.pop() if saved else state
                case "cm":
                    state = replace(state, ctm=_times(_matrix(operands), state.ctm))
                case "BT":
                    text = line = _IDENTITY
                case "Tm":
                    text = line = _matrix(operands)
                case "Td" | "TD":
                    x, y = float(operands[0]), float(operands[1])
                    text = line = _times((1.0, 0.0, 0.0, 1.0, x, y), line)
                    state = replace(state, leading=-y) if operator == "TD" else state
                case "T*":
                    text = line = _times((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), line)
                case "TL":
                    state = replace(state, leading=float(operands[0]))
                case "Tf":
                    state = replace(state, font=self._font(resources, operands[0]))
                case "Tj":
                    self._show([operands[0]], state, text)
                case "TJ":
                    self._show([part for part in operands[0] if isinstance(part, pikepdf.String)], state, text)
                case "'" | '"':
                    text = line = _times((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), line)
                    self._show([operands[-1]], state, text)
                case "Do":
                    self._do(resources.XObject[str(operands[0])], resources, state, depth)
                case _:
                    pass

    def _do(self, thing: Any, resources: Any, state: _State, depth: int) -> None:
        if thing.get("/Subtype") == "/Image":
            self.pictures += 1
        elif thing.get("/Subtype") == "/Form":
            matrix = _matrix(thing.get("/Matrix", _IDENTITY))
            self.stream(thing, thing.get("/Resources", resources), replace(state, ctm=_times(matrix, state.ctm)), depth + 1)

    def _show(self, parts: list[Any], state: _State, text: Matrix) -> None:
        if len(self.runs) >= _MOST_RUNS:
            raise PageTextError("more text than any paper has")
        shown = "".join(state.font.decode(bytes(part)) if state.font else _UNKNOWN * len(bytes(part)) for part in parts)
        *_, x, y = _times(text, state.ctm)
        self.runs.append(Run(shown, x, y))

    def _font(self, resources: Any, name: Any) -> _Font:
        font = resources.Font[str(name)]
        if not font.is_indirect:
            return _Font(font)
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = _Font(font)
        return self._fonts[font.objgen]


class _Font:
    """From codes to text, by the font's ToUnicode map alone."""

    def __init__(self, font: Any) -> None:
        self._codes: dict[tuple[int, int], str] = {}
        wide = font.get("/Subtype") == "/Type0"
        self._widths: set[int] = {2} if wide else {1}
        if "/ToUnicode" in font:
            self._read(font.ToUnicode.read_bytes())

    def decode(self, data: bytes) -> str:
        parts: list[str] = []
        place = 0
        while place < len(data):
            for width in sorted(self._widths):
                found = self._codes.get((width, int.from_bytes(data[place : place + width], "big")))
                if found is not None and place + width <= len(data):
                    parts.append(found)
                    break
            else:
                width = min(self._widths)
                parts.append(_UNKNOWN)
            place += width
        return "".join(parts)

    def _read(self, cmap: bytes) -> None:
        ranges: list[bytes | list[bytes]] = []
        array: list[bytes] | None = None
        for match in _TOKENS.finditer(cmap):
            digits, opening, closing, word = match.groups()
            if digits is not None:
                data = bytes.fromhex(b"".join(digits.split()).decode())
                if array is None:
                    ranges.append(data)
                else:
                    array.append(data)
            elif opening:
                array = []
            elif closing and array is not None:
                ranges.append(array)
                array = None
            elif word == b"begincodespacerange" or word in (b"beginbfchar", b"beginbfrange"):
                ranges = []
            elif word == b"endcodespacerange":
                self._widths = {len(one) for one in ranges if isinstance(one, bytes) and one} or self._widths
            elif word == b"endbfchar":
                for code, text in zip(ranges[::2], ranges[1::2], strict=False):
                    self._set(code, 0, text)
            elif word == b"endbfrange":
                self._ranges(ranges)

    def _ranges(self, items: list[bytes | list[bytes]]) -> None:
        for first, last, text in zip(items[::3], items[1::3], items[2::3], strict=False):
            if not isinstance(first, bytes) or not isinstance(last, bytes):
                raise PageTextError("a ToUnicode map is malformed")
            for step in range(min(int.from_bytes(last, "big") - int.from_bytes(first, "big") + 1, 0x10000)):
                if isinstance(text, list):
                    if step < len(text):
                        self._set(first, step, text[step])
                else:
                    bumped = int.from_bytes(text, "big") + step
                    self._set(first, step, bumped.to_bytes(max(len(text), 2), "big"))

    def _set(self, code: bytes | list[bytes], step: int, text: bytes | list[bytes]) -> None:
        if not isinstance(code, bytes) or not isinstance(text, bytes):
            raise PageTextError("a ToUnicode map is malformed")
        self._codes[(len(code), int.from_bytes(code, "big") + step)] = text.decode("utf-16-be", "replace")


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return (a, b, c, d, e, f)


def _times(first: Matrix, second: Matrix) -> Matrix:
    """`first` applied before `second` (ISO 32000-2, 8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def characters(runs: tuple[Run, ...]) -> Iterator[tuple[str, Run]]:
    """Every character that is not white space, with the run it stands in."""
    for run in runs:
        for one in run.text:
            if not one.isspace():
                yield one, run
