"""A virtual identity card as values and answers: what vpcd's client (`idcard.virtual`) and tests lay on a reader. No I/O.

A card behaves as on a reader that does the security itself (FF B0 pages, idcard.md section 4.2), or with `sam` as behind one that carries
frames of a security module in a pseudo-APDU; with an empty record it is a bare card on a plain reader (section 4.1).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random

from idcard.fault import Fault
from idcard.profiles import PHOTO_BYTES, TEXT_BYTES
from idcard.sam_fault import SamFault
from idcard.virtual_sam import SamCard, SamState

STORAGE_PAGE_ATR = bytes.fromhex("3B8F8001804F0CA00000030607900000000000FF")
BARE_ATR = bytes.fromhex("3B888001D10386050080800058")
_FILLER_PHOTO = bytes.fromhex("574C66007E00320000FF85005151513E").ljust(PHOTO_BYTES, b"\x55")  # WLT header, no picture

_OK = b"\x90\x00"
_BEYOND_END = b"\x6b\x00"
_NOT_SUPPORTED = b"\x6d\x00"
_NO_FUNCTION = b"\x6a\x81"
_NOT_AUTHENTICATED = b"\x69\x82"


@dataclass(frozen=True, slots=True, repr=False)
class VirtualCard:
    """A card: `record` (256 bytes, or empty for a bare card), `photo` (1024 bytes), `atr` (empty: the usual one), and its fault."""

    record: bytes
    photo: bytes = _FILLER_PHOTO
    atr: bytes = b""
    fault: Fault | None = None
    sam: bool = False
    """Whether its reader carries frames of a security module in the pseudo-APDU FF 00 00 00, and no pages."""
    sam_fault: SamFault | None = None

    def __post_init__(self) -> None:
        if len(self.record) not in (0, TEXT_BYTES):
            raise ValueError(f"record: {TEXT_BYTES} bytes, or none for a bare card")
        if len(self.photo) != PHOTO_BYTES:
            raise ValueError(f"photo: {PHOTO_BYTES} bytes")
        if len(self.atr) > 33:
            raise ValueError("atr: 33 bytes at most (ISO 7816-3)")
        if self.sam and not self.record:
            raise ValueError("sam: a bare card has no security module")

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> VirtualCard:
        """A card of the control socket's form: {"record": hex, "photo": hex?, "atr": hex?, "fault": {...}?}.

        Raises ValueError, in words, for anything else.
        """
        if unknown := sorted(set(value) - {"record", "photo", "atr", "fault"}):
            raise ValueError(f"unknown key {unknown[0]}; a card has record, photo, atr, fault")
        if "record" not in value:
            raise ValueError("record: missing")
        fault = value.get("fault")
        if fault is not None and not isinstance(fault, Mapping):
            raise ValueError("fault: an object")
        return cls(
            record=_hex(value, "record"),
            photo=_hex(value, "photo") or _FILLER_PHOTO,
            atr=_hex(value, "atr"),
            fault=None if fault is None else Fault.from_json(fault),
        )

    @property
    def answer_to_reset(self) -> bytes:
        """The ATR it gives."""
        return self.atr or (STORAGE_PAGE_ATR if self.record else BARE_ATR)


def _hex(value: Mapping[str, object], key: str) -> bytes:
    text = value.get(key, "")
    if not isinstance(text, str):
        raise ValueError(f"{key}: hex digits")
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ValueError(f"{key}: hex digits") from None


@dataclass(slots=True, repr=False)
class Insertion:
    """A card in a field: what it answers, from being laid down to being taken off. No I/O."""

    card: VirtualCard
    _challenges: Random = field(default_factory=lambda: Random(0))  # the same numbers every time
    _internal_file: bool = False
    _sam: SamState = field(default_factory=SamState)
    _rest: bytes = b""  # of an answer that did not fit into one response

    def __post_init__(self) -> None:
        if self.card.sam:
            self._sam.lay(SamCard(self.card.record, self.card.photo, fault=self.card.sam_fault))

    def answer(self, apdu: bytes) -> bytes | None:
        """The answer with status word, or None: the card leaves the field without answering."""
        match list(apdu[:4]):
            case [0xFF, 0xCA, 0x00, 0x00]:
                return (bytes(4) if not self.card.record else self._serial()[:4]) + _OK
            case [0xFF, 0x00, 0x00, 0x00] if self.card.sam and len(apdu) > 5:
                return self._frames(apdu[5 : 5 + apdu[4]])
            case [0xFF, 0xC0, 0x00, 0x00] if self._rest:
                return self._part()
            case [0xFF, 0xB0, high, low] if self.card.record and not self.card.sam:
                length = apdu[4] if len(apdu) > 4 else 0
                return self._page(high << 8 | low, length or 256)
            case [0xFF, _, _, _]:
                return _NO_FUNCTION
            case [0x00, 0x36, 0x00, 0x00]:
                return self._serial() + _OK
            case [_, _, _, _] if not self.card.record:
                return self._bare(apdu)
            case _:
                return _NOT_SUPPORTED

    def _frames(self, data: bytes) -> bytes | None:
        replies = list(self._sam.feed(data))
        if any(reply.leaves for reply in replies):
            return None
        self._rest = b"".join(reply.data for reply in replies)
        return self._part()

    def _part(self) -> bytes:
        part, self._rest = self._rest[:256], self._rest[256:]
        return part + (bytes([0x61, min(len(self._rest), 256) & 0xFF]) if self._rest else _OK)

    def delay_s(self, apdu: bytes) -> float:
        """How long the card thinks before it answers, in seconds."""
        fault = self.card.fault
        if fault is None or apdu[:2] != b"\xff\xb0" or len(apdu) < 4:
            return 0.0
        return fault.stall_ms / 1000 if fault.stall_page in (None, apdu[2]) else 0.0

    def _page(self, offset: int, length: int) -> bytes | None:
        fault = self.card.fault or Fault()
        page = offset // 256
        record = self.card.record if fault.garbage_seed is None else Random(fault.garbage_seed).randbytes(TEXT_BYTES)
        header = fault.length_header or struct.pack(">HH", TEXT_BYTES, PHOTO_BYTES)
        stream = header + record + self.card.photo
        if fault.remove_at_byte is not None and fault.remove_at_byte < offset + length:
            return None
        if fault.status is not None and fault.status_page == page:
            return fault.status
        if offset >= len(stream):
            return _BEYOND_END
        data = stream[offset : offset + length]
        if fault.short_page == page:
            data = data[: -fault.short_by]
        return data + _OK

    def _bare(self, apdu: bytes) -> bytes:
        match list(apdu[:4]):
            case [0x00, 0x84, 0x00, 0x00]:
                return self._challenges.randbytes(8) + _OK
            case [0x00, 0xA4, 0x00, 0x00]:
                self._internal_file = apdu[5:7] == b"\x60\x02"
                return _OK
            case [0x80, 0xB0, 0x00, 0x00] if self._internal_file:
                return sha256(self._serial()).digest() + _OK
            case _:
                return _NOT_AUTHENTICATED

    def _serial(self) -> bytes:
        return sha256(self.card.record + self.card.photo).digest()[:8]
