"""What is wrong in a file a technician wrote: where, what was expected, what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: `file` as it was given, `line` from 1, `where` the dotted key."""

    file: str
    line: int
    where: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.where}: expected {self.expected}. {self.remedy}"
