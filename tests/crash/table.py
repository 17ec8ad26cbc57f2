"""docs/crash-matrix.md: what a citizen saw, what the archive says and what the tray holds, for every point, from a run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from demo_kiosk import ROOT

from tests.crash.matrix import Result
from tests.crash.points import Point

PAGE = ROOT / "docs" / "crash-matrix.md"

_HEAD = """# Killed at every point

A kiosk, its archive and its printer are killed (SIGKILL) at every boundary of one visit that prints a paper of three pages, of one that
prints two of them, of one that gives its paper up at the gate, of one that loses its printer, of one whose paper a phone fetches, of one
where no phone does and the link is withdrawn, and of the new start afterwards, also while staff settle a paper, and while archive and kiosk
say different things of one: before, inside and after every transaction of the journal, and inside each of its transitions; before every
request to the archive and the printer, after it is sent and after its answer; before and after every commit of the archive; between any two
pages. Then everything is started again, a phone fetches what it had scanned, the other links run out, and these rules are held against
archive, journal, tray and phone:

- every number is known to the archive and to the journal, under one key, and ends as printed, delivered or void;
- a number that is printed has exactly one whole paper in the tray, one that is delivered is on a phone, and each is nowhere else;
- a number that is void is on no paper and on no phone;
- nothing is printed after the cut;
- what nobody saw is unconfirmed, locks printing, and stays so until staff have looked into the tray and said what they found (`settle`).

"""
_COLUMNS = "| Cut | What happens | Point | The citizen saw last | The next finds | The archive says | The tray holds | Staff |"


def written(results: Iterable[Result], how: str, on: date, seconds: float) -> str:
    """The page."""
    rows = [_row(result) for result in results]
    run = f"{len(rows)} points, {how}, on {on.isoformat()} in {seconds / 60:.0f} minutes, all as the rules say."
    said = f"{run} This page is written by `make crash`.\n"
    return "\n".join([_HEAD + said, _COLUMNS, "|" + "---|" * 8, *rows]) + "\n"


def _row(result: Result) -> str:
    point = result.point
    cells = (
        point.cut.value,
        point.circumstances,
        point.boundary,
        result.citizen,
        result.afterwards,
        result.archive,
        result.tray,
        result.staff,
    )
    return "| " + " | ".join(cells) + " |"


def listed(page: Path = PAGE) -> list[str]:
    """The names of the points on the page, in order."""
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and line != _COLUMNS]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return [f"{cut}, {circumstances}: {boundary}" for cut, circumstances, boundary, *_ in cells]


def name(point: Point) -> str:
    """A point's name as a test's id."""
    return point.name
