"""The QR symbols of papers (ISO/IEC 18004), drawn as rectangles: a slip's from qrcode, a certificate's from zxing-cpp (decision 8)."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, cast

import qrcode
import zxingcpp
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

from printing.geometry import mm
from printing.ops import BLACK, WHITE, Box, Op, Path, Shape

if TYPE_CHECKING:
    from typing_extensions import Buffer

    Rows = tuple[bytes, ...]
    _Drawn = tuple[tuple[Op, ...], float, float]

QUIET: Final = 4  # modules around a QR symbol (ISO/IEC 18004, 6.3.8)
_LEAST_MODULE: Final = mm(0.36)
_LEAST_SYMBOL: Final = mm(35)
_LEVEL: Final = "Q"  # error correction: a quarter of the code words may be lost (7.5.1)
_SHADES: Final = (255, 0)  # of a light and a dark module
_DARK: Final = re.compile(rb"\x00+")  # black pixels


class TextTooLong(ValueError):
    """The text does not fit into the largest symbol (1663 bytes at level Q)."""


def qr(text: str) -> _Drawn:
    """A certificate's symbol at level Q from (0, 0), its side and the width of the quiet zone around it, in points. Raises TextTooLong.

    The quiet zone is cleared of what lies below, so the ops reach that far beyond the symbol on every side.

    A module is 0.36 mm or more, the symbol without quiet zone 35 mm or more: what an office scanner at 200 dpi still reads.
    """
    return _drawn(text, signed_modules(text))


def plain_qr(text: str) -> _Drawn:
    """As `qr`, for the short text of a slip."""
    return _drawn(text, plain_modules(text))


def signed_modules(text: str) -> Rows:
    """The symbol's rows from the top, a byte a module: 0 is dark, 255 light. Raises TextTooLong."""
    try:
        symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=_LEVEL)
    except ValueError as error:
        raise TextTooLong(f"{len(text)} characters do not fit into a QR symbol") from error
    pixels = memoryview(cast("Buffer", symbol.to_image(scale=1, add_quiet_zones=False)))  # which its type does not say
    data, side = pixels.tobytes(), pixels.shape[1] if pixels.shape else 0
    return tuple(data[start : start + side] for start in range(0, len(data), side))


def plain_modules(text: str) -> Rows:
    """As `signed_modules`, by qrcode: it takes 3 ms for a receipt's number, but 200 ms for a signed text."""
    symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    try:
        symbol.add_data(text)
        symbol.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise TextTooLong(f"{len(text)} characters do not fit into a QR symbol") from error
    return tuple(bytes(map(_SHADES.__getitem__, map(bool, row))) for row in symbol.get_matrix())


def _drawn(text: str, rows: Rows) -> _Drawn:
    count = len(rows)
    module = max(_LEAST_MODULE, _LEAST_SYMBOL / count)
    side, quiet = count * module, QUIET * module
    clear = Box(-quiet, -quiet, side + 2 * quiet, side + 2 * quiet, WHITE)
    name = f"qr-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    return (clear, Shape(name, _path(rows), fill=BLACK, places=((module, 0.0, 0.0, module, 0.0, 0.0),))), side, quiet


def _path(rows: Rows) -> Path:
    """Runs of dark modules, a rectangle each, in whole modules."""
    last = len(rows) - 1
    span = re.Match.span
    return tuple(
        [("R", (start, last - row, end - start, 1)) for row, data in enumerate(rows) for start, end in map(span, _DARK.finditer(data))]
    )
