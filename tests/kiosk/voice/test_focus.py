"""Five keys are enough for a whole visit, and none of them ends it by a slip of the finger."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.voice.focus import Do, Focus, Key, kept, pressed
from kiosk.voice.reading import Read, Spot

NAMES = ("birth", "print", "back", "cancel", "done", "sound")
SPOT = st.builds(Spot, st.sampled_from(NAMES), st.just("word"), enabled=st.booleans())
SPOTS = st.lists(SPOT, unique_by=lambda spot: spot.name, max_size=6)
SCREENS = st.builds(lambda spots: Read("screen", ("text",), tuple(spots)), SPOTS)
DEATH = Spot("death", "Death", enabled=False, reason="no")
MENU = Read("catalogue", ("Which?",), (Spot("birth", "Birth"), DEATH, Spot("cancel", "Cancel")))


@given(SCREENS, st.lists(st.sampled_from(Key), max_size=20))
def test_no_order_of_keys_leaves_the_screen_or_touches_what_cannot_be_used(read: Read, keys: list[Key]) -> None:
    focus = Focus()
    for key in keys:
        focus, do = pressed(focus, key, read)
        assert focus.name is None or read.spot(focus.name)
        if do is Do.TOUCH:
            spot = read.spot(focus.name)
            assert spot is not None
            assert spot.enabled


@given(SCREENS)
def test_down_and_up_reach_every_control(read: Read) -> None:
    for key in (Key.DOWN, Key.UP):
        focus, seen = Focus(), set()
        for _ in read.spots:
            focus, _ = pressed(focus, key, read)
            seen.add(focus.name)
        assert seen == {spot.name for spot in read.spots}


@given(SCREENS, st.lists(st.sampled_from([Key.UP, Key.DOWN, Key.REPEAT, Key.BACK]), max_size=10))
def test_only_confirm_ends_a_visit(read: Read, keys: list[Key]) -> None:
    focus = Focus()
    for key in keys:
        focus, do = pressed(focus, key, read)
        assert not (do is Do.TOUCH and focus.name == "cancel")


def test_back_brings_cancel_under_the_focus_and_confirm_then_does_it() -> None:
    focus, do = pressed(Focus("birth"), Key.BACK, MENU)
    assert (focus.name, do) == ("cancel", Do.TELL)
    assert pressed(focus, Key.CONFIRM, MENU) == (Focus("cancel"), Do.TOUCH)


REVIEW = Read("review", (), (Spot("cancel", "Cancel"), Spot("print", "Print")), main="print")


def test_confirm_on_a_new_screen_leads_to_what_leads_on_and_a_second_one_does_it() -> None:
    focus, do = pressed(Focus(), Key.CONFIRM, REVIEW)
    assert (focus.name, do) == ("print", Do.TELL)
    assert pressed(focus, Key.CONFIRM, REVIEW) == (Focus("print"), Do.TOUCH)


def test_confirm_leads_nowhere_where_nothing_leads_on_yet() -> None:
    asked = Read("details", (), (Spot("purpose:study", "Study"), Spot("next", "Next", enabled=False)), main="next")
    for read in (asked, MENU):
        assert pressed(Focus(), Key.CONFIRM, read) == (Focus(), Do.INTRODUCE)


def test_confirm_on_what_cannot_be_used_tells_why() -> None:
    assert pressed(Focus("death"), Key.CONFIRM, MENU) == (Focus("death"), Do.TELL)


def test_repeat_tells_the_control_again_and_then_the_whole_screen() -> None:
    once, do = pressed(Focus("birth"), Key.REPEAT, MENU)
    assert do is Do.TELL
    assert pressed(once, Key.REPEAT, MENU) == (Focus("birth"), Do.INTRODUCE)


def test_the_focus_stays_where_it_was_unless_the_control_is_gone() -> None:
    assert kept(Focus("birth"), MENU) == Focus("birth")
    assert kept(Focus("more-time"), MENU) == Focus()
