"""The pages of a paper set again from what its PDF carries, to be compared with what the PDF shows."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

from printing.filled import ContentMismatch, filled
from printing.fonts import GlyphMissing
from printing.layout import lay_out
from printing.pagination import TooTall

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from printing.definition import Definition
    from printing.fonts import FontStack
    from printing.mongolian import MongolianScript
    from printing.ops import Page
    from printing.page_facts import PageFacts
    from printing.verification import Claims

_LARGEST_SIDE: Final = 20_000  # px of a picture that the content names


class NotSettable(ValueError):
    """The pages cannot be set again here. Carries no content."""


def set_again(
    definition: Definition,
    content: Mapping[str, Any],
    claims: Claims,
    facts: PageFacts,
    url: str,
    code: str,
    fonts: FontStack,
    script: MongolianScript | None,
) -> tuple[Page, ...]:
    """The pages, with blanks for seal and pictures. Raises NotSettable."""
    try:
        words = filled(definition, content)
        blanks = {image.source: _blank(content, image.source) for image in words.images}
        sources = {source: hashlib.sha256(data).hexdigest() for source, data in blanks.items()}
        words = replace(words, images=tuple(replace(image, source=sources[image.source]) for image in words.images))
        images = {sources[source]: data for source, data in blanks.items()}
        marks = facts.marks(claims, url, code)
        return lay_out(words, marks, claims.issuer, fonts, images=images, dress=facts.dress(script, words.seal)).pages
    except GlyphMissing as error:
        raise NotSettable("a font that the paper was set with is not installed here") from error
    except (ContentMismatch, TooTall, ValueError, LookupError, TypeError) as error:
        raise NotSettable(f"content and definition make no page ({type(error).__name__})") from None


def _blank(content: Mapping[str, Any], source: str) -> bytes:
    """A white picture of the size that the content gives for the picture with this digest."""
    size = next((size for size in _sizes(content, source)), (100, 100))
    out = BytesIO()
    Image.new("1", size, 1).save(out, "PNG")
    return out.getvalue()


def _sizes(value: Any, source: str) -> Iterator[tuple[int, int]]:
    if isinstance(value, dict):
        if value.get("image") == source:
            width, height = value.get("width"), value.get("height")
            if isinstance(width, int) and isinstance(height, int) and 0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE:
                yield width, height
        for inner in value.values():
            yield from _sizes(inner, source)
    elif isinstance(value, list):
        for inner in value:
            yield from _sizes(inner, source)
