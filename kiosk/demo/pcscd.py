"""The private pcscd with its virtual readers, and the cards that lie on them."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from idcard.virtual import PORT, VirtualCard, VirtualSlot
from kiosk.demo.daemons import Daemon, StageError, listens

_RUN = Path("/run/pcscd")
_SOCKET = _RUN / "pcscd.comm"
MOST_READERS = 2  # vpcd's slots; its driver always shows both to PC/SC, with one reader the demo lays no card on the second


class PrivatePcscd:
    """pcscd with `count` virtual readers. Thread-safe; a card that lies there when pcscd stops is laid again when it starts."""

    def __init__(self, folder: Path) -> None:
        self._daemon = Daemon("pcscd", folder)
        self._no_readers = folder / "no-readers"
        self._lock = threading.RLock()
        self._slots = tuple(VirtualSlot(PORT + slot) for slot in range(MOST_READERS))
        self._lying: dict[int, VirtualCard] = {}
        self.count = MOST_READERS

    @property
    def running(self) -> bool:
        """Whether pcscd runs."""
        return self._daemon.running

    def start(self) -> None:
        """Starts pcscd, if it does not run, and lays the cards on it. Raises StageError."""
        with self._lock:
            if self.running:
                return
            shutil.rmtree(_RUN, ignore_errors=True)  # a mount point stays; what a killed pcscd left in it goes
            self._no_readers.mkdir(exist_ok=True)
            arguments = [] if self.count else ["-c", str(self._no_readers)]
            self._daemon.start(["pcscd", "-f", *arguments], self._ready)
            for slot, card in self._lying.items():
                if slot < self.count:
                    self._slots[slot].place(card)

    def stop(self) -> None:
        """Stops pcscd; every reader and card is gone from the kiosk's view."""
        with self._lock:
            self._daemon.stop()

    def set_readers(self, count: int) -> None:
        """Restarts pcscd with `count` readers (0 to 2), unless it runs with so many; cards on a reader that is gone go with it.

        Raises ValueError, StageError.
        """
        if not 0 <= count <= MOST_READERS:
            raise ValueError(f"count: 0 to {MOST_READERS}")
        with self._lock:
            if self.running and self.count == count:
                return
            self.stop()
            self.count = count
            self._lying = {slot: card for slot, card in self._lying.items() if slot < count}
            self.start()

    def place(self, card: VirtualCard, slot: int) -> None:
        """Lays `card` on the reader `slot`, in place of one that lies there. Raises ValueError, StageError."""
        with self._lock:
            if not 0 <= slot < self.count:
                raise ValueError(f"slot: there {'is one reader' if self.count == 1 else f'are {self.count} readers'}, numbered from 0")
            if not self.running:
                raise StageError("pcscd is stopped; a card cannot be laid down")
            self._slots[slot].place(card)
            self._lying[slot] = card

    def remove(self, slot: int) -> bool:
        """Takes the card off the reader `slot`; False when none lay there."""
        with self._lock:
            self._slots[slot].remove()
            return self._lying.pop(slot, None) is not None

    def _ready(self) -> bool:
        return _SOCKET.is_socket() and all(listens(PORT + slot) for slot in range(MOST_READERS if self.count else 0))
