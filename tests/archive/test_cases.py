"""What a service window finds by the number on a slip, and that nobody else finds it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from archive import cases
from archive.__main__ import app
from archive.office import Office
from archive.problems import Problem, Refusal
from archive.store import Lookup

CRIMINAL, FAMILY = "no-criminal-record", "family-relationship"


@pytest.fixture(scope="module")
def window(kiosk_with_quota: Any) -> tuple[Any, Office, str]:
    """A kiosk, its archive, and the token of a service window there."""
    kiosk, office = kiosk_with_quota
    return kiosk, office, cases.add_clerk(office.store, office.clock, "window-3")


def looked_up(kiosk: Any, number: str, authorization: str) -> Any:
    return kiosk.call("GET", f"/v1/cases/{number}", headers={"Authorization": authorization})


def slip_number(kiosk: Any, sample: str, kind: str) -> str:
    return str(kiosk.ask_draft(kiosk.open(sample)["visit"], kind).json()["receipt"]["number"])


@pytest.mark.parametrize(
    ("sample", "kind", "form", "decision"),
    [("record", CRIMINAL, "acceptance", "record"), ("manual", CRIMINAL, "acceptance", "manual"),
     ("undigitised", FAMILY, "retrieval", "not-digitised")],
)  # fmt: skip
def test_the_number_on_a_slip_tells_the_window_its_case(
    window: tuple[Any, Office, str], sample: str, kind: str, form: str, decision: str
) -> None:
    kiosk, _, token = window
    number = slip_number(kiosk, sample, kind)
    case = looked_up(kiosk, number, f"Bearer {token}").json()
    assert (case["number"], case["form"], case["kind"], case["decision"], case["kiosk"]) == (number, form, kind, decision, "WH-0001")
    assert case["subject"] == kiosk.open(sample)["subject"]
    assert (case["hint"] is not None) == (form == "retrieval")


def test_a_report_tells_what_is_to_be_checked_and_what_was_picked(window: tuple[Any, Office, str]) -> None:
    kiosk, _, token = window
    visit = kiosk.open("family")["visit"]
    draft = kiosk.draft(visit, FAMILY, relative=["1"])
    answer = kiosk.call("POST", f"/v1/visits/{visit}/reports", json={"draft": draft, "fields": ["birth", "other"]})
    case = looked_up(kiosk, answer.json()["receipt"]["number"], f"Bearer {token}").json()
    assert (case["form"], case["fields"], case["checks"]) == ("report", ["birth", "other"], "出生日期、其他")
    assert case["picked"]["relative"] == ["1"]


def test_a_number_is_found_as_a_scanner_or_a_hand_gives_it(window: tuple[Any, Office, str]) -> None:
    kiosk, _, token = window
    number = slip_number(kiosk, "record", CRIMINAL)
    for typed in (number.lower(), f" {number}", f"{number}%0A"):
        assert looked_up(kiosk, typed, f"bearer {token}").json()["number"] == number


@pytest.mark.parametrize(
    "authorization", ["", "Bearer ", "Bearer wrong", "Basic d2luZG93LTM6eA==", "Bearer 令牌".encode().decode("latin-1")]
)
def test_without_a_windows_token_nothing_is_told_not_even_whether_the_number_exists(
    window: tuple[Any, Office, str], authorization: str
) -> None:
    kiosk, _, _ = window
    known, unknown = (looked_up(kiosk, n, authorization) for n in (slip_number(kiosk, "record", CRIMINAL), "HZ-2026-999999"))
    assert (known.status_code, known.json()["code"]) == (403, "clerk-only")
    assert known.content == unknown.content


def test_an_unknown_number_is_a_problem_and_no_look(window: tuple[Any, Office, str]) -> None:
    kiosk, office, token = window
    assert looked_up(kiosk, "HZ-2026-999999", f"Bearer {token}").json()["code"] == "receipt-unknown"
    with office.store.read() as session:
        assert session.scalar(select(Lookup.id).where(Lookup.number == "HZ-2026-999999")) is None


def test_every_look_is_written_down_with_who_looked(window: tuple[Any, Office, str]) -> None:
    kiosk, office, token = window
    number = slip_number(kiosk, "manual", CRIMINAL)
    looked_up(kiosk, number, f"Bearer {token}")
    cases.case(office, number, cases.OPERATOR)
    with office.store.read() as session:
        assert list(session.scalars(select(Lookup.clerk).where(Lookup.number == number))) == ["window-3", "operator"]


def test_a_withdrawn_window_finds_nothing_more_and_its_name_is_not_given_again(office: Office) -> None:
    token = cases.add_clerk(office.store, office.clock, "window-9")
    assert cases.clerk_of(office, token) == "window-9"
    assert cases.withdraw_clerk(office.store, office.clock, "window-9")
    assert not cases.withdraw_clerk(office.store, office.clock, "nobody")
    for attempt, problem in (
        (lambda: cases.clerk_of(office, token), Problem.CLERK_ONLY),
        (lambda: cases.add_clerk(office.store, office.clock, "window-9"), Problem.KEY_CONFLICT),
        (lambda: cases.add_clerk(office.store, office.clock, cases.OPERATOR), Problem.KEY_CONFLICT),
    ):
        with pytest.raises(Refusal) as refusal:
            attempt()
        assert refusal.value.problem is problem
    ((name, _since, until),) = cases.clerks(office.store)
    assert (name, until is None) == ("window-9", False)


def test_windows_and_cases_from_the_command_line(office: Office, tmp_path: Path) -> None:
    """The folder is a living archive's: its service takes a new window up at once."""
    run = CliRunner().invoke
    data = ["--data", str(tmp_path)]
    token = run(app, ["clerk", "add", "window-1", *data]).stdout.strip()
    assert cases.clerk_of(office, token) == "window-1"
    assert run(app, ["clerk", "add", "window-1", *data]).exit_code == 2
    assert run(app, ["clerk", "add", "3号窗口", *data]).exit_code == 2
    assert "window-1" in run(app, ["clerk", "list", *data]).stdout
    number = _receipt(office)
    shown = run(app, ["case", number.lower(), *data])
    assert json.loads(shown.stdout)["number"] == number
    unknown = run(app, ["case", "HZ-2026-999999", *data])
    assert (unknown.exit_code, "receipt-unknown" in unknown.stderr) == (2, True)
    assert run(app, ["clerk", "withdraw", "window-1", *data]).exit_code == 0
    assert run(app, ["clerk", "withdraw", "window-7", *data]).exit_code == 2


def _receipt(office: Office) -> str:
    """A receipt without HTTP."""
    from archive.store import Person, Receipt, Visit

    with office.store.write() as session:
        person = session.scalars(select(Person).limit(1)).one()
        now = office.clock()
        visit = Visit(token_sha256="ab" * 32, person_id=person.id, kiosk="WH-0001", demand={}, opened_at=now, expires_at=now)
        session.add(visit)
        session.flush()
        row = Receipt(
            number="HZ-2026-000001", form="acceptance", visit_id=visit.id, person_id=person.id, kind=CRIMINAL, decision="manual",
            hint=None, at=now,
        )  # fmt: skip
        session.add(row)
        return row.number
