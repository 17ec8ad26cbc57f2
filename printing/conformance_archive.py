"""The rules of PDF/A-3u (ISO 19005-3) about the file, its graphics, annotations, actions, metadata and embedded files."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import pikepdf
from pikepdf.models.metadata import decode_pdf_date

from printing.conformance_content import DEEPEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printing.conformance_content import Pages

Broken = tuple[str, str]  # clause, what was found

_HEADER: Final = re.compile(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}")
_END: Final = re.compile(rb"%%EOF(\r\n|\r|\n)?\Z")
_PROFILE: Final = {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}
_ANNOTATIONS: Final = frozenset(("/Widget", "/Link", "/Popup", "/Text", "/FreeText", "/Stamp"))
_HIDDEN: Final = 0b100011  # Invisible, Hidden, NoView (ISO 32000-2, table 167)
_PRINT: Final = 0b100
_RELATIONSHIPS: Final = frozenset(("/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"))
_PLAIN_BLENDS: Final = frozenset(("/Normal", "/Compatible"))
_INFO_BY_XMP: Final = {
    "/Title": "dc:title", "/Author": "dc:creator", "/Creator": "xmp:CreatorTool", "/Producer": "pdf:Producer",
    "/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate",
}  # fmt: skip
_EXTENSION: Final = "http://www.aiim.org/pdfua/ns/id/"
_LONGEST_NAME: Final = 127  # bytes (6.1.13)
_LONGEST_STRING: Final = 32767


def byte_rules(pdf: bytes) -> Iterator[Broken]:
    """What only the raw bytes tell."""
    if not _HEADER.match(pdf):
        yield "6.1.2", "the header is not %PDF-1.n and a comment of four bytes above 127"
    if not _END.search(pdf):
        yield "6.1.3", "something follows the end of the file"


def archive_rules(document: pikepdf.Pdf, pages: Pages) -> Iterator[Broken]:
    """The rules that need the document's objects."""
    yield from _file(document)
    yield from _content(pages)
    yield from _objects(document)
    yield from _intent(document, pages)
    yield from _annotations(document)
    yield from _forms_and_actions(document)
    yield from _metadata(document)
    yield from _embedded(document)


def _file(document: pikepdf.Pdf) -> Iterator[Broken]:
    identifier = document.trailer.get("/ID")
    if not isinstance(identifier, pikepdf.Array) or len(identifier) != 2 or not all(len(bytes(part)) for part in identifier):
        yield "6.1.3", "the trailer has no file identifier"
    if "/Encrypt" in document.trailer:
        yield "6.1.3", "the file is encrypted"
    if "/OCProperties" in document.Root:
        yield "6.9", "the file has optional content"
    if "/AlternatePresentations" in document.Root.get("/Names", pikepdf.Dictionary()):
        yield "6.10", "the file has alternate presentations"
    if "/Requirements" in document.Root:
        yield "6.11", "the file has requirements"


def _content(pages: Pages) -> Iterator[Broken]:
    for content in pages.contents:
        if content.unknown:
            yield "6.2.2", f"operators that PDF does not have: {' '.join(sorted(content.unknown))}"
        if "/Resources" not in content.page.obj or content.missing:
            yield "6.2.2", "a content stream uses resources that its page does not have"
        if content.depth > DEEPEST:
            yield "6.1.13", "graphics states are nested too deeply"


def _objects(document: pikepdf.Pdf) -> Iterator[Broken]:
    for one in _all(document):
        yield from _limits(one)
        if not isinstance(one, pikepdf.Stream | pikepdf.Dictionary):
            continue
        if isinstance(one, pikepdf.Stream):
            if {"/F", "/FFilter", "/FDecodeParms"} & set(one.keys()):
                yield "6.1.7.1", "a stream's data are outside the file"
            filters = one.get("/Filter")
            if "/LZWDecode" in map(str, filters if isinstance(filters, pikepdf.Array) else (filters,)):
                yield "6.1.7.2", "a stream is compressed by LZW"
            yield from _xobject(one)
        if {"/TR", "/HTP", "/HTO"} & set(one.keys()) and str(one.get("/Type")) == "/ExtGState":
            yield "6.2.5", "a graphics state has a transfer function or halftone"
        if _is_transparent(one):
            yield "6.2.10", "something is transparent"


