from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idcard.pcsc import Look
from idcard.placements import (
    DEBOUNCE_S,
    IDENTIFY_LIMIT_S,
    LOST_S,
    SETTLING_S,
    CardLifted,
    CardPlaced,
    CardRemoved,
    CardStays,
    Placements,
    ReaderAppeared,
    ReaderEvent,
    ReaderLost,
    ReaderProfile,
    ReadersGone,
    ReaderUnexpected,
    ServiceGone,
)

A, B, OTHER, VIRTUAL = "Reader [CCID] 00 00", "Reader [CCID] 01 00", "Plain NFC 00 00", "Virtual PCD 00 00"
PROFILES = (ReaderProfile("Reader [CCID] ?? 00", "storage-page"), ReaderProfile("Blind*", "storage-page", tells_removal=False))

EMPTY, NOTHING = Look(False, 0), Look(False, 2)


def card(counter: int = 1) -> Look:
    return Look(True, counter)


def fresh(*, allow_virtual: bool = False) -> Placements:
    return Placements(PROFILES, allow_virtual)


def test_card_lying_there_at_the_start_is_placed() -> None:
    assert fresh().observe({A: card()}, 0.0) == (ReaderAppeared(A), CardPlaced("card-1", A, True))


def test_same_card_is_told_once() -> None:
    placements = fresh()
    placements.observe({A: card()}, 0.0)
    assert placements.observe({A: card()}, 0.0) == ()


def test_card_swapped_between_two_looks_is_another_card() -> None:
    placements = fresh()
    placements.observe({A: card(1)}, 0.0)
    assert placements.observe({A: card(3)}, 0.0) == (CardRemoved("card-1"), CardPlaced("card-2", A, True))
    assert placements.of_card("card-1") is None


def test_card_put_on_and_taken_off_between_two_looks_is_nothing() -> None:
    placements = fresh()
    placements.observe({A: EMPTY}, 0.0)
    assert placements.observe({A: NOTHING}, 0.0) == ()


def test_unconfigured_reader_is_no_reader() -> None:
    placements = fresh()
    assert placements.observe({OTHER: card()}, 0.0) == (ReadersGone(),)
    assert placements.observe({OTHER: EMPTY}, 0.0) == ()


def test_names_with_brackets_are_meant_literally() -> None:
    assert ReaderProfile(A, "storage-page").matches(A)
    assert not ReaderProfile("Reader [CCID] 0?", "storage-page").matches("Reader C 00")


def test_two_readers_hold_two_cards() -> None:
    placements = fresh()
    placements.observe({A: card(), B: EMPTY}, 0.0)
    assert placements.observe({A: card(), B: card()}, 0.0) == (CardPlaced("card-2", B, True),)
    assert placements.observe({A: NOTHING, B: card()}, 0.0) == (CardRemoved("card-1"),)
    assert placements.observe({A: NOTHING, B: NOTHING}, 0.0) == (CardRemoved("card-2"),)


def test_reader_that_cannot_tell_removal_says_so() -> None:
    assert CardPlaced("card-1", "Blind 00 00", False) in fresh().observe({"Blind 00 00": card()}, 0.0)


@pytest.mark.parametrize(
    ("away", "event"), [(None, ServiceGone()), ({}, ReadersGone()), ({A: card(), VIRTUAL: card()}, ReaderUnexpected(VIRTUAL))]
)
def test_lost_reader_is_told_once_and_is_not_a_taken_card(away: dict[str, Look] | None, event: ReaderEvent) -> None:
    placements = fresh()
    placements.observe({A: card()}, 0.0)
    assert placements.observe(away, 1.0) == (event,)
    assert placements.observe(away, 60.0) == ()


def test_card_on_a_reader_that_is_back_may_be_the_old_one() -> None:
    placements = fresh()
    placements.observe({A: card()}, 0.0)
    placements.observe(None, 1.0)
    assert placements.observe({A: card(7)}, 2.0) == (ReaderAppeared(A), CardPlaced("card-2", A, True))
    assert placements.of_card("card-1") is None
    assert placements.observe({A: NOTHING}, 2.1) == (CardRemoved("card-2"),)


def test_reader_that_is_back_is_believed_to_be_empty_only_after_a_while() -> None:
    placements = fresh()
    placements.observe({A: card()}, 0.0)
    placements.observe({}, 1.0)
    assert placements.observe({A: EMPTY}, 2.0) == (ReaderAppeared(A),)
    assert placements.observe({A: EMPTY}, 2.9) == ()
    assert placements.observe({A: EMPTY}, 2.0 + SETTLING_S) == (CardRemoved("card-1"),)


def test_card_seen_a_moment_after_the_reader_is_back_may_be_the_old_one() -> None:
    placements = fresh()
    placements.observe({A: card()}, 0.0)
    placements.observe({}, 1.0)
    placements.observe({A: EMPTY}, 2.0)
    assert placements.observe({A: card()}, 2.4) == (CardPlaced("card-2", A, True),)


def test_reader_is_announced_again_when_the_virtual_one_has_gone() -> None:
    placements = fresh()
    placements.observe({A: EMPTY, VIRTUAL: card()}, 0.0)
    assert placements.observe({A: EMPTY}, 1.0) == (ReaderAppeared(A),)


def test_virtual_reader_in_the_demo_is_a_reader() -> None:
    placements = Placements((ReaderProfile("Virtual PCD*", "storage-page"),), allow_virtual=True)
    assert placements.observe({VIRTUAL: card()}, 0.0) == (ReaderAppeared(VIRTUAL), CardPlaced("card-1", VIRTUAL, True))


