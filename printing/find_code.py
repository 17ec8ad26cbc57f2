"""Finds the verification QR in a picture of a paper: a scan that may be skewed, small or badly compressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from printing.verification import PayloadError, read

if TYPE_CHECKING:
    from collections.abc import Iterator

_TURNS: Final = (0.0, 2.0, -2.0, 4.0, -4.0)  # degrees; the reader itself copes with the rest
_FORMATS: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_SCALES: Final = (1.0, 2.0, 1.5, 0.5)
_LARGEST_SIDE: Final = 7000  # px after scaling up
_SMALLEST_SIDE: Final = 60


def find_payload(picture: Image.Image) -> str | None:
    """The text of the first QR in the grey picture that holds a payload of ours; None when there is none."""
    for attempt in _attempts(picture):
        for found in zxingcpp.read_barcodes(attempt, formats=_FORMATS):
            if _is_ours(found.text):
                return str(found.text)
    return None


def _attempts(picture: Image.Image) -> Iterator[Image.Image]:
    """The picture as it is, then scaled, smoothed and turned, cheapest first."""
    scaled: list[Image.Image] = []
    for scale in _SCALES:
        size = (round(picture.width * scale), round(picture.height * scale))
        if min(size) < _SMALLEST_SIDE or max(size) > _LARGEST_SIDE:
            continue
        scaled.append(picture if scale == 1.0 else picture.resize(size, Image.Resampling.BICUBIC))
        yield scaled[-1]
    for one in scaled[:2]:
        smooth = ImageOps.autocontrast(one.filter(ImageFilter.GaussianBlur(1.0)), cutoff=2)
        for turn in _TURNS:
            yield smooth.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255) if turn else smooth


def _is_ours(text: str) -> bool:
    try:
        read(text)
    except PayloadError:
        return False
    return True
