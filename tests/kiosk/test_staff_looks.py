"""What the staff screen is told: masked, grouped, in words, and without anything about a citizen."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from idcard.identity import Document, Identity
from idcard.reader import CardError, CardFault, Seen
from kiosk import logs
from kiosk.problems import Code
from kiosk.staff.asks import LogGroup
from kiosk.staff.looks import LAST_EVENTS, card_numbers, card_told, last_events, log_lines, printer_told
from kiosk.words import catalogue
from printing.printer_status import PrinterState, PrinterStatus
from printing.reasons import Reason
from printing.supplies import Level

NAME, NUMBER = "乌兰图雅演示", "150390199001011234"


class Reader:
    def __init__(self, fault: CardFault | None = None, uid: bytes | None = None) -> None:
        self.fault, self._uid = fault, uid

    def seen(self, card: str) -> Seen:
        assert card
        return Seen("Reader 00", "storage-page", bytes.fromhex("3B8F80"))

    def read(self, card: str) -> Identity:
        if self.fault is not None:
            raise CardError(self.fault, card)
        return Identity(Document.RESIDENT, NAME, NAME, "1", "01", date(1990, 1, 1), "", NUMBER, "", None, date(2036, 1, 1), False)

    def uid(self, card: str) -> bytes | None:
        assert card
        return self._uid


def test_a_card_is_told_masked() -> None:
    told = card_told(Reader(), "card-1")
    assert (told.atr, told.profile, told.document, told.valid_to) == ("3B 8F 80", "storage-page", "RESIDENT", "2036-01-01")
    assert NAME not in repr(told)
    assert NUMBER not in repr(told)
    assert (told.name, told.id_number) == ("乌*示", "150390********1234")


def test_a_card_that_cannot_be_read_is_told_with_its_atr() -> None:
    told = card_told(Reader(CardFault.NOT_SUPPORTED), "card-1")
    assert told.fault is Code.CARD_NOT_SUPPORTED
    assert told.atr == "3B 8F 80"


def test_a_staff_card_is_known_by_its_number_or_else_its_uid() -> None:
    assert card_numbers(Reader(), "card-1") == (f"id:{NUMBER}",)
    assert card_numbers(Reader(CardFault.NOT_SUPPORTED, bytes.fromhex("04A1B2C3")), "card-1") == ("uid:04a1b2c3",)
    assert card_numbers(Reader(CardFault.NOT_SUPPORTED), "card-1") == ()


def test_the_printer_s_obstacle_comes_in_the_kiosk_s_words() -> None:
    status = PrinterStatus(
        PrinterState.STOPPED, True, (Reason.MEDIA_EMPTY,), trays=(Level("Tray 1", 0, 250),), toner=(Level("Black", 62, 100),)
    )
    told = printer_told(status)
    assert told.obstacle is Code.PRINTER_MEDIA_EMPTY
    assert told.trays[0].left == 0
    assert printer_told(PrinterStatus(PrinterState.UNKNOWN, False, ())).obstacle is Code.PRINTER_UNREACHABLE


LINES = [
    {"event": event, "level": level, "timestamp": datetime(2026, 11, 23, 6, second, tzinfo=UTC).isoformat(), "code": "x", "visit": None}
    for second, (event, level) in enumerate(
        [
            ("paper-issued", "info"),
            ("reader-event", "info"),
            ("staff-entered", "info"),
            ("health-changed", "warning"),
            ("screen-shown", "info"),
        ]
    )
]


@pytest.mark.parametrize(
    ("group", "events"),
    [
        (LogGroup.EVERYTHING, ["screen-shown", "health-changed", "staff-entered", "reader-event", "paper-issued"]),
        (LogGroup.WARNINGS, ["health-changed"]),
        (LogGroup.PAPERS, ["paper-issued"]),
        (LogGroup.DEVICES, ["health-changed", "reader-event"]),
        (LogGroup.STAFF, ["staff-entered"]),
    ],
)
def test_the_log_comes_newest_first_by_group(group: LogGroup, events: list[str]) -> None:
    assert [line.event for line in log_lines(LINES, group)] == events


def test_the_last_events_are_fifty_and_leave_out_what_is_said_twice() -> None:
    events = last_events(LINES * 50)
    assert len(events) == LAST_EVENTS
    assert "screen-shown" not in {line.event for line in events}
    assert events[0].values == (("code", "x"),)


def test_every_event_of_the_log_is_a_sentence_in_chinese_too() -> None:
    assert sorted(set(logs.EVENTS.values()) - set(catalogue("zh_CN"))) == []


def test_the_log_s_last_lines_are_kept_for_the_screen_also_over_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.log"
    path.write_text(
        json.dumps({"event": "paper-issued", "level": "info", "timestamp": "2026-11-23T06:00:00+00:00", "number": "YS01-2026-000123"})
        + "\n"
        + json.dumps({"event": "card-read", "level": "info", "name": NAME, "number": NUMBER})
        + "\nno line of ours\n",
        encoding="utf-8",
    )
    logs.open_file(path).close()
    kept = [line for line in logs.recent() if line["event"] in ("paper-issued", "card-read")][-2:]
    assert kept[0]["number"] == "YS01-2026-000123"
    assert NAME not in repr(kept)
    assert NUMBER not in repr(kept)


@pytest.mark.parametrize(
    "line",
    [
        {"event": "staff-page", "page": "recent"},
        {"event": "screen", "screen": "catalogue", "code": None},
        {"event": "reader-event", "happened": "CardLifted(card='card-1')"},
    ],
    ids=lambda line: line["event"],
)
def test_the_staff_s_own_looking_and_the_steps_of_every_visit_fill_no_place_among_the_last_events(line: dict[str, object]) -> None:
    told = {"level": "info", "timestamp": "2026-11-23T06:00:00+00:00"}
    assert last_events([told | LINES[0], *[told | line] * LAST_EVENTS]) == last_events(LINES[:1])


def test_an_apology_and_a_card_laid_down_are_events() -> None:
    told = {"level": "info", "timestamp": "2026-11-23T06:00:00+00:00"}
    apology = told | {"event": "screen", "screen": "apology", "code": "took-too-long"}
    placed = told | {"event": "reader-event", "happened": "CardPlaced(card='card-1', reader='R', tells_removal=True)"}
    assert [line.event for line in last_events([apology, placed])] == ["reader-event", "screen"]
