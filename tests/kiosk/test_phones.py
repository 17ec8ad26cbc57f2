"""Papers that go to a phone: what became of them the archive says, while the visit lasts, after it, and after a kill at any point."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from issuing_doubles import DRAFT, ID_NUMBER, VISIT, Fuse, PowerCut, Room

from kiosk.faults import ArchiveFault, PaperFault
from kiosk.journal import State
from kiosk.problems import Code
from kiosk.session.values import Outcome


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.journal.close()


def test_the_link_is_the_public_address_with_the_archives_token(room: Room) -> None:
    paper = room.issue()
    link = room.phones.offer(paper, ID_NUMBER)
    assert (link.url, link.seconds) == (f"https://pickup.example/p/token-{paper.key}", 600.0)
    assert room.states() == [State.OFFERED]


@pytest.mark.parametrize(("fetched", "status"), [(True, "delivered"), (False, "filed")])
def test_a_row_closes_only_when_the_archive_has_said_what_became_of_it(room: Room, fetched: bool, status: str) -> None:
    assert room.by_phone(fetched) is (True if fetched else None)
    assert set(room.archive.status.values()) == {status}
    assert room.states() == ([] if fetched else [State.OFFERED])


def test_the_screen_hears_at_once_when_a_phone_has_it(room: Room) -> None:
    paper = room.issue()
    room.phones.offer(paper, ID_NUMBER)
    asked = []

    def meanwhile() -> bool:
        asked.append(room.now)
        if len(asked) == 3:
            room.archive.fetch(paper.key)
        return False

    room.meanwhile = meanwhile  # type: ignore[method-assign]
    assert room.phones.follow(VISIT, paper) is True
    assert len(asked) == 3


def test_the_screen_hears_that_the_time_is_over(room: Room) -> None:
    paper = room.issue()
    room.phones.offer(paper, ID_NUMBER)
    room.archive.expire(paper.key)
    assert room.phones.follow(VISIT, paper) is False
    assert room.states() == [State.VOID]
    room.outbox.deliver()
    assert room.states() == []


def test_an_archive_that_is_away_while_the_code_is_shown_is_asked_again(room: Room) -> None:
    paper = room.issue()
    room.phones.offer(paper, ID_NUMBER)
    room.archive.fault = Code.ARCHIVE_UNREACHABLE

    def meanwhile() -> bool:
        room.archive.fault = None
        room.archive.fetch(paper.key)
        return False

    room.meanwhile = meanwhile  # type: ignore[method-assign]
    assert room.phones.follow(VISIT, paper) is True


def test_a_link_is_followed_no_longer_than_the_visit_and_settled_by_reconciliation(room: Room) -> None:
    paper = room.issue()
    room.phones.offer(paper, ID_NUMBER)

    def meanwhile() -> bool:
        room.phones.end_visit(VISIT)
        return False

    room.meanwhile = meanwhile  # type: ignore[method-assign]
    assert room.reconciler.run() == 0, "the visit is busy with it"
    assert room.phones.follow(VISIT, paper) is None
    assert room.reconciler.run() == 1
    assert room.states() == [State.OFFERED]
    room.archive.fetch(paper.key)
    room.after_the_restart()
    assert room.states() == []
    assert room.archive.status[paper.key] == "delivered"


def test_a_row_left_open_is_void_when_the_archive_says_expired(room: Room) -> None:
    assert room.by_phone(False) is None
    (key,) = room.archive.links
    room.archive.expire(key)
    room.restart()
    room.after_the_restart()
    assert room.states() == []
    row = room.journal.row(key)
    assert row is not None
    assert (row.outcome, row.reason) == ("void", "phone-expired")


def test_while_the_archive_is_away_the_row_stays_open_and_locks_nothing(room: Room) -> None:
    room.by_phone(False)
    room.restart()
    room.archive.fault = Code.ARCHIVE_UNREACHABLE
    assert room.reconciler.run() == 1
    assert room.states() == [State.OFFERED]
    assert room.journal.unconfirmed() == ()


def test_a_paper_offered_to_a_phone_is_never_printed_and_one_handed_over_is_never_offered(room: Room) -> None:
    offered, printed = room.issue(), room.issue()
    room.phones.offer(offered, ID_NUMBER)
    assert room.print(offered).outcome is Outcome.NOT_PRINTED
    room.print(printed)
    with pytest.raises(PaperFault):
        room.phones.offer(printed, ID_NUMBER)
    assert len(room.printer.jobs) == 1


def test_a_paper_is_offered_to_nobody_else(room: Room) -> None:
    with pytest.raises(PaperFault) as fault:
        room.phones.offer(room.issue(), "150390198001011234")
    assert fault.value.code is Code.PERSON_MISMATCH
    assert room.archive.links == {}
    assert room.states() == [State.VOID]


def test_a_paper_whose_visit_ended_first_is_void_and_not_offered(room: Room) -> None:
    paper = room.issue()
    room.issuing.end_visit(VISIT)
    with pytest.raises(PaperFault):
        room.phones.offer(paper, ID_NUMBER)
    assert room.archive.links == {}


def test_an_archive_that_opened_no_link_is_asked_later_and_the_number_is_void(room: Room) -> None:
    paper = room.issue()
    room.archive.fault = Code.ARCHIVE_SLOW
    with pytest.raises(ArchiveFault):
        room.phones.offer(paper, ID_NUMBER)
    room.archive.fault = None
    room.after_the_restart()
    assert room.states() == []
    assert room.archive.status[paper.key] == "void"


def test_a_withdrawn_link_is_void_at_once_unless_a_phone_was_quicker(room: Room) -> None:
    slow, quick = room.issue(), room.issue()
    for paper in (slow, quick):
        room.phones.offer(paper, ID_NUMBER)
    room.archive.fetch(quick.key)
    for paper in (slow, quick):
        room.phones.withdraw(paper.key)
    room.after_the_restart()
    assert room.archive.status == {slow.key: "void", quick.key: "delivered"}
    assert room.states() == []


def test_a_link_withdrawn_while_the_archive_is_away_ends_by_itself(room: Room) -> None:
    paper = room.issue()
    room.phones.offer(paper, ID_NUMBER)
    room.archive.fault = Code.ARCHIVE_UNREACHABLE
    room.phones.withdraw(paper.key)
    assert room.states() == [State.OFFERED]
    room.archive.fault = None
    room.archive.expire(paper.key)
    room.after_the_restart()
    assert room.states() == []


def test_a_paper_that_was_not_printed_is_void_at_the_archive_before_its_successor_has_a_number(room: Room) -> None:
    first = room.issue()
    room.issuing.void(first.key, "printer-media-jam")
    second = room.issuing.issue(VISIT, "token", DRAFT, ID_NUMBER, instead_of=first.key)
    assert room.archive.status == {first.key: "void", second.key: "filed"}
    assert room.archive.calls.index("void") < len(room.archive.calls) - 1 - room.archive.calls[::-1].index("issue")


def test_a_paper_that_may_have_been_printed_has_no_successor(room: Room) -> None:
    first = room.issue()
    room.print(first)
    with pytest.raises(PaperFault):
        room.issuing.issue(VISIT, "token", DRAFT, ID_NUMBER, instead_of=first.key)
    assert room.archive.status == {first.key: "filed"}


def test_a_successor_waits_for_an_archive_that_cannot_hear_of_the_void_number(room: Room) -> None:
    first = room.issue()
    room.issuing.void(first.key, "printer-media-jam")
    room.archive.fault = Code.ARCHIVE_UNREACHABLE
    with pytest.raises(ArchiveFault):
        room.issuing.issue(VISIT, "token", DRAFT, ID_NUMBER, instead_of=first.key)
    assert len(room.archive.status) == 1


def points_of(fetched: bool, folder: Path) -> int:
    fuse = Fuse()
    room = Room(folder, fuse)
    room.by_phone(fetched)
    room.journal.close()
    return len(fuse.passed)


@pytest.mark.parametrize("fetched", [True, False])
def test_killed_at_any_point_every_number_ends_as_the_archive_saw_it(tmp_path: Path, fetched: bool) -> None:
    """At every point of a visit by phone: afterwards nothing is open, and what a phone has is delivered and nothing else is."""
    (tmp_path / "count").mkdir()
    count = points_of(fetched, tmp_path / "count")
    assert count > 20
    for point in range(1, count + 1):
        folder = tmp_path / str(point)
        folder.mkdir()
        fuse = Fuse(point)
        room = Room(folder, fuse)
        with pytest.raises(PowerCut):
            room.by_phone(fetched)
        fuse.blows_at = None
        room.restart()
        taken = {key for key, stage in room.archive.links.items() if stage == "delivered"}
        room.after_the_restart()
        for key in room.archive.links:
            room.archive.expire(key)
        room.after_the_restart()
        assert room.states() == [], point
        assert {key for key, status in room.archive.status.items() if status == "delivered"} == taken, point
        assert set(room.archive.status.values()) <= {"delivered", "void"}, point
        assert room.printer.jobs == [], point
        room.journal.close()
