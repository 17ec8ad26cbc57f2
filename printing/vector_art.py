"""Vector art as it was read from a file: painted shapes and what the file calls itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printing.ops import Shape


class ArtFault(ValueError):
    """What the file holds that a seal cannot have; `remedy` for the technician."""

    def __init__(self, fault: str, remedy: str) -> None:
        self.fault = fault
        self.remedy = remedy
        super().__init__(f"{fault}. {remedy}")


@dataclass(frozen=True, slots=True)
class Painted:
    """Shapes in drawing order, y upwards, in units of the file; `title` is its title and description, for looking at only."""

    shapes: tuple[Shape, ...]
    title: str
