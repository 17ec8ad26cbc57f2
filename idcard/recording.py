"""What comes out of reading a card: a recording, or the reason why there is none. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class CardFault(Enum):
    """Why no identity came. NO_SERVICE: PC/SC, the reader or its security module is out of order, and nobody knows where the card is."""

    UNREADABLE = "unreadable"
    NOT_SUPPORTED = "not-supported"
    REMOVED = "removed"
    NO_SERVICE = "no-service"
    CANCELLED = "cancelled"


class CardError(Exception):
    """A card could not be read. `detail` is a technical word for the log and never holds what was on the card."""

    def __init__(self, kind: CardFault, detail: str) -> None:
        super().__init__(f"{kind.value}: {detail}")
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True, repr=False)
class Recording:
    """What a reader handed over: the text record (`idcard.record`) and the opaque photo block."""

    record: bytes
    photo: bytes
