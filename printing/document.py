"""A definition and its content become the paper: the bytes of a PDF. The preview is the same page with the marks left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from printing.archival import archive
from printing.canonical import canonical
from printing.drawing import draw
from printing.filled import ContentMismatch, filled
from printing.fonts import GlyphMissing
from printing.frame import Marks
from printing.layout import lay_out
from printing.pagination import TooTall
from printing.wording import mask_id_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.definition import Definition
    from printing.fonts import FontStack

__all__ = ["ContentMismatch", "GlyphMissing", "Marks", "TooTall", "compose"]


def compose(definition: Definition, content: Mapping[str, Any], marks: Marks | None, fonts: FontStack, *, unit: str = "") -> bytes:
    """The paper as a PDF: A4, every glyph embedded; the same input gives the same bytes.

    `marks` None gives the preview: no number, date, seal or QR, the preview watermark, and every id number masked. `unit` is
    printed there in the place of `marks.unit`; a definition that names its unit goes before it.

    Raises ContentMismatch when the content lacks a field, GlyphMissing when no face has a character, TooTall when a single cell
    is higher than a page. Nothing may be issued then.
    """
    issuer = marks.unit if marks else definition.unit or unit
    if marks is None:
        pages = lay_out(filled(definition, mask_id_numbers(dict(content))), None, issuer, fonts)
        return draw(pages, fonts, title=definition.title["zh"], author=issuer)
    pages = lay_out(filled(definition, content), marks, issuer, fonts)
    drawn = draw(pages, fonts, title=definition.title["zh"], author=issuer)
    return archive(
        drawn, title=definition.title["zh"], author=issuer, kind=definition.id, made_at=marks.printed_at,
        content=canonical(content), verification_url=marks.verification_url,
    )  # fmt: skip
