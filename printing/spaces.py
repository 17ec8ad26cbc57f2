"""What counts as a space in a text of the paper: blanks of every width, and how a definition's own lines end.

Python's `str.strip` and `str.isspace` also take control characters and separators of lines (U+001C, U+0085, U+2028) for spaces. On paper
these are no spaces: they print nothing, and a name that holds one must be noticed and not be tidied.
"""

from __future__ import annotations

from typing import Final

SPACES: Final = "\t\n\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""The Unicode category Zs, tab and line ends."""


def is_space(character: str) -> bool:
    """Whether the character is a space or a line end."""
    return character in SPACES
