"""Staff at a whole kiosk, by touches of the X server alone: the gesture, the keypad, a staff card, the pages, the way out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from demo_kiosk import Demo, come_in, rows, take_card, texts, to_the_gate, until

from kiosk.demo.client import Client
from kiosk.demo.staff import STAFF
from kiosk.staff.book import StaffBook
from kiosk.staff.roles import Role

LEFT, RIGHT = (70, 70), (1010, 70)  # in the upper corners of the demo's window, pixels
PINS = {role: (number, pin) for role, number, pin in STAFF}
UID_CARD = {"record": "", "atr": "3B8F8001804F0CA0000003060300010000000068"}  # an access card: no identity on it, only a UID


def call(kiosk: Client) -> dict[str, Any]:
    """The hidden gesture; what is shown then."""
    for x, y in (LEFT, RIGHT, LEFT, RIGHT, RIGHT):
        kiosk.do("tap", at_px=[x, y])
    return kiosk.do("screen")


def shows(kiosk: Client, page: str) -> dict[str, Any]:
    """Waits until the staff screen shows that page."""
    until(lambda: kiosk.do("screen").get("page") == page)
    return kiosk.do("screen")


def type_in(kiosk: Client, number: str, pin: str) -> None:
    """Number and PIN on the keypad."""
    until(lambda: enabled(kiosk, "staff-digit-0"))
    for digits in (number, pin):
        for digit in digits:
            kiosk.tap(f"staff-digit-{digit}")
        kiosk.tap("staff-enter")


def enabled(kiosk: Client, name: str) -> bool:
    """Whether a control is there and can be used."""
    return any(control["name"] == name and control["enabled"] for control in kiosk.do("screen")["controls"])


def come_in_as(kiosk: Client, role: Role) -> dict[str, Any]:
    """Gesture and PIN; the menu."""
    assert call(kiosk)["screen"] == "staff"
    type_in(kiosk, *PINS[role])
    return shows(kiosk, "home")


def open_page(kiosk: Client, page: str) -> dict[str, Any]:
    """From the menu to a page."""
    kiosk.tap(f"staff-open:{page}")
    return shows(kiosk, page)


def leave(kiosk: Client) -> None:
    """Out, by the page's own button."""
    kiosk.tap("staff-leave")


def log_lines(demo: Demo) -> list[dict[str, Any]]:
    """The demo's log."""
    return [json.loads(line) for line in (demo.out / "kiosk.log").read_text(encoding="utf-8").splitlines()]


def refused_pins(demo: Demo) -> int:
    """How many PINs were refused since the demo began."""
    return sum(line["event"] == "staff-refused" and line["ground"] == "pin" for line in log_lines(demo))


def test_staff_settle_an_unconfirmed_paper_at_the_screen_and_the_kiosk_is_open_again(demo: Demo) -> None:
    kiosk = demo.kiosk
    kiosk.do("printer", kill_on_page=1)
    to_the_gate(kiosk)
    take_card(kiosk)
    until(lambda: kiosk.do("screen")["problem"] == "printer-unreachable", 20)
    kiosk.do("printer", start=True)
    kiosk.wait("apology", timeout_s=30)
    number = next(row["number"] for row in rows(kiosk) if row["state"] == "unconfirmed")
    come_in_as(kiosk, Role.CLERK)
    open_page(kiosk, "unsettled")
    until(lambda: enabled(kiosk, f"staff-paper:{number}"))
    kiosk.tap(f"staff-paper:{number}")
    assert number in texts(kiosk.do("screen"))
    kiosk.tap("staff-found:not-printed")
    assert rows(kiosk)[-1]["state"] == "unconfirmed", "settled before it was confirmed"
    kiosk.tap("staff-confirm")
    until(lambda: rows(kiosk)[-1]["outcome"] == "not-printed")
    leave(kiosk)
    kiosk.wait("attract")
    until(lambda: enabled(kiosk, "start"))
    line = next(line for line in reversed(log_lines(demo)) if line["event"] == "staff-settled")
    assert (line["number"], line["staff"], line["role"]) == (number, PINS[Role.CLERK][0], "clerk")


def test_staff_win_over_a_screen_that_is_out_of_service(kiosk: Client) -> None:
    kiosk.do("printer", cover=True)
    kiosk.wait("out-of-service")
    come_in_as(kiosk, Role.TECHNICIAN)
    said = open_page(kiosk, "supplies")
    until(lambda: "机盖" in texts(kiosk.do("screen")))
    assert said["screen"] == "staff"
    leave(kiosk)
    kiosk.wait("out-of-service")
    kiosk.do("printer", clear=True)
    kiosk.wait("attract")


def test_the_gesture_does_not_disturb_a_visit(kiosk: Client) -> None:
    come_in(kiosk)
    assert call(kiosk)["screen"] == "catalogue"


