"""Do a PDF's pages say what they should? The words of pages set anew against the text drawn in the file, character by character.

White space is left out on both sides: it is made by setting the type, not by writing the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from printing.geometry import PAGE_HEIGHT
from printing.ops import Group, Picture, Tagged, Words
from printing.page_text import PageText, Run, characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from printing.ops import Op, Page

_MM: Final = 72 / 25.4
_MOST_NAMED: Final = 20  # differences named; a page that differs in more is another page
_LONGEST_MATCHED: Final = 6000  # characters that differ between the first and the last difference; more are named as one


@dataclass(frozen=True, slots=True, repr=False)
class Difference:
    """What stands on a page and what should. `page` from 1; `across` and `down` in mm from the upper left corner.

    `expected` is empty for something added, `found` for something missing. Both may be personal data.
    """

    page: int
    across: float
    down: float
    expected: str
    found: str

    def where(self) -> str:
        """The place in words, without what stands there."""
        return f"page {self.page}, {self.down:.0f} mm from the top, {self.across:.0f} mm from the left"


def compare(expected: Sequence[Page], found: Sequence[PageText]) -> tuple[Difference, ...]:
    """The differences between pages as they should be and pages as they are, in the order of reading; at most 20."""
    differences: list[Difference] = []
    for number in range(1, max(len(expected), len(found)) + 1):
        should = list(characters(tuple(runs_of(expected[number - 1], 0.0, 0.0)))) if number <= len(expected) else []
        stands = list(characters(found[number - 1].runs)) if number <= len(found) else []
        differences += _differences(number, should, stands)
        if number > len(expected) or number > len(found):
            differences.append(
                Difference(number, 0.0, 0.0, "" if number > len(expected) else "a page", "a page" if number > len(expected) else "")
            )
    return tuple(differences[:_MOST_NAMED])


def pictures(pages: Sequence[Page]) -> tuple[int, ...]:
    """How many pictures each page has."""
    return tuple(_pictures(page) for page in pages)


_Placed = tuple[str, Run]


def _differences(page: int, expected: list[_Placed], found: list[_Placed]) -> Iterator[Difference]:
    should, stands = "".join(one for one, _ in expected), "".join(one for one, _ in found)
    if should == stands:
        return
    start = next((place for place, (a, b) in enumerate(zip(should, stands, strict=False)) if a != b), min(len(should), len(stands)))
    tail = next(
        (place for place, (a, b) in enumerate(zip(should[start:][::-1], stands[start:][::-1], strict=False)) if a != b),
        min(len(should), len(stands)) - start,
    )
    end, final = len(should) - tail, len(stands) - tail
    if max(end, final) - start > _LONGEST_MATCHED:
        yield _difference(page, expected[start:end], found[start:final])
        return
    matcher = SequenceMatcher(None, should[start:end], stands[start:final], autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            yield _difference(page, expected[start + i1 : start + i2], found[start + j1 : start + j2])


def _difference(page: int, expected: list[_Placed], found: list[_Placed]) -> Difference:
    """Placed where it stands; something missing, where it should stand."""
    _, run = (found or expected)[0]
    words = ("".join(one for one, _ in expected), "".join(one for one, _ in found))
    return Difference(page, run.x / _MM, (PAGE_HEIGHT - run.y) / _MM, *words)


def runs_of(ops: Sequence[Op], x: float, y: float) -> Iterator[Run]:
    """The text of operations moved by (x, y), in drawing order."""
    for op in ops:
        match op:
            case Words():
                yield Run(op.text, x + op.x, y + op.y)
            case Group():
                yield from runs_of(op.ops, x + op.x, y + op.y)
            case Tagged():
                yield from runs_of(op.ops, x, y)
            case _:
                pass


def _pictures(ops: Sequence[Op]) -> int:
    return sum(
        1 if isinstance(op, Picture) else _pictures(op.ops) if isinstance(op, Group | Tagged) else 0
        for op in ops
    )  # fmt: skip
