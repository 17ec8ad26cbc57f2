"""Draws and signs papers with `printing`: what the archive answered becomes a preview, or the paper itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import Any, cast

import pikepdf
import structlog

from kiosk.archive_answers import IssuedAnswer
from kiosk.faults import PaperFault, place_of
from kiosk.issuing import Rendered
from kiosk.problems import Code
from kiosk.session.values import Draft, PageImage
from printing import raster, signature
from printing.definition import Definition
from printing.document import ContentMismatch, GlyphMissing, Marks, TooTall, compose
from printing.fonts import FontStack

_log = structlog.get_logger(__name__)

_CHINA = timezone(timedelta(hours=8))  # papers state Chinese time, whatever the machine's zone


def _now() -> datetime:
    return datetime.now(_CHINA)


class Press:
    """Papers of these definitions. `page_width_px`: how wide the screen wants a page. May be used from several threads."""

    def __init__(
        self,
        definitions: Iterable[Definition],
        fonts: FontStack,
        kiosk_id: str,
        page_width_px: int,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._definitions = {definition.id: definition for definition in definitions}
        self._fonts = fonts
        self._kiosk_id = kiosk_id
        self._page_width_px = page_width_px
        self._now = now

    def preview(self, draft: Draft) -> tuple[PageImage, ...]:
        """The pages as they will be printed, without what only an issued paper has. Raises PaperFault."""
        pdf = self._compose(draft.kind, cast("dict[str, Any]", draft.content), None)
        return tuple(PageImage(page.width, page.height, page.rgb) for page in raster.pages(pdf, self._page_width_px))

    def compose(self, issued: IssuedAnswer) -> Rendered:
        """The paper, unsigned. Raises PaperFault."""
        marks = Marks(
            number=issued.number,
            issued_at=issued.issued_at.astimezone(_CHINA),
            valid_until=issued.valid_until,
            verification_url=issued.verification.url,
            code=issued.verification.code,
            specimen=issued.specimen,
            kiosk=self._kiosk_id,
            unit=issued.unit,
            printed_at=self._now().astimezone(_CHINA).replace(microsecond=0),
        )
        pdf = self._compose(issued.kind, issued.content, marks)
        with pikepdf.open(BytesIO(pdf)) as document:
            return Rendered(pdf, len(document.pages))

    def sign(self, pdf: bytes, signed_at: datetime, cms_for_digest: Callable[[bytes], bytes]) -> bytes:
        """The paper with the archive's signature over all of it. Raises PaperFault, and what `cms_for_digest` raises."""
        try:
            return signature.sign(pdf, cms_for_digest, signed_at=signed_at)
        except signature.SignatureError as error:
            _log.error("paper-not-signed", place=place_of(error))
            raise PaperFault(Code.ARCHIVE_GARBAGE) from None

    def _compose(self, kind: str, content: dict[str, Any], marks: Marks | None) -> bytes:
        try:
            return compose(self._definitions[kind], content, marks, self._fonts)
        except GlyphMissing as missing:
            # One character of a document says little about its citizen, and without it nobody could find the font.
            _log.error("glyph-missing", code_points=[f"U+{ord(character):04X}" for character in missing.characters])
            raise PaperFault(Code.GLYPH_MISSING) from None
        except (ContentMismatch, TooTall) as error:
            _log.error("content-unfit", kind=kind, error=type(error).__name__, place=place_of(error))
            raise PaperFault(Code.ARCHIVE_GARBAGE) from None
