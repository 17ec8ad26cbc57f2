"""Ratings: counts and nothing else, each counted once however often it is sent."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, inspect, select
from typer.testing import CliRunner

from archive import ratings
from archive.__main__ import app
from archive.office import Office
from archive.ratings import Rating, Tally
from archive.store import RatingBatch, RatingCount

TODAY = date(2026, 11, 24)
KIND = "family-relationship"


def test_a_batch_is_counted_once_however_often_it_is_sent(kiosk_with_quota: Any, another_key: Any) -> None:
    kiosk, office = kiosk_with_quota
    body = {"kiosk": "WH-0077", "batch": another_key(), "ratings": [{"day": str(TODAY), "kind": KIND, "level": 5, "count": 2}]}
    for _ in range(3):
        assert kiosk.call("POST", "/v1/ratings", json=body).status_code == 204
    assert kiosk.call("POST", "/v1/ratings", json={**body, "batch": another_key()}).status_code == 204
    assert ratings.tallies(office.store, None, None, "WH-0077") == (Tally("WH-0077", KIND, (4, 0, 0, 0, 0)),)
    assert 'archive_ratings_total{level="5"} 4.0' in kiosk.call("GET", "/metrics").text


def test_what_is_kept_of_a_rating_is_a_count() -> None:
    assert {column.name for column in inspect(RatingCount).columns} == {"day", "kiosk", "kind", "level", "count"}
    assert {column.name for column in inspect(RatingBatch).columns} == {"id", "day"}


@pytest.mark.parametrize(
    "change",
    [
        {"level": 0},
        {"level": 6},
        {"count": 0},
        {"day": "2026-01-01"},
        {"day": "2026-12-24"},
        {"kind": "张三"},
        {"visit": "x"},
        {"day": None},
    ],
)
def test_a_rating_that_cannot_be_is_refused(kiosk: Any, another_key: Any, change: dict[str, Any]) -> None:
    row = {"day": str(TODAY), "kind": KIND, "level": 3, "count": 1, **change}
    answer = kiosk.call("POST", "/v1/ratings", json={"kiosk": "WH-0001", "batch": another_key(), "ratings": [row]})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


_RATING = st.builds(
    Rating, st.integers(-31, 1).map(lambda days: TODAY + timedelta(days=days)), st.sampled_from(["birth", "several"]),
    st.integers(1, 5), st.integers(1, 50),
)  # fmt: skip


@given(batches=st.lists(st.lists(_RATING, min_size=1, max_size=5), min_size=1, max_size=4), data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sums_are_those_of_the_batches_in_whatever_order_and_however_often_they_come(
    office: Office, batches: list[list[Rating]], data: st.DataObject
) -> None:
    with office.store.write() as session:
        session.query(RatingCount).delete()
        session.query(RatingBatch).delete()
    sent = data.draw(st.permutations([*enumerate(batches), *enumerate(batches)]))
    for number, batch in sent:
        ratings.count(office, "WH-0001", f"batch-{number:03}", batch)
    wanted = sum(rating.count for batch in batches for rating in batch)
    assert sum(tally.total for tally in ratings.tallies(office.store, None, None, None)) == wanted


def test_batches_are_forgotten_and_counts_stay(office: Office, clock: Any) -> None:
    ratings.count(office, "WH-0001", "batch-001", [Rating(TODAY, KIND, 1, 1)])
    clock.forward(days=41)
    ratings.forget_batches(office)
    with office.store.read() as session:
        assert session.scalar(select(func.count()).select_from(RatingBatch)) == 0
    assert ratings.tallies(office.store, None, None, None)[0].total == 1


def test_the_command_shows_what_citizens_thought(office: Office, tmp_path: Path) -> None:
    said = [Rating(TODAY, KIND, 5, 6), Rating(TODAY, KIND, 2, 2), Rating(TODAY - timedelta(days=1), "birth", 1, 1)]
    ratings.count(office, "WH-0001", "batch-001", said)
    run = CliRunner().invoke
    lines = run(app, ["ratings", "--data", str(tmp_path)]).stdout.splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["WH-0001", "birth", "0", "0", "0", "0", "1", "1", "0.0%"],
        ["WH-0001", KIND, "6", "0", "0", "2", "0", "8", "75.0%"],
        ["all", "6", "0", "0", "2", "1", "9", "66.7%"],
    ]
    today = json.loads(run(app, ["ratings", "--since", str(TODAY), "--json", "--data", str(tmp_path)]).stdout)
    assert [(row["kind"], row["counts"]["5"], row["content"]) for row in today] == [(KIND, 6, 0.75)]
    assert run(app, ["ratings", "--kiosk", "WH-0002", "--data", str(tmp_path)]).stdout.splitlines()[1].split()[-1] == "-"
