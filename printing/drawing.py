"""Pages of drawing operations become page objects with their streams, forms, pictures and fonts, and the structure tree to be written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.content import Stream
from printing.embedding import PaperFonts
from printing.forms import Forms, extent
from printing.geometry import PAGE_HEIGHT, PAGE_WIDTH
from printing.ops import Box, Group, Picture, Rule, Shape, Tag, Tagged, Words
from printing.overprint import overprint
from printing.pdf_file import Entries, Items
from printing.seal import SEAL
from printing.structure import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from printing.fonts import FontStack
    from printing.layout import SealPlace
    from printing.ops import Op, Page
    from printing.pdf_file import PdfFile, Ref


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where things are in the file: the page tree, its pages, what the signature field shows; and the structure, still to be written."""

    tree: Ref
    pages: tuple[Ref, ...]
    structure: Tree
    seal: Ref | None


def draw(
    file: PdfFile, pages: Sequence[Page], fonts: FontStack, *, seal: SealPlace | None = None, widget: tuple[int, Ref] | None = None
) -> Drawn:
    """Writes the pages, A4. What lies at `seal` becomes one form, which the page shows under its words and the signature field under
    their outlines; `widget` is that field's page (from 0) and annotation. Raises GlyphMissing, PictureError.
    """
    pen = _Pen(file, fonts)
    form = None
    if seal is not None:
        form = pen.make_seal(pages[seal.page], seal)
    streams = [pen.page(index, page) for index, page in enumerate(pages)]
    pen.fonts.write(file)
    resources = file.put(Entries({"Font": file.fonts_ref, "XObject": Entries(pen.forms.entries())}))
    kids: list[Ref] = []
    tree_entries = Entries({"Type": "/Pages"})
    tree = file.put(tree_entries)
    for index, data in enumerate(streams):
        entries = Entries({
            "Type": "/Page", "Parent": tree, "MediaBox": Items([0, 0, PAGE_WIDTH, PAGE_HEIGHT]), "Resources": resources,
            "Contents": file.put_stream({}, data), "StructParents": index, "Tabs": "/S",
        })  # fmt: skip
        if widget and widget[0] == index:
            entries["Annots"] = Items([widget[1]])
        kids.append(file.put(entries))
    tree_entries["Kids"], tree_entries["Count"] = Items(kids), len(kids)
    return Drawn(tree, tuple(kids), pen.structure, form)


