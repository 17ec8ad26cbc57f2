"""Keeps the catalogues true to the code: `python -m kiosk.catalogues` (make words) writes, with --check it only says what is wrong.

Message ids are found where code says them: the literals of `say`, `word`, `sign` and `say_in` in .py, of `say` and `sign` in .kv, the texts
of the catalogues of problems and of log events. What Chinese lacks is added to its end with an empty text, to be filled in; what nobody
says any more is taken out of every language. Mongolian may lack what it likes. The files are edited as text: order and remarks stay.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk import words
from kiosk.approval import REGISTER
from kiosk.logs import EVENTS
from kiosk.problems import CATALOGUE

KIOSK = Path(__file__).parent
_ARGUMENT = {"say": 0, "word": 0, "sign": 0, "say_in": 1}
_KV = re.compile(r'\b(?:say|sign)\("((?:[^"\\]|\\.)*)"')
_ID = re.compile(r'^msgid ("(?:[^"\\]|\\.)*"(?:\n"(?:[^"\\]|\\.)*")*)', re.MULTILINE)


def used() -> frozenset[str]:
    """Every message id that code says."""
    found = {text for row in CATALOGUE.values() for text in (row.citizen, row.way, row.technician, row.remedy)} | set(EVENTS.values())
    for path in KIOSK.rglob("*.py"):
        found |= set(_from_python(path))
    for path in KIOSK.rglob("*.kv"):
        found |= {text.replace('\\"', '"') for text in _KV.findall(path.read_text(encoding="utf-8"))}
    return frozenset(text for text in found if text)


def _from_python(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if "kiosk.words" not in text and "import words" not in text:
        return  # a function of its own that is called `say` too
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            place = _ARGUMENT.get(name)
            if place is not None and len(node.args) > place:
                yield from _literals(node.args[place])


def _literals(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _literals(one)
            yield from _literals(other)


def faults() -> list[str]:
    """What is wrong with the catalogues, a line each; empty when all is well."""
    said, chinese = used(), words.catalogue(words.FALLBACK)
    found = [f"zh_CN lacks: {message}" for message in sorted(said - set(chinese))]
    for locale in (words.FALLBACK, words.MONGOLIAN):
        found += [f"{locale} has what nobody says: {message}" for message in sorted(set(words.catalogue(locale)) - said)]
    return found


def mend(path: Path, said: frozenset[str], complete: bool) -> None:
    """Takes out of the file what nobody says; where it is to be `complete`, adds what it lacks with an empty text."""
    kept: list[str] = []
    there: set[str] = set()
    for block in path.read_text(encoding="utf-8").strip("\n").split("\n\n"):
        message = _message(block)
        if message and message not in said and f'msgctxt "{REGISTER}"' not in block:
            remarks = [line for line in block.splitlines() if line.startswith("# ")]
            kept += ["\n".join(remarks)] if remarks else []
            continue
        there.add(message)
        kept.append(block)
    if complete:
        kept += [f'{_flag(message)}msgid {_quoted(message)}\nmsgstr ""' for message in sorted(said - there)]
    path.write_text("\n\n".join(kept) + "\n", encoding="utf-8")


def _message(block: str) -> str:
    found = _ID.search(block)
    return "".join(ast.literal_eval(line) for line in found[1].splitlines()) if found else ""


def _flag(message: str) -> str:
    return "#, python-brace-format\n" if re.search(r"\{\w+\}", message) else ""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main() -> None:
    """Mends the catalogues, or checks them."""
    parser = argparse.ArgumentParser(description="Keeps the catalogues of words true to the code.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 when something is wrong")
    if not parser.parse_args().check:
        said = used()
        for locale, complete in ((words.FALLBACK, True), (words.MONGOLIAN, False)):
            mend(words.path_of(locale), said, complete)
        words.entries.cache_clear()
        words.catalogue.cache_clear()
    found = faults()
    print("\n".join(found) or "The catalogues are true to the code.")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
