"""What an operator does when a kiosk has lost its journal."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from archive.filing import Sent, settle
from archive.office import Office
from archive.outcome import Outcome, Status
from archive.problems import Problem, Refusal
from archive.store import Handover, Issuing
from archive.unsettled import settle_number, unsettled

ROOT = Path(__file__).parents[2]


def issued(office: Office, number: str, status: Status, kiosk: str = "WH-0001") -> None:
    with office.store.write() as session:
        document = None if status is Status.ISSUED else "ab" * 32
        session.add(
            Issuing(
                key=f"key-{number}",
                status=status.value,
                number=number,
                kind="birth",
                kiosk=kiosk,
                issued_at=office.clock(),
                document_sha256=document,
            )
        )


def test_numbers_without_an_end_are_listed_and_settled_once(office: Office) -> None:
    for number, status in (
        ("N-1", Status.FILED),
        ("N-2", Status.PRINTED),
        ("N-3", Status.ISSUED),
        ("N-4", Status.UNCONFIRMED),
        ("N-5", Status.VOID),
    ):
        issued(office, number, status)
    issued(office, "N-6", Status.FILED, kiosk="WH-0002")
    assert [row.number for row in unsettled(office.store)] == ["N-1", "N-3", "N-4", "N-6"]
    assert [row.number for row in unsettled(office.store, "WH-0002")] == ["N-6"]
    assert settle_number(office, "N-1", Outcome.PRINTED).status is Status.PRINTED
    assert settle_number(office, "N-1", Outcome.PRINTED).status is Status.PRINTED
    assert settle_number(office, "N-4", Outcome.VOID).status is Status.VOID
    assert [row.number for row in unsettled(office.store, "WH-0001")] == ["N-3"]


@pytest.mark.parametrize(
    ("number", "outcome", "problem"),
    [
        ("N-9", Outcome.VOID, Problem.ISSUING_UNKNOWN),
        ("N-1", Outcome.VOID, Problem.OUTCOME_REFUSED),
        ("N-2", Outcome.PRINTED, Problem.OUTCOME_REFUSED),
    ],
)
def test_what_cannot_be_is_refused(office: Office, number: str, outcome: Outcome, problem: Problem) -> None:
    issued(office, "N-1", Status.PRINTED)
    issued(office, "N-2", Status.ISSUED)
    with pytest.raises(Refusal) as refusal:
        settle_number(office, number, outcome)
    assert refusal.value.problem is problem


@pytest.mark.parametrize(
    ("settled", "told", "problem"),
    [(Outcome.VOID, Outcome.PRINTED, Problem.VOID), (Outcome.PRINTED, Outcome.VOID, Problem.OUTCOME_REFUSED)],
)
def test_what_the_printer_was_given_is_kept_also_when_the_kiosk_says_otherwise_than_the_operator(
    office: Office, settled: Outcome, told: Outcome, problem: Problem
) -> None:
    issued(office, "N-1", Status.UNCONFIRMED)
    settle_number(office, "N-1", settled)
    for _ in range(2):
        with pytest.raises(Refusal) as refusal:
            settle(office, "key-N-1", told, None, None, Sent("image/pwg-raster", "cd" * 32))
        assert refusal.value.problem is problem
    with office.store.read() as session:
        row = session.scalars(select(Handover)).one()
        assert (row.key, row.format, row.sha256) == ("key-N-1", "image/pwg-raster", "cd" * 32)
        assert session.get_one(Issuing, "key-N-1").status == settled.value


def test_the_operators_commands(fresh_archive: Path, tmp_path: Path) -> None:
    shutil.copytree(fresh_archive, tmp_path, dirs_exist_ok=True)

    def run(*words: str) -> Any:
        return subprocess.run(
            [sys.executable, "-m", "archive", *words, "--data", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
        )

    assert json.loads(run("unsettled", "--kiosk", "WH-0001").stdout) == []
    unknown = run("settle", "YS01-2026-000001", "void")
    assert (unknown.returncode, "issuing-unknown" in unknown.stderr) == (2, True)
    assert run("settle", "YS01-2026-000001", "delivered").returncode == 2
