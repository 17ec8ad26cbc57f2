"""A definition and its content become the paper: the bytes of a PDF. The preview is the same page with the marks left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from printing import page_facts
from printing.archival import CONTENT_NAME, DEFINITION_NAME, VERIFICATION_NAME, Attachment, Description, Field, finish
from printing.canonical import canonical
from printing.drawing import draw
from printing.dress import PLAIN, Dress
from printing.filled import ContentMismatch, filled
from printing.fonts import GlyphMissing
from printing.frame import Marks, SlipMarks
from printing.layout import lay_out
from printing.pagination import TooTall
from printing.pdf_file import PdfFile
from printing.pictures import PictureError
from printing.seal import SealMissing
from printing.wording import mask_id_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.definition import Definition
    from printing.fonts import FontStack

__all__ = ["ContentMismatch", "GlyphMissing", "Marks", "PictureError", "SealMissing", "SlipMarks", "TooTall", "compose"]

_NO_IMAGES: Final[Mapping[str, bytes]] = {}


def compose(
    definition: Definition,
    content: Mapping[str, Any],
    marks: Marks | SlipMarks | None,
    fonts: FontStack,
    *,
    unit: str = "",
    images: Mapping[str, bytes] = _NO_IMAGES,
    dress: Dress = PLAIN,
    masked: bool = True,
) -> bytes:
    """The paper as a PDF: A4, PDF/A-3u and tagged, every glyph embedded; the same input gives the same bytes. Any thread may call it.

    `marks` None gives the preview: no number, date, seal or QR, the preview watermark, and every id number masked unless `masked` is
    false. With SlipMarks it is a slip: a number and a plain QR, nothing to sign. `unit` is printed there in the place of `marks.unit`; a
    definition that names its unit goes before it. `images` are the pictures that the content names, by their SHA-256 (hex); `dress` is
    the bureau's own.

    Only a paper with Marks carries files (canonical content, QR text, printed facts, definition) and the empty signature field on its seal.

    Raises ContentMismatch when the content lacks a field, GlyphMissing when no face has a character, TooTall when a single cell
    is higher than a page, SealMissing when there is no art for its seal, PictureError for a picture that is missing or cannot be
    drawn. Nothing may be issued then.
    """
    issuer = marks.unit if marks else definition.unit or unit
    shown = mask_id_numbers(dict(content)) if marks is None and masked else content
    laid = lay_out(filled(definition, shown), marks, issuer, fonts, images=images, dress=dress)
    file = PdfFile()
    title = definition.title["zh"]
    match marks:
        case Marks():
            field = Field(file, laid.seal, len(laid.pages) - 1)
            drawn = draw(file, laid.pages, fonts, seal=laid.seal, widget=(field.page, field.ref))
            about = Description(title, issuer, definition.id, marks.printed_at)
            return finish(file, drawn, about, _attachments(definition, content, marks, dress), field)
        case SlipMarks():
            return finish(file, draw(file, laid.pages, fonts), Description(title, issuer, definition.id, marks.received_at))
        case None:
            return finish(file, draw(file, laid.pages, fonts), Description(title, issuer, definition.id, None))


def _attachments(definition: Definition, content: Mapping[str, Any], marks: Marks, dress: Dress) -> tuple[Attachment, ...]:
    return (
        Attachment(CONTENT_NAME, canonical(content), "application/json", "Data", "What the paper states, in canonical form (RFC 8785)"),
        Attachment(VERIFICATION_NAME, marks.verification_url.encode(), "text/plain", "Supplement", "The text of the QR code"),
        Attachment(
            page_facts.NAME,
            page_facts.dump(marks, dress),
            "application/json",
            "Supplement",
            "The printed facts that neither content nor code holds",
        ),
        Attachment(DEFINITION_NAME, definition.source, "application/toml", "Source", "The definition that words were filled from"),
    )
