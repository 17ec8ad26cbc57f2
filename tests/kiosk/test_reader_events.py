"""A removal opens the gate before the printer, so it is told only when somebody has looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from idcard import placements
from idcard.pcsc import Look
from idcard.reader import CardFault, ReaderProfile
from kiosk.problems import Code
from kiosk.reader_events import CODE_OF_FAULT, translated
from kiosk.session.events import CardPlaced, CardRemoved, Event, HealthChanged
from kiosk.session.values import Part


def _told(looks: Sequence[Mapping[str, Look] | None]) -> list[Event]:
    """What the session hears when the readers look like this, ten seconds after one another."""
    seen = placements.Placements([ReaderProfile("R*", "storage-page")], allow_virtual=False)
    return [translated(event) for index, look in enumerate(looks) for event in seen.observe(look, 10.0 * index)]


CARD, EMPTY = Look(True, 1), Look(False, 2)


@pytest.mark.parametrize(
    "gone", [None, {}, {"Other": EMPTY}, {"Virtual PCD 00 00": EMPTY, "R1": CARD}], ids=["pcscd", "reader", "foreign", "virtual"]
)
def test_a_reader_or_service_that_is_gone_is_never_told_as_a_removal(gone: Mapping[str, Look] | None) -> None:
    told = _told([{"R1": CARD}, gone])
    assert told[:2] == [HealthChanged(Part.READER, None), CardPlaced("card-1")]
    assert len(told) == 3
    assert isinstance(told[2], HealthChanged)
    assert told[2].problem is not None


def test_one_of_two_readers_that_is_gone_is_never_told_as_a_removal() -> None:
    assert not any(isinstance(event, CardRemoved) for event in _told([{"R1": CARD, "R2": EMPTY}, {"R2": EMPTY}]))


def test_a_reader_that_is_back_and_empty_tells_the_removal() -> None:
    assert CardRemoved("card-1") in _told([{"R1": CARD}, None, {"R1": EMPTY}, {"R1": EMPTY}])


def test_a_card_that_lies_there_when_the_reader_is_back_is_a_new_placement_and_no_removal() -> None:
    told = _told([{"R1": CARD}, None, {"R1": Look(True, 9)}])
    assert told[-1] == CardPlaced("card-2")
    assert not any(isinstance(event, CardRemoved) for event in told)


def test_a_reader_lost_with_its_card_is_a_problem_until_the_other_one_may_serve() -> None:
    told = _told([{"R1": CARD, "R2": EMPTY}, {"R2": EMPTY}, {"R2": EMPTY}])
    assert told[-2:] == [HealthChanged(Part.READER, Code.READER_MISSING), HealthChanged(Part.READER, None)]


def test_every_way_in_which_a_card_cannot_be_read_is_a_problem() -> None:
    assert set(CODE_OF_FAULT) == set(CardFault)
