"""What a bureau's paper wears beyond its words: the art of its seals, and its second script. Read from configuration at start."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, unique
from typing import TYPE_CHECKING, Final

from printing.seal import SealArt, SealMissing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.mongolian import MongolianScript


@unique
class MongolianPlace(Enum):
    """Whether Mongolian is printed, and on which side of the Chinese: before is above a line, left of a title, outside on a seal.

    The regional rules of 1996 ask for before; since 2022 practice tends to Chinese first (reference section 6). The client decides.
    """

    NONE = "none"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Dress:
    """Seals by the name that definitions use, the place of Mongolian, the unit's Mongolian name, and a line to ask at.

    `script` is needed when `mongolian` is not NONE; without `unit_mn` only the definitions' Mongolian titles are printed. `help_line`
    is a telephone number, printed with the way to check. Raises ValueError for Mongolian without its face.
    """

    seals: Mapping[str, SealArt] = field(default_factory=dict)
    mongolian: MongolianPlace = MongolianPlace.NONE
    unit_mn: str | None = None
    script: MongolianScript | None = None
    help_line: str | None = None

    def __post_init__(self) -> None:
        if self.mongolian is not MongolianPlace.NONE and self.script is None:
            raise ValueError("Mongolian is to be printed, but no Mongolian face was given")

    @property
    def second_script(self) -> MongolianScript | None:
        """The Mongolian face, when Mongolian is to be printed."""
        return self.script if self.mongolian is not MongolianPlace.NONE else None

    @property
    def is_mongolian_first(self) -> bool:
        """Whether Mongolian stands above, left of or outside the Chinese."""
        return self.mongolian is MongolianPlace.BEFORE

    def art(self, name: str) -> SealArt:
        """The art of the seal of this name. Raises SealMissing."""
        if name not in self.seals:
            raise SealMissing(name)
        return self.seals[name]


PLAIN: Final = Dress()
