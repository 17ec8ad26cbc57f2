"""A paper as it is heard: whoever cannot see the page hears every word of it before it is issued. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from printing.filled import Bilingual, Filled


def paper_words(paper: Filled) -> tuple[str, ...]:
    """Everything the page says, in the order of reading: a field with its label, a cell with its column's head."""
    return tuple(text for text in _words(paper) if text)


def _words(paper: Filled) -> Iterator[str]:
    yield paper.title.zh
    for field in paper.fields:
        yield _pair(field.label, field.value)
    yield from (text.zh for text in paper.body)
    for table in paper.tables:
        yield table.caption.zh
        for row in table.rows:
            yield "；".join(_pair(column.head, cell) for column, cell in zip(table.columns, row, strict=True)) + "。"
        if not table.rows:
            yield table.empty.zh
    yield paper.closing.zh
    yield from (text.zh for text in (*paper.remarks, *paper.notes))
    for image in paper.images:
        yield from (image.caption.zh, image.footer.zh)


def _pair(label: Bilingual, value: Bilingual) -> str:
    return f"{label.zh}：{value.zh}" if label.zh else value.zh
