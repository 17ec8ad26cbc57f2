"""Tells a code of ours that was altered or damaged from somebody else's: its payload cannot be read, but it was one.

A judgement about looks, of text that nobody vouches for: it only decides whether "not genuine" is said or "nothing to verify".
"""

from __future__ import annotations

import base64
import re
from typing import Final

_URL: Final = re.compile(r"(?:[A-Za-z]{1,10}://)?[^\s/#?]{1,255}/v/[0-9A-Za-z]{16}#")  # also with letters that no code has
_FOREIGN: Final = re.compile(r"[^A-Za-z0-9_-]")
_LARGEST_TEXT: Final = 4296  # characters; more go into no QR symbol
_LEAST_TEXT: Final = 40
_MOST_FOREIGN: Final = 0.1  # of the characters; what has more of them is no base64url with some damage

# Of an untagged COSE_Sign1 with {1: algorithm, ...}: its first bytes, and the head of its last item. See printing.verification.
_FRAME: Final = (re.compile(rb"\A\x84[\x40-\x58].?\xa2\x01", re.DOTALL), re.compile(rb"\x58\x40"))
_CLAIMS: Final = (
    *(re.compile(rb"a" + name + rb"[\x60-\x7b]") for name in (b"n", b"k", b"s", b"i")),
    re.compile(rb"af[\x80-\x97]"),
    re.compile(rb"ad\x58\x20"),
    re.compile(rb"at[\xf4\xf5]"),
)
"""The keys of the claims with the heads of their values, in deterministic CBOR."""

_LEAST_CLAIMS: Final = 2
_CLAIMS_WITHOUT_FRAME: Final = 5  # any text may hold four of them: they are letters


def was_ours(text: str) -> bool:
    """Whether a text that is no payload has the form of our URL, or the marks that are left of a payload of ours."""
    text = text.strip()
    if len(text) > _LARGEST_TEXT:
        return False
    place, mark, fragment = text.partition("#")
    return _URL.match(text) is not None or _has_marks(fragment if mark else place)


def _has_marks(encoded: str) -> bool:
    """Marks of the frame and of claims, whatever was cut off before them: base64 has four ways to begin."""
    if len(encoded) < _LEAST_TEXT or len(_FOREIGN.findall(encoded)) > _MOST_FOREIGN * len(encoded):
        return False
    clean = _FOREIGN.sub("A", encoded)
    data = [_decoded(clean[start:]) for start in range(4)]
    frame = sum(any(pattern.search(one) for one in data) for pattern in _FRAME)
    claims = sum(any(pattern.search(one) for one in data) for pattern in _CLAIMS)
    return (frame >= 1 and claims >= _LEAST_CLAIMS) or claims >= _CLAIMS_WITHOUT_FRAME


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text[: len(text) // 4 * 4])
