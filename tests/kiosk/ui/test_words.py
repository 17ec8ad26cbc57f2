"""The catalogues: complete, true to their ids, and used."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from kiosk import words
from kiosk.problems import CATALOGUE

KIOSK = Path(words.__file__).parent
PLACE = re.compile(r"\{(\w+)\}")


def _from_python(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            position = {"say": 0, "word": 0, "say_in": 1}.get(name)
            if position is not None and len(node.args) > position:
                found |= {
                    part.value for part in ast.walk(node.args[position]) if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    return found


def _from_kv(path: Path) -> set[str]:
    return set(re.findall(r'say\("((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8")))


def used() -> set[str]:
    """Every message id the screens use, and every text of the catalogue of problems."""
    rooms = [KIOSK / "screens", KIOSK / "widgets"]
    ids = {message for room in rooms for path in room.glob("*.py") for message in _from_python(path)}
    ids |= {message for path in (KIOSK / "screens").glob("*.kv") for message in _from_kv(path)}
    for row in CATALOGUE.values():
        ids |= {row.citizen, row.way, row.technician, row.remedy}
    return ids - {"."}


def test_chinese_is_complete() -> None:
    assert sorted(used() - set(words.catalogue("zh_CN"))) == []


def test_places_for_values_are_the_same_in_every_language() -> None:
    for message, text in words.catalogue("zh_CN").items():
        assert sorted(PLACE.findall(message)) == sorted(PLACE.findall(text)), message


def test_chinese_texts_use_chinese_punctuation() -> None:
    for message, text in words.catalogue("zh_CN").items():
        assert not re.search(r"[\u4e00-\u9fff][,;!?]|[\u4e00-\u9fff]\.(?!\w)", text), message


def test_sentences_stay_sentences() -> None:
    for message, text in words.catalogue("zh_CN").items():
        assert message.endswith((".", "?")) == text.endswith(("。", "？")), message


@pytest.fixture
def _chinese_again() -> object:
    yield
    words.use("zh_CN")


@pytest.mark.usefixtures("_chinese_again")
def test_a_switch_of_language_changes_what_is_said() -> None:
    words.use("en")
    assert words.say("Page {page} of {pages}", page=1, pages=2) == "Page 1 of 2"
    words.use("zh_CN")
    assert words.say("Page {page} of {pages}", page=1, pages=2) == "第 1 页，共 2 页"


def test_what_mongolian_lacks_is_said_in_chinese() -> None:
    assert words.say_in("mn_Mong", "Cancel") == words.say_in("zh_CN", "Cancel")


@pytest.mark.usefixtures("_chinese_again")
def test_relations_named_by_the_archive_are_translated_and_names_are_not() -> None:
    words.use("en")
    assert words.translated("父亲") == "Father"
    assert words.translated("张小三") == "张小三"


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown locale"):
        words.use("tlh")
