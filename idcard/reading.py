"""One reading of one card over PC/SC: exclusive, with a limit for every step, never leaving a handle open."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from idcard.pcsc import Cause, Connection, Context, Look, PcscError
from idcard.placements import Placement
from idcard.profiles import CardError, CardFault, Profile, Recording, looks_bare

STEP_LIMIT_S = 3.0
"""The longest one APDU (or connecting) may take; a reader that does the security itself needs about one second for its first page."""
_SETTLE_S = 0.7  # pcscd looks every 400 ms whether the card is still there
_CONNECT_TRIES = 3  # a card just laid down may still be held by a program that identifies cards


@dataclass(frozen=True, slots=True)
class _Step:
    """The card answered something."""


_Progress = _Step | Recording | CardError


class Reading:
    """A reading on a thread of its own.

    PC/SC has no call that ends an APDU under way. So when a step takes too long the reading is given up, not stopped: its thread
    closes the connection as soon as the driver comes back. Until then `alive` is true and the reader must be left alone.
    """

    def __init__(self, placement: Placement, profile: Profile, open_context: Callable[[], Context] = Context) -> None:
        self._placement = placement
        self._profile = profile
        self._open_context = open_context
        self._progress: SimpleQueue[_Progress] = SimpleQueue()
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"reading-{placement.card}", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether the thread still holds the card."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begins; may be called once."""
        self._thread.start()

    def result(self, step_limit_s: float = STEP_LIMIT_S) -> Recording:
        """What was read; blocks until done. Raises CardError."""
        while True:
            try:
                progress = self._progress.get(timeout=step_limit_s)
            except Empty:
                self._given_up.set()
                raise CardError(CardFault.UNREADABLE, "step-took-too-long") from None
            match progress:
                case _Step():
                    continue
                case Recording():
                    return progress
                case CardError():
                    raise progress

    def _run(self) -> None:
        try:
            self._progress.put(self._read())
        except CardError as error:
            self._progress.put(error)
        except Exception as error:  # a bug in a profile must end as an unreadable card, not as a reading that never answers
            self._progress.put(CardError(CardFault.UNREADABLE, f"unexpected-{type(error).__name__}"))

    def _read(self) -> Recording:
        try:
            with self._open_context() as context:
                try:
                    recording = self._read_in(context)
                except PcscError as error:
                    raise _card_error(error, still_there=self._still_there(context, error)) from None
                if not self._still_there(context, None):
                    raise CardError(CardFault.REMOVED, "card-changed-while-read")
                return recording
        except PcscError as error:
            raise _card_error(error, still_there=True) from None

    def _read_in(self, context: Context) -> Recording:
        with self._connect(context) as connection:
            atr = connection.atr()
            if not self._profile.accepts(atr):
                raise CardError(CardFault.NOT_SUPPORTED, "bare-card-no-security-module" if looks_bare(atr) else "atr-not-accepted")

            def transmit(apdu: bytes) -> bytes:
                if self._given_up.is_set():
                    raise CardError(CardFault.UNREADABLE, "given-up")
                answer = connection.transmit(apdu)
                self._progress.put(_Step())
                return answer

            return self._profile.read(transmit)

    def _connect(self, context: Context) -> Connection:
        for _ in range(_CONNECT_TRIES - 1):
            try:
                return context.connect(self._placement.reader)
            except PcscError as error:
                if error.cause is not Cause.BUSY:
                    raise
                self._progress.put(_Step())
                self._given_up.wait(0.2)
        return context.connect(self._placement.reader)

    def _still_there(self, context: Context, error: PcscError | None) -> bool:
        """Whether this very card lies on the reader. After an error, pcscd is given the time to notice that it does not."""
        if error is not None and error.cause is not Cause.OTHER:
            return True  # the cause says it all
        patience_s = 0.0 if error is None else _SETTLE_S
        ends = time.monotonic() + patience_s
        there = self._is_there(context, 0)
        while there and (left_s := ends - time.monotonic()) > 0:
            there = self._is_there(context, int(left_s * 1000) + 1)
        return there

    def _is_there(self, context: Context, timeout_ms: int) -> bool:
        looks = context.changes((self._placement.reader,), timeout_ms)
        return looks is not None and looks.get(self._placement.reader) == Look(True, self._placement.counter)


def _card_error(error: PcscError, *, still_there: bool) -> CardError:
    match error.cause:
        case Cause.NO_SERVICE | Cause.NO_READER:
            return CardError(CardFault.NO_SERVICE, str(error))
        case Cause.REMOVED:
            return CardError(CardFault.REMOVED, str(error))
        case Cause.BUSY | Cause.OTHER:
            return CardError(CardFault.UNREADABLE if still_there else CardFault.REMOVED, str(error))
