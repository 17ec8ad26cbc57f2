"""Finds the verification QR in a picture of a paper: a scan that may be skewed, small or badly compressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from printing.altered_code import was_ours
from printing.verification import PayloadError, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TURNS: Final = (0.0, 2.0, -2.0, 4.0, -4.0)  # degrees; the reader itself copes with the rest
_SCALES: Final = (1.0, 2.0, 1.5, 0.5)
_BLOTS: Final = (7, 9)  # px; the dark middle of a corner mark is 11 px wide at 200 dpi and 0.36 mm a module
_RIM: Final = 3  # px of a blot that are left, so that clearing it bites nothing out of what it touches
_DARK: Final = 140  # grey values below are dark
_SOLID: Final = 250
_LARGEST_SIDE: Final = 7000  # px after scaling up
_SMALLEST_SIDE: Final = 60


def find_payload(picture: Image.Image) -> str | None:
    """The text of the first QR in the grey picture that holds a payload of ours, else of the first that held one before it was altered;
    None when there is neither. Tries for some seconds.
    """
    return best(_texts(looks(picture)))


def find_drawn_payload(picture: Image.Image) -> str | None:
    """The same in a page that was drawn and not scanned: one look, without the attempts that a bad picture is worth."""
    return best(_texts(iter((picture,))))


def best(texts: Iterable[str]) -> str | None:
    """The first that is a payload of ours, else the first that was one before it was altered; None when there is neither."""
    second: str | None = None
    for text in texts:
        if _is_ours(text):
            return text
        second = text if second is None and was_ours(text) else second
    return second


def _texts(pictures: Iterable[Image.Image]) -> Iterator[str]:
    # Not kept by the module: it would outlive its library, which then complains at the end of every program.
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    for attempt in pictures:
        for found in zxingcpp.read_barcodes(attempt, formats=formats):
            yield str(found.text)


def looks(picture: Image.Image) -> Iterator[Image.Image]:
    """What is tried: the picture as it is, then scaled, without blots, smoothed and turned, cheapest first."""
    scaled: list[Image.Image] = []
    for scale in _SCALES:
        size = (round(picture.width * scale), round(picture.height * scale))
        if min(size) < _SMALLEST_SIDE or max(size) > _LARGEST_SIDE:
            continue
        scaled.append(picture if scale == 1.0 else picture.resize(size, Image.Resampling.BICUBIC))
        yield scaled[-1]
    for radius in _BLOTS:
        yield from (_without_blots(one, radius) for one in scaled[:2])
    for one in scaled[:2]:
        smooth = ImageOps.autocontrast(one.filter(ImageFilter.GaussianBlur(1.0)), cutoff=2)
        for turn in _TURNS:
            yield smooth.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255) if turn else smooth


def _without_blots(picture: Image.Image, radius: int) -> Image.Image:
    """Dark areas larger than any part of a symbol made white, but for a rim: a blot that touches a corner mark keeps it from being seen."""
    dark = picture.point(lambda value: 255 * (value < _DARK))
    core = dark.filter(ImageFilter.BoxBlur(radius)).point(lambda value: 255 * (value >= _SOLID))
    blots = core.filter(ImageFilter.BoxBlur(radius - _RIM)).point(lambda value: 255 * (value > 0))
    cleared = picture.copy()
    cleared.paste(255, mask=blots)
    return cleared


def _is_ours(text: str) -> bool:
    try:
        read(text)
    except PayloadError:
        return False
    return True