class _Pen:
    """Draws the pages of one paper."""

    def __init__(self, file: PdfFile, fonts: FontStack) -> None:
        self.fonts = PaperFonts(fonts)
        self._faces = fonts
        self.forms = Forms(file)
        self.structure = Tree(file)
        self._seen: set[str] = set()
        self._seal: tuple[str, SealPlace] | None = None
        self._page = 0
        self._stream = Stream()
        self._wanted: Tagged | None = None  # what the next operation belongs to
        self._open: Tagged | None = None  # what the stream's open item belongs to; None for an artifact
        self._is_open = False

    def make_seal(self, page: Page, place: SealPlace) -> Ref | None:
        """Collects the parts of the seal on its page into one form, and gives that of the field; None when the page has none."""
        parts = [(part, x - place.x, y - place.y) for part, x, y in _seal_parts(page, 0.0, 0.0)]
        if not parts:
            return None
        name, form = self.forms.seal(parts, place.width, place.height)
        self._seal = (name, place)
        return self.forms.over(name, form, overprint(self._faces, page, place, parts), place.width, place.height)

    def page(self, index: int, page: Page) -> bytes:
        """The content stream of a page."""
        self._page = index
        self._stream = Stream()
        self._wanted, self._is_open = None, False
        for op in page:
            self._draw(op, 0.0, 0.0)
        self._close()
        return self._stream.data()

    def _draw(self, op: Op, x: float, y: float) -> None:
        match op:  # the frequent ones first
            case Words():
                self._words(op, x, y)
            case Rule():
                self._own()
                self._stream.rule(op.x1 + x, op.y1 + y, op.x2 + x, op.y2 + y, op.width, op.colour, op.dash)
            case Tagged():
                outer, self._wanted = self._wanted, op
                for inner in op.ops:
                    self._draw(inner, x, y)
                self._wanted = outer
            case Group():
                for inner in op.ops:
                    self._draw(inner, x + op.x, y + op.y)
            case Box():
                self._own((op.x + x, op.y + y, op.x + op.width + x, op.y + op.height + y))
                self._stream.box(op.x + x, op.y + y, op.width, op.height, op.fill)
            case Shape():
                self._shape(op, x, y)
            case Picture():
                self._picture(op, x, y)

    def _words(self, op: Words, x: float, y: float) -> None:
        if not op.text:
            return
        self._own()
        thick = self.fonts.is_thickened(op.role)
        left, base, before = x + op.x, y + op.y, 0
        for font, codes, start in self.fonts.runs(op.role, op.text):
            at = left + start * op.size / 1000 + before * op.tracking
            self._stream.words(at, base, codes, font, op.size, op.colour, op.tracking, thick=thick)
            before += len(codes) // 4

    def _shape(self, op: Shape, x: float, y: float) -> None:
        if self._is_seal(op):
            self._draw_seal()
            return
        self._own(self._figure_box(op, x, y))
        if len(op.places) > 1 or op.name in self._seen:
            self._stream.form(self.forms.shape(op), (1.0, 0.0, 0.0, 1.0, x, y))
            return
        self._seen.add(op.name)
        a, b, c, d, e, f = op.places[0]
        self._stream.path(op.path, op.fill, op.stroke, op.width, (a, b, c, d, e + x, f + y))

    def _picture(self, op: Picture, x: float, y: float) -> None:
        if self._is_seal(op):
            self._draw_seal()
            return
        self._own((op.x + x, op.y + y, op.x + op.width + x, op.y + op.height + y))
        self._stream.form(self.forms.picture(op), (op.width, 0.0, 0.0, op.height, op.x + x, op.y + y))

    def _is_seal(self, op: Shape | Picture) -> bool:
        return self._seal is not None and self._seal[1].page == self._page and op.name.startswith(SEAL)

    def _draw_seal(self) -> None:
        """The whole form, where the seal's first part would stand; the other parts are in it."""
        if self._seal is None or SEAL in self._seen:
            return
        self._seen.add(SEAL)
        name, place = self._seal
        self._own((place.x, place.y, place.x + place.width, place.y + place.height))
        self._stream.form(name, (1.0, 0.0, 0.0, 1.0, place.x, place.y))

    def _figure_box(self, op: Shape, x: float, y: float) -> tuple[float, float, float, float] | None:
        """What the shape covers, where that matters and is not known: a QR symbol lies on the box of its quiet zone."""
        if self._wanted is None or not self._is_figure() or self.structure.has_extent(self._wanted):
            return None
        left, bottom, right, top = extent(op)
        return left + x, bottom + y, right + x, top + y

    def _is_figure(self) -> bool:
        return self._wanted is not None and self._wanted.path[-1][0] is Tag.FIGURE

    def _own(self, box: tuple[float, float, float, float] | None = None) -> None:
        """Sees to it that what is drawn next is marked as what it belongs to; `box` is what it covers."""
        wanted = self._wanted
        if not self._is_open or (wanted is not self._open and not _same(wanted, self._open)):
            self._close()
            self._is_open, self._open = True, wanted
            if wanted is None:
                self._stream.begin_artifact()
            else:
                self._stream.begin_item(wanted.path[-1][0], self.structure.item(wanted, self._page), wanted.actual)
        if box is not None and wanted is not None and self._is_figure():
            self.structure.extend(wanted, box)

    def _close(self) -> None:
        if self._is_open:
            self._stream.end(self._open.actual if self._open is not None else None)
            self._is_open = False


def _same(wanted: Tagged | None, opened: Tagged | None) -> bool:
    """Whether content goes into the open item: lines of one paragraph do, unless one has a text of its own to be read as."""
    return wanted is not None and opened is not None and wanted.path == opened.path and wanted.actual is None and opened.actual is None


def _seal_parts(ops: Sequence[Op], x: float, y: float) -> Iterator[tuple[Shape | Picture, float, float]]:
    for op in ops:
        match op:
            case Group():
                yield from _seal_parts(op.ops, x + op.x, y + op.y)
            case Tagged():
                yield from _seal_parts(op.ops, x, y)
            case Shape() | Picture() if op.name.startswith(SEAL):
                yield op, x, y
            case _:
                continue
