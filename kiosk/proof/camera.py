"""The camera's comparison of a face with the chip's photo: its interface, and the honest answer that this version has none.

Whoever builds one keeps to three rules. Pictures and features stay in this process and end with the visit. Liveness is judged on the
device. The camera is never the only way (Measures for the Security Management of Face Recognition Technology, in force 2025-06-01).
"""

from __future__ import annotations

from typing import Protocol

from kiosk.faults import KioskFault
from kiosk.problems import Code


class FaceCheck(Protocol):
    """Compares the person before the camera with the photo on a card."""

    @property
    def unavailable(self) -> str | None:
        """Why it cannot be used on this kiosk, in a technician's words; None when it can."""
        ...

    def compare(self, card: str) -> bool:
        """Whether a living person before the camera is that of the photo on the card lying there. Blocks; keeps nothing.

        Raises KioskFault(PROOF_UNAVAILABLE).
        """
        ...


class NoFaceCheck:
    """No comparison is built in."""

    @property
    def unavailable(self) -> str | None:
        """Why there is none."""
        return (
            "this version has no face comparison: no package brings OpenCV's models (YuNet, SFace), and the chip's photo (WLT) needs "
            "the ministry's decoder"
        )

    def compare(self, card: str) -> bool:
        """Raises KioskFault(PROOF_UNAVAILABLE)."""
        del card
        raise KioskFault(Code.PROOF_UNAVAILABLE)
