"""The rules of PDF/UA-1 (ISO 14289-1): every content a part of a sound structure or an artifact, readable without eyes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printing.conformance_archive import Broken
    from printing.conformance_content import Pages

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_HEADING: Final = re.compile(r"/H([1-6])")
_TYPES: Final = frozenset(
    f"/{name}"
    for name in (
        "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "Private", "P", "H",
        "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span",
        "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "Figure",
        "Formula", "Form",
    )
)  # fmt: skip
_IN_TABLE: Final = {
    "/Table": ("/TR", "/THead", "/TBody", "/TFoot", "/Caption"), "/TR": ("/TH", "/TD"),
    "/THead": ("/TR",), "/TBody": ("/TR",), "/TFoot": ("/TR",),
}  # fmt: skip
_Element = Any  # a dictionary of the structure; pikepdf gives its values as objects of its own or plain ones


def tag_rules(document: pikepdf.Pdf, pages: Pages) -> Iterator[Broken]:
    """All of them."""
    root: Any = document.Root
    with document.open_metadata() as meta:
        if meta.get("pdfuaid:part") != "1":
            yield "5", "the file does not say that it is PDF/UA-1"
        if not str(meta.get("dc:title") or "").strip():
            yield "7.1", "the file has no title"
    if root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle") is not True:
        yield "7.1", "the title is not to be displayed"
    mark = root.get("/MarkInfo", pikepdf.Dictionary())
    if mark.get("/Marked") is not True or mark.get("/Suspects") is True:
        yield "7.1", "the file does not say that it is tagged"
    if not _LANGUAGE.fullmatch(str(root.get("/Lang", ""))):
        yield "7.2", "the file has no language"
    if "/StructTreeRoot" not in root:
        yield "7.1", "the file has no structure"
        return
    elements = list(_elements(root.StructTreeRoot))
    yield from _marks(pages)
    yield from _parents(root.StructTreeRoot, pages, elements)
    yield from _types(root.StructTreeRoot, elements)
    yield from _figures_and_notes(elements)
    yield from _headings(elements)
    for element in elements:
        if str(element.get("/S")) == "/Table":
            yield from _table(element)
    yield from _fields(document, elements)


def _kids(element: _Element) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _is_element(kid: object) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and "/S" in kid


def _elements(above: _Element) -> Iterator[_Element]:
    for kid in _kids(above):
        if _is_element(kid):
            yield kid
            yield from _elements(kid)


def _marks(pages: Pages) -> Iterator[Broken]:
    for content in pages.contents:
        if content.loose:
            yield "7.1", "content is neither tagged nor an artifact"
        if content.nested:
            yield "7.1", "tagged content and artifacts are nested in each other"
        if content.in_forms:
            yield "7.20", "a form has tagged content of its own"
        if len(content.items) != len(set(content.items)):
            yield "7.1", "a number of tagged content is used twice on a page"


def _parents(tree: _Element, pages: Pages, elements: list[_Element]) -> Iterator[Broken]:
    """Content and structure name each other: by the parent tree from the page, by /K from the element."""
    parents = dict(_numbers(tree.get("/ParentTree", pikepdf.Dictionary())))
    named: dict[tuple[tuple[int, int], int], tuple[int, int]] = {}
    for element in elements:
        for kid in _kids(element):
            page, mcid = element.get("/Pg"), kid
            if isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                page, mcid = kid.get("/Pg", page), kid.MCID
            if isinstance(mcid, int) and page is not None:
                named[page.objgen, int(mcid)] = element.objgen
    drawn = {(content.page.obj.objgen, mcid) for content in pages.contents for mcid in content.items}
    if named.keys() - drawn:
        yield "7.1", "the structure names content that is not there"
    for content in pages.contents:
        entry = parents.get(int(content.page.obj.get("/StructParents", -1)))
        for mcid in content.items:
            owner = entry[mcid] if isinstance(entry, pikepdf.Array) and mcid < len(entry) else None
            if owner is None or named.get((content.page.obj.objgen, mcid)) != owner.objgen:
                yield "7.1", "tagged content is not in the structure, or in two places"


def _numbers(node: _Element) -> Iterator[tuple[int, Any]]:
    numbers = list(node.get("/Nums", ()))
    yield from ((int(key), value) for key, value in zip(numbers[::2], numbers[1::2], strict=True))
    for kid in node.get("/Kids", ()):
        yield from _numbers(kid)


def _types(tree: _Element, elements: list[_Element]) -> Iterator[Broken]:
    roles = {str(key) for key in tree.get("/RoleMap", pikepdf.Dictionary()).keys()}  # noqa: SIM118 - a PDF dictionary
    for element in elements:
        kind = str(element.get("/S"))
        if kind not in _TYPES and kind not in roles:
            yield "7.1", "a structure type is none of PDF's"
        inside = _IN_TABLE.get(kind)
        if inside and any(str(kid.get("/S")) not in inside for kid in _kids(element) if _is_element(kid)):
            yield "7.2", "a table holds what no table may hold"
        for kid in _kids(element):
            if _is_element(kid) and kid.get("/P", element).objgen != element.objgen:
                yield "7.2", "an element does not name its parent"
        if "/Lang" in element and not _LANGUAGE.fullmatch(str(element.Lang)):
            yield "7.2", "an element's language is no language"
    top = [str(kid.get("/S")) for kid in _kids(tree) if _is_element(kid)]
    if top != ["/Document"]:
        yield "7.1", "the structure is not one document"


def _figures_and_notes(elements: list[_Element]) -> Iterator[Broken]:
    for element in elements:
        if str(element.get("/S")) in ("/Figure", "/Formula") and not any(
            str(element.get(key, "")).strip() for key in ("/Alt", "/ActualText")
        ):
            yield "7.3", "a figure has no description"
    identifiers = [bytes(element["/ID"]) if "/ID" in element else b"" for element in elements if str(element.get("/S")) == "/Note"]
    if b"" in identifiers or len(identifiers) != len(set(identifiers)):
        yield "7.9", "a note has no identifier of its own"


def _headings(elements: list[_Element]) -> Iterator[Broken]:
    levels = [int(found[1]) for element in elements if (found := _HEADING.fullmatch(str(element.get("/S"))))]
    if any(level > before + 1 for before, level in zip([0, *levels], levels, strict=False)):
        yield "7.4.2", "a level of headings is left out"


def _table(table: _Element) -> Iterator[Broken]:
    """Regular: as many columns in every row; every head says what it heads."""
    taken: dict[tuple[int, int], bool] = {}
    rows = [element for element in _elements(table) if str(element.get("/S")) == "/TR"]
    for down, row in enumerate(rows):
        across = 0
        for cell in (kid for kid in _kids(row) if _is_element(kid)):
            while (down, across) in taken:
                across += 1
            wide, high = _attribute(cell, "/ColSpan", 1), _attribute(cell, "/RowSpan", 1)
            for place in ((down + y, across + x) for y in range(int(high)) for x in range(int(wide))):
                taken[place] = True
            if str(cell.get("/S")) == "/TH" and str(_attribute(cell, "/Scope", "")) not in ("/Row", "/Column", "/Both"):
                yield "7.5", "a table head has no scope"
    lengths = [sum(1 for place in taken if place[0] == down) for down in range(len(rows))]
    if len(set(lengths)) > 1 or any(place[0] >= len(rows) for place in taken):
        yield "7.5", "a table is not regular"


def _attribute(element: _Element, key: str, default: int | str) -> Any:
    attributes = element.get("/A", ())
    for one in attributes if isinstance(attributes, pikepdf.Array) else (attributes,):
        if isinstance(one, pikepdf.Dictionary) and key in one:
            return one[key]
    return default


def _fields(document: pikepdf.Pdf, elements: list[_Element]) -> Iterator[Broken]:
    parents = dict(_numbers(document.Root.StructTreeRoot.get("/ParentTree", pikepdf.Dictionary())))
    for page in document.pages:
        annotations = list(page.obj.get("/Annots", ()))
        if annotations and str(page.obj.get("/Tabs")) != "/S":
            yield "7.18.3", "the order of a page's annotations is not that of the structure"
        for one in annotations:
            element = parents.get(int(one.get("/StructParent", -1)))
            if str(one.get("/Subtype")) != "/Widget":
                continue
            if element is None or str(element.get("/S")) != "/Form" or not _refers(element, one):
                yield "7.18.4", "a field is not in a form element"
            if not str(one.get("/TU", "")).strip():
                yield "7.18.1", "a field has no description"
    reached = {element.objgen for element in elements}
    if any(isinstance(value, pikepdf.Dictionary) and value.objgen not in reached for value in parents.values()):
        yield "7.18.4", "a field's element is not in the structure"


def _refers(element: _Element, annotation: Any) -> bool:
    return any(isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid and kid.Obj.objgen == annotation.objgen for kid in _kids(element))
