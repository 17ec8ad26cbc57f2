"""Where in a TOML file a key stands: tomllib gives the values, tree-sitter's TOML grammar the places."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter
import tree_sitter_toml

Path = tuple[str | int, ...]
"""Keys and, inside arrays, indexes from 0: ("reader", 0, "name")."""

_LANGUAGE = tree_sitter.Language(tree_sitter_toml.language())
_KEYS = frozenset({"bare_key", "quoted_key", "dotted_key"})
_NO_VALUES = frozenset({"comment", "[", "]", "{", "}", ",", "=", "[[", "]]", "ERROR"})


@dataclass(frozen=True, slots=True)
class Places:
    """Lines (from 1) of the keys, tables and array elements of one file."""

    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it that stands in the file; 1 when nothing does."""
        for length in range(len(path), 0, -1):
            if line := self.lines.get(path[:length]):
                return line
        return 1


def places(text: bytes) -> Places:
    """The places in `text`, which tomllib has accepted (UTF-8)."""
    root = tree_sitter.Parser(_LANGUAGE).parse(text).root_node
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    work: list[tuple[Path, tree_sitter.Node]] = [((), child) for child in reversed(root.children)]
    while work:
        around, node = work.pop()
        work.extend(reversed([(path, inner) for path, inner in _inside(around, node, lines, counts)]))
    return Places(lines)


def _inside(
    around: Path, node: tree_sitter.Node, lines: dict[Path, int], counts: dict[Path, int]
) -> Iterator[tuple[Path, tree_sitter.Node]]:
    match node.type:
        case "table" | "table_array_element":
            path = _table_path(_key(node), counts, opens=node.type == "table_array_element")
            _note(path, node, lines)
            yield from ((path, child) for child in node.children if child.type == "pair")
        case "pair":
            path = around + _key(node)
            _note(path, node, lines)
            yield (path, node.children[-1])
        case "inline_table":
            yield from ((around, child) for child in node.children if child.type == "pair")
        case "array":
            values = [child for child in node.children if child.type not in _NO_VALUES]
            for index, value in enumerate(values):
                _note((*around, index), value, lines)
                yield ((*around, index), value)


def _note(path: Path, node: tree_sitter.Node, lines: dict[Path, int]) -> None:
    line = node.start_point[0] + 1
    for length in range(1, len(path) + 1):
        lines.setdefault(path[:length], line)


def _table_path(keys: Path, counts: dict[Path, int], *, opens: bool) -> Path:
    """The header's keys with the index of the newest element put in after each array of tables."""
    path: Path = ()
    for position, key in enumerate(keys):
        path = (*path, key)
        if opens and position == len(keys) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _key(node: tree_sitter.Node) -> Path:
    key = next((child for child in node.children if child.type in _KEYS), None)
    return () if key is None else _names(key)


def _names(key: tree_sitter.Node) -> Path:
    if key.type == "dotted_key":
        return tuple(name for child in key.children if child.type in _KEYS for name in _names(child))
    text = (key.text or b"").decode("utf-8", "replace")
    return (_unquoted(text) if key.type == "quoted_key" else text,)


def _unquoted(text: str) -> str:
    try:
        return next(iter(tomllib.loads(f"{text} = 0")))
    except (tomllib.TOMLDecodeError, StopIteration):
        return text
