"""In which line of a TOML file each key stands (tomllib gives only the values)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

if TYPE_CHECKING:
    from collections.abc import Iterable

Key = tuple[str | int, ...]

_LANGUAGE: Final = Language(tree_sitter_toml.language())
_KEYS: Final = ("bare_key", "quoted_key", "dotted_key")


def dotted(key: Key) -> str:
    """The key as a technician reads it: ('table', 'column', 0, 'value') -> table.column[0].value"""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key).removeprefix(".")


class Places:
    """The places of the keys in one TOML text that tomllib accepted."""

    def __init__(self, text: bytes) -> None:
        self._source = [line.removesuffix(b"\r") for line in text.split(b"\n")]
        self._lines: dict[Key, int] = {(): 1}
        self._count: dict[Key, int] = {}
        self._read_document(Parser(_LANGUAGE).parse(text).root_node)

    def line(self, key: Iterable[str | int]) -> int:
        """The line (from 1) of the key, or of the nearest one above it that stands in the file."""
        path = tuple(key)
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def line_inside(self, key: Iterable[str | int], line: int) -> int:
        """The line in the file of the `line`-th line (from 1) of the text that the key holds.

        In a text between triple quotes a line end right after the quotes does not count, and a backslash joins a line to the next.
        """
        at = self.line(key)
        opening = self._source[at - 1].rstrip()
        if opening.endswith((b'"""', b"'''")) and opening.count(opening[-3:]) % 2:
            at += 1
        for _ in range(line - 1):
            while at < len(self._source) and self._source[at - 1].endswith(b"\\"):
                at += 1
            at += 1
        return min(at, len(self._source))

    def _read_document(self, document: Node) -> None:
        for node in document.named_children:
            if node.type == "pair":
                self._read_pair(node, ())
            elif node.type in ("table", "table_array_element"):
                self._read_table(node)

    def _read_table(self, node: Node) -> None:
        head, *pairs = node.named_children
        path = self._resolve(_parts(head), appends=node.type == "table_array_element")
        self._note(path, node)
        for pair in pairs:
            if pair.type == "pair":
                self._read_pair(pair, path)

    def _resolve(self, parts: tuple[str, ...], *, appends: bool) -> Key:
        """The path a table header means: below an array of tables it means the newest element."""
        path: Key = ()
        for index, part in enumerate(parts):
            path = (*path, part)
            if appends and index == len(parts) - 1:
                self._count[path] = self._count.get(path, 0) + 1
            if path in self._count:
                path = (*path, self._count[path] - 1)
        return path

    def _read_pair(self, node: Node, above: Key) -> None:
        key, value = node.named_children[0], node.named_children[-1]
        path = (*above, *_parts(key))
        self._note(path, key)
        self._read_value(value, path)

    def _read_value(self, node: Node, path: Key) -> None:
        if node.type == "inline_table":
            for pair in node.named_children:
                if pair.type == "pair":
                    self._read_pair(pair, path)
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for index, item in enumerate(items):
                self._note((*path, index), item)
                self._read_value(item, (*path, index))

    def _note(self, path: Key, node: Node) -> None:
        for length in range(1, len(path) + 1):
            self._lines.setdefault(path[:length], node.start_point.row + 1)


def _parts(key: Node) -> tuple[str, ...]:
    if key.type == "dotted_key":
        return tuple(part for child in key.named_children if child.type in _KEYS for part in _parts(child))
    text = (key.text or b"").decode(errors="replace")
    return (text[1:-1] if key.type == "quoted_key" else text,)
