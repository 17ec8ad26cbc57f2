"""The thin layer over PC/SC: contexts, status changes, one exclusive connection. Every error is a PcscError with its cause.

Written on `smartcard.scard`, the plain calls: pyscard's own CardMonitor thread ends for good when pcscd stops.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any

from smartcard import scard

NOTIFICATION = "\\\\?PnP?\\Notification"  # the pseudo-reader whose state changes when a reader comes or goes
_UNAWARE = 0


class Cause(Enum):
    """What an error means to the kiosk. OTHER says nothing about whether the card still lies there."""

    NO_SERVICE = "no-service"
    NO_READER = "no-reader"
    REMOVED = "removed"
    BUSY = "busy"
    OTHER = "other"


_SUCCESS = 0
_TIMEOUT = 0x8010000A
_CANCELLED = 0x80100002
_UNKNOWN_READER = 0x80100009

_CAUSES = {
    0x80100013: Cause.NO_SERVICE,  # F_COMM_ERROR: pcscd went away during the call
    0x8010001D: Cause.NO_SERVICE,  # E_NO_SERVICE
    0x8010001E: Cause.NO_SERVICE,  # E_SERVICE_STOPPED
    0x80100003: Cause.NO_SERVICE,  # E_INVALID_HANDLE: the context is of a pcscd that is gone
    _UNKNOWN_READER: Cause.NO_READER,
    0x80100017: Cause.NO_READER,  # E_READER_UNAVAILABLE
    0x8010002E: Cause.NO_READER,  # E_NO_READERS_AVAILABLE
    0x8010000C: Cause.REMOVED,  # E_NO_SMARTCARD
    0x80100069: Cause.REMOVED,  # W_REMOVED_CARD
    0x8010000B: Cause.BUSY,  # E_SHARING_VIOLATION
}


class PcscError(Exception):
    """A PC/SC call failed. `code` is the unsigned result; 0 when the call gave success and no answer."""

    def __init__(self, call: str, code: int) -> None:
        super().__init__(f"{call}: 0x{code:08X}")
        self.code = code
        self.cause = _CAUSES.get(code, Cause.OTHER)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a reader. `counter` changes with every card put on or taken off, also when both fell between two looks."""

    present: bool
    counter: int


def _check(call: str, result: int, *, allowed: tuple[int, ...] = ()) -> int:
    code = result & 0xFFFFFFFF
    if code != _SUCCESS and code not in allowed:
        raise PcscError(call, code)
    return code


class Context:
    """A PC/SC context. Not for use by two threads at once, except `cancel`. Raises PcscError where not said otherwise."""

    def __init__(self) -> None:
        result, self._handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        _check("SCardEstablishContext", result)
        self._states: dict[str, int] = {}

    def __enter__(self) -> Context:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        scard.SCardReleaseContext(self._handle)  # fails only when pcscd is gone, and the context with it

    def readers(self) -> tuple[str, ...]:
        """Names of the readers there are now."""
        result, names = scard.SCardListReaders(self._handle, [])
        try:
            _check("SCardListReaders", result)
        except PcscError as error:
            if error.cause is Cause.NO_READER:
                return ()
            raise
        return tuple(names)

    def changes(self, readers: tuple[str, ...], timeout_ms: int) -> Mapping[str, Look] | None:
        """Waits until a reader differs from the last call's answer, a reader comes or goes, `cancel`, or the time is up.

        A reader not asked about in the last call is answered at once. None: one of `readers` has just gone, ask `readers()` again.
        """
        asked = [(name, self._states.get(name, _UNAWARE)) for name in (*readers, NOTIFICATION)]
        result, states = scard.SCardGetStatusChange(self._handle, timeout_ms, asked)
        if _check("SCardGetStatusChange", result, allowed=(_TIMEOUT, _CANCELLED, _UNKNOWN_READER)) == _UNKNOWN_READER:
            return None
        self._states = {name: state & ~scard.SCARD_STATE_CHANGED for name, state, _ in states}
        return {
            name: Look(bool(state & scard.SCARD_STATE_PRESENT), state >> 16 & 0xFFFF)
            for name, state, _ in states
            if name != NOTIFICATION and not state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE)
        }

    def atr(self, reader: str) -> bytes:
        """The ATR of the card on `reader`, without connecting to it; empty when none lies there."""
        result, states = scard.SCardGetStatusChange(self._handle, 0, [(reader, _UNAWARE)])
        if _check("SCardGetStatusChange", result, allowed=(_TIMEOUT, _UNKNOWN_READER)) == _UNKNOWN_READER:
            return b""
        return bytes(states[0][2])

    def look(self, reader: str) -> Look | None:
        """One look without waiting; None when there is no such reader now."""
        # As if nothing were known: asked for what differs from a known state, the library would wait, if only a millisecond.
        result, states = scard.SCardGetStatusChange(self._handle, 0, [(reader, _UNAWARE)])
        if _check("SCardGetStatusChange", result, allowed=(_TIMEOUT, _UNKNOWN_READER)) == _UNKNOWN_READER:
            return None
        state = states[0][1]
        return Look(bool(state & scard.SCARD_STATE_PRESENT), state >> 16 & 0xFFFF)

    def cancel(self) -> None:
        """Ends a `changes` that another thread waits in. Never raises."""
        scard.SCardCancel(self._handle)

    def connect(self, reader: str) -> Connection:
        """An exclusive connection to the card on `reader`."""
        result, handle, protocol = scard.SCardConnect(
            self._handle, reader, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        )
        _check("SCardConnect", result)
        return Connection(handle, protocol)


class Connection:
    """An exclusive connection; leaving its `with` block gives the card back.

    pcscd powers it down by itself soon after. Asking for that here would leave pcscd unable to see the next card when this one has
    been taken off and replaced meanwhile: the failed power-down makes it note "absent" where its own watch still says "present".
    """

    def __init__(self, handle: Any, protocol: int) -> None:
        self._handle = handle
        self._pci = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        scard.SCardDisconnect(self._handle, scard.SCARD_LEAVE_CARD)  # an error here means the card or pcscd is gone already

    def atr(self) -> bytes:
        """The card's ATR."""
        result, _, _, _, atr = scard.SCardStatus(self._handle)
        _check("SCardStatus", result)
        return bytes(atr)

    def transmit(self, apdu: bytes) -> bytes:
        """The card's answer with its status word. Blocks as long as the driver does.

        A card pulled during the exchange may show as success without an answer: that is a PcscError with code 0.
        """
        result, answer = scard.SCardTransmit(self._handle, self._pci, list(apdu))
        _check("SCardTransmit", result)
        if len(answer) < 2:
            raise PcscError("SCardTransmit", _SUCCESS)
        return bytes(value & 0xFF for value in answer)

    def control(self, number: int, data: bytes) -> bytes:
        """The reader's answer to a control call; `number` is the function, made a control code as the system does it."""
        result, answer = scard.SCardControl(self._handle, scard.SCARD_CTL_CODE(number), list(data))
        _check("SCardControl", result)
        return bytes(value & 0xFF for value in answer)
