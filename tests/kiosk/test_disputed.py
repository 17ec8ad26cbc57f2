"""A number of which kiosk and archive say different things is a fault with what each side says and what brings it to an end."""

from __future__ import annotations

from pathlib import Path

import pytest
from issuing_doubles import MemoryArchive

import kiosk.check_journal
import kiosk.commands.as_archived
from config.settings import Settings, load
from kiosk.check import Finding
from kiosk.check_journal import journal_findings
from kiosk.commands import settle
from kiosk.commands.as_archived import command
from kiosk.journal import Journal, State
from kiosk.journal_place import journal_path
from kiosk.problems import Code, problem
from kiosk.session.values import Outcome

ROOT = Path(__file__).resolve().parents[2]
NUMBER = "YS01-2026-000001"


class Place:
    """A kiosk's configuration, its journal with one paper, and an archive in memory."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "kiosk.toml"
        text = (ROOT / "config" / "demo.toml").read_text(encoding="utf-8")
        self.config.write_text(text.replace('data_dir = ".run/demo"', f'data_dir = "{folder}"'), encoding="utf-8")
        self.settings: Settings = load(self.config)
        assert self.settings.kiosk.data_dir == folder
        self.archive = MemoryArchive()

    def paper(self, outcome: Outcome, there: str, refused: str | None) -> None:
        journal = Journal(journal_path(self.settings))
        journal.begin("k", "birth")
        assert self.archive.issue("k", "draft", "token").number == NUMBER
        journal.registered("k", NUMBER)
        journal.rendered("k", 1)
        journal.signed("k", "ab" * 32)
        journal.filed("k")
        journal.handing_over("k", "job-k")
        journal.settled("k", outcome)
        if refused is not None:
            journal.refused("k", refused)
        journal.close()
        self.archive.status["k"] = there

    def found(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in journal_findings(self.settings, "room") if not finding.ok)

    def state(self) -> State:
        journal = Journal(journal_path(self.settings))
        row = journal.row("k")
        journal.close()
        assert row is not None
        return row.state


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    made = Place(tmp_path)
    for module in (kiosk.check_journal, kiosk.commands.as_archived):
        monkeypatch.setattr(module, "archive_client", lambda _: made.archive)
    return made


@pytest.mark.parametrize(
    ("outcome", "there", "said", "remedies"),
    [
        (Outcome.PRINTED, "void", "here printed", ("destroyed", f"settle {NUMBER} as-archived")),
        (Outcome.NOT_PRINTED, "printed", "here not-printed", ("stays valid", f"settle {NUMBER} as-archived")),
        (Outcome.NOT_PRINTED, "delivered", "here not-printed", ("stays valid", f"settle {NUMBER} as-archived")),
        (Outcome.PRINTED, "filed", "here printed", (f"python -m archive settle {NUMBER} printed", "closes by itself")),
        (Outcome.UNCONFIRMED, "void", "here unconfirmed", (f"settle {NUMBER} not-printed", "Destroy")),
        (Outcome.UNCONFIRMED, "printed", "here unconfirmed", (f"settle {NUMBER} printed`", "agrees")),
        (Outcome.UNCONFIRMED, "filed", "here unconfirmed", (f"settle {NUMBER} printed` or `not-printed`",)),
    ],
)
def test_a_refused_outcome_is_a_fault_with_number_both_sides_and_remedy(
    place: Place, outcome: Outcome, there: str, said: str, remedies: tuple[str, ...]
) -> None:
    place.paper(outcome, there, "outcome-refused")
    finding = place.found()[-1]
    assert finding.code == Code.ARCHIVE_REFUSED.value
    for word in (NUMBER, said, f"has it as {there}", "outcome-refused"):
        assert word in finding.detail
    assert finding.remedy is not None
    for word in remedies:
        assert word in finding.remedy


def test_a_refused_outcome_is_a_fault_also_while_the_archive_is_away(place: Place) -> None:
    place.paper(Outcome.PRINTED, "void", "void")
    place.archive.fault = Code.ARCHIVE_UNREACHABLE
    (finding,) = place.found()
    assert "not known" in finding.detail
    assert "as-archived" in str(finding.remedy)


def test_an_outcome_that_only_waits_is_no_fault(place: Place) -> None:
    place.paper(Outcome.PRINTED, "filed", None)
    (finding,) = journal_findings(place.settings, "room")
    assert finding.ok
    assert "1 outcomes wait" in finding.detail


@pytest.mark.parametrize(
    ("outcome", "there", "refused", "status", "state", "said"),
    [
        (Outcome.PRINTED, "void", "void", 0, State.CLOSED, f"{NUMBER}: void, as the archive has it"),
        (Outcome.NOT_PRINTED, "printed", "outcome-refused", 0, State.CLOSED, f"{NUMBER}: printed, as the archive has it"),
        (Outcome.PRINTED, "filed", "document-mismatch", 1, State.PRINTED, "python -m archive settle"),
        (Outcome.UNCONFIRMED, "void", "void", 1, State.UNCONFIRMED, f"settle {NUMBER} not-printed"),
        (Outcome.PRINTED, "printed", None, 1, State.PRINTED, "refuses nothing"),
    ],
)
def test_a_row_is_closed_as_the_archive_has_it_only_once_that_is_final_there(
    place: Place,
    capsys: pytest.CaptureFixture[str],
    outcome: Outcome,
    there: str,
    refused: str | None,
    status: int,
    state: State,
    said: str,
) -> None:
    place.paper(outcome, there, refused)
    assert command(NUMBER, place.config) == status
    printed = capsys.readouterr()
    assert said in printed.out + printed.err
    assert place.state() is state


def test_nothing_is_closed_while_the_archive_cannot_be_asked(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.paper(Outcome.PRINTED, "void", "void")
    place.archive.fault = Code.ARCHIVE_UNREACHABLE
    assert command(NUMBER, place.config) == 1
    assert capsys.readouterr().err
    assert place.state() is State.PRINTED


def test_a_damaged_journal_is_told_by_both_commands_that_close_a_row(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.paper(Outcome.PRINTED, "void", "void")
    journal_path(place.settings).write_bytes(b"no database at all, and long enough to be looked at" * 40)
    for close in (lambda: command(NUMBER, place.config), lambda: settle.command(NUMBER, "printed", place.config)):
        assert close() == 1
        assert problem(Code.JOURNAL_UNUSABLE).remedy in capsys.readouterr().err
