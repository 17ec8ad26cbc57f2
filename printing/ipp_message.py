"""IPP messages (RFC 8010 section 3, RFC 8011): a request's bytes, and what may be believed of an answer's.

pyipp's serializer and parser do the encoding and decoding; `decode` lets nothing near the parser that could turn it in circles.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from printing.ipp_codec import IPPError, IppOperation, IppTag, construct_attribute, parse

VERSION: Final = (2, 0)
LONGEST_TEXT: Final = 1023  # octets; the longest text value of RFC 8011 section 5.1.2
DEEPEST_COLLECTION: Final = 8  # media-col-database needs 3; the parser calls itself for each
MOST_VALUES: Final = 20_000
FIRST_ERROR_STATUS: Final = 0x0100  # below it an answer is successful (RFC 8011 appendix B)

_HEADER: Final = struct.Struct(">bbhi")  # version, operation or status, request id
_FIRST_VALUE_TAG: Final = 0x10  # below it a byte opens a group or ends the message
_GROUPS: Final = (IppTag.OPERATION, IppTag.JOB, IppTag.PRINTER, IppTag.UNSUPPORTED_GROUP)  # those the parser knows
_LENGTHS: Final = {
    IppTag.INTEGER.value: 4,
    IppTag.ENUM.value: 4,
    IppTag.BOOLEAN.value: 1,
    IppTag.DATE.value: 11,
    IppTag.RESOLUTION.value: 9,
    IppTag.RANGE.value: 8,
}


class IppFault(Enum):
    """Why there is no usable answer."""

    UNREACHABLE = "unreachable"  # no connection
    TLS = "tls"  # the certificate is not trusted, or no common version
    SILENT = "silent"  # connected, but no whole answer in time, or the connection broke
    HTTP = "http"  # an HTTP status other than 200; `status` holds it
    GARBAGE = "garbage"  # not an IPP answer to this request
    REFUSED = "refused"  # an IPP status of an error; `status` holds it


class IppError(Exception):
    """No usable answer. `request_sent`: a byte of the request may have left, so what was asked may happen."""

    def __init__(self, fault: IppFault, *, request_sent: bool, status: int | None = None) -> None:
        super().__init__(fault.value if status is None else f"{fault.value} {status:#06x}")
        self.fault = fault
        self.request_sent = request_sent
        self.status = status


@dataclass(frozen=True, slots=True)
class Attributes:
    """One group of an answer. Every accessor gives None or an empty tuple for what is missing or of another type."""

    values: Mapping[str, Any] = field(default_factory=dict)

    def integer(self, name: str) -> int | None:
        """An integer or enum value."""
        value = self.values.get(name)
        return int(value) if isinstance(value, int) and not isinstance(value, bool) else None

    def boolean(self, name: str) -> bool | None:
        """A boolean value."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """The string values, without control characters and no longer than IPP allows."""
        return tuple(_clean(value) for value in self._all(name) if isinstance(value, str) and value)

    def integers(self, name: str) -> tuple[int, ...]:
        """The integer values."""
        return tuple(int(value) for value in self._all(name) if isinstance(value, int) and not isinstance(value, bool))

    def resolutions(self, name: str) -> tuple[tuple[int, int, int], ...]:
        """The resolution values: across, along the feed, and their unit (3: per inch, 4: per centimetre)."""
        return tuple((value[0], value[1], value[2]) for value in self._all(name) if isinstance(value, tuple) and len(value) == 3)

    def collections(self, name: str) -> tuple[Attributes, ...]:
        """The collection values, each as a group of its own."""
        return tuple(Attributes(value) for value in self._all(name) if isinstance(value, dict))

    def text(self, name: str) -> str | None:
        """The first string value."""
        return next(iter(self.texts(name)), None)

    def _all(self, name: str) -> list[Any]:
        value = self.values.get(name)
        return value if isinstance(value, list) else [value]


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer: its status-code (0x0000 to 0x00ff), the printer's group and one group a job.

    `unsupported`: the names of what was asked for and not done so (RFC 8011 section 4.1.7).
    """

    status: int
    printer: Attributes
    jobs: tuple[Attributes, ...]
    unsupported: frozenset[str] = frozenset()


