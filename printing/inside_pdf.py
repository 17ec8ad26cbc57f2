"""A PDF of unknown origin taken apart: the files it carries, the text of its pages, the pictures of its pages."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

import pikepdf
from PIL import Image

from printing.archival import CONTENT_NAME, DEFINITION_NAME, VERIFICATION_NAME
from printing.page_facts import NAME as FACTS_NAME
from printing.page_text import PageText, PageTextError, page_texts
from printing.raster import RasterError, pages_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DPI: Final = 200.0
_MOST_PAGES: Final = 100
_SEARCHED: Final = 6  # pages drawn at most, from the last
_LARGEST_INSIDE: Final = 256 * 1024 * 1024  # bytes of all streams together, unpacked
_LARGEST_ODD: Final = 1024 * 1024  # bytes of a stream packed in another way than deflate or JPEG, which no paper of ours has
_LARGEST_ATTACHED: Final = 4 * 1024 * 1024  # bytes; a 400-row record has some 100 kB
_ATTACHED: Final = (CONTENT_NAME, VERIFICATION_NAME, DEFINITION_NAME, FACTS_NAME)
# What qpdf's, PDFium's and Pillow's bindings raise over hostile files, as the property tests found.
_BROKEN: Final = (
    pikepdf.PdfError, RasterError, ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError, RecursionError, MemoryError,
    RuntimeError, OSError, zlib.error,
)  # fmt: skip


class NotReadable(ValueError):
    """The bytes are no PDF that can be taken apart, or one of unreasonable size."""


@dataclass(frozen=True, slots=True, repr=False)
class Inside:
    """`attached`: those of our files that it carries, by name. `pages` None: their content cannot be followed."""

    attached: Mapping[str, bytes]
    pages: tuple[PageText, ...] | None

    @property
    def is_scan(self) -> bool:
        """Whether the pages may be pictures of a paper: no text is drawn on them, as far as can be told."""
        return self.pages is None or not any(page.runs for page in self.pages)


def take_apart(data: bytes) -> Inside:
    """Raises NotReadable, and nothing else whatever the bytes are."""
    try:
        with pikepdf.open(BytesIO(data)) as document:
            if len(document.pages) > _MOST_PAGES:
                raise NotReadable(f"the PDF has more than {_MOST_PAGES} pages")
            _weigh(document)
            attached = {name: document.attachments[name].get_file().read_bytes() for name in _ATTACHED if name in document.attachments}
            if any(len(one) > _LARGEST_ATTACHED for one in attached.values()):
                raise NotReadable("a file in the PDF is too large")
            return Inside(attached, _texts(document))
    except NotReadable:
        raise
    except _BROKEN as error:
        raise NotReadable(f"the PDF cannot be read ({type(error).__name__})") from error


def grey_pages(data: bytes) -> Iterator[Image.Image]:
    """The last pages as pictures, the last first, each drawn when it is asked for. Raises NotReadable."""
    try:
        with pikepdf.open(BytesIO(data)) as document:
            for page in list(document.pages)[: -_SEARCHED - 1 : -1]:
                if "/Annots" in page.obj:
                    del page.obj.Annots  # a widget without its form draws a warning; what lies over a page is judged by its own rule
                single = pikepdf.new()
                single.pages.append(page)
                out = BytesIO()
                single.save(out)
                (drawn,) = pages_at(out.getvalue(), _DPI)
                yield Image.frombytes("RGB", (drawn.width, drawn.height), drawn.rgb).convert("L")
    except _BROKEN as error:
        raise NotReadable(f"the PDF cannot be drawn ({type(error).__name__})") from error


def _texts(document: pikepdf.Pdf) -> tuple[PageText, ...] | None:
    try:
        return page_texts(document)
    except PageTextError:
        return None


def _weigh(document: pikepdf.Pdf) -> None:
    """A small file may unpack to more than this machine holds: weighed first, a chunk at a time. Raises NotReadable."""
    left = _LARGEST_INSIDE
    for thing in document.objects:
        if isinstance(thing, pikepdf.Stream):
            left -= _unpacked_size(thing, left)
            if left < 0:
                raise NotReadable("the PDF unpacks to an unreasonable size")


def _unpacked_size(stream: pikepdf.Stream, limit: int) -> int:
    filters = stream.get("/Filter", pikepdf.Array())
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    raw = stream.read_raw_bytes()
    if names in ([], ["/DCTDecode"]):
        return len(raw)
    if names != ["/FlateDecode"]:
        if len(raw) > _LARGEST_ODD:
            raise NotReadable("a part of the PDF is packed in an unusual way")
        return len(raw)
    size, feed, unpack = 0, raw, zlib.decompressobj()
    while feed and not unpack.eof and size <= limit:
        try:
            size += len(unpack.decompress(feed, 1 << 20))
        except zlib.error:
            break
        feed = unpack.unconsumed_tail
    return size
