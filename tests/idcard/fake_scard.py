"""PC/SC at pyscard's call boundary: what vpcd cannot do - readers that come and go, control calls, a machine that slept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from smartcard import scard as real

_RESULTS = (0x80100009, 0x8010000A, 0x80100002, 0x8010000C, 0x80100069, 0x80100016, 0x8010002E)
_SIGNED = tuple(code - (1 << 32) for code in _RESULTS)  # as pyscard hands them out
UNKNOWN_READER, TIMEOUT, CANCELLED, NO_CARD, REMOVED, NOT_TRANSACTED, NO_READERS = _SIGNED
_States = list[tuple[str, int, bytes]]


@dataclass
class Lying:
    """A card: its ATR and what it answers; an answer of None is a success without data, as when it is pulled during the exchange."""

    atr: bytes
    transmit: Callable[[bytes], bytes | None]
    control: Callable[[int, bytes], bytes] | None = None


class FakeScard:
    """Stands in place of `smartcard.scard`; its own methods are the plugs and hands of the test."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._readers: dict[str, tuple[int, Lying | None]] = {}
        self._cancelled = False
        self.open_handles = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(real, name)  # constants, and the arithmetic of control codes

    def plug(self, reader: str, card: Lying | None = None) -> None:
        self._set(reader, (0, card))

    def unplug(self, reader: str) -> None:
        with self._changed:
            del self._readers[reader]
            self._changed.notify_all()

    def lay(self, reader: str, card: Lying | None) -> None:
        self._set(reader, (self._readers[reader][0] + 1, card))

    def wake(self) -> None:
        with self._changed:
            self._cancelled = True
            self._changed.notify_all()

    def _set(self, reader: str, state: tuple[int, Lying | None]) -> None:
        with self._changed:
            self._readers[reader] = state
            self._changed.notify_all()

    def SCardEstablishContext(self, _scope: int) -> tuple[int, int]:
        return 0, 1

    def SCardReleaseContext(self, _context: int) -> int:
        return 0

    def SCardCancel(self, _context: int) -> int:
        self.wake()
        return 0

    def SCardListReaders(self, _context: int, _groups: list[str]) -> tuple[int, list[str]]:
        with self._changed:
            return (0, list(self._readers)) if self._readers else (NO_READERS, [])

    def SCardGetStatusChange(self, _context: int, timeout_ms: int, asked: list[tuple[str, int]]) -> tuple[int, _States]:
        def now() -> _States | None:
            states: _States = []
            for name, known in asked:
                if name.startswith("\\\\?PnP?"):
                    state = len(self._readers) << 16
                elif name not in self._readers:
                    return None
                else:
                    counter, card = self._readers[name]
                    state = counter << 16 | (real.SCARD_STATE_PRESENT if card else real.SCARD_STATE_EMPTY)
                states.append((name, state | (real.SCARD_STATE_CHANGED if state != known else 0), b""))
            return states

        def different() -> bool:
            states = now()
            return self._cancelled or states is None or any(state & real.SCARD_STATE_CHANGED for _, state, _ in states)

        with self._changed:
            in_time = self._changed.wait_for(different, timeout_ms / 1000)
            cancelled, self._cancelled = self._cancelled, False
            states = now()
            if states is None:
                return UNKNOWN_READER, []
            return CANCELLED if cancelled else 0 if in_time else TIMEOUT, states

    def SCardConnect(self, _context: int, reader: str, _share: int, _protocols: int) -> tuple[int, tuple[str, int] | None, int]:
        with self._changed:
            if reader not in self._readers:
                return UNKNOWN_READER, None, 0
            counter, card = self._readers[reader]
            if card is None:
                return NO_CARD, None, 0
            self.open_handles += 1
            return 0, (reader, counter), real.SCARD_PROTOCOL_T1

    def _card(self, handle: tuple[str, int]) -> Lying | None:
        with self._changed:
            counter, card = self._readers.get(handle[0], (-1, None))
            return card if counter == handle[1] else None

    def SCardStatus(self, handle: tuple[str, int]) -> tuple[int, str, int, int, list[int]]:
        card = self._card(handle)
        return (REMOVED, "", 0, 0, []) if card is None else (0, handle[0], 0, 0, list(card.atr))

    def SCardTransmit(self, handle: tuple[str, int], _pci: int, apdu: list[int]) -> tuple[int, list[int]]:
        card = self._card(handle)
        if card is None:
            return NOT_TRANSACTED, []
        return 0, list(card.transmit(bytes(apdu)) or b"")

    def SCardControl(self, handle: tuple[str, int], code: int, data: list[int]) -> tuple[int, list[int]]:
        card = self._card(handle)
        if card is None or card.control is None:
            return NOT_TRANSACTED, []
        return 0, list(card.control(code, bytes(data)))

    def SCardDisconnect(self, _handle: tuple[str, int], _disposition: int) -> int:
        self.open_handles -= 1
        return 0
