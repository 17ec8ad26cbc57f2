"""The demo's staff: numbers and PINs that everybody may know, because everything in the demo is made up. A kiosk in the hall has none."""

from __future__ import annotations

from pathlib import Path

from kiosk.staff.book import StaffBook
from kiosk.staff.roles import Role

STAFF = ((Role.CLERK, "1001", "271828"), (Role.TECHNICIAN, "1002", "314159"), (Role.AUDITOR, "1003", "161803"))
"""Role, staff number, PIN (docs/technician.md names them)."""


def set_demo_staff(path: Path) -> None:
    """Sets them, unless somebody has set staff there already."""
    book = StaffBook(path)
    if book.members():
        return
    for role, number, pin in STAFF:
        book.add(number, role, pin)
