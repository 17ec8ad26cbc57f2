"""The file that ReportLab's pdfdoc writes: numbered objects, a cross-reference table, a trailer (ISO 32000-2, 7.5). Here is only what
PDF/A asks for beyond it, and an identifier computed from the bytes.

Objects are pdfdoc's own: `Entries` for dictionaries, `Items` for arrays, `string`; a name is text with its slash. They are written when
the file is finished, so a dictionary may still be filled after `put`.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING, Final

from reportlab.pdfbase.pdfdoc import DummyDoc, PDFArray, PDFDictionary, PDFDocument, PDFObject, PDFObjectReference, PDFStream, PDFString
from reportlab.pdfbase.pdfdoc import format as written

if TYPE_CHECKING:
    from collections.abc import Mapping

Ref = PDFObjectReference

_VERSION: Final = (1, 7)
_FLATE: Final = "/FlateDecode"
_LEVEL: Final = 5  # of deflate: 9 takes three times as long for a hundredth of the size
_NO_IDENTIFIER: Final = b"[<" + b"0" * 32 + b"><" + b"0" * 32 + b">]"
_FONTS: Final = "BasicFonts"  # pdfdoc's name for the font resources of all pages


class PdfFile:
    """Objects collected into a file; belongs to one paper and one thread."""

    def __init__(self) -> None:
        self._document = _Document(invariant=1, pdfVersion=_VERSION)
        fonts = self._document.idToObject[_FONTS]
        assert isinstance(fonts, PDFDictionary)
        self.fonts = fonts
        self.fonts_ref = PDFObjectReference(_FONTS)

    def put(self, value: PDFObject) -> Ref:
        """Numbers an object."""
        reference = self._document.Reference(value)  # type: ignore[no-untyped-call]  # its stub says nothing
        assert isinstance(reference, PDFObjectReference)
        return reference

    def put_stream(self, entries: Mapping[str, object], data: bytes) -> Ref:
        """Stores a compressed stream; `entries` of its dictionary are without length and filter."""
        return self.put_deflated(entries, deflated(data))

    def put_deflated(self, entries: Mapping[str, object], data: bytes) -> Ref:
        """Stores a stream that is compressed already."""
        return self.put_raw({**entries, "Filter": _FLATE}, data)

    def put_raw(self, entries: Mapping[str, object], data: bytes) -> Ref:
        """Stores a stream as it is; `entries` name its filter, if it has one."""
        return self.put(_Stream(entries, data))

    def finished(self, root: Entries, info: Entries) -> bytes:
        """The whole file. Its identifier is computed from its bytes, so that the same objects give the same file."""
        self._document.Catalog, self._document.info = root, info
        data = self._document.format()
        identifier = hashlib.sha256(data).digest()[:16].hex().encode()
        head, _, tail = data.rpartition(_NO_IDENTIFIER)
        return b"".join((head, b"[<", identifier, b"><", identifier, b">]", tail))


class Entries(PDFDictionary):
    """A dictionary in the order given. Its keys are plain names: a tagged page has hundreds, and pdfdoc looks at every letter of one."""

    def format(self, document: PDFDocument, IND: bytes = b"") -> bytes:  # noqa: ARG002 - as ReportLab's
        """The dictionary in PDF syntax."""
        return b"<<%b>>" % b" ".join([b"/%b %b" % (key.encode("ascii"), _written(value, document)) for key, value in self.dict.items()])


class Items(PDFArray):
    """An array, on one line."""

    def format(self, document: PDFDocument, IND: bytes = b"") -> bytes:  # noqa: ARG002 - as ReportLab's
        """The array in PDF syntax."""
        return b"[%b]" % b" ".join([_written(value, document) for value in self.sequence])


class _Document(PDFDocument):
    Catalog: Entries
    info: Entries  # type: ignore[assignment]  # any object will do

    def ID(self) -> bytes:
        """Room for the identifier, in the place of one that is made from the time."""
        return _NO_IDENTIFIER


class _Stream(PDFStream):
    def format(self, document: PDFDocument) -> bytes:
        """With the line end before `endstream` that ISO 19005-3, 6.1.7.1 demands and pdfdoc leaves out."""
        entries = Entries({**self.dictionary, "Length": len(self.content)})
        return b"%b\nstream\n%b\nendstream\n" % (entries.format(document), self.content)


def _written(value: object, document: PDFDocument) -> bytes:
    if type(value) is PDFObjectReference:  # the most frequent first
        return b"%d %d R" % document.idToObjectNumberAndVersion[value.name]
    if type(value) is str:
        return value.encode("ascii")
    if type(value) is int:
        return b"%d" % value
    return value.format(document) if isinstance(value, Entries | Items) else bytes(written(value, document))


def deflated(data: bytes) -> bytes:
    """The data as a FlateDecode stream holds it."""
    return zlib.compress(data, _LEVEL)


def string(value: str) -> PDFString:
    """A text string: plain where ASCII is enough, else UTF-16BE with its mark (ISO 32000-2, 7.9.2.2).

    Left to choose, pdfdoc also writes codes that PDFDocEncoding leaves undefined, for the soft hyphen among others.
    """
    return PDFString(value, enc="auto" if value.isascii() and value.isprintable() else "utf-16-be")


def text(value: str) -> str:
    """A text string in PDF syntax, for content streams."""
    return string(value).format(_PLAIN).decode("ascii")


_PLAIN: Final = DummyDoc()  # no encryption
