"""How a reader hands over what is on a card: one profile a way, bound to readers by the configuration (architecture section 8).

Profiles are pure over an injected `transmit`; none falls back to another, because a memory card on a plain reader could answer
with a made-up record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

Transmit = Callable[[bytes], bytes]
"""An APDU to the card -> its answer with SW1 SW2 as the last two bytes (never shorter)."""

TEXT_BYTES = 256
PHOTO_BYTES = 1024

_OK = bytes.fromhex("9000")
_CHIP_SERIAL = bytes.fromhex("0036000008")  # a bare card gives its 8-byte serial without a security module (idcard.md 4.1)


class CardFault(Enum):
    """Why no identity came. NO_SERVICE: PC/SC or the reader went away, and nobody knows where the card is."""

    UNREADABLE = "unreadable"
    NOT_SUPPORTED = "not-supported"
    REMOVED = "removed"
    NO_SERVICE = "no-service"


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


class Profile(Protocol):
    """A way of reading."""

    def accepts(self, atr: bytes) -> bool:
        """Whether a card with this ATR is read in this way."""
        ...

    def read(self, transmit: Transmit) -> Recording:
        """Reads the card. Raises CardError, and whatever `transmit` raises."""
        ...


@dataclass(frozen=True, slots=True)
class AtrMask:
    """An ATR with places that may hold any byte. What comes after the mask's end is not looked at."""

    places: tuple[int | None, ...]

    @classmethod
    def from_text(cls, text: str) -> AtrMask:
        """Reads hex digits with `..` for any byte, spaces allowed: `3B8F8001804F..`. Raises ValueError."""
        compact = re.sub(r"\s", "", text)
        if not compact or not re.fullmatch(r"(?:[0-9A-Fa-f]{2}|\.\.)+", compact):
            raise ValueError("an ATR mask is hex digits in pairs, with .. for any byte")
        pairs = (compact[place : place + 2] for place in range(0, len(compact), 2))
        return cls(tuple(None if pair == ".." else int(pair, 16) for pair in pairs))

    def matches(self, atr: bytes) -> bool:
        """Whether `atr` begins as the mask says."""
        return len(atr) >= len(self.places) and all(want in (None, got) for want, got in zip(self.places, atr, strict=False))


@dataclass(frozen=True, slots=True)
class StoragePages:
    """Profile `storage-page`: the reader does the security itself and serves plaintext by FF B0 (idcard.md section 4.2).

    One stream of 1284 bytes: 0100 0400 (lengths), 256 bytes of text, 1024 of photo; P1 P2 = byte offset, Le 00 = up to 256 bytes.
    """

    atr_mask: AtrMask | None = None

    def accepts(self, atr: bytes) -> bool:
        """By the mask if there is one; else bytes 13 and 14 must be 90 00, the card name of such readers."""
        if self.atr_mask is not None:
            return self.atr_mask.matches(atr)
        return len(atr) >= 15 and atr[13:15] == _OK

    def read(self, transmit: Transmit) -> Recording:
        """Six pages. Raises CardError: UNREADABLE for a refused, short or misshapen page, NOT_SUPPORTED for a bare card."""
        header = TEXT_BYTES.to_bytes(2, "big") + PHOTO_BYTES.to_bytes(2, "big")
        total = len(header) + TEXT_BYTES + PHOTO_BYTES
        stream = b""
        for offset in range(0, total, 256):
            answer = transmit(bytes([0xFF, 0xB0, offset >> 8, offset & 0xFF, 0x00]))
            page, status = answer[:-2], answer[-2:]
            if status != _OK:
                if offset == 0 and _is_bare(transmit):
                    raise CardError(CardFault.NOT_SUPPORTED, "bare-card-no-security-module")
                raise CardError(CardFault.UNREADABLE, f"page-{offset >> 8}-status-{status.hex()}")
            wanted = min(256, total - offset)
            if len(page) < wanted:
                raise CardError(CardFault.UNREADABLE, f"page-{offset >> 8}-short-{len(page)}")
            if offset == 0 and page[: len(header)] != header:
                raise CardError(CardFault.UNREADABLE, "length-header")
            stream += page[:wanted]
        text_end = len(header) + TEXT_BYTES
        return Recording(stream[len(header) : text_end], stream[text_end:])


def _is_bare(transmit: Transmit) -> bool:
    answer = transmit(_CHIP_SERIAL)
    return len(answer) == 10 and answer[-2:] == _OK


def looks_bare(atr: bytes) -> bool:
    """Whether an ATR is one that plain readers make up for a second-generation card (idcard.md section 4.1).

    For words to the technician ("this reader has no security module") only; nothing is read on its strength.
    """
    type_b = atr[:4] == bytes.fromhex("3B888001") and atr[4:6] == bytes.fromhex("D103")
    storage = atr[:15] == bytes.fromhex("3B8F8001804F0CA00000030607FFB0")
    return type_b or storage or atr == bytes.fromhex("3B868001804F03F001003A")


PROFILES: dict[str, Callable[[AtrMask | None], Profile]] = {"storage-page": StoragePages}
"""Name in the configuration -> how to make the profile."""


def named(name: str, atr_mask: str | None = None) -> Profile:
    """The profile with that name. Raises ValueError for an unknown name or a mask that is none."""
    if name not in PROFILES:
        raise ValueError(f"unknown profile {name}; there is {', '.join(sorted(PROFILES))}")
    return PROFILES[name](None if atr_mask is None else AtrMask.from_text(atr_mask))
