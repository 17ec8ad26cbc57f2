"""The staff's desk as a pure model: the gesture, the roles, the two steps before anything that cannot be taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.problems import Code
from kiosk.staff import desk as desks
from kiosk.staff.answers import Admitted, CardTold, CouldNot, DoorTold, Refused, RestartTold, Unseen, UnsettledTold
from kiosk.staff.asks import CheckPin, Found, NoteLockedAway, NoteOpened, Restart, Settle, right_for
from kiosk.staff.desk import Desk, Home, first, knobs, page_name
from kiosk.staff.door import Door
from kiosk.staff.gesture import CORNER_MM, PATTERN, WITHIN_S, Corner, Gesture, corner_at
from kiosk.staff.happened import CardGone, CardLaid, Happened, Touched
from kiosk.staff.reader_test import ReaderTest
from kiosk.staff.rehearse import Rehearse
from kiosk.staff.roles import RIGHTS, Right, Role, Who, rights_of
from kiosk.staff.touch_test import CROSSES, FAR_MM, TouchTest
from kiosk.staff.unsettled import Unsettled

WHO = Who("153042", Role.TECHNICIAN)
PAPER = Unseen("YS01-2026-000123", 2, "11-23 14:02:51")


def played(desk: Desk, *happened: Happened) -> tuple[Desk, list[object]]:
    asked: list[object] = []
    for one in happened:
        desk, asks = desks.on(desk, one)
        asked += asks
    return desk, asked


def touches(*names: str) -> list[Touched]:
    return [Touched(name) for name in names]


def test_the_gesture_is_whole_only_in_its_order_and_in_time() -> None:
    gesture, whole = Gesture(), False
    for place, corner in enumerate(PATTERN):
        assert not whole
        gesture, whole = gesture.touched(corner, place * 1.0)
    assert whole
    for late, corner in enumerate(PATTERN):
        gesture, whole = gesture.touched(corner, late * WITHIN_S)
        assert not whole


@given(st.lists(st.sampled_from([Corner.LEFT, Corner.RIGHT, None]), max_size=30))
def test_no_other_row_of_touches_is_the_gesture(corners: list[Corner | None]) -> None:
    gesture = Gesture()
    for place, corner in enumerate(corners):
        gesture, whole = gesture.touched(corner, place * 0.5)
        if whole:
            assert tuple(corners[place - len(PATTERN) + 1 : place + 1]) == PATTERN


def test_corners_are_the_upper_ones() -> None:
    assert corner_at(1, 1, 336) is Corner.LEFT
    assert corner_at(335, CORNER_MM, 336) is Corner.RIGHT
    assert corner_at(168, 1, 336) is None
    assert corner_at(1, 590, 336) is None


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_own_pages_and_no_others(role: Role) -> None:
    home = Desk(Home(), Who("1", role))
    assert {knob.name for knob in knobs(home)} == {f"open:{right.value}" for right in RIGHTS[role]} | {"leave"}
    for right in Right:
        desk, asked = played(home, Touched(f"open:{right.value}"))
        assert (page_name(desk) == right.value) == (right in RIGHTS[role])
        assert (NoteOpened(right) in asked) == (right in RIGHTS[role])


def test_an_auditor_changes_nothing() -> None:
    changing = {Right.UNSETTLED, Right.SOUND, Right.HOURS, Right.RESTART, Right.PRINTER_TEST}
    assert RIGHTS[Role.AUDITOR].isdisjoint(changing)


@pytest.mark.parametrize("right", Right)
def test_what_a_page_asks_for_needs_no_other_right_than_to_open_it(right: Right) -> None:
    _, asks = first(right)
    for role in Role:
        if right in rights_of(role):
            assert all(right_for(ask) in (None, *rights_of(role)) for ask in asks)


def test_digits_are_gone_as_soon_as_they_are_sent_and_nothing_shows_them() -> None:
    desk, asked = played(
        Desk(Door()), DoorTold(True, 0), *touches(*(f"digit-{d}" for d in "1530"), "enter", *(f"digit-{d}" for d in "271828"), "enter")
    )
    assert asked == [CheckPin("1530", "271828")]
    assert desk.page == Door(True, checking=True)
    assert "271828" not in repr(asked)
    desk, _ = played(desk, Refused(0))
    assert desk.page == Door(True, refused=True)


def test_the_door_takes_no_digit_before_it_knows_of_staff_nor_while_it_is_shut() -> None:
    for page in (Door(), Door(anybody=False), Door(anybody=True, locked_s=3), Door(anybody=True, checking=True)):
        assert not any(knob.enabled for knob in knobs(Desk(page)) if knob.name != "leave")


def test_nobody_is_admitted_who_did_not_ask() -> None:
    for page in (Door(anybody=True), Home()):
        desk, _ = played(Desk(page), Admitted(WHO))
        assert desk.who is None


def test_a_paper_is_settled_in_two_steps() -> None:
    desk = Desk(Unsettled(), WHO)
    desk, asked = played(desk, UnsettledTold((PAPER,)), *touches(f"paper:{PAPER.number}", "found:printed"))
    assert asked == []
    desk, asked = played(desk, Touched("change"), Touched("found:not-printed"), Touched("confirm"))
    assert asked == [Settle(PAPER.number, Found.NOT_PRINTED)]
    assert not any(knob.name == "confirm" for knob in knobs(desk)), "it could be settled twice"
    desk, _ = played(desk, UnsettledTold((), (PAPER.number, Found.NOT_PRINTED), ("other",)))
    assert desk.page == Unsettled((), settled=(PAPER.number, Found.NOT_PRINTED), disputed=("other",))


def test_a_paper_that_somebody_else_has_settled_is_not_asked_about_any_more() -> None:
    desk = Desk(Unsettled((PAPER,), PAPER, Found.PRINTED), WHO)
    desk, _ = played(desk, UnsettledTold(()))
    assert desk.page == Unsettled(())


def test_a_card_that_was_found_is_noted_in_two_steps() -> None:
    desk, asks = played(Desk(Unsettled(()), WHO), Touched("card-found"))
    assert asks == []
    assert [knob.name for knob in knobs(desk)] == ["card-locked-away", "change", "home", "leave"]
    assert played(desk, Touched("change")) == (Desk(Unsettled(()), WHO), [])
    desk, asks = played(desk, Touched("card-locked-away"))
    assert asks == [NoteLockedAway()]
    assert [knob.name for knob in knobs(desk)] == ["card-found", "home", "leave"]


def test_what_a_card_said_goes_with_the_card() -> None:
    told = CardTold("card-1", "reader", "storage-page", "3B", 1)
    desk, _ = played(Desk(ReaderTest(), WHO), CardLaid("card-1"), told)
    assert desk.page == ReaderTest(told=told)
    desk, _ = played(desk, CardGone())
    assert desk.page == ReaderTest()
    desk, _ = played(desk, CardLaid("card-2"), told)
    assert desk.page == ReaderTest(reading="card-2"), "another card's words"


def test_the_program_is_restarted_in_two_steps() -> None:
    desk, asked = played(Desk(first(Right.RESTART)[0], WHO), Touched("restart-now"))
    assert asked == []
    desk, asked = played(desk, Touched("confirm"))
    assert asked == [Restart()]
    desk, _ = played(desk, RestartTold(possible=False))
    assert [knob.name for knob in knobs(desk)] == ["home", "leave"]


def test_a_rehearsal_offers_only_its_end() -> None:
    desk = Desk(Rehearse(Code.PRINTER_MEDIA_JAM), WHO)
    assert [knob.name for knob in knobs(desk)] == ["other", "end"]


def test_what_could_not_be_done_is_said_until_the_next_touch() -> None:
    desk, _ = played(Desk(Unsettled(), WHO), CouldNot(Code.JOURNAL_UNUSABLE))
    assert desk.trouble is Code.JOURNAL_UNUSABLE
    desk, _ = played(desk, Touched("home"))
    assert desk.trouble is None


def test_a_panel_out_of_true_is_told_from_an_unsteady_hand() -> None:
    desk, _ = played(Desk(TouchTest(), WHO), *touches(*["hit:6.0,0.5"] * len(CROSSES)))
    assert isinstance(desk.page, TouchTest)
    assert desk.page.over
    assert desk.page.shift_mm == pytest.approx((6.0, 0.5))
    assert desk.page.worst_mm == pytest.approx(6.02, abs=0.01)


@given(st.text(max_size=30))
def test_no_touch_beside_the_cross_breaks_the_touch_test(said: str) -> None:
    desk, asked = played(Desk(TouchTest(), WHO), Touched(f"hit:{said}"))
    assert asked == []
    assert isinstance(desk.page, TouchTest)
    assert all(abs(x) <= FAR_MM and abs(y) <= FAR_MM for x, y in desk.page.missed)
