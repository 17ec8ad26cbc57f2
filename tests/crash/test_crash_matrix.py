"""Killed at every point and started again, on real parts: every number is accounted for, and no paper is printed twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

import pytest

from kiosk.journal_states import State
from tests.crash import table
from tests.crash.boundaries import ARCHIVE, JOURNAL
from tests.crash.lanes import Lanes, lanes_in
from tests.crash.life import Windowless
from tests.crash.matrix import Bench, Result
from tests.crash.points import AT_ARCHIVE, NEW_STARTS, POINTS, SCRIPTS, Cut, Meets, Point
from tests.crash.stage import Nursery

pytestmark = pytest.mark.real

LANES = 2  # most of a point's time is waiting, so two share a core well


@dataclass(frozen=True)
class Matrix:
    """The lanes, and what has been begun on them."""

    lanes: Lanes
    results: Mapping[Point, Future[Result]]


@pytest.fixture(scope="module")
def matrix(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """Begins every point that is asked for, so that a lane never waits for the test that wants its result."""
    here = [item for item in request.session.items if item.path == request.path and isinstance(item, pytest.Function)]
    asked = [item.callspec.params["point"] for item in here if hasattr(item, "callspec") and "point" in item.callspec.params]
    nursery = Nursery()
    with lanes_in(tmp_path_factory.mktemp("crash"), LANES, lambda _stage: partial(Windowless, nursery)) as lanes:
        yield Matrix(lanes, lanes.tries(asked))
    nursery.close()


@pytest.mark.parametrize("point", POINTS, ids=table.name)
def test_after_a_cut_every_number_is_accounted_for_and_no_paper_is_printed_twice(matrix: Matrix, point: Point) -> None:
    result = matrix.results[point].result()
    assert result.staff == "nothing to do" or "unconfirmed" in result.archive
    assert "collect" not in result.citizen or set(result.archive.split(", ")) == {"printed"}, "a paper was announced that never came"


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_points_of_a_visit_are_those_the_code_has(matrix: Matrix, script: str) -> None:
    def rehearsed(bench: Bench) -> tuple[list[str], list[str]]:
        bench.stage.archive.points()
        return bench.rehearse(script), bench.stage.archive.points()

    passed, at_archive = matrix.lanes.do(rehearsed).result()
    asked_again = {point for point in passed if script == "lose-the-printer" and point.startswith("printer Get-Jobs")}  # a new start's part
    assert set(passed) - asked_again == set(SCRIPTS[script])
    changing = {point for point in at_archive if not point.startswith("GET ")}  # a read changes nothing that could be left half done
    assert script not in AT_ARCHIVE or changing == set(AT_ARCHIVE[script])


@pytest.mark.parametrize("start", NEW_STARTS)
def test_the_points_of_a_new_start_are_those_the_code_has(matrix: Matrix, start: tuple[str, Meets]) -> None:
    earlier, meets = start
    assert set(matrix.lanes.do(lambda bench: bench.rehearse("nobody", earlier, meets)).result()) == set(NEW_STARTS[start])


def test_every_transition_of_the_journal_is_cut_and_there_are_more_than_forty_points() -> None:
    cut = " ".join(point.boundary for point in POINTS)
    assert all(f"journal {method}" in cut for method in JOURNAL)
    assert all(f"archive {method}" in cut for method in ARCHIVE)
    assert len(JOURNAL) >= len(set(State) - {State.PRINTED, State.NOT_PRINTED, State.UNCONFIRMED})
    assert sum(point.cut is Cut.KIOSK for point in POINTS) >= 40
    assert len({point.name for point in POINTS}) == len(POINTS)


def test_the_page_lists_the_points_there_are() -> None:
    assert table.listed() == [point.name for point in POINTS]
