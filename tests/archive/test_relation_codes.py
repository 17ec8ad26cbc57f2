"""Whatever code of GB/T 4761 a register has for a relative, the kinship paper says what the register states, and never fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from archive.kinship import NO_KIN, RELATION_WORDS
from archive.office import Office
from archive.register import Person, Relation

FAMILY = "family-relationship"
HIS, WIFE, SON = "record", "1", "2"  # a sample citizen, and the places of his two relatives
GIVEN_OUT = {"01", "02", *(str(code) for code in (10, 11, 12, *range(20, 98), 99))}
"""The codes of GB/T 4761-2008 that stand for a relation; 98 and those below 20 that are not here stand for none."""


@contextmanager
def stated(office: Office, number: str, place: str, code: str) -> Iterator[None]:
    """While it lasts, the register states this code for one relative."""

    def state(wanted: str) -> str:
        with office.store.write() as session:
            person = session.scalars(select(Person).where(Person.id_number == number)).one()
            row = session.scalars(select(Relation).where(Relation.person_id == person.id, Relation.place == int(place))).one()
            before, row.code = row.code, wanted
            return before

    before = state(code)
    try:
        yield
    finally:
        state(before)


def test_the_table_has_every_code_that_the_standard_gives_out() -> None:
    assert set(RELATION_WORDS) == GIVEN_OUT


@pytest.mark.parametrize("code", [f"{code:02}" for code in range(100)])
def test_a_relative_of_any_code_stands_on_the_paper_as_the_register_states(kiosk_with_quota: tuple[Any, Office], code: str) -> None:
    kiosk, office = kiosk_with_quota
    with stated(office, kiosk.evidence(HIS)["identity"]["id_number"], SON, code):
        visit = kiosk.open(HIS)["visit"]
        answer = kiosk.choices(visit, FAMILY)
        assert answer.status_code == 200, answer.text
        offered = {choice["value"]: choice["detail"] for choice in answer.json()["choices"]["relative"]}
        assert WIFE in offered, "one relative's code takes nothing from the others"
        drafted = kiosk.ask_draft(visit, FAMILY, relative=[SON])
    if code in NO_KIN:
        assert SON not in offered
        assert drafted.json()["reason"] == "no-right"
        return
    (relative,) = drafted.json()["content"]["relatives"]
    own = RELATION_WORDS[code].zh if code in RELATION_WORDS else f"关系代码{code}"
    assert (relative["relation_code"], relative["relation"], offered[SON]) == (code, own, own)
    assert relative["pair"]


def test_whoever_stands_with_no_relative_has_no_kinship_paper(kiosk_with_quota: tuple[Any, Office]) -> None:
    kiosk, office = kiosk_with_quota
    number = kiosk.evidence("careful")["identity"]["id_number"]
    with stated(office, number, "1", "99"):
        offers = {kind["id"]: kind["reason"] for kind in kiosk.open("careful")["kinds"]}
    assert offers[FAMILY] == "not-found"
