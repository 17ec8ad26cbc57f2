"""What can be wrong with a virtual security module: values, read strictly from JSON. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from random import Random

from idcard.sam import LONGEST, PREAMBLE, Command, Response, response

_LONGEST_STALL_MS = 600_000


@dataclass(frozen=True, slots=True)
class SamFault:
    """Faults of a virtual module; the same fault does the same every time.

    They strike the answers to `command` (a name of `idcard.sam.Command`; None: to every command), the first `times` of them.
    In JSON: the same names, `status` as hex.
    """

    command: str | None = "READ_TEXT_PHOTO"
    times: int = 1_000_000
    stall_ms: int = 0
    """The answer comes this much later, in milliseconds."""
    silent: bool = False
    """No answer at all."""
    wrong_checksum: bool = False
    wrong_length: int | None = None
    """The length field says this."""
    truncate_at: int | None = None
    """The answer ends after so many bytes."""
    remove_at_byte: int | None = None
    """The card leaves when the answer has come to this byte; what has begun is not finished."""
    status: bytes | None = None
    """One byte: the answer is this SW3 and no data."""
    noise_seed: int | None = None
    """Up to 40 pseudo-random bytes of this seed stand before the answer."""
    garbage_seed: int | None = None
    """The record is pseudo-random bytes of this seed."""
    fingerprint: bool = False
    """Not a fault of the line but of manners: fingerprints are sent though nobody asked."""

    def __post_init__(self) -> None:
        if self.command is not None and self.command not in Command.__members__:
            raise ValueError(f"command: one of {', '.join(Command.__members__)}, or null for every command")
        limits = {"stall_ms": _LONGEST_STALL_MS, "wrong_length": 0xFFFF, "truncate_at": LONGEST, "remove_at_byte": LONGEST}
        for name, highest in limits.items():
            value = getattr(self, name)
            if value is not None and not 0 <= value <= highest:
                raise ValueError(f"{name}: 0 to {highest}")
        if self.times < 1:
            raise ValueError("times: 1 or more")
        if self.status is not None and len(self.status) != 1:
            raise ValueError("status: one byte")

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> SamFault:
        """A fault from its JSON object. Raises ValueError, in words, for unknown keys and impossible values."""
        names = [field.name for field in fields(cls)]
        if unknown := sorted(set(value) - set(names)):
            raise ValueError(f"unknown key {unknown[0]}; a fault has {', '.join(names)}")
        read = {name: _read(name, given) for name, given in value.items() if given is not None or name == "command"}
        return cls(**read)  # type: ignore[arg-type]  # each was made of its own type above

    def strikes(self, command: Command | None, times_before: int) -> bool:
        """Whether the answer to `command` is struck, `times_before` having been."""
        return times_before < self.times and (self.command is None or (command is not None and self.command == command.name))

    def spoil(self, answer: Response) -> bytes:
        """The bytes of `answer` as they leave a module with this fault."""
        whole = response(answer if self.status is None else Response(0, 0, self.status[0], b""))
        frame = bytearray(whole)
        if self.wrong_checksum:
            frame[-1] ^= 0x5A
        if self.wrong_length is not None:
            frame[len(PREAMBLE) : len(PREAMBLE) + 2] = self.wrong_length.to_bytes(2, "big")
        random = Random(self.noise_seed)
        noise = b"" if self.noise_seed is None else random.randbytes(random.randint(1, 40))
        sent = noise + bytes(frame)
        return sent if self.truncate_at is None else sent[: self.truncate_at]


def _read(name: str, value: object) -> object:
    match name:
        case "silent" | "wrong_checksum" | "fingerprint":
            if isinstance(value, bool):
                return value
            raise ValueError(f"{name}: true or false")
        case "command":
            if value is None or isinstance(value, str):
                return value
            raise ValueError("command: a name")
        case "status":
            if isinstance(value, str) and re.fullmatch(r"[0-9A-Fa-f]{2}", value):
                return bytes.fromhex(value)
            raise ValueError("status: two hex digits")
        case _:
            if isinstance(value, int) and not isinstance(value, bool):
                return value
            raise ValueError(f"{name}: a whole number")
