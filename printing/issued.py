"""What only a printed paper has: number, times, the way to check it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date, datetime

LONGEST_URL: Final = 661  # characters: as many as the largest symbol holds that readers were tried with (version 24, level Q; decision 21)


@dataclass(frozen=True, slots=True)
class Marks:
    """What only an issued paper has. Times are aware; `verification_url` is the QR's whole text; `code` is printed under it.

    `specimen` comes from the key that signed; it brings the watermark and the specimen seal.
    """

    number: str
    issued_at: datetime
    valid_until: date | None
    verification_url: str
    code: str
    specimen: bool
    kiosk: str
    unit: str
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class SlipMarks:
    """What a slip has: the receipt's number, which its QR holds as plain text for the clerk, and when it was taken. No seal, no code."""

    number: str
    received_at: datetime
    kiosk: str
    unit: str
    specimen: bool = False
