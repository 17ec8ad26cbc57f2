"""How a reader hands over what is on a card: one profile a way, bound to readers by the configuration (architecture section 8).

Profiles are pure over injected calls; none falls back to another, because a memory card on a plain reader could answer
with a made-up record.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from idcard.recording import CardError, CardFault, Recording
from idcard.sam_conversation import drive, find_and_read
from idcard.sam_links import over_apdu, over_control

__all__ = [
    "PROFILES",
    "SERIAL",
    "AnyCard",
    "AtrMask",
    "CardError",
    "CardFault",
    "Link",
    "Profile",
    "Recording",
    "StoragePages",
    "Transmit",
    "named",
]

Transmit = Callable[[bytes], bytes]
"""An APDU to the card -> its answer with SW1 SW2 as the last two bytes (never shorter)."""

TEXT_BYTES = 256
PHOTO_BYTES = 1024

SERIAL = "sam-serial"
"""The profile of readers on a serial port. They have no PC/SC and so no `Profile` here; see `idcard.serial_watch`."""

_OK = bytes.fromhex("9000")
_CHIP_SERIAL = bytes.fromhex("0036000008")  # a card gives its 8-byte serial without a security module (idcard.md 4.1)
_COMMAND_UNKNOWN = tuple(bytes.fromhex(status) for status in ("6981", "6982", "6A81", "6D00", "6E00"))  # a plain reader's word for FF B0


def _no_control(_number: int, _data: bytes) -> bytes:
    raise CardError(CardFault.UNREADABLE, "no-control-here")


@dataclass(frozen=True, slots=True)
class Link:
    """What a profile may do with a card: APDUs, control calls to its reader (number for SCARD_CTL_CODE, input -> output), waiting."""

    transmit: Transmit
    control: Callable[[int, bytes], bytes] = _no_control
    wait: Callable[[float], object] = time.sleep


class Profile(Protocol):
    """A way of reading."""

    def accepts(self, atr: bytes) -> bool:
        """Whether a card with this ATR is read in this way."""
        ...

    def read(self, link: Link) -> Recording:
        """Reads the card. Raises CardError, and whatever `link` raises."""
        ...

    def serial(self, link: Link) -> bytes | None:
        """The chip's serial, by which a card is known again; None where this way of reading cannot ask for it."""
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

    def serial(self, link: Link) -> bytes | None:
        """The 8 bytes that the chip gives without a security module, if the reader lets them be asked for."""
        return _chip_serial(link.transmit)

    def read(self, link: Link) -> Recording:
        """Six pages. Raises CardError: UNREADABLE for a refused, short or misshapen page, NOT_SUPPORTED for a bare card."""
        header = TEXT_BYTES.to_bytes(2, "big") + PHOTO_BYTES.to_bytes(2, "big")
        total = len(header) + TEXT_BYTES + PHOTO_BYTES
        stream = b""
        for offset in range(0, total, 256):
            answer = link.transmit(bytes([0xFF, 0xB0, offset >> 8, offset & 0xFF, 0x00]))
            page, status = answer[:-2], answer[-2:]
            if status != _OK:
                if offset == 0 and status in _COMMAND_UNKNOWN and _chip_serial(link.transmit) is not None:
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


@dataclass(frozen=True, slots=True)
class SamFrames:
    """Profiles `sam-apdu` and `sam-control`: frames of the security module through a pseudo-APDU, or through SCardControl.

    `apdu`: CLA INS P1 P2 of the pseudo-APDU; None: SCardControl with the function `control_code`. Without a mask every card that the
    reader shows is tried: the module itself says what it cannot read.
    """

    atr_mask: AtrMask | None = None
    apdu: bytes | None = None
    control_code: int = 1

    def accepts(self, atr: bytes) -> bool:
        """By the mask, if there is one."""
        return self.atr_mask is None or self.atr_mask.matches(atr)

    def serial(self, link: Link) -> bytes | None:  # noqa: ARG002  APDUs of our own would disturb the module
        """None."""
        return None

    def read(self, link: Link) -> Recording:
        """Find, select, read (`idcard.sam_conversation`). Raises CardError."""
        exchange = over_control(link.control, self.control_code) if self.apdu is None else over_apdu(link.transmit, self.apdu)
        return drive(find_and_read(), exchange, link.wait)


@dataclass(frozen=True, slots=True)
class AnyCard:
    """No way of reading what is on a card: only its UID is asked for, of whatever card (PC/SC part 3, section 3.2.2.1.3)."""

    def accepts(self, atr: bytes) -> bool:  # noqa: ARG002
        """Every card."""
        return True

    def read(self, link: Link) -> Recording:  # noqa: ARG002
        """Raises CardError: nothing is read in this way."""
        raise CardError(CardFault.NOT_SUPPORTED, "uid-only")

    def serial(self, link: Link) -> bytes | None:
        """The UID, 4 to 10 bytes; None where the card or its reader gives none."""
        answer = link.transmit(bytes.fromhex("FFCA000000"))
        return answer[:-2] if answer[-2:] == _OK and 4 <= len(answer) - 2 <= 10 else None


def _chip_serial(transmit: Transmit) -> bytes | None:
    answer = transmit(_CHIP_SERIAL)
    return answer[:8] if len(answer) == 10 and answer[-2:] == _OK and any(answer[:8]) else None


def looks_bare(atr: bytes) -> bool:
    """Whether an ATR is one that plain readers make up for a second-generation card (idcard.md section 4.1).

    For words to the technician ("this reader has no security module") only; nothing is read on its strength.
    """
    type_b = atr[:4] == bytes.fromhex("3B888001") and atr[4:6] == bytes.fromhex("D103")
    storage = atr[:15] == bytes.fromhex("3B8F8001804F0CA00000030607FFB0")
    return type_b or storage or atr == bytes.fromhex("3B868001804F03F001003A")


PROFILES = ("storage-page", "sam-apdu", "sam-control", SERIAL)
"""Names in the configuration."""


def named(name: str, atr_mask: str | None = None, apdu: str | None = None, control_code: int = 1) -> Profile:
    """The PC/SC profile with that name. Raises ValueError for an unknown name, and for a mask or a header that is none."""
    mask = None if atr_mask is None else AtrMask.from_text(atr_mask)
    match name:
        case "storage-page":
            return StoragePages(mask)
        case "sam-apdu":
            header = bytes.fromhex(apdu or "")
            if len(header) != 4:
                raise ValueError("apdu: CLA INS P1 P2 of the reader's pseudo-APDU, four bytes in hex")
            return SamFrames(mask, header)
        case "sam-control":
            return SamFrames(mask, None, control_code)
        case _:
            raise ValueError(f"unknown profile {name}; there is {', '.join(PROFILES)}")
