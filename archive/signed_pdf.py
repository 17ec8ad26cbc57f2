"""What a signed PDF says about its own signature: the byte range, and the CMS in the gap (ISO 32000-1 section 12.8.1)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_HEX_GAP = re.compile(rb"<([0-9A-Fa-f\s]*)>")


@dataclass(frozen=True, slots=True)
class Coverage:
    """`digest`: SHA-256 of everything outside the gap. `cms`: the bytes in the gap, with the padding that follows the DER."""

    digest: bytes
    cms: bytes


def coverage(pdf: bytes) -> Coverage | None:
    """The one signature that covers the whole file but its own gap; None when the file has no such signature."""
    found = [covered for match in _BYTE_RANGE.finditer(pdf) if (covered := _covered(pdf, *(int(number) for number in match.groups())))]
    return found[0] if len(found) == 1 and pdf.startswith(b"%PDF-") else None


def _covered(pdf: bytes, start: int, length: int, resume: int, rest: int) -> Coverage | None:
    if start != 0 or not length < resume or resume + rest != len(pdf):
        return None
    gap = _HEX_GAP.fullmatch(pdf[length:resume])
    if gap is None:
        return None
    digits = b"".join(gap[1].split())
    if len(digits) % 2:
        return None
    digest = hashlib.sha256(pdf[:length])
    digest.update(pdf[resume:])
    return Coverage(digest.digest(), bytes.fromhex(digits.decode()))
