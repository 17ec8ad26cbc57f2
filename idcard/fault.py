"""What can be wrong with a virtual card: values, read strictly from JSON. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_LONGEST_STALL_MS = 600_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Faults of a virtual card; several may be combined, and the same fault does the same every time.

    The stream is 4 bytes of lengths, 256 of text, 1024 of photo; page n holds its bytes 256 n to 256 n + 255, n = 0 to 5.
    In JSON: the same names, `status` and `length_header` as hex.
    """

    stall_ms: int = 0
    """Every page is answered this much later, in milliseconds; with `stall_page` only that one."""
    stall_page: int | None = None
    remove_at_byte: int | None = None
    """The card leaves the field, without an answer, when the page with this byte of the stream is read."""
    status: bytes | None = None
    """Two bytes: page `status_page` is answered with this status word and no data."""
    status_page: int = 0
    short_page: int | None = None
    """This page is `short_by` bytes too short, with status 9000."""
    short_by: int = 1
    length_header: bytes | None = None
    """Four bytes in place of 01000400 at the head of the stream."""
    garbage_seed: int | None = None
    """The record is pseudo-random bytes of this seed."""

    def __post_init__(self) -> None:
        _in_range("stall_ms", self.stall_ms, _LONGEST_STALL_MS)
        _in_range("stall_page", self.stall_page, 5)
        _in_range("remove_at_byte", self.remove_at_byte, 1283)
        _in_range("status_page", self.status_page, 5)
        _in_range("short_page", self.short_page, 5)
        _in_range("short_by", self.short_by, 256, lowest=1)
        if self.status is not None and len(self.status) != 2:
            raise ValueError("status: two bytes")
        if self.length_header is not None and len(self.length_header) != 4:
            raise ValueError("length_header: four bytes")

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> Fault:
        """A fault from its JSON object. Raises ValueError, in words, for unknown keys and impossible values."""
        numbers = ("stall_ms", "stall_page", "remove_at_byte", "status_page", "short_page", "short_by", "garbage_seed")
        hexes = ("status", "length_header")
        if unknown := sorted(set(value) - {*numbers, *hexes}):
            raise ValueError(f"unknown key {unknown[0]}; a fault has {', '.join((*numbers, *hexes))}")
        arguments: dict[str, int | bytes] = {}
        for name, given in value.items():
            if given is not None:
                arguments[name] = _number(name, given) if name in numbers else _bytes(name, given)
        return cls(**arguments)  # type: ignore[arg-type]  # each was made of its own type above


def _number(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name}: a whole number")
    return value


def _bytes(name: str, value: object) -> bytes:
    if not isinstance(value, str) or not re.fullmatch(r"(?:[0-9A-Fa-f]{2})+", value):
        raise ValueError(f"{name}: hex digits in pairs")
    return bytes.fromhex(value)


def _in_range(name: str, value: int | None, highest: int, *, lowest: int = 0) -> None:
    if value is not None and not lowest <= value <= highest:
        raise ValueError(f"{name}: {lowest} to {highest}")
