"""The counters: each paper once, each visit once, whatever happens in between."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from kiosk.journal import Journal
from kiosk.session.values import Outcome
from kiosk.tally import Count, TallyFile


def printed(journal: Journal, key: str, outcome: Outcome = Outcome.PRINTED) -> None:
    journal.begin(key, "birth")
    journal.registered(key, f"N-{key}")
    journal.rendered(key, 1)
    journal.signed(key, "00")
    journal.filed(key)
    journal.handing_over(key, key)
    journal.settled(key, outcome)


def test_papers_are_counted_from_the_journal_each_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3")
    tally = TallyFile(tmp_path / "tally.json", journal)
    printed(journal, "a")
    printed(journal, "b", Outcome.UNCONFIRMED)
    journal.begin("c", "birth")
    journal.void("c", "cancelled")
    assert tally.count().total == Count(printed=1, void=1)
    journal.settle("N-b", Outcome.NOT_PRINTED)
    assert tally.count().total == Count(printed=1, void=2)
    again = TallyFile(tmp_path / "tally.json", journal)
    assert again.count().total == Count(printed=1, void=2)
    journal.close()


def test_visits_are_counted_and_kept(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3")
    tally = TallyFile(tmp_path / "tally.json", journal)
    for _ in range(3):
        tally.visit_began()
    assert tally.count().today.visits == 3
    assert tally.count().today.visits == 3
    assert TallyFile(tmp_path / "tally.json", journal).count().total.visits == 3
    journal.close()


def test_a_new_day_begins_at_nothing_and_the_whole_goes_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3", lambda: datetime(2026, 11, 23, 12).astimezone())
    day = [date(2026, 11, 23)]
    tally = TallyFile(tmp_path / "tally.json", journal, lambda: day[0])
    tally.visit_began()
    printed(journal, "a")
    first = tally.count()
    assert (first.today, first.since) == (Count(visits=1, printed=1), date(2026, 11, 23))
    day[0] = date(2026, 11, 24)
    second = tally.count()
    assert (second.today, second.total, second.since) == (Count(), Count(visits=1, printed=1), date(2026, 11, 23))
    journal.close()


def test_a_journal_that_was_set_aside_costs_no_count(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3")
    tally = TallyFile(tmp_path / "tally.json", journal)
    printed(journal, "a")
    printed(journal, "b")
    assert tally.count().total.printed == 2
    journal.close()
    fresh = Journal(tmp_path / "another.sqlite3")
    again = TallyFile(tmp_path / "tally.json", fresh)
    printed(fresh, "c")
    assert again.count().total.printed == 3
    fresh.close()


def test_a_file_that_cannot_be_written_loses_nothing_before_the_restart(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3")
    (tmp_path / "tally.json").mkdir()
    tally = TallyFile(tmp_path / "tally.json", journal)
    tally.visit_began()
    printed(journal, "a")
    assert tally.count().total == tally.count().total == Count(visits=1, printed=1)
    journal.close()
