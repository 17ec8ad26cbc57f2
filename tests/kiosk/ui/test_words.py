"""The catalogues: complete, true to their ids and to the code, and in Mongolian approved text by text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import load
from kiosk import approval, catalogues, words
from kiosk.data_words import SAID, translated
from kiosk.problems import CATALOGUE
from printing.definition import Definition, load_all

ROOT = Path(__file__).resolve().parents[3]
PLACE = re.compile(r"\{(\w+)\}")
HANZI = re.compile(r"[\u3400-\u9fff]")
MONGOLIAN_TEXT = re.compile(r"[\u1800-\u180e\u1820-\u1878\u202f {}a-z0-9?!]+")
ADDED = '\n# of this test\nmsgid "Nobody says this"\nmsgstr "没有人说"\n'


@pytest.fixture(autouse=True)
def _chinese_again() -> Iterator[None]:
    yield
    words.use("zh_CN")


@pytest.fixture(scope="module")
def definitions() -> tuple[Definition, ...]:
    settings = load(ROOT / "config" / "demo.toml")
    return load_all(settings.certificates.directory, settings.certificates.kinds)


def test_every_message_is_said_in_chinese_and_no_catalogue_has_what_nobody_says() -> None:
    assert catalogues.faults() == []


def test_what_the_screens_say_is_found_in_python_and_in_kv_and_in_the_catalogue_of_problems() -> None:
    said = catalogues.used()
    assert {"Cancel", "Page {page} of {pages}", "Please take your slip", "Please take your paper", "Father"} <= said
    assert {text for row in CATALOGUE.values() for text in (row.citizen, row.way)} <= said


def test_a_text_that_nobody_says_goes_and_a_new_one_waits_for_its_chinese(tmp_path: Path) -> None:
    copy = tmp_path / "kiosk.po"
    original = words.path_of("zh_CN").read_text(encoding="utf-8")
    copy.write_text(original + ADDED, encoding="utf-8")
    catalogues.mend(copy, catalogues.used() | {"New {here}"}, complete=True)
    mended = copy.read_text(encoding="utf-8")
    assert "Nobody says this" not in mended
    assert mended.endswith('#, python-brace-format\nmsgid "New {here}"\nmsgstr ""\n')
    assert mended.startswith(original.rstrip("\n"))


def test_places_for_values_are_the_same_in_chinese() -> None:
    for message, text in words.catalogue("zh_CN").items():
        assert sorted(PLACE.findall(message)) == sorted(PLACE.findall(text)), message


def test_chinese_texts_use_chinese_punctuation() -> None:
    for message, text in words.catalogue("zh_CN").items():
        assert not re.search(r"[\u4e00-\u9fff][,;!?]|[\u4e00-\u9fff]\.(?!\w)", text), message


def test_sentences_stay_sentences() -> None:
    for message, text in words.catalogue("zh_CN").items():
        assert message.endswith((".", "?")) == text.endswith(("。", "？")), message
    for message, text in words.catalogue("mn_Mong").items():
        assert message.endswith(".") == text.endswith("᠃"), message
        assert message.endswith("?") == text.endswith("?"), message


def test_english_sentences_begin_with_a_capital_and_hold_no_chinese() -> None:
    for message in catalogues.used():
        assert not HANZI.search(message), message
        assert message[0].isupper() or not message.endswith((".", "?")) or message[0] in "{“", message
        assert "  " not in message.replace("  ·  ", ""), message


def test_mongolian_texts_are_of_mongolian_letters_and_their_marks() -> None:
    for entry in words.entries("mn_Mong"):
        text = str(entry.string)
        assert MONGOLIAN_TEXT.fullmatch(text), entry.id
        assert not re.search(r"[\u202f\u180e](?![\u1820-\u1878])|^[\u202f\u180e]|  ", text), entry.id


def test_a_mongolian_text_asks_for_no_value_that_its_message_does_not_give() -> None:
    for message, text in words.catalogue("mn_Mong").items():
        assert set(PLACE.findall(text)) <= set(PLACE.findall(message)), message


def test_every_mongolian_text_is_approved_by_name_and_day_or_awaits_its_reader() -> None:
    for entry in words.entries("mn_Mong"):
        read = [remark for remark in entry.user_comments if re.fullmatch(r"read by .+, \d{4}-\d{2}-\d{2}", remark)]
        assert (approval.AWAITS in entry.flags) is not bool(read), entry.id


def test_the_register_of_definitions_has_the_very_words_of_the_definitions(definitions: tuple[Definition, ...]) -> None:
    register = {str(entry.id): str(entry.string) for entry in words.entries("mn_Mong") if entry.context == approval.REGISTER}
    shown = {
        texts["zh"]: texts["mn"]
        for one in definitions
        for texts in approval.shown_of(one)
        if "mn" in texts and texts["zh"] not in LANGUAGES
    }
    assert shown == register


LANGUAGES = ("中文", "中英文对照")  # the paper's languages are named by printing, in no file of a technician's


def test_what_awaits_its_reader_and_what_is_left_out_is_counted(definitions: tuple[Definition, ...]) -> None:
    counted = approval.standing(definitions)
    entries = words.entries("mn_Mong")
    assert counted.awaiting >= sum(approval.AWAITS in entry.flags for entry in entries)
    assert counted.texts >= len(entries)
    assert counted.left_out > 0
    assert str(counted.awaiting) in str(counted)


def test_a_text_that_a_technician_writes_into_a_definition_awaits_its_reader(definitions: tuple[Definition, ...]) -> None:
    menu = definitions[0].menu.model_copy(update={"note": {"zh": "说明", "en": "Note", "mn": "ᠮᠣᠩᠭᠣᠯ"}})
    own = definitions[0].model_copy(update={"menu": menu})
    assert approval.standing((own, *definitions[1:])).awaiting == approval.standing(definitions).awaiting + 1


def test_a_switch_of_language_changes_what_is_said() -> None:
    words.use("en")
    assert words.say("Page {page} of {pages}", page=1, pages=2) == "Page 1 of 2"
    words.use("zh_CN")
    assert words.say("Page {page} of {pages}", page=1, pages=2) == "第 1 页，共 2 页"


def test_mongolian_comes_with_the_chinese_that_stands_beside_it() -> None:
    said = words.say_in("mn_Mong", "Cancel")
    assert said == words.say_in("zh_CN", "Cancel")
    assert words.mongolian_of(said) == "ᠭᠠᠷᠬᠤ"


def test_what_mongolian_lacks_is_said_in_chinese_alone() -> None:
    said = words.say_in("mn_Mong", "High contrast")
    assert said == words.say_in("zh_CN", "High contrast")
    assert words.mongolian_of(said) == ""


def test_values_are_put_in_in_both_languages() -> None:
    name = words.Pair("无犯罪记录证明", "ᠭᠡᠷᠡᠴᠢᠯᠡᠯ")
    said = words.say_in("mn_Mong", "Please check: {name}", name=name)
    assert said == "请核对：无犯罪记录证明"
    assert words.mongolian_of(said).endswith("ᠭᠡᠷᠡᠴᠢᠯᠡᠯ")


def test_sentences_are_joined_in_both_languages_or_in_chinese_alone() -> None:
    one, other = words.Pair("一。", "ᠨᠢᠭᠡ᠃"), words.Pair("二。", "ᠬᠣᠶᠠᠷ᠃")
    assert words.mongolian_of(words.joined(one, other)) == "ᠨᠢᠭᠡ᠃ ᠬᠣᠶᠠᠷ᠃"
    assert words.joined(one, other) == "一。二。"
    assert words.mongolian_of(words.joined(one, "三。")) == ""


def test_a_sentence_that_is_left_out_leaves_no_space_behind() -> None:
    assert words.joined("One.", "", "Two.") == "One. Two."
    assert words.joined("One.", "") == words.joined("", "One.") == "One."


def test_a_sign_carries_its_mongolian_in_every_language() -> None:
    words.use("en")
    said = words.sign("Start")
    assert (said, words.mongolian_of(said)) == ("Start", "ᠡᠬᠢᠯᠡᠬᠦ")


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("父亲", "Father"),
        ("张小三", "张小三"),
        ("张小三（本人）", "张小三 (Self)"),
        ("母亲，2019年3月2日注销", "Mother, cancelled on 2 Mar 2019"),
        ("150300-HJ-1996-001，2009年3月2日", "150300-HJ-1996-001, 2 Mar 2009"),
        ("小型新能源汽车", "Small new-energy vehicle"),
        ("周一至周五 9:00-17:00", "Mon–Fri 9:00-17:00"),
        ("3号窗口", "window 3"),
        ("1990年13月1日", "1990年13月1日"),
        ("", ""),
    ],
)
def test_what_the_archive_says_in_chinese_is_said_in_english_and_names_are_not_touched(chinese: str, english: str) -> None:
    assert translated(chinese) == chinese
    words.use("en")
    assert translated(chinese) == english


def test_what_the_archive_says_stands_in_the_chinese_catalogue_as_the_archive_says_it() -> None:
    assert {message: words.catalogue("zh_CN")[message] for message in SAID.values()} == {message: text for text, message in SAID.items()}


def test_every_relation_and_kind_of_plate_of_the_archive_is_known_in_english() -> None:
    from archive.code_tables import table

    for name in ("relations", "plates"):
        assert {row["zh"] for row in table(name)["codes"].values()} <= set(SAID)


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown locale"):
        words.use("tlh")
