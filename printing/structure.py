"""The structure tree of a tagged PDF (ISO 32000-2, 14.7 and 14.8; ISO 14289-1): which content is a title, a paragraph, a cell.

The drawing asks for a content item for every `Tagged` that it meets and gets its tag and number; whatever gets none is an artifact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from printing.ops import Tag
from printing.pdf_file import Entries, Items, string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from printing.ops import Tagged
    from printing.pdf_file import PdfFile, Ref

_Path = tuple[tuple[Tag, int], ...]
Rectangle = tuple[float, float, float, float]  # left, bottom, right, top in points


@dataclass(frozen=True, slots=True)
class _Item:
    """A marked-content sequence: `mcid` on the page of that index."""

    page: int
    mcid: int


@dataclass(slots=True, eq=False)
class _Element:
    tag: Tag
    entries: Entries
    ref: Ref
    parent: _Element | None
    kids: list[_Element | _Item] = field(default_factory=list)
    inner: list[_Element] = field(default_factory=list)  # those of the kids that are elements
    actual: list[str] = field(default_factory=list)
    alt: str | None = None
    lang: str | None = None
    box: Rectangle | None = None
    columns: int = 0  # of a row: how many columns its table has


class Tree:
    """Grows while the pages are drawn, in reading order, and is written once."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._root, self._document = Entries({"Type": "/StructTreeRoot"}), Entries({"S": "/Document"})
        self._root_ref, self._document_ref = file.put(self._root), file.put(self._document)
        self._elements: dict[_Path, _Element] = {}
        self._owners: list[list[Ref]] = []  # for each page the element of each content item

    def item(self, tagged: Tagged, page: int) -> int:
        """The number (MCID) of a new content item on the page."""
        element = self._element(tagged.path)
        while len(self._owners) <= page:
            self._owners.append([])
        owners = self._owners[page]
        mcid = len(owners)
        owners.append(element.ref)
        element.kids.append(_Item(page, mcid))
        if tagged.actual is not None:
            element.actual.append(tagged.actual)
        element.alt, element.lang = element.alt or tagged.alt, element.lang or tagged.lang
        return mcid

    def extend(self, tagged: Tagged, box: Rectangle) -> None:
        """Makes the rectangle part of what a figure covers (its layout attribute BBox)."""
        element = self._element(tagged.path)
        old = element.box or box
        element.box = (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3]))

    def has_extent(self, tagged: Tagged) -> bool:
        """Whether it is known what the figure covers."""
        return self._element(tagged.path).box is not None

    def write(self, pages: Sequence[Ref], widget: tuple[Ref, int, str] | None = None) -> Ref:
        """Puts the tree into the file; `widget` is the form field's annotation, its page's index and its description."""
        for element in self._elements.values():
            if element.tag is Tag.TABLE:
                _count_columns(element)
        notes: list[tuple[str, Ref]] = []
        for element in self._elements.values():
            entries = element.entries
            entries["S"] = f"/{element.tag}"
            entries["P"] = element.parent.ref if element.parent else self._document_ref
            _set_attributes(element)
            _set_kids(element, pages)
            if element.tag is Tag.NOTE:
                identifier = f"note{len(notes) + 1}"
                notes.append((identifier, element.ref))
                entries["ID"] = string(identifier)
        top = [element.ref for element in self._elements.values() if element.parent is None]
        numbers: list[object] = []
        for page, owners in enumerate(self._owners):
            numbers += [page, Items(owners)]
        if widget:
            form = self._form(pages, widget)
            top.append(form)
            numbers += [widget_key(len(pages)), form]
        self._document["P"], self._document["K"] = self._root_ref, Items(top)
        self._root["K"] = self._document_ref
        self._root["ParentTree"] = Entries({"Nums": Items(numbers)})
        self._root["ParentTreeNextKey"] = widget_key(len(pages)) + 1
        if notes:
            named = [part for key, note in sorted(notes, key=itemgetter(0)) for part in (string(key), note)]
            self._root["IDTree"] = Entries({"Names": Items(named)})
        return self._root_ref

    def _form(self, pages: Sequence[Ref], widget: tuple[Ref, int, str]) -> Ref:
        annotation, page, description = widget
        kid = Entries({"Type": "/OBJR", "Obj": annotation, "Pg": pages[page]})
        entries = {"S": "/Form", "P": self._document_ref, "Alt": string(description), "Pg": pages[page], "K": kid}
        return self._file.put(Entries(entries))

    def _element(self, path: _Path) -> _Element:
        element = self._elements.get(path)
        if element is None:
            # The parent comes first, so that kids stand in the order in which they were met.
            parent = self._element(path[:-1]) if len(path) > 1 else None
            entries = Entries()
            element = self._elements[path] = _Element(path[-1][0], entries, self._file.put(entries), parent)
            if parent:
                parent.kids.append(element)
                parent.inner.append(element)
        return element


def widget_key(page_count: int) -> int:
    """The field's StructParent: the pages have the keys before it."""
    return page_count


def _count_columns(table: _Element) -> None:
    rows = [element for element in table.inner if element.tag is Tag.ROW]
    columns = max([len(row.inner) for row in rows], default=0)
    for row in rows:
        row.columns = columns


def _set_attributes(element: _Element) -> None:
    entries = element.entries
    if element.actual:
        entries["ActualText"] = string("".join(element.actual))
    if element.alt is not None:
        entries["Alt"] = string(element.alt)
    if element.lang is not None:
        entries["Lang"] = string(element.lang)
    if element.box is not None:
        entries["A"] = Entries({"O": "/Layout", "Placement": "/Block", "BBox": Items(element.box)})
    row = element.parent
    if row is not None and row.columns and (cell := _cell_attributes(element, row)):
        entries["A"] = Entries({"O": "/Table", **cell})


def _cell_attributes(element: _Element, row: _Element) -> dict[str, object]:
    """A head's scope; and the last cell of a row with fewer cells than its table has columns spans the rest."""
    count = len(row.inner)
    attributes: dict[str, object] = {}
    if count < row.columns and element is row.inner[-1]:
        attributes["ColSpan"] = row.columns - count + 1
    if element.tag is Tag.HEAD_CELL:
        attributes["Scope"] = "/Column" if all(cell.tag is Tag.HEAD_CELL for cell in row.inner) else "/Row"
    return attributes


def _set_kids(element: _Element, pages: Sequence[Ref]) -> None:
    """The page of the first content item, and the kids: elements by reference, items by number, on another page with that page."""
    page: int | None = None
    kids: list[object] = []
    for kid in element.kids:
        if isinstance(kid, _Element):
            kids.append(kid.ref)
            continue
        if page is None:
            page = kid.page
        elsewhere = {"Type": "/MCR", "Pg": pages[kid.page], "MCID": kid.mcid}
        kids.append(kid.mcid if kid.page == page else Entries(elsewhere))
    if page is not None:
        element.entries["Pg"] = pages[page]
    element.entries["K"] = kids[0] if len(kids) == 1 else Items(kids)
