"""The file of staff: number, role, a hash of the PIN (Argon2id, RFC 9106), and, where there is one, a keyed hash of the card's number.

No PIN and no card's number can be read from it. The key of the cards' hashes lies in a file beside it, so that a copy of the one
without the other does not even tell whether a guessed number is right.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from kiosk.faults import KioskFault
from kiosk.problems import Code
from kiosk.staff.roles import Role, Who

_KEY_BYTES = 32
_HASHER = PasswordHasher()  # RFC 9106's second recommended option: 64 MiB, 3 passes; a tenth of a second here, years for a list of PINs


@cache
def _nobody() -> str:
    """A hash that is checked for an unknown number, so that how long a refusal takes does not tell which numbers there are."""
    return _HASHER.hash(secrets.token_hex(8))


LEAST_PIN, MOST_PIN = 6, 12  # digits
LEAST_NUMBER, MOST_NUMBER = 2, 8

Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,8}$")]


class BookUnusable(KioskFault):
    """The file of staff cannot be read or written: STAFF_FILE_UNUSABLE."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Digits
    role: Role
    pin: str
    card: str | None = None


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    staff: tuple[_Entry, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """Somebody of the staff. `pin` is Argon2's encoded hash, `card` a keyed hash (hex) or None."""

    number: str
    role: Role
    pin: str
    card: str | None = None

    @property
    def who(self) -> Who:
        """The person as the desk knows them."""
        return Who(self.number, self.role)


def weakness(pin: str) -> str | None:
    """Why a PIN is not taken, in the technician's words; None where it is."""
    if not pin.isascii() or not pin.isdigit() or not LEAST_PIN <= len(pin) <= MOST_PIN:
        return f"A PIN has {LEAST_PIN} to {MOST_PIN} digits and nothing else."
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        return "Not one digit again and again, and not digits in a row."
    return None


class StaffBook:
    """The staff in the file `path`. Read afresh each time, so that a change counts at once. Methods raise BookUnusable."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._key_path = path.with_name(path.name + ".key")

    def members(self) -> tuple[Member, ...]:
        """Everybody, by number; nobody where there is no file."""
        try:
            if stat.S_IMODE(self.path.stat().st_mode) & 0o077:
                raise BookUnusable(Code.STAFF_FILE_UNUSABLE)
            said = _File.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError):
            raise BookUnusable(Code.STAFF_FILE_UNUSABLE) from None
        return tuple(Member(entry.number, entry.role, entry.pin, entry.card) for entry in said.staff)

    def by_pin(self, number: str, pin: str) -> Who | None:
        """Whose number and PIN these are."""
        member = next((one for one in self.members() if one.number == number), None)
        nobody = _nobody()  # made the first time, whoever asks then
        try:
            _HASHER.verify(member.pin if member else nobody, pin)
        except (VerificationError, InvalidHashError):
            return None
        return member.who if member else None

    def by_card(self, *numbers: str) -> Who | None:
        """Whose card has one of these numbers (`id:...` or `uid:...`)."""
        members = [member for member in self.members() if member.card is not None]
        if not members:
            return None
        key = self._key()
        hashed = [_keyed(key, number) for number in numbers]
        found = [one for one in members if any(hmac.compare_digest(one.card or "", each) for each in hashed)]
        return found[0].who if found else None

    def add(self, number: str, role: Role, pin: str, card: str | None = None) -> None:
        """Adds somebody, or changes role, PIN and card of that number. Raises ValueError for what `weakness` says."""
        if said := weakness(pin):
            raise ValueError(said)
        member = Member(number, role, _HASHER.hash(pin), _keyed(self._key(), card) if card else None)
        self._write(sorted((*self._without(number), member), key=lambda one: one.number))

    def add_card(self, number: str, card: str) -> bool:
        """Gives somebody a card. Whether there is such a number."""
        members = self.members()
        changed = [replace(one, card=_keyed(self._key(), card)) if one.number == number else one for one in members]
        if changed == list(members):
            return any(one.number == number for one in members)
        self._write(changed)
        return True

    def remove(self, number: str) -> bool:
        """Takes somebody out. Whether they were there."""
        left = self._without(number)
        if len(left) == len(self.members()):
            return False
        self._write(left)
        return True

    def _without(self, number: str) -> list[Member]:
        return [one for one in self.members() if one.number != number]

    def _key(self) -> bytes:
        try:
            return bytes.fromhex(self._key_path.read_text(encoding="ascii"))
        except FileNotFoundError:
            key = secrets.token_bytes(_KEY_BYTES)
            _replace(self._key_path, key.hex().encode())
            return key
        except (OSError, ValueError):
            raise BookUnusable(Code.STAFF_FILE_UNUSABLE) from None

    def _write(self, members: Iterable[Member]) -> None:
        entries = tuple(_Entry(number=one.number, role=one.role, pin=one.pin, card=one.card) for one in members)
        _replace(self.path, _File(staff=entries).model_dump_json(indent=2).encode() + b"\n")


def _keyed(key: bytes, card: str) -> str:
    return hmac.new(key, card.encode(), "sha256").hexdigest()


def _replace(path: Path, content: bytes) -> None:
    """Puts the file in its place whole, for its folder's owner alone: root sets staff, and the kiosk's user reads them."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600
        with os.fdopen(made, "wb") as file:
            file.write(content)
            file.flush()
            if os.geteuid() == 0:
                owner = path.parent.stat()
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        raise BookUnusable(Code.STAFF_FILE_UNUSABLE) from None
