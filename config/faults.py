"""What is wrong with a configuration file, said so that a technician can mend it without asking anyone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake: `line` counts from 1, `where` is the key as written in the file (`archive.url`, `reader[1].name`)."""

    file: str
    line: int
    where: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.where}: {self.expected} {self.remedy}"


class ConfigError(Exception):
    """The configuration cannot be used; `faults` holds every mistake found, in the order of the file."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
