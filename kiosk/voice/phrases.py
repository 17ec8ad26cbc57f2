"""What of a text may be heard by a whole hall. Pure.

A loudspeaker must never say anything about a person, so the rule is a list of what may be said: words of the catalogues, of the
definitions and of the configuration, with nothing but numbers put into them. Everything else counts as personal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

_SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?]) +")  # where one sentence ends and the next one begins
_PLACE = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"\d{1,3}")  # seconds, pages, places in a list; an identity number or a date of birth has more digits


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of what is said. `message`: the id of the catalogue's message it is, where a recording may stand in for the voice.

    `repr` withholds the words: they may be a citizen's.
    """

    text: str
    personal: bool
    message: str | None = None

    def __repr__(self) -> str:
        return f"Phrase(message={self.message!r}, personal={self.personal})"


@dataclass(frozen=True)
class Phrasebook:
    """The public words of one language. `catalogue`: message id to text. `public`: words of definitions and configuration."""

    catalogue: Mapping[str, str]
    public: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def _messages(self) -> dict[str, str]:
        return {text: message for message, text in self.catalogue.items() if not _PLACE.search(text)}

    @cached_property
    def _sentences(self) -> frozenset[str]:
        return frozenset(piece for text in (*self._messages, *self.public) for piece in sentences(text))

    @cached_property
    def _templates(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((message, _pattern(text)) for message, text in self.catalogue.items() if _PLACE.search(text))

    def phrases(self, text: str) -> tuple[Phrase, ...]:
        """`text` as phrases: whole where it is known as it stands, else sentence by sentence."""
        if self._knows(text):
            return (Phrase(text, personal=False, message=self._messages.get(text)),)
        return tuple(self._piece(piece) for piece in sentences(text))

    def template(self, text: str) -> str | None:
        """The message with places to fill in (a countdown, say) that `text` was made from."""
        return next((message for message, pattern in self._templates if pattern.fullmatch(text)), None)

    def _piece(self, text: str) -> Phrase:
        return Phrase(text, personal=not self._knows(text), message=self._messages.get(text))

    def _knows(self, text: str) -> bool:
        return text in self._messages or text in self.public or text in self._sentences or self._filled_with_public(text)

    def _filled_with_public(self, text: str) -> bool:
        """Whether `text` is a message with only small numbers and public words put in.."""
        found = (pattern.fullmatch(text) for _, pattern in self._templates)
        return any(match and all(map(self._harmless, match.groups())) for match in found)

    def _harmless(self, value: str) -> bool:
        return bool(_NUMBER.fullmatch(value)) or value in self.public or value in self._messages


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, without the space between them."""
    return tuple(piece.strip() for piece in _SENTENCE.split(text) if piece.strip())


def _pattern(text: str) -> re.Pattern[str]:
    pieces = _PLACE.split(text)
    # Every second piece is the name of a place.
    return re.compile("".join("(.+?)" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)), re.DOTALL)


def book(catalogue: Mapping[str, str], public: Iterable[str]) -> Phrasebook:
    """The phrasebook of a language."""
    return Phrasebook(dict(catalogue), frozenset(text for text in public if text))
