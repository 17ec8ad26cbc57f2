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
    point = next(p for p in POINTS if p.cut is Cut.KIOSK and p.boundary == "printer Print-Job: asked")
    with ExitStack() as stack:
        begin = with_window(stack, tmp_path)
        result = stack.enter_context(lanes_in(tmp_path, 1, begin)).tries([point])[point].result()
    assert (result.citizen, result.afterwards) == ("printing", "attract")
    # Cut while the document is on its way: the paper comes, or the new kiosk is quick enough to call it off.
    assert result.archive in ("printed", "void")
    assert (result.archive == "printed") == (result.tray == "1 paper, 3 pages")