Values = Iterable[tuple[str, IppTag, Any]]
"""Attributes of a request: name, tag, one value or a tuple of them."""


def encode(operation: IppOperation, request_id: int, attributes: Values, job: Values = (), document: bytes = b"") -> bytes:
    """A request message (RFC 8010 section 3.1). `attributes` follow charset and language; `job` are template attributes."""
    first = (("attributes-charset", IppTag.CHARSET, "utf-8"), ("attributes-natural-language", IppTag.LANGUAGE, "en"))
    parts = [_HEADER.pack(*VERSION, operation, request_id), bytes([IppTag.OPERATION])]
    parts += [construct_attribute(name, value, tag) for name, tag, value in (*first, *attributes)]
    template = [construct_attribute(name, value, tag) for name, tag, value in job]
    if template:
        parts += [bytes([IppTag.JOB]), *template]
    return b"".join((*parts, bytes([IppTag.END]), document))


def decode(data: bytes, request_id: int) -> Answer:
    """The answer to `request_id` in `data`. Raises IppError (GARBAGE, or REFUSED with the status-code)."""
    try:
        message = parse(_checked(data))
    except (IPPError, struct.error, ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise IppError(IppFault.GARBAGE, request_sent=True) from error
    status: int = message["status-code"] & 0xFFFF
    if message["request-id"] != request_id or message["version"][0] not in (1, 2):
        raise IppError(IppFault.GARBAGE, request_sent=True)
    if status >= FIRST_ERROR_STATUS:
        raise IppError(IppFault.REFUSED, request_sent=True, status=status)
    printer: dict[str, Any] = {name: value for group in message["printers"] for name, value in group.items()}
    unsupported = frozenset(name for group in message["unsupported-attributes"] for name in group)
    return Answer(status, Attributes(printer), tuple(Attributes(group) for group in message["jobs"]), unsupported)


def _checked(data: bytes) -> bytes:
    """`data` without empty groups, once every length in it is known to be sound.

    The parser takes lengths as signed and on trust: a negative one would turn it in circles, an empty group (allowed by
    RFC 8010) puts it out of step, deep nesting exhausts the stack. Raises ValueError or LookupError.
    """
    kept = [data[: _HEADER.size]]
    offset, depth, values, named, group = _HEADER.size, 0, 0, False, b""
    while (tag := data[offset]) != IppTag.END:
        if tag < _FIRST_VALUE_TAG:
            if tag not in _GROUPS or depth:
                raise ValueError("unexpected group")
            group, named, offset = data[offset : offset + 1], False, offset + 1
            continue
        end = _value_end(data, offset)
        depth += (tag == IppTag.BEGIN_COLLECTION) - (tag == IppTag.END_COLLECTION)
        named = named or data[offset + 1 : offset + 3] != b"\0\0"
        values += 1
        if not 0 <= depth <= DEEPEST_COLLECTION or not named or values > MOST_VALUES:
            raise ValueError("unsound structure")
        kept += [group, data[offset:end]]
        group, offset = b"", end
    if depth or not values:
        raise ValueError("unsound structure")
    return b"".join((*kept, data[offset:]))


def _value_end(data: bytes, offset: int) -> int:
    """Where the attribute at `offset` ends (tag, name-length, name, value-length, value)."""
    tag = data[offset]
    name_end = offset + 3 + _length(data, offset + 1)
    length = _length(data, name_end)
    start, end = name_end + 2, name_end + 2 + length
    if end > len(data) or _LENGTHS.get(tag, length) != length:
        raise ValueError("unsound length")
    if tag in (IppTag.TEXT_LANG, IppTag.NAME_LANG):
        text = start + 2 + _length(data, start)
        if text + 2 + _length(data, text) != end:
            raise ValueError("unsound length")
    return end


def _length(data: bytes, offset: int) -> int:
    length: int = struct.unpack_from(">h", data, offset)[0]
    if length < 0:
        raise ValueError("negative length")
    return length


def _clean(text: str) -> str:
    return "".join(character for character in text[:LONGEST_TEXT] if character.isprintable())
