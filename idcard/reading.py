"""Work on one card over PC/SC: exclusive, with a limit for every step, cancellable, never leaving a handle open."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

from idcard.pcsc import Cause, Connection, Context, Look, PcscError
from idcard.pending import Pending
from idcard.placements import Placement
from idcard.profiles import Link, Profile, looks_bare
from idcard.recording import CardError, CardFault

_SETTLE_S = 0.7  # pcscd looks every 400 ms whether the card is still there
_CONNECT_TRIES = 3  # a card just laid down may still be held by a program that identifies cards
_BUSY_PAUSE_S = 0.2

T = TypeVar("T")


class Reading(Pending[T]):
    """One piece of work on a card, done on the reader's thread."""

    def __init__(self, placement: Placement, profile: Profile, work: Callable[[Link], T], on_end: Callable[[], None] | None = None) -> None:
        super().__init__(on_end)
        self.placement = placement
        self.profile = profile
        self._work = work

    def run(self, context: Context) -> T:
        """Does the work, on the calling thread. Raises CardError; PcscError only when the service is gone."""
        self.step()
        try:
            done = self._in(context)
        except PcscError as error:
            if error.cause is Cause.NO_SERVICE:
                raise
            raise _card_error(error, still_there=self._still_there(context, error)) from None
        if not self._is_there(context):
            raise CardError(CardFault.REMOVED, "card-changed-while-read")
        return done

    def _in(self, context: Context) -> T:
        with self._connect(context) as connection:
            atr = connection.atr()
            if not self.profile.accepts(atr):
                raise CardError(CardFault.NOT_SUPPORTED, "bare-card-no-security-module" if looks_bare(atr) else "atr-not-accepted")

            def transmit(apdu: bytes) -> bytes:
                self.step()
                return connection.transmit(apdu)

            def control(number: int, data: bytes) -> bytes:
                self.step()
                return connection.control(number, data)

            return self._work(Link(transmit, control, self.wait))

    def _connect(self, context: Context) -> Connection:
        for _ in range(_CONNECT_TRIES - 1):
            try:
                return context.connect(self.placement.reader)
            except PcscError as error:
                if error.cause is not Cause.BUSY:
                    raise
                self.wait(_BUSY_PAUSE_S)
        return context.connect(self.placement.reader)

    def _still_there(self, context: Context, error: PcscError) -> bool:
        """Whether this very card lies on the reader; pcscd is given the time to notice that it does not."""
        if error.cause is not Cause.OTHER:
            return True  # the cause says it all
        ends = time.monotonic() + _SETTLE_S
        there = self._is_there(context)
        while there and (left_s := ends - time.monotonic()) > 0:
            looks = context.changes((self.placement.reader,), int(left_s * 1000) + 1)
            there = looks is not None and looks.get(self.placement.reader) == self._look
        return there

    def _is_there(self, context: Context) -> bool:
        return context.look(self.placement.reader) == self._look

    @property
    def _look(self) -> Look:
        return Look(True, self.placement.counter)


class ReaderThread:
    """Works on the cards of one reader, one after another, on one thread with one PC/SC context that stays open between them."""

    def __init__(self, reader: str, open_context: Callable[[], Context] = Context) -> None:
        self._open_context = open_context
        self._context: Context | None = None
        self._jobs: SimpleQueue[Reading[Any] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name=f"reading-{reader}", daemon=True)
        self._thread.start()

    def begin(self, reading: Reading[T]) -> None:
        """Starts it once what runs now is over."""
        self._jobs.put(reading)

    def close(self) -> None:
        """Ends the thread when its work is done; does not wait for it."""
        self._jobs.put(None)

    def _serve(self) -> None:
        while (reading := self._jobs.get()) is not None:
            try:
                outcome = self._outcome(reading)
            except CardError as error:
                outcome = error
            except PcscError as error:
                outcome = _card_error(error, still_there=True)
            except Exception as error:  # a bug in a profile must end as an unreadable card, not as a reading that never answers
                outcome = CardError(CardFault.UNREADABLE, f"unexpected-{type(error).__name__}")
            reading.finish(outcome)
            del reading, outcome  # nothing of a person stays here until the next card
        self._let_go()

    def _outcome(self, reading: Reading[T]) -> T:
        if self._context is not None:
            try:
                return reading.run(self._context)
            except PcscError:  # the context is of a pcscd that has gone; another one may run by now
                self._let_go()
        self._context = self._open_context()
        try:
            return reading.run(self._context)
        except PcscError:
            self._let_go()
            raise

    def _let_go(self) -> None:
        if self._context is not None:
            self._context.__exit__(None, None, None)
            self._context = None


def _card_error(error: PcscError, *, still_there: bool) -> CardError:
    match error.cause:
        case Cause.NO_SERVICE | Cause.NO_READER:
            return CardError(CardFault.NO_SERVICE, str(error))
        case Cause.REMOVED:
            return CardError(CardFault.REMOVED, str(error))
        case Cause.BUSY | Cause.OTHER:
            return CardError(CardFault.UNREADABLE if still_there else CardFault.REMOVED, str(error))
