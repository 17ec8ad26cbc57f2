"""Draws and signs papers with `printing`: what the archive answered becomes a preview, a slip, or the paper itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from io import BytesIO
from typing import Any, cast

import structlog

from kiosk.archive_answers import IssuedAnswer
from kiosk.china_time import CHINA, china_now
from kiosk.faults import PaperFault, place_of
from kiosk.issuing import Rendered
from kiosk.problems import Code
from kiosk.session.values import Draft, PageImage, Slip, SlipForm
from printing import raster
from printing.definition import Definition
from printing.dress import PLAIN, Dress
from printing.filled import ContentMismatch, filled
from printing.fonts import FontStack, GlyphMissing
from printing.issued import LONGEST_URL, Marks, SlipMarks
from printing.pagination import TooTall
from printing.seal import SealMissing

# What sets, draws and signs pages is imported where it is used: that takes a second, which nobody waits for at the start (see `warm`).
_WARMED = ("printing.document", "pikepdf", "pypdfium2", "printing.signature")

_log = structlog.get_logger(__name__)

_LONGEST_NUMBER = "乌公户证字〔2026〕0000000000号"
_LONGEST_URL = f"https://verify.example/v/{'0' * 16}#".ljust(LONGEST_URL, "a")  # small letters: a QR symbol packs capitals closer


def _real() -> bool:
    return False


class Press:
    """Papers of these definitions, and slips. `page_width_px`: how wide the screen wants a page. May be used from several threads.

    `specimen` tells whether the archive makes specimens, which need no art for their seal; it may raise ArchiveFault.
    """

    def __init__(
        self,
        definitions: Iterable[Definition],
        fonts: FontStack,
        kiosk_id: str,
        page_width_px: int,
        now: Callable[[], datetime] = china_now,
        *,
        dress: Dress = PLAIN,
        slips: Mapping[SlipForm, Definition] | None = None,
        specimen: Callable[[], bool] = _real,
        unit: str = "",
    ) -> None:
        self._definitions = {definition.id: definition for definition in definitions}
        self._fonts = fonts
        self._kiosk_id = kiosk_id
        self._page_width_px = page_width_px
        self._now = now
        self._dress = dress
        self._slips = dict(slips or {})
        self._specimen = specimen
        self._unit = unit

    @property
    def slip_forms(self) -> frozenset[SlipForm]:
        """The slips that have a definition here."""
        return frozenset(self._slips)

    def warm(self) -> None:
        """Reads what only papers need, while nobody waits, so that the first one is as quick as the next. Takes a second or two."""
        self._fonts.warm()
        for name in _WARMED:
            import_module(name)

    def pictures(self, kind: str, content: Mapping[str, Any]) -> tuple[str, ...]:
        """The SHA-256 (hex) of every picture that the paper of this content needs. Raises PaperFault."""
        definition = self._definitions[kind]
        if not definition.images:
            return ()
        with _told(kind):
            return tuple(image.source for image in filled(definition, content).images)

    def preview(self, draft: Draft) -> tuple[PageImage, ...]:
        """The pages as they will be printed, without what only an issued paper has.

        The paper itself is composed too, with marks that stand for the real ones, and thrown away: what it would fail of is told
        before a number exists. Raises PaperFault, and what `specimen` raises.
        """
        definition, content = self._definitions[draft.kind], cast("dict[str, Any]", draft.content)
        self._compose(definition, content, self._stand_in(definition), draft.images)
        return self._pages(self._compose(definition, content, None, draft.images))

    def uncovered(self, draft: Draft) -> tuple[PageImage, ...]:
        """The pages of `preview` with the id numbers in full. Raises PaperFault."""
        definition, content = self._definitions[draft.kind], cast("dict[str, Any]", draft.content)
        return self._pages(self._compose(definition, content, None, draft.images, masked=False))

    def _pages(self, pdf: bytes) -> tuple[PageImage, ...]:
        return tuple(PageImage(page.width, page.height, page.rgb) for page in raster.pages(pdf, self._page_width_px))

    def compose(self, issued: IssuedAnswer, images: Mapping[str, bytes]) -> Rendered:
        """The paper, unsigned. The unit is the definition's where it names one, else the archive's. Raises PaperFault."""
        definition = self._definitions[issued.kind]
        marks = Marks(
            number=issued.number,
            issued_at=issued.issued_at.astimezone(CHINA),
            valid_until=issued.valid_until,
            verification_url=issued.verification.url,
            code=issued.verification.code,
            specimen=issued.specimen,
            kiosk=self._kiosk_id,
            unit=definition.unit or issued.unit,
            printed_at=self._printed_at(),
        )
        return _rendered(self._compose(definition, issued.content, marks, images))

    def slip(self, slip: Slip) -> Rendered:
        """The receipt on paper. Raises PaperFault."""
        form = slip.receipt.form
        if form not in self._slips or not isinstance(slip.receipt.content, dict):
            raise PaperFault(Code.CONTENT_UNFIT)
        definition, content = self._slips[form], slip.receipt.content
        unit = content.get("unit")
        issuer = unit if isinstance(unit, str) else definition.unit or self._unit
        marks = SlipMarks(slip.number, self._received_at(content), self._kiosk_id, issuer)
        return _rendered(self._compose(definition, content, marks, {}))

    def sign(self, pdf: bytes, issued: IssuedAnswer, cms_for_digest: Callable[[bytes], bytes]) -> bytes:
        """The paper with the archive's signature over all of it. Raises PaperFault, and what `cms_for_digest` raises."""
        from printing import signature

        try:
            return signature.sign(pdf, cms_for_digest, signed_at=issued.issued_at, room=issued.signature_bytes)
        except signature.SignatureError as error:
            _log.error("paper-not-signed", place=place_of(error))
            raise PaperFault(Code.ARCHIVE_GARBAGE) from None

    def _stand_in(self, definition: Definition) -> Marks:
        """Marks as large as real ones can be."""
        now = self._printed_at()
        return Marks(
            number=_LONGEST_NUMBER,
            issued_at=now,
            valid_until=definition.valid_until(now.date()),
            verification_url=_LONGEST_URL,
            code="0" * 16,
            specimen=self._specimen(),
            kiosk=self._kiosk_id,
            unit=definition.unit or self._unit,
            printed_at=now,
        )

    def _received_at(self, content: dict[str, Any]) -> datetime:
        """When the archive took the request, as the receipt states it. Raises PaperFault."""
        try:
            return datetime.fromisoformat(content["received_at"]).astimezone(CHINA).replace(microsecond=0)
        except (KeyError, TypeError, ValueError):
            raise PaperFault(Code.CONTENT_UNFIT) from None

    def _printed_at(self) -> datetime:
        return self._now().astimezone(CHINA).replace(microsecond=0)

    def _compose(
        self,
        definition: Definition,
        content: dict[str, Any],
        marks: Marks | SlipMarks | None,
        images: Mapping[str, bytes],
        *,
        masked: bool = True,
    ) -> bytes:
        from printing.document import compose

        with _told(definition.id):
            return compose(definition, content, marks, self._fonts, unit=self._unit, images=images, dress=self._dress, masked=masked)


def _rendered(pdf: bytes) -> Rendered:
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as document:
        return Rendered(pdf, len(document.pages))


@contextmanager
def _told(kind: str) -> Iterator[None]:
    """Raises PaperFault for what the paper cannot be made of."""
    from printing.pictures import PictureError

    try:
        yield
    except GlyphMissing as missing:
        # One character of a document says little about its citizen, and without it nobody could find the font.
        _log.error("glyph-missing", code_points=[f"U+{ord(character):04X}" for character in missing.characters])
        raise PaperFault(Code.GLYPH_MISSING) from None
    except SealMissing as missing:
        _log.error("seal-missing", kind=kind, detail=missing.name)
        raise PaperFault(Code.SEAL_MISSING) from None
    except PictureError as error:
        _log.error("picture-unusable", kind=kind, error=type(error).__name__, place=place_of(error))
        raise PaperFault(Code.PICTURE_UNUSABLE) from None
    except (ContentMismatch, TooTall) as error:
        _log.error("content-unfit", kind=kind, error=type(error).__name__, place=place_of(error))
        raise PaperFault(Code.CONTENT_UNFIT) from None
