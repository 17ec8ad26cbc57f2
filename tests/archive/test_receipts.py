from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from archive.conformity import breaches
from archive.datasets import SCHEMAS
from archive.store import Issuing, Receipt, Series

CRIMINAL, FAMILY, BIRTH, DEATH = "no-criminal-record", "family-relationship", "birth", "death"


def receipt(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()["receipt"]
    return found


@pytest.mark.parametrize(
    ("sample", "kind", "form", "prefix", "days"),
    [("record", CRIMINAL, "acceptance", "HZ-2026-", 3), ("manual", CRIMINAL, "acceptance", "HZ-2026-", 3),
     ("undigitised", FAMILY, "retrieval", "DJ-2026-", 5), ("mourner", DEATH, "retrieval", "DJ-2026-", 5)],
)  # fmt: skip
def test_a_referral_comes_with_its_slip(kiosk: Any, sample: str, kind: str, form: str, prefix: str, days: int) -> None:
    opened = kiosk.open(sample)
    slip = receipt(kiosk.ask_draft(opened["visit"], kind))
    assert (slip["form"], slip["days"], slip["number"][:8]) == (form, days, prefix)
    content = slip["content"]
    assert list(breaches(content, SCHEMAS["receipt"])) == []
    assert (content["number"], content["subject"], content["kind"]["id"]) == (slip["number"], opened["subject"], kind)
    assert (content["hint"] is None) == (form == "acceptance")


def test_a_retrieval_slip_says_which_volume_to_fetch(kiosk: Any) -> None:
    hints = [receipt(kiosk.ask_draft(kiosk.open("undigitised")["visit"], kind))["content"]["hint"] for kind in (FAMILY, BIRTH)]
    assert "常住人口登记表" in hints[0]
    assert "1968年出生登记" in hints[1]


def test_no_slip_for_what_does_not_go_on_at_the_window(kiosk: Any) -> None:
    for sample, kind in (("alone", FAMILY), ("child", CRIMINAL)):
        assert receipt(kiosk.ask_draft(kiosk.open(sample)["visit"], kind)) is None


def test_a_refused_kind_needs_no_picks_for_its_slip(kiosk: Any) -> None:
    visit = kiosk.open("undigitised")["visit"]
    assert receipt(kiosk.post_draft(visit, FAMILY, {}))["number"] == receipt(kiosk.ask_draft(visit, FAMILY, relative=["1"]))["number"]


def test_one_visit_and_kind_has_one_receipt_and_numbers_run_without_gaps(kiosk_with_quota: Any) -> None:
    kiosk, office = kiosk_with_quota
    for _ in range(3):
        visit = kiosk.open("record")["visit"]
        numbers = {receipt(kiosk.ask_draft(visit, CRIMINAL))["number"] for _ in range(3)}
        assert len(numbers) == 1
        kiosk.ask_draft(kiosk.open("undigitised")["visit"], FAMILY)
    with office.store.read() as session:
        for prefix, series in (("HZ", "receipt:acceptance"), ("DJ", "receipt:retrieval")):
            given = sorted(session.scalars(select(Receipt.number).where(Receipt.number.startswith(prefix))))
            assert given == [f"{prefix}-2026-{n:06}" for n in range(1, len(given) + 1)]
            assert session.get_one(Series, (series, 2026)).last == len(given)


def test_a_receipt_uses_up_no_certificate_number(kiosk_with_quota: Any) -> None:
    kiosk, office = kiosk_with_quota
    with office.store.read() as session:
        before = session.scalar(select(func.count()).select_from(Issuing))
    kiosk.ask_draft(kiosk.open("manual")["visit"], CRIMINAL)
    with office.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Issuing)) == before


def test_why_somebody_was_referred_stays_in_the_archive(kiosk_with_quota: Any) -> None:
    kiosk, office = kiosk_with_quota
    slips = [receipt(kiosk.ask_draft(kiosk.open(sample)["visit"], CRIMINAL)) for sample in ("record", "manual")]
    with office.store.read() as session:
        assert [session.get_one(Receipt, slip["number"]).decision for slip in slips] == ["record", "manual"]
    assert not [word for slip in slips for word in ("record", "manual", "clear") if f'"{word}"' in str(slip).replace("'", '"')]


@contextmanager
def statements() -> Iterator[list[str]]:
    """What requests say to any database while the block runs; the broom, which comes once a minute, is no request."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not threading.current_thread().name.startswith("asyncio_"):
            said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_record_and_a_doubt_take_the_same_way_through_the_archive_statement_by_statement(kiosk_with_quota: Any) -> None:
    kiosk, _ = kiosk_with_quota
    ways = []
    for sample in ("record", "manual"):
        visit = kiosk.open(sample)["visit"]
        with statements() as said:
            kiosk.ask_draft(visit, CRIMINAL)
        ways.append(said)
    assert ways[0]
    assert ways[0] == ways[1]
