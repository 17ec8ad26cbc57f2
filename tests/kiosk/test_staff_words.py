"""What staff read of events and of the printer is words: no keyword of the log or of IPP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest

from idcard.placements import ReaderEvent
from kiosk import words
from kiosk.journal_states import State
from kiosk.left_behind import Left
from kiosk.problems import Code
from kiosk.screens.staff_words import TONERS, TRAYS, WORDS, event_words, listed, toner_words, tray_words
from kiosk.session.values import Outcome, Part
from kiosk.staff.answers import LogLine
from kiosk.staff.asks import Hours
from printing import job

SETTLED = (State.PRINTED, State.NOT_PRINTED, State.UNCONFIRMED, State.DELIVERED, State.VOID)


@pytest.fixture(autouse=True)
def _chinese_again() -> Iterator[None]:
    yield
    words.use("zh_CN")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("outcome", {outcome.value for outcome in (*Outcome, *job.Outcome, *SETTLED)}),
        ("part", {part.value for part in Part}),
        ("happened", {event.__name__ for event in get_args(ReaderEvent)} | {left.value for left in Left} | {"opened", "closed"}),
        ("value", {hours.value for hours in Hours}),
        ("ground", {"pin", "card"}),
    ],
)
def test_every_keyword_of_an_event_has_a_word(key: str, said: set[str]) -> None:
    assert said == set(WORDS[key])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (LogLine("", "info", "health-changed", (("part", "printer"),)), "打印机  ·  已恢复正常"),
        (LogLine("", "info", "reader-event", (("happened", "CardPlaced(card='card-1', reader='R')"),)), "放上了一张证件"),
        (LogLine("", "info", "job-settled", (("ground", "history"), ("outcome", "printed"), ("page", "2"))), "已打印  ·  页码 2"),
        (LogLine("", "info", "staff-volume-set", (("role", "clerk"), ("staff", "1002"), ("value", "60"))), "工作人员 1002  ·  数值 60"),
        (LogLine("", "info", "staff-hours-set", (("value", "lit"),)), "始终亮屏"),
        (
            LogLine("", "info", "paper-settled", (("number", "YS01-2026-000123"), ("outcome", "printed"))),
            "已打印  ·  号码 YS01-2026-000123",
        ),
        (LogLine("", "info", "paper-void", (("key", "4f0b1e6f"), ("reason", "card-pulled"))), ""),
        (LogLine("", "info", "outcome-told", (("outcome", "of-a-later-version"),)), ""),
    ],
    ids=lambda line: line.event if isinstance(line, LogLine) else "",
)
def test_an_event_is_told_without_keywords(line: LogLine, said: str) -> None:
    sentence, detail = event_words(line)
    assert detail == said
    assert sentence.endswith("。")
    assert not re.search(r"[a-z]+-[a-z]+", sentence + detail)


def test_a_problem_is_told_in_the_technician_s_words() -> None:
    _, detail = event_words(LogLine("", "warning", "health-changed", (("code", Code.PRINTER_MEDIA_EMPTY.value), ("part", "printer"))))
    assert detail.startswith("打印机  ·  ")
    assert Code.PRINTER_MEDIA_EMPTY.value not in detail


def test_an_event_of_another_version_is_a_sentence_too() -> None:
    sentence, _ = event_words(LogLine("", "info", "of-a-later-version"))
    assert sentence == "本版本没有对应说明的事件，请查看运行日志。"


@pytest.mark.parametrize(
    ("name", "chinese", "english"),
    [
        ("auto", "自动选择纸盒", "Automatic tray"),
        ("main", "主纸盒", "Main tray"),
        ("by-pass-tray", "多功能纸盒", "Bypass tray"),
        ("tray-2", "纸盒 2", "Tray 2"),
        ("Tray 1", "纸盒 1", "Tray 1"),
        ("MP", "纸盒 MP", "Tray MP"),
        ("", "纸盒 –", "Tray –"),
    ],
)
def test_a_tray_has_the_word_of_its_keyword_and_a_maker_s_own_name_stays(name: str, chinese: str, english: str) -> None:
    assert tray_words(name) == chinese
    words.use("en")
    assert tray_words(name) == english


@pytest.mark.parametrize(
    ("name", "chinese", "english"),
    [("black", "黑色墨粉", "Black toner"), ("Cyan Toner", "青色墨粉", "Cyan toner"), ("TK-1170", "墨粉 TK-1170", "Toner TK-1170")],
)
def test_a_toner_has_the_word_of_its_colour_and_a_maker_s_own_name_stays(name: str, chinese: str, english: str) -> None:
    assert toner_words(name) == chinese
    words.use("en")
    assert toner_words(name) == english


def test_what_is_not_reported_is_listed_once() -> None:
    assert listed(["主纸盒", "黑色墨粉", "页数"]) == "主纸盒、黑色墨粉、页数"
    assert listed([]) == ""


def test_no_two_keywords_share_a_word() -> None:
    for table in (TRAYS, TONERS):
        assert len(set(table.values())) == len({words.catalogue("zh_CN")[text] for text in table.values()}) == len(table)
