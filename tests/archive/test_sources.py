"""A source outside that does not answer: nothing is made up, nothing registered, no number used."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from archive import outside
from archive.datasets import DATASETS
from archive.outside import BORDERS, SOURCES, TRAFFIC, SourceState
from archive.store import Draft, Issuing, Receipt, Series

BORDER_KIND, VEHICLE_KIND = "exit-entry", "vehicle-violations"


@pytest.fixture
def service(kiosk_with_quota: Any) -> Any:
    kiosk, office = kiosk_with_quota
    yield kiosk, office
    mark(office, BORDERS, up=True)


def mark(office: Any, source: str, up: bool) -> None:
    with office.store.write() as session:
        outside.mark(session, source, up, office.clock())


def counted(office: Any) -> list[Any]:
    with office.store.read() as session:
        return [
            session.scalar(select(func.count()).select_from(Receipt)),
            session.scalar(select(func.count()).select_from(Issuing)),
            session.scalar(select(func.count()).select_from(Draft)),
            sorted((row.name, row.last) for row in session.scalars(select(Series))),
        ]


def test_with_the_source_down_the_menu_choices_and_drafts_say_so_and_nothing_is_registered(service: Any) -> None:
    kiosk, office = service
    visit = kiosk.open("traveller")["visit"]
    before = counted(office)
    mark(office, BORDERS, up=False)
    reasons = {kind["id"]: kind["reason"] for kind in kiosk.open("traveller")["kinds"]}
    assert reasons[BORDER_KIND] == "source-down"
    assert reasons[VEHICLE_KIND] != "source-down"
    choices = kiosk.choices(visit, BORDER_KIND)
    assert (choices.status_code, choices.json()["code"]) == (409, "source-down")
    answer = kiosk.post_draft(visit, BORDER_KIND, {})
    assert (answer.status_code, answer.json()) == (200, {"outcome": "refused", "reason": "source-down", "receipt": None})
    assert counted(office) == before


def test_a_source_that_goes_down_after_the_draft_stops_the_issue_and_uses_up_no_number(service: Any) -> None:
    kiosk, office = service
    visit = kiosk.open("traveller")["visit"]
    draft = kiosk.post_draft(visit, BORDER_KIND, kiosk.picks(visit, BORDER_KIND)).json()["draft"]
    mark(office, BORDERS, up=False)
    before = counted(office)
    answer = kiosk.put(uuid.uuid4().hex, draft, visit)
    assert (answer.status_code, answer.json()["code"]) == (409, "source-down")
    assert counted(office) == before
    mark(office, BORDERS, up=True)
    assert kiosk.put(uuid.uuid4().hex, draft, visit).json()["number"].endswith("-000001")


def test_every_outside_source_is_one_an_operator_can_name() -> None:
    assert {dataset.outside for dataset in DATASETS.values()} == {None, *SOURCES}


def test_a_state_is_kept_with_the_moment_it_began(office: Any, clock: Any) -> None:
    mark(office, TRAFFIC, up=False)
    began = clock()
    clock.forward(hours=1)
    mark(office, TRAFFIC, up=False)
    with office.store.read() as session:
        assert session.get_one(SourceState, TRAFFIC).since == began
    with pytest.raises(ValueError, match="known sources"):
        mark(office, "weather", up=False)