looks = st.none() | st.dictionaries(st.sampled_from([A, B, OTHER, VIRTUAL]), st.builds(Look, st.booleans(), st.integers(0, 2)))


@given(st.lists(st.tuples(looks, st.floats(0, 2)), max_size=20))
def test_every_card_is_placed_once_and_removed_only_from_an_observed_reader(seen: list[tuple[dict[str, Look] | None, float]]) -> None:
    placements = fresh()
    reader_of: dict[str, str] = {}
    removed: set[str] = set()
    lifted: set[str] = set()
    now = 0.0
    for look, later in seen:
        now += later
        for event in placements.observe(look, now):
            match event:
                case CardPlaced():
                    assert event.card not in reader_of
                    reader_of[event.card] = event.reader
                    placements.learn(event.card, event.card.encode())
                case CardRemoved():
                    assert event.card not in removed
                    assert look is not None
                    assert reader_of[event.card] in look
                    removed.add(event.card)
                case CardLifted():
                    assert event.card not in removed | lifted
                    lifted.add(event.card)
                case CardStays():
                    lifted.remove(event.card)
                case ReaderAppeared() | ReaderLost() | ReadersGone() | ReaderUnexpected() | ServiceGone():
                    pass
        lying = {placement.reader for card in reader_of if (placement := placements.of_card(card)) is not None}
        assert lying >= {name for name in (A, B) if look and VIRTUAL not in look and name in look and look[name].present}


def known(serial: bytes = b"12345678") -> Placements:
    """Placements with a card on A whose chip is known."""
    placements = fresh()
    placements.observe({A: card(1)}, 0.0)
    placements.learn("card-1", serial)
    return placements


def test_known_card_is_told_as_removed_only_after_a_moment() -> None:
    placements = known()
    assert placements.observe({A: NOTHING}, 1.0) == (CardLifted("card-1"),)
    assert placements.observe({A: NOTHING}, 1.0) == ()
    assert placements.is_lifted("card-1")
    assert placements.due(1.0) == pytest.approx(DEBOUNCE_S)
    assert placements.observe({A: NOTHING}, 1.0 + DEBOUNCE_S) == (CardRemoved("card-1"),)
    assert placements.due(5.0) == inf


def test_known_card_that_is_back_has_not_been_away() -> None:
    placements = known()
    placements.observe({A: NOTHING}, 1.0)
    assert placements.observe({A: card(3)}, 1.2) == ()
    (asked,) = placements.unidentified()
    assert placements.unidentified() == ()
    assert placements.identified(asked, b"12345678") == (CardStays("card-1"),)
    assert placements.observe({A: card(3)}, 9.0) == ()
    placement = placements.of_card("card-1")
    assert placement is not None
    assert placement.counter == 3


@pytest.mark.parametrize("serial", [b"87654321", None])
def test_another_card_within_the_moment_is_another_card(serial: bytes | None) -> None:
    placements = known()
    assert placements.observe({A: card(3)}, 1.0) == (CardLifted("card-1"),)
    (asked,) = placements.unidentified()
    assert placements.identified(asked, serial) == (CardRemoved("card-1"), CardPlaced("card-2", A, True))
    assert placements.identified(asked, serial) == ()


def test_card_that_does_not_tell_its_serial_in_time_is_another_card() -> None:
    placements = known()
    placements.observe({A: card(3)}, 1.0)
    assert placements.observe({A: card(3)}, 1.0 + IDENTIFY_LIMIT_S) == (CardRemoved("card-1"), CardPlaced("card-2", A, True))


def test_card_seen_again_too_late_is_another_placement() -> None:
    placements = known()
    placements.observe({A: NOTHING}, 1.0)
    late = 1.0 + DEBOUNCE_S + 0.1
    assert placements.observe({A: card(3)}, late) == (CardRemoved("card-1"), CardPlaced("card-2", A, True))


def test_answer_about_a_card_that_has_left_again_is_not_believed() -> None:
    placements = known()
    placements.observe({A: card(3)}, 1.0)
    (asked,) = placements.unidentified()
    placements.observe({A: NOTHING}, 1.1)
    assert placements.identified(asked, b"12345678") == ()
    assert placements.is_lifted("card-1")


def test_reader_lost_with_its_card_is_told_and_the_other_one_serves_after_a_while() -> None:
    placements = fresh()
    placements.observe({A: card(), B: EMPTY}, 0.0)
    assert placements.observe({B: EMPTY}, 1.0) == (ReaderLost(A),)
    assert placements.observe({B: EMPTY}, 2.0) == ()
    assert placements.observe({B: EMPTY}, 1.0 + LOST_S) == (ReaderAppeared(B),)
    assert placements.observe({A: card(), B: EMPTY}, 20.0) == (ReaderAppeared(A), CardPlaced("card-2", A, True))


def test_reader_lost_without_a_card_is_nothing() -> None:
    placements = fresh()
    placements.observe({A: EMPTY, B: card()}, 0.0)
    assert placements.observe({B: card()}, 1.0) == ()


def test_reader_that_goes_away_with_a_lifted_card_leaves_nothing_undecided() -> None:
    placements = known()
    assert placements.observe({A: NOTHING}, 1.0) == (CardLifted("card-1"),)
    assert CardStays("card-1") in placements.observe({}, 1.1)
