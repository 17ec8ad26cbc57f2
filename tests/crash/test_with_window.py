"""`make crash` takes half an hour and is run by hand; one of its points shows each time that it still can be."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.crash.lanes import lanes_in
from tests.crash.points import POINTS, Cut
from tests.crash.with_window import with_window

pytestmark = pytest.mark.real


def test_a_kiosk_with_its_window_is_cut_and_comes_back(tmp_path: Path) -> None:
    point = next(p for p in POINTS if p.cut is Cut.KIOSK and p.boundary == "printer page 3: seen")
    with ExitStack() as stack:
        begin = with_window(stack, tmp_path)
        result = stack.enter_context(lanes_in(tmp_path, 1, begin)).tries([point])[point].result()
    # Earlier the new kiosk may be quick enough to call the job off.
    assert (result.citizen, result.afterwards, result.archive) == ("printing", "attract", "printed")
    assert result.tray == "1 paper, 3 pages"
