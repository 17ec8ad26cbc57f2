"""The page: A4 with the grid of GB/T 9704-2012 (37 mm at the top, 28 mm at the left, type area 156 x 225 mm). All in points."""

from __future__ import annotations

from typing import Final


def mm(length: float) -> float:
    """Millimetres as points (1/72 inch)."""
    return length * 72.0 / 25.4


PAGE_WIDTH: Final = mm(210)
PAGE_HEIGHT: Final = mm(297)
LEFT: Final = mm(28)
WIDTH: Final = mm(156)
RIGHT: Final = LEFT + WIDTH
TOP: Final = PAGE_HEIGHT - mm(37)
BOTTOM: Final = TOP - mm(225)

# Sizes of Chinese type, in points
SIZE_2: Final = 22.0  # 二号
SIZE_3: Final = 16.0  # 三号
SIZE_4: Final = 14.0  # 四号
SIZE_4_SMALL: Final = 12.0  # 小四
SIZE_5: Final = 10.5  # 五号
SIZE_5_SMALL: Final = 9.0  # 小五
SIZE_6: Final = 7.5  # 六号

LINE: Final = 30.0  # one line of the grid: a 三号 character and 7/8 of it
CHARACTERS: Final = 28  # characters in a line of the grid