def _limits(one: Any) -> Iterator[Broken]:
    parts = [one]
    if isinstance(one, pikepdf.Array):
        parts += list(one)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        parts += [part for key in one.keys() for part in (pikepdf.Name(key), one[key])]  # noqa: SIM118 - a PDF dictionary
    if any(isinstance(part, pikepdf.Name) and len(str(part).encode()) - 1 > _LONGEST_NAME for part in parts):
        yield "6.1.13", "a name is longer than 127 bytes"
    if any(isinstance(part, pikepdf.String) and len(bytes(part)) > _LONGEST_STRING for part in parts):
        yield "6.1.13", "a string is longer than 32767 bytes"


def _xobject(one: Any) -> Iterator[Broken]:
    match str(one.get("/Subtype")):
        case "/Image":
            if {"/Alternates", "/OPI"} & set(one.keys()) or one.get("/Interpolate") is True:
                yield "6.2.8", "an image has alternates or is to be interpolated"
        case "/Form":
            if {"/OPI", "/PS", "/Ref", "/Subtype2"} & set(one.keys()):
                yield "6.2.9", "a form has a reference, PostScript or OPI"
        case "/PS":
            yield "6.2.9", "there is a PostScript object"


def _is_transparent(one: Any) -> bool:
    group = one.get("/Group")
    blend = str(one.get("/BM", "/Normal"))
    return (
        ("/SMask" in one and str(one["/SMask"]) != "/None")
        or any(float(one[key]) != 1 for key in ("/ca", "/CA") if key in one)
        or (str(one.get("/Type")) == "/ExtGState" and blend not in _PLAIN_BLENDS)
        or (isinstance(group, pikepdf.Dictionary) and str(group.get("/S")) == "/Transparency")
    )


def _intent(document: pikepdf.Pdf, pages: Pages) -> Iterator[Broken]:
    intents = [one for one in document.Root.get("/OutputIntents", ()) if str(one.get("/S")) == "/GTS_PDFA1"]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "6.2.3", "there is not exactly one PDF/A output intent with a profile"
        return
    profile = intents[0].DestOutputProfile
    channels = _PROFILE.get(profile.read_bytes()[16:20], 0)
    if channels != int(profile.get("/N", 0)):
        yield "6.2.3", "the output profile is not what it says it is"
    used = set().union(*(content.colours for content in pages.contents), *({str(one.get("/ColorSpace"))[1:]} for one in pages.images))
    if ("DeviceRGB" in used and channels != 3) or ("DeviceCMYK" in used and channels != 4):
        yield "6.2.4.3", "a device colour space does not fit the output intent"


def _annotations(document: pikepdf.Pdf) -> Iterator[Broken]:
    for page in document.pages:
        for one in page.obj.get("/Annots", ()):
            if str(one.get("/Subtype")) not in _ANNOTATIONS:
                yield "6.3.1", "an annotation is of a kind that is not allowed"
            flags = int(one.get("/F", 0))
            if str(one.get("/Subtype")) != "/Popup" and (not flags & _PRINT or flags & _HIDDEN):
                yield "6.3.2", "an annotation is not printed, or hidden"
            left, bottom, right, top = (float(value) for value in one.get("/Rect", (0, 0, 0, 0)))
            appearance = one.get("/AP")
            if appearance is None and (right - left) * (top - bottom) != 0:
                yield "6.3.3", "an annotation has no appearance"
            if appearance is not None and set(appearance.keys()) != {"/N"}:
                yield "6.3.3", "an annotation has more than its normal appearance"


