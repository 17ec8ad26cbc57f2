"""What is left of a citizen: in any object the garbage collector can reach, and in the files that were written."""

from __future__ import annotations

import gc
import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path

DIVISION = "150390"
"""Every sample citizen's id number begins so."""


def left_in_objects(marks: tuple[str, ...]) -> list[str]:
    """The types of the objects that hold one of the marks in a string or in bytes."""
    names = tuple(mark for mark in marks if not mark.isascii())
    numbers = tuple(mark for mark in marks if mark.isascii())
    sought = _Sought(names, numbers)
    objects = gc.get_objects()
    ours = {id(marks), id(names), id(numbers), id(sought), id(sought.coded), id(objects)}
    found = []
    for holder in objects:
        if id(holder) not in ours and any(sought.within(inner) for inner in _strings(holder)):
            found.append(f"{type(holder).__module__}.{type(holder).__name__}")
    return found


class _Sought:
    """Marks, as they may be written. Made so that the many strings without any are passed by quickly."""

    __slots__ = ("coded", "names", "numbers")

    def __init__(self, names: tuple[str, ...], numbers: tuple[str, ...]) -> None:
        assert all(number.startswith(DIVISION) for number in numbers)
        self.names, self.numbers = names, numbers
        self.coded = tuple(name.encode(coding) for name in names for coding in ("utf-8", "utf-16-le", "gb18030"))
        self.coded += tuple(number.encode() for number in numbers)

    def within(self, text: str | bytes | bytearray) -> bool:
        if isinstance(text, str):
            if DIVISION in text and any(number in text for number in self.numbers):
                return True
            return not text.isascii() and any(name in text for name in self.names)
        return any(coded in text for coded in self.coded)


def _strings(holder: object) -> Iterator[str | bytes | bytearray]:
    """Strings and bytes that the object refers to, also through dicts and tuples that the collector does not track.

    Types are asked for by `type`, because a weak proxy answers `isinstance` for another object, which may be gone.
    """
    for inner in gc.get_referents(holder):
        if issubclass(type(inner), str | bytes | bytearray):
            yield inner
        elif issubclass(type(inner), dict | tuple) and not gc.is_tracked(inner):
            yield from _strings(inner)


def left_in_files(folder: Path, marks: tuple[str, ...]) -> list[str]:
    """The names of the files below `folder` that hold one of the marks."""
    coded = [mark.encode(coding) for mark in marks for coding in ("utf-8", "utf-16-le", "gb18030")]
    files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size]
    return [str(path.relative_to(folder)) for path in files if _holds(path, coded)]


def _holds(path: Path, coded: Sequence[bytes]) -> bool:
    """Mapped, not read: the log grows with every visit, and what reads it whole would grow with it and look like the kiosk's growth."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(content.find(code) >= 0 for code in coded)