def test_a_card_laid_for_staff_starts_no_visit_and_leaves_nothing(kiosk: Client) -> None:
    come_in_as(kiosk, Role.TECHNICIAN)
    open_page(kiosk, "reader-test")
    kiosk.do("card", place="clean")
    until(lambda: "storage-page" in texts(kiosk.do("screen")))
    said = texts(kiosk.do("screen"))
    assert "*" in said
    assert not any(len(word) == 18 and word[:17].isdigit() for word in said.split()), "a whole id number is shown"
    leave(kiosk)
    assert kiosk.wait("take-card")["screen"] == "take-card"
    kiosk.do("card", remove=True)
    kiosk.wait("attract")


def test_an_access_card_lets_its_owner_in_and_no_other_card_does(demo: Demo) -> None:
    kiosk = demo.kiosk
    assert StaffBook(demo.data / "staff" / "staff.json").add_card(PINS[Role.AUDITOR][0], "uid:00000000")
    assert call(kiosk)["page"] == "door"
    until(lambda: enabled(kiosk, "staff-digit-0"))
    kiosk.do("card", place="clean")
    until(lambda: any(line["event"] == "staff-refused" and line["ground"] == "card" for line in log_lines(demo)))
    assert kiosk.do("screen")["page"] == "door"
    kiosk.do("card", remove=True)
    until(lambda: enabled(kiosk, "staff-digit-0"))
    kiosk.do("card", place=UID_CARD)
    names = {control["name"] for control in shows(kiosk, "home")["controls"]}
    assert "staff-open:log" in names
    assert "staff-open:unsettled" not in names
    leave(kiosk)
    kiosk.do("card", remove=True)
    kiosk.wait("attract")


@pytest.mark.parametrize("page", ["network", "counters", "recent", "log", "touch-test", "sound", "hours", "rehearse", "restart"])
def test_every_page_opens_and_tells_what_it_has_to_tell(kiosk: Client, page: str) -> None:
    come_in_as(kiosk, Role.TECHNICIAN)
    open_page(kiosk, page)
    until(lambda: "请稍候" not in texts(kiosk.do("screen")))
    said = kiosk.do("screen")
    match page:
        case "network":
            assert "TLSv1" in texts(said)
        case "sound":
            before = texts(said)
            kiosk.tap("staff-louder" if "100 %" not in before else "staff-quieter")
            until(lambda: texts(kiosk.do("screen")) != before)
        case "hours":
            kiosk.tap("staff-hours:lit")
            kiosk.tap("staff-hours:configured")
        case "touch-test":
            for across, down in ((0.12, 0.22), (0.88, 0.22), (0.5, 0.45), (0.12, 0.68), (0.88, 0.68)):
                kiosk.do("tap", at_px=[1080 * across + 4, 1920 * down])
            until(lambda: "mm" in texts(kiosk.do("screen")))
        case "rehearse":
            name = next(control["name"] for control in said["controls"] if control["name"].startswith("staff-code:"))
            kiosk.tap(name)
            until(lambda: enabled(kiosk, "staff-end"))
            assert "演练" in texts(kiosk.do("screen"))
            kiosk.tap("staff-end")
        case "restart":
            kiosk.tap("staff-restart-now")
            kiosk.tap("staff-confirm")
            until(lambda: "演示" in texts(kiosk.do("screen")))
        case _:
            assert len(said["texts"]) > 5
    leave(kiosk)
    kiosk.wait("attract")


def test_a_test_page_is_printed_and_followed_to_its_end(kiosk: Client) -> None:
    come_in_as(kiosk, Role.TECHNICIAN)
    open_page(kiosk, "printer-test")
    kiosk.tap("staff-print")
    until(lambda: "已打出" in texts(kiosk.do("screen")), 30)
    leave(kiosk)
    kiosk.wait("attract")


def test_wrong_pins_shut_the_keypad_and_a_restart_does_not_open_it(demo: Demo) -> None:
    kiosk = demo.kiosk
    assert call(kiosk)["page"] == "door"
    number, _ = PINS[Role.TECHNICIAN]
    for tries in range(1, 4):
        type_in(kiosk, number, "999998")
        until(lambda tries=tries: refused_pins(demo) >= tries)  # type: ignore[misc]
    until(lambda: not enabled(kiosk, "staff-digit-0"))
    assert any(line["event"] == "staff-locked-out" for line in log_lines(demo))
    demo.stop()
    demo.start()
    kiosk = demo.kiosk
    kiosk.wait("attract", timeout_s=30)
    assert call(kiosk)["page"] == "door"
    # A slow machine takes longer to start than the first lock-out lasts; what was counted still counts, and one more is enough.
    until(lambda: enabled(kiosk, "staff-digit-0") or "秒后开放" in texts(kiosk.do("screen")))
    if enabled(kiosk, "staff-digit-0"):
        type_in(kiosk, number, "999998")
    until(lambda: "秒后开放" in texts(kiosk.do("screen")))
    assert not enabled(kiosk, "staff-digit-0")
    (demo.data / "kiosk" / "staff-lock.json").unlink()
    demo.stop()
    demo.start()
