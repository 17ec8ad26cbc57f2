"""Whether a card lies on a security module, by what the module answers. Pure.

A module has no event for a card, only FIND_CARD. Once a card has been read, most modules answer "no card" until it has been taken
away, so that this answer then says nothing; some find it again and again. Which kind it is shows at the first answer after a reading.
"""

from __future__ import annotations

from idcard.pcsc import Look

_MISSES = 2  # a single missed answer is no removal: a card at the edge of the field misses one now and then


class SamPresence:
    """Feed it the answers; `look` is what a PC/SC reader would show."""

    def __init__(self) -> None:
        self._present = False
        self._counter = 0
        self._misses = 0
        self._just_read = False
        self.blind = False
        """Whether "no card" says nothing, because the card that lies there has been read."""
        self.was_read = False
        """Whether the card that lies there has been tried to read: it has to be lifted before it can be read again."""

    @property
    def look(self) -> Look:
        """What lies there."""
        return Look(self._present, self._counter)

    def on_find(self, found: bool) -> None:
        """The answer to FIND_CARD."""
        first_after_reading, self._just_read = self._just_read, False
        if found and (not self._present or self.blind):
            self._change(2 if self._present else 1, present=True)
        elif found:
            self._misses = 0
        elif first_after_reading:
            self.blind = True
        elif self._present and not self.blind:
            self._miss()

    def on_probe(self, there: bool) -> None:
        """The answer to a command that only a card which has been read, and still lies there, can serve."""
        if there:
            self._misses = 0
        else:
            self._miss()

    def on_read(self, succeeded: bool) -> None:
        """The card was tried to read."""
        self.was_read = True
        self._just_read = succeeded
        self._misses = 0

    def on_gone(self) -> None:
        """The module has said, when asked after a reading that failed, that the card is not there."""
        if self._present:
            self._change(1, present=False)

    def _miss(self) -> None:
        self._misses += 1
        if self._misses >= _MISSES:
            self._change(1, present=False)

    def _change(self, steps: int, *, present: bool) -> None:
        self._present = present
        self._counter = (self._counter + steps) & 0xFFFF
        self._misses = 0
        self.blind = self.was_read = self._just_read = False
