"""Killed at every point and started again, on real parts: every number is accounted for, and no paper is printed twice."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from kiosk.journal import Journal
from kiosk.journal_states import ALLOWED, State
from kiosk.session.values import Outcome
from tests.crash import table
from tests.crash.boundaries import ARCHIVE, JOURNAL, SECOND
from tests.crash.lanes import Lanes, lanes_in
from tests.crash.life import Windowless
from tests.crash.matrix import Bench, Result
from tests.crash.points import AT_ARCHIVE, LOST, NEW_STARTS, POINTS, SCRIPTS, Cut, Meanwhile, Point, Start
from tests.crash.stage import Nursery

pytestmark = pytest.mark.real

INSIDE = ": inside"
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
    settled_there = point.earlier is not None and point.earlier.meanwhile is Meanwhile.SETTLED_THERE
    assert result.staff == "nothing to do" or "unconfirmed" in result.archive or (settled_there and result.archive == "void")
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
def test_the_points_of_a_new_start_are_those_the_code_has(matrix: Matrix, start: Start) -> None:
    assert set(matrix.lanes.do(lambda bench: bench.rehearse(start.then, start)).result()) == set(NEW_STARTS[start])


def test_every_transition_of_the_journal_is_cut(tmp_path: Path) -> None:
    """Each that its table allows is made in some life, and that life is cut inside it."""
    inside = [point for point in POINTS if point.cut is Cut.KIOSK and point.boundary.endswith(INSIDE)]
    made = {_transition(point, tmp_path / str(number)) for number, point in enumerate(inside)}
    allowed = {(None, State.INTENDED), *((before, after) for before, followers in ALLOWED.items() for after in followers)}
    assert {(before, after) for before, after in made if before is not after} == allowed


def test_every_write_of_the_journal_and_every_request_is_cut_and_there_are_more_than_forty_points() -> None:
    cut = " ".join(point.boundary for point in POINTS)
    assert all(f"journal {method}" in cut for method in JOURNAL)
    assert all(f"archive {method}" in cut for method in ARCHIVE)
    assert sum(point.cut is Cut.KIOSK for point in POINTS) >= 40
    assert len({point.name for point in POINTS}) == len(POINTS)


def _transition(point: Point, file: Path) -> tuple[State | None, State]:
    """The states before and after the write inside which a point cuts, found by writing what its lives write up to there."""
    key = _key(point.boundary)
    with closing(Journal(file)) as journal:
        for boundary in _written_before(point):
            _write(journal, boundary)
        before = journal.row(key)
        _write(journal, point.boundary)
        after = journal.row(key)
    assert after is not None
    return (before.state if before else None), after.state


def _written_before(point: Point) -> list[str]:
    """What is written in the lives of a point before it is cut, as the boundaries inside."""
    start = point.earlier
    if start is None:
        passed = _until(SCRIPTS[point.script], point.boundary)
    else:
        now = NEW_STARTS.get(start) or (NEW_STARTS[LOST] if start.then == "settle" else ())
        passed = (*_until(SCRIPTS[start.script], start.boundary), *_until(now, point.boundary))
    return [boundary for boundary in passed if boundary.startswith("journal ") and boundary.endswith(INSIDE)]


def _until(boundaries: tuple[str, ...], last: str) -> tuple[str, ...]:
    return boundaries[: boundaries.index(last)] if last in boundaries else boundaries


def _write(journal: Journal, boundary: str) -> None:
    """Does what the boundary is inside of: `journal METHOD [OUTCOME]: inside`, for either paper of a basket."""
    key = _key(boundary)
    method, *outcome = boundary.removeprefix("journal ").removesuffix(INSIDE).removesuffix(SECOND).split()
    if outcome and method != "told":
        getattr(journal, method)(key, Outcome(outcome[0]))  # `settle` names the number, which is here the key
        return
    more = len(inspect.signature(getattr(Journal, method)).parameters) - 2
    what = {"registered": key, "rendered": 3, "accepted": 1}.get(method, "word")
    getattr(journal, method)(key, *([what] if more else []))


def _key(boundary: str) -> str:
    return "second" if SECOND in boundary else "first"


def test_the_page_lists_the_points_there_are() -> None:
    assert table.listed() == [point.name for point in POINTS]
