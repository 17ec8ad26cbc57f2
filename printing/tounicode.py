"""The map from the codes in a page's text to Unicode (ISO 32000-2, 9.10.3): UTF-16BE, so right beyond the BMP too.

Without it the page looks right, but copying and searching give other characters, or none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLOCK: Final = 100  # entries allowed in one bfchar block (Adobe Technical Note 5014)
_HEAD: Final = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange"""
_FOOT: Final = """endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def tounicode_map(characters: Sequence[str]) -> str:
    """The CMap of a font whose two-byte codes are 1, 2, ... for these characters."""
    entries = [f"<{code:04X}> <{one.encode('utf-16-be').hex().upper()}>" for code, one in enumerate(characters, 1)]
    lines = [_HEAD]
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join((*lines, _FOOT))
