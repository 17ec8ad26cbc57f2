"""What the pages draw, operator by operator, with the forms they use: which font shows which codes, under which mark."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWING: Final = frozenset(("Tj", "TJ", "'", '"'))
_PAINTING: Final = frozenset(("f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"))
_COLOURS: Final = {
    "rg": "DeviceRGB", "RG": "DeviceRGB", "g": "DeviceGray", "G": "DeviceGray", "k": "DeviceCMYK", "K": "DeviceCMYK",
}  # fmt: skip
_OPERATORS: Final = (
    "b B b* B* BDC BI BMC BT c cm CS cs d d0 d1 Do DP EI EMC ET f F f* G g gs h i ID j J K k l m M MP n q Q re RG rg ri s S SC sc "
    "SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \""
)  # ISO 32000-2, annex A; BX and EX are not for PDF/A
_KNOWN: Final = frozenset((*_OPERATORS.split(), "INLINE IMAGE"))
DEEPEST: Final = 28  # nested q (ISO 19005-3, 6.1.13)


@dataclass(slots=True)
class Shown:
    """Codes that one font shows."""

    font: pikepdf.Object
    codes: set[bytes] = field(default_factory=set)


@dataclass(slots=True)
class PageContent:
    """What one page draws. `items`: the MCIDs in order; `loose`: things painted outside any mark; `nested`: marks inside marks that
    may not be; `unknown`: operators that PDF does not have; `missing`: resources that the page names and does not have."""

    page: pikepdf.Page
    items: list[int] = field(default_factory=list)
    loose: int = 0
    nested: int = 0
    in_forms: int = 0
    unknown: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    colours: set[str] = field(default_factory=set)
    depth: int = 0


@dataclass(slots=True)
class Pages:
    """All pages, and the fonts that show something on them, by object number."""

    contents: list[PageContent]
    fonts: dict[tuple[int, int], Shown]
    forms: list[pikepdf.Object]
    images: list[pikepdf.Object]


def read_pages(document: pikepdf.Pdf) -> Pages:
    """Reads the content of every page. Raises pikepdf.PdfError for content that is no PDF syntax."""
    pages = Pages([], {}, [], [])
    for page in document.pages:
        content = PageContent(page)
        pages.contents.append(content)
        _Reader(content, pages).read(page.obj, page.obj.get("/Resources", pikepdf.Dictionary()), (), is_form=False)
    return pages


class _Reader:
    def __init__(self, content: PageContent, pages: Pages) -> None:
        self._content = content
        self._pages = pages
        self._seen: set[tuple[int, int]] = set()

    def read(self, source: pikepdf.Object, resources: pikepdf.Object, marks: tuple[str, ...], *, is_form: bool) -> None:
        """`marks` are the marked-content sequences around the source: "artifact", "item" or "" for any other."""
        stack = list(marks)
        font: pikepdf.Object | None = None
        depth = 0
        for operands, operator in _instructions(source):
            self._colour(operator, operands)
            match operator:
                case "q":
                    depth += 1
                    self._content.depth = max(self._content.depth, depth)
                case "Q":
                    depth -= 1
                case "BMC" | "BDC":
                    stack.append(self._mark(operands, resources, stack, is_form=is_form))
                case "EMC":
                    if len(stack) > len(marks):
                        stack.pop()
                    else:
                        self._content.nested += 1
                case "Tf":
                    font = self._resource(resources, "/Font", operands[0])
                case _ if operator in _SHOWING:
                    self._show(font, operands)
                    self._painted(stack)
                case _ if operator in _PAINTING:
                    self._painted(stack)
                    if operator == "Do":
                        self._form(self._resource(resources, "/XObject", operands[0]), resources, tuple(stack))
                case _ if operator not in _KNOWN:
                    self._content.unknown.add(operator)
                case _:
                    continue
        if len(stack) != len(marks):
            self._content.nested += 1

    def _mark(self, operands: list[pikepdf.Object], resources: pikepdf.Object, stack: list[str], *, is_form: bool) -> str:
        if str(operands[0]) == "/Artifact":
            self._content.nested += "item" in stack or "artifact" in stack
            return "artifact"
        properties = operands[1] if len(operands) > 1 else None
        if isinstance(properties, pikepdf.Name):
            properties = self._resource(resources, "/Properties", properties)
        if not isinstance(properties, pikepdf.Dictionary) or "/MCID" not in properties:
            return ""
        self._content.nested += "item" in stack or "artifact" in stack
        if is_form:
            self._content.in_forms += 1
        else:
            self._content.items.append(int(properties["/MCID"]))
        return "item"

    def _painted(self, stack: list[str]) -> None:
        if "item" not in stack and "artifact" not in stack:
            self._content.loose += 1

    def _show(self, font: pikepdf.Object | None, operands: list[pikepdf.Object]) -> None:
        if font is None:
            return
        shown = self._pages.fonts.setdefault(font.objgen, Shown(font))
        width = 2 if str(font.get("/Subtype")) == "/Type0" else 1
        for operand in operands:
            for part in operand if isinstance(operand, pikepdf.Array) else (operand,):
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    shown.codes |= {raw[at : at + width] for at in range(0, len(raw), width)}

    def _form(self, form: pikepdf.Object | None, resources: pikepdf.Object, marks: tuple[str, ...]) -> None:
        if form is None:
            return
        if str(form.get("/Subtype")) == "/Image":
            self._pages.images.append(form)
            return
        if form.objgen in self._seen:
            return
        self._seen.add(form.objgen)
        self._pages.forms.append(form)
        self.read(form, form.get("/Resources", resources), marks, is_form=True)

    def _colour(self, operator: str, operands: list[pikepdf.Object]) -> None:
        if operator in _COLOURS:
            self._content.colours.add(_COLOURS[operator])
        elif operator in ("cs", "CS"):
            self._content.colours.add(str(operands[0])[1:])

    def _resource(self, resources: pikepdf.Object, kind: str, name: pikepdf.Object) -> pikepdf.Object | None:
        found: pikepdf.Object | None = resources.get(kind, pikepdf.Dictionary()).get(str(name))
        if found is None:
            self._content.missing.add(f"{kind}{name}")
        return found


def _instructions(source: pikepdf.Object) -> Iterator[tuple[list[pikepdf.Object], str]]:
    for instruction in pikepdf.parse_content_stream(source):
        yield list(instruction.operands), str(instruction.operator)
