"""Pages changed as a forger would: other character codes in the content streams, where the fonts stay as they are."""

from __future__ import annotations

from io import BytesIO

import pikepdf

from printing.page_text import page_texts

Pair = tuple[int, int, bytes, int]


def shown(pdf: bytes) -> list[tuple[int, int, bytes, str]]:
    """Every string shown on the pages: page, instruction, codes of two bytes, text."""
    found: list[tuple[int, int, bytes, str]] = []
    with pikepdf.open(BytesIO(pdf)) as document:
        for number, (page, text) in enumerate(zip(document.pages, page_texts(document), strict=True)):
            runs = iter(text.runs)
            for place, instruction in enumerate(pikepdf.parse_content_stream(page)):
                if str(instruction.operator) == "Tj":
                    found.append((number, place, bytes(instruction.operands[0]), next(runs).text))
    return found


def with_string(pdf: bytes, number: int, place: int, codes: bytes) -> bytes:
    """The PDF showing other codes in one place."""
    with pikepdf.open(BytesIO(pdf)) as document:
        page = document.pages[number]
        instructions = list(pikepdf.parse_content_stream(page))
        instructions[place] = pikepdf.ContentStreamInstruction([pikepdf.String(codes)], pikepdf.Operator("Tj"))
        page.Contents = document.make_stream(pikepdf.unparse_content_stream(instructions))
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def neighbours(pdf: bytes) -> list[Pair]:
    """Neighbouring characters on the pages that differ and are no white space: page, instruction, codes, place of the first."""
    return [
        (number, place, codes, at)
        for number, place, codes, text in shown(pdf)
        for at in range(len(text) - 1)
        if len(codes) == 2 * len(text) and text[at] != text[at + 1] and not text[at].isspace() and not text[at + 1].isspace()
    ]


def altered(codes: bytes, at: int, change: str) -> bytes:
    """The codes (two bytes each) with the character at `at` altered, added once more, swapped with the next, or removed."""
    first, second = codes[2 * at : 2 * at + 2], codes[2 * at + 2 : 2 * at + 4]
    middle = {"altered": second + second, "added": first + first + second, "swapped": second + first, "removed": second}[change]
    return codes[: 2 * at] + middle + codes[2 * at + 4 :]
