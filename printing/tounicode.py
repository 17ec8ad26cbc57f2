"""A ToUnicode map that is right beyond the BMP, in place of ReportLab's (which writes five hex digits for U+20BB7).

Without it the page looks right, but copying and searching give other characters (ISO 32000-2, 9.10.3: UTF-16BE).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reportlab.pdfbase import ttfonts

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLOCK: Final = 100  # entries allowed in one bfchar block (Adobe Technical Note 5014)


def tounicode_map(font_name: str, subset: Sequence[int]) -> str:
    """The CMap from the subset's one-byte codes to UTF-16BE; `subset[code]` is the Unicode code point."""
    lines = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CIDSystemInfo",
        f"<< /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def", f"/CMapName /{font_name} def", "/CMapType 2 def",
        "1 begincodespacerange", "<00> <FF>", "endcodespacerange",
    ]  # fmt: skip
    entries = [f"<{code:02X}> <{chr(point).encode('utf-16-be', 'replace').hex().upper()}>" for code, point in enumerate(subset)]
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


def install() -> None:
    """Makes every TrueType font of this process write the correct map. May be called again at any time."""
    setattr(ttfonts, "makeToUnicodeCMap", tounicode_map)  # noqa: B010 - a plain assignment would have to match unnamed types
