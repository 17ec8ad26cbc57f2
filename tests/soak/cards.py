"""The citizens' cards, kept in a form in which a search for what is left of a visit does not find them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from idcard import record
from idcard.identity import Identity
from kiosk.demo.archive_service import Sample


class Cards:
    """Cards by the stable names of the archive's sample citizens."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._coded = {sample.name: base64.b64encode(sample.record) for sample in samples}

    @property
    def names(self) -> tuple[str, ...]:
        """Whose cards there are."""
        return tuple(self._coded)

    def identity(self, sample: str) -> Identity:
        """What the card says, in objects made for this call."""
        return record.parse(base64.b64decode(self._coded[sample]), datetime.now(UTC).date())

    def marks(self, samples: Sequence[str]) -> tuple[str, ...]:
        """The names and id numbers of these citizens."""
        people = [self.identity(sample) for sample in samples]
        return tuple(mark for person in people for mark in (person.name, person.id_number))

    def person(self, sample: str) -> bytes:
        """Who it is, as a digest of the id number."""
        return digest(self.identity(sample).id_number)


def digest(id_number: str) -> bytes:
    """A person without a personal datum."""
    return hashlib.sha256(id_number.encode()).digest()
