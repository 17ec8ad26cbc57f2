"""The journal: only allowed steps, whole or not at all, for several threads and processes, and honest when it cannot be written."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from issuing_doubles import Fuse, FusedJournal, PowerCut, break_writes, mend_writes

from kiosk.journal import IllegalTransition, Journal, JournalUnusable, NumberTaken, State, UnknownNumber
from kiosk.journal_states import ALLOWED, AT_THE_ARCHIVE, ENDED, NEVER_SUBMITTED, PERHAPS_SUBMITTED
from kiosk.problems import Code
from kiosk.session.values import Outcome


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "journal.sqlite3")
    yield made
    made.close()


STEPS: dict[State, Callable[[Journal, str], None]] = {
    State.INTENDED: lambda journal, key: journal.begin(key, "no-criminal-record"),
    State.REGISTERED: lambda journal, key: journal.registered(key, f"N-{key}"),
    State.RENDERED: lambda journal, key: journal.rendered(key, 3),
    State.SIGNED: lambda journal, key: journal.signed(key, "ab" * 32),
    State.FILED: lambda journal, key: journal.filed(key),
    State.OFFERED: lambda journal, key: journal.offered(key),
    State.DELIVERED: lambda journal, key: journal.delivered(key),
    State.HANDING_OVER: lambda journal, key: journal.handing_over(key, f"job-{key}"),
    State.ACCEPTED: lambda journal, key: journal.accepted(key, 7),
    State.PRINTED: lambda journal, key: journal.settled(key, Outcome.PRINTED),
    State.NOT_PRINTED: lambda journal, key: journal.settled(key, Outcome.NOT_PRINTED, "print-failed"),
    State.UNCONFIRMED: lambda journal, key: journal.settled(key, Outcome.UNCONFIRMED, "print-unconfirmed"),
    State.VOID: lambda journal, key: _void(journal, key),
    State.CLOSED: lambda journal, key: journal.closed(key),
}


def _void(journal: Journal, key: str) -> None:
    row = journal.row(key)
    if row is not None and row.state is State.OFFERED:
        journal.not_taken(key, "phone-expired")
    elif not journal.void(key, "cancelled"):
        raise IllegalTransition(row.state if row else None, State.VOID)


def bring(journal: Journal, key: str, *states: State) -> None:
    for state in states:
        STEPS[state](journal, key)


def bring_many(journal: Journal, count: int) -> None:
    for number in range(count):
        journal.begin(f"k{number}", "birth" * 200)


TO_UNCONFIRMED = (
    State.INTENDED,
    State.REGISTERED,
    State.RENDERED,
    State.SIGNED,
    State.FILED,
    State.HANDING_OVER,
    State.ACCEPTED,
    State.UNCONFIRMED,
)


def test_the_table_of_transitions_names_every_state() -> None:
    assert set(ALLOWED) == set(State)
    assert NEVER_SUBMITTED | PERHAPS_SUBMITTED | AT_THE_ARCHIVE | ENDED | {State.CLOSED} == set(State)


def test_a_paper_can_be_handed_over_only_once_on_any_way_through_the_table() -> None:
    reachable: set[State] = set()
    waiting = set(ALLOWED[State.HANDING_OVER])
    while waiting:
        state = waiting.pop()
        reachable.add(state)
        waiting |= ALLOWED[state] - reachable
    assert State.HANDING_OVER not in reachable
    assert not reachable & NEVER_SUBMITTED


def test_what_was_offered_to_a_phone_never_goes_to_the_printer() -> None:
    reachable, waiting = {State.OFFERED}, set(ALLOWED[State.OFFERED])
    while waiting:
        reachable.add(state := waiting.pop())
        waiting |= ALLOWED[state] - reachable
    assert reachable == {State.OFFERED, State.DELIVERED, State.VOID, State.CLOSED}


def test_every_way_through_the_table_ends_closed() -> None:
    for state in State:
        assert state is State.CLOSED or ALLOWED[state]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(list(State)), max_size=14))
def test_any_order_of_steps_leaves_the_row_where_the_last_allowed_one_put_it(steps: list[State]) -> None:
    with TemporaryDirectory(dir="/dev/shm") as folder:
        journal = Journal(Path(folder) / "journal.sqlite3")
        now: State | None = None
        walked = []
        for step in steps:
            legal = step is State.INTENDED if now is None else step in ALLOWED[now]
            if legal:
                STEPS[step](journal, "k")
                now = step
                walked.append(step)
            else:
                with pytest.raises(IllegalTransition) as refusal:
                    STEPS[step](journal, "k")
                assert refusal.value.before is now
        row = journal.row("k")
        assert (row.state if row else None) is now
        assert journal.steps("k") == tuple(walked)
        journal.close()


def test_a_row_is_on_the_disk_before_begin_returns(journal: Journal, tmp_path: Path) -> None:
    journal.begin("k", "birth")
    other = Journal(tmp_path / "journal.sqlite3")
    assert [row.key for row in other.open_rows()] == ["k"]
    other.close()


def test_every_commit_reaches_the_disk(journal: Journal) -> None:
    journal.begin("k", "birth")
    assert journal._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_cut_inside_a_commit_undoes_the_whole_step(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    fuse = Fuse()
    journal = FusedJournal(path, fuse)
    journal.begin("k", "birth")
    fuse.blows_at = len(fuse.passed) + 2
    with pytest.raises(PowerCut):
        journal.registered("k", "N-1")
    journal.close()
    after = Journal(path)
    row = after.row("k")
    assert row is not None
    assert (row.state, row.number, after.steps("k")) == (State.INTENDED, None, (State.INTENDED,))
    after.close()


def test_void_is_refused_silently_once_the_paper_may_be_at_the_printer(journal: Journal) -> None:
    bring(journal, "k", *TO_UNCONFIRMED[:6])
    assert journal.void("k", "cancelled") is False
    row = journal.row("k")
    assert row is not None
    assert row.state is State.HANDING_OVER


def test_settle_lifts_the_lock_and_may_be_repeated(journal: Journal) -> None:
    bring(journal, "k", *TO_UNCONFIRMED)
    assert journal.unconfirmed() == ("N-k",)
    assert journal.settle("N-k", Outcome.PRINTED).state is State.PRINTED
    assert journal.settle("N-k", Outcome.PRINTED).state is State.PRINTED
    assert journal.unconfirmed() == ()
    with pytest.raises(IllegalTransition):
        journal.settle("N-k", Outcome.NOT_PRINTED)


def test_settle_knows_only_numbers_of_this_journal_and_only_unconfirmed_ones(journal: Journal) -> None:
    with pytest.raises(UnknownNumber):
        journal.settle("N-none", Outcome.PRINTED)
    bring(journal, "k", *TO_UNCONFIRMED[:5])
    with pytest.raises(IllegalTransition):
        journal.settle("N-k", Outcome.PRINTED)
    bring(journal, "m", *TO_UNCONFIRMED)
    with pytest.raises(IllegalTransition):
        journal.settle("N-m", Outcome.UNCONFIRMED)


def test_another_process_settles_while_the_kiosk_holds_the_journal_open(journal: Journal, tmp_path: Path) -> None:
    bring(journal, "k", *TO_UNCONFIRMED)
    program = (
        "import sys; from pathlib import Path; from kiosk.journal import Journal; from kiosk.session.values import Outcome; "
        "Journal(Path(sys.argv[1])).settle('N-k', Outcome.NOT_PRINTED)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "journal.sqlite3")], check=True, timeout=30)
    assert journal.unconfirmed() == ()
    row = journal.row("k")
    assert row is not None
    assert (row.state, row.outcome) == (State.NOT_PRINTED, "not-printed")


def test_many_threads_and_two_connections_lose_no_step(journal: Journal, tmp_path: Path) -> None:
    second = Journal(tmp_path / "journal.sqlite3")

    def work(name: str, mine: Journal) -> None:
        for number in range(5):
            bring(mine, f"{name}{number}", *TO_UNCONFIRMED[:4])

    threads = [threading.Thread(target=work, args=(name, mine)) for name, mine in (("a", journal), ("b", journal), ("c", second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row.key for row in journal.open_rows()) == sorted(f"{name}{number}" for name in "abc" for number in range(5))
    assert {row.state for row in journal.open_rows()} == {State.SIGNED}
    second.close()


def test_one_of_two_that_hand_over_the_same_paper_is_refused(journal: Journal, tmp_path: Path) -> None:
    bring(journal, "k", *TO_UNCONFIRMED[:5])
    second = Journal(tmp_path / "journal.sqlite3")
    came = []
    both = threading.Barrier(2)

    def hand_over(mine: Journal, name: str) -> None:
        both.wait()
        try:
            mine.handing_over("k", name)
            came.append(name)
        except IllegalTransition:
            came.append("refused")

    threads = [threading.Thread(target=hand_over, args=pair) for pair in ((journal, "one"), (second, "two"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert came.count("refused") == 1
    second.close()


def test_a_number_given_twice_is_refused_and_the_journal_stays_usable(journal: Journal) -> None:
    bring(journal, "k", State.INTENDED, State.REGISTERED)
    journal.begin("m", "birth")
    with pytest.raises(NumberTaken):
        journal.registered("m", "N-k")
    journal.probe()


@pytest.mark.parametrize("break_it", ["garbage", "folder", "another-program's"])
def test_a_file_that_is_no_journal_is_told_as_unusable(tmp_path: Path, break_it: str) -> None:
    path = tmp_path / "journal.sqlite3"
    match break_it:
        case "garbage":
            path.write_bytes(b"not a database" * 1000)
        case "folder":
            path.mkdir()
        case _:
            with sqlite3.connect(path) as other:
                other.execute("PRAGMA user_version=99")
            other.close()
    journal = Journal(path)
    with pytest.raises(JournalUnusable) as fault:
        journal.begin("k", "birth")
    assert fault.value.code is Code.JOURNAL_UNUSABLE
    journal.close()


def test_a_journal_that_could_not_be_opened_is_tried_again_with_every_call(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.write_text("a file where the folder should be")
    journal = Journal(folder / "journal.sqlite3")
    with pytest.raises(JournalUnusable):
        journal.probe()
    folder.unlink()
    journal.probe()
    journal.begin("k", "birth")
    journal.close()


def test_a_full_disk_is_told_as_full_and_the_step_is_not_taken(journal: Journal) -> None:
    journal.begin("k", "birth")
    pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
    journal._connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(JournalUnusable) as fault:
        bring_many(journal, 500)
    assert fault.value.code is Code.DISK_FULL
    journal._connection.execute("PRAGMA max_page_count=1000000")
    journal.registered("k", "N-1")


def test_a_read_only_disk_is_found_by_the_probe_and_forgotten_when_it_is_over(journal: Journal) -> None:
    journal.probe()
    break_writes(journal)
    with pytest.raises(JournalUnusable):
        journal.probe()
    mend_writes(journal)
    journal.probe()


def test_another_file_in_its_place_is_a_fault(journal: Journal, tmp_path: Path) -> None:
    journal.probe()
    for file in tmp_path.glob("journal.sqlite3*"):
        file.rename(tmp_path / f"moved-{file.name}")
    with pytest.raises(JournalUnusable):
        journal.probe()
    other = Journal(tmp_path / "journal.sqlite3")
    other.probe()
    other.close()
    with pytest.raises(JournalUnusable):
        journal.probe()


def test_old_closed_rows_are_forgotten_and_open_ones_never(tmp_path: Path) -> None:
    moment = [datetime(2026, 1, 1, tzinfo=UTC)]
    journal = Journal(tmp_path / "journal.sqlite3", now=lambda: moment[0])
    bring(journal, "old", State.INTENDED, State.VOID, State.CLOSED)
    journal.begin("open", "birth")
    moment[0] += timedelta(days=91)
    bring(journal, "new", State.INTENDED, State.VOID, State.CLOSED)
    assert journal.prune() == 1
    assert [row["key"] for row in journal.rows_for_control()] == ["open", "new"]
    journal.close()


def test_rows_for_the_control_socket_are_plain_values(journal: Journal) -> None:
    bring(journal, "k", *TO_UNCONFIRMED)
    (row,) = journal.rows_for_control()
    assert row["state"] == "unconfirmed"
    assert row["number"] == "N-k"
    assert {type(value) for value in row.values()} <= {str, int, type(None)}


def test_the_file_is_for_the_kiosk_alone(journal: Journal, tmp_path: Path) -> None:
    journal.probe()
    assert (tmp_path / "journal.sqlite3").stat().st_mode & 0o077 == 0
