"""CBOR (RFC 8949) of the plain kind: no tags, no floats, definite lengths, shortest form. Safe to read from strangers."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

import cbor2

_DEEPEST: Final = 4
_MAP: Final = 5  # major type, RFC 8949 section 3.1
_FALSE_OR_TRUE: Final = (20, 21)  # simple values, RFC 8949 section 3.3


class CborError(ValueError):
    """The bytes are not one plain CBOR item."""


def dumps(value: Any) -> bytes:
    """The value in the deterministic encoding of RFC 8949 section 4.2."""
    return cbor2.dumps(value, canonical=True)


def loads(data: bytes) -> object:
    """The one item that fills `data`: int, bytes, str, bool, list, dict. Raises CborError for anything else.

    The headers are walked first, so that cbor2 never sees a tag (it would build regular expressions and huge numbers from them).
    """
    stream = BytesIO(data)
    _walk(stream, _DEEPEST)
    if stream.tell() != len(data):
        raise CborError("something follows the item")
    try:
        value = cbor2.loads(data)
    except (cbor2.CBORError, ValueError, TypeError) as error:
        raise CborError("not CBOR") from error
    return value


def _walk(stream: BytesIO, depth: int) -> None:
    if depth < 0:
        raise CborError("nested too deeply")
    first = _take(stream, 1)[0]
    major, short = first >> 5, first & 0x1F
    if major == 7:
        if short not in _FALSE_OR_TRUE:
            raise CborError("only false and true are allowed among the simple values")
        return
    if major > _MAP:
        raise CborError("tags are not allowed")
    count = _argument(stream, short)
    match major:
        case 0 | 1:
            return
        case 2 | 3:
            _take(stream, count)
        case 4:
            _walk_items(stream, count, depth)
        case _:
            _walk_items(stream, 2 * count, depth)


def _walk_items(stream: BytesIO, count: int, depth: int) -> None:
    if count > len(stream.getbuffer()):
        raise CborError("an array longer than the data")
    for _ in range(count):
        _walk(stream, depth - 1)


def _argument(stream: BytesIO, short: int) -> int:
    if short < 24:
        return short
    if short > 27:
        raise CborError("indefinite lengths are not allowed")
    size = 1 << (short - 24)
    value = int.from_bytes(_take(stream, size), "big")
    if value < (24 if size == 1 else 1 << (4 * size)):
        raise CborError("a number is not in its shortest form")
    return value


def _take(stream: BytesIO, size: int) -> bytes:
    if size > len(stream.getbuffer()) - stream.tell():
        raise CborError("the data ends too early")
    return stream.read(size)