def _forms_and_actions(document: pikepdf.Pdf) -> Iterator[Broken]:
    form: Any = document.Root.get("/AcroForm", pikepdf.Dictionary())
    if form.get("/NeedAppearances") is True:
        yield "6.4.1", "appearances of fields are left to the reader"
    if "/XFA" in form or "/NeedsRendering" in document.Root:
        yield "6.4.2", "the form is one of XFA"
    holders = [document.Root, *(page.obj for page in document.pages)]
    holders += [one for page in document.pages for one in page.obj.get("/Annots", ())]
    if any("/AA" in holder for holder in holders):
        yield "6.5.2", "something triggers an action"
    dictionaries = [one for one in _all(document) if isinstance(one, pikepdf.Dictionary)]
    if any("/A" in holder and "/Subtype" in holder for holder in holders) or "/OpenAction" in document.Root:
        yield "6.5.1", "there is an action"
    if any("/JS" in one or str(one.get("/S")) == "/JavaScript" for one in dictionaries):
        yield "6.5.1", "there is JavaScript"
    if "/JavaScript" in document.Root.get("/Names", pikepdf.Dictionary()):
        yield "6.5.1", "there is JavaScript"


def _metadata(document: pikepdf.Pdf) -> Iterator[Broken]:
    packet = document.Root.get("/Metadata")
    if packet is None:
        yield "6.6.2.1", "there are no metadata"
        return
    if "/Filter" in packet:
        yield "6.6.2.1", "the metadata are compressed"
    with document.open_metadata() as meta:
        if meta.get("pdfaid:part") != "3" or meta.get("pdfaid:conformance") not in ("U", "A"):
            yield "6.6.4", "the file does not say that it is PDF/A-3u"
        for key, term in _INFO_BY_XMP.items():
            if key in document.docinfo and not _agrees(str(document.docinfo[key]), meta.get(term), is_date=key.endswith("Date")):
                yield "6.6.3", f"{key[1:]} in the information dictionary differs from the metadata"
    text = packet.read_bytes()
    if b"pdfuaid:part" in text and not re.search(rb"pdfaSchema:namespaceURI>\s*" + _EXTENSION.encode(), text):
        yield "6.6.2.3", "a property is of a schema that is not described"


def _all(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every object, also those that stand inside others."""
    for one in document.objects:
        yield from _with_inner(one)


def _with_inner(one: Any) -> Iterator[Any]:
    yield one
    inner = (
        one.keys() if isinstance(one, pikepdf.Dictionary | pikepdf.Stream) else range(len(one)) if isinstance(one, pikepdf.Array) else ()
    )
    for key in inner:
        part = one[key]
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _with_inner(part)


def _agrees(said: str, described: object, *, is_date: bool) -> bool:
    values = [str(one) for one in described] if isinstance(described, list | set | tuple) else [str(described)]
    if not is_date:
        return values == [said]
    try:
        return decode_pdf_date(said) == datetime.fromisoformat(values[0])
    except ValueError:
        return False


def _embedded(document: pikepdf.Pdf) -> Iterator[Broken]:
    associated = {one.objgen for one in document.Root.get("/AF", ())}
    for one in _all(document):
        if not isinstance(one, pikepdf.Dictionary) or "/EF" not in one:
            continue
        if "/F" not in one or "/UF" not in one:
            yield "6.8", "a file specification has no name"
        if str(one.get("/AFRelationship")) not in _RELATIONSHIPS:
            yield "6.8", "an embedded file does not say how it belongs to the document"
        if one.objgen not in associated:
            yield "6.8", "an embedded file is not associated with the document"
        if "/Subtype" not in one.EF.get("/F", pikepdf.Dictionary()):
            yield "6.8", "an embedded file has no media type"
        elif "/ModDate" not in one.EF.F.get("/Params", pikepdf.Dictionary()):
            yield "6.8", "an embedded file has no date"
