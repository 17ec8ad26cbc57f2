"""After a visit, by whatever way it ended, no object of the process holds anything of its citizen (invariant 1)."""

from __future__ import annotations

import gc
from types import ModuleType

import pytest
from runtime_doubles import MARK, Kiosk

from idcard import placements
from kiosk.faults import ArchiveFault
from kiosk.problems import Code
from kiosk.session.states import (
    Apology,
    Attract,
    Catalogue,
    Collect,
    TakeCard,
)


def _left(marker: str) -> list[type]:
    """Types of the objects the garbage collector knows that hold the marker in a string or in bytes."""
    gc.collect()
    coded = marker.encode()
    found = []
    for holder in gc.get_objects():
        if isinstance(holder, ModuleType) or holder is globals():
            continue
        for inner in gc.get_referents(holder):
            if (isinstance(inner, str) and marker in inner and inner != MARK) or (isinstance(inner, bytes) and coded in inner):
                found.append(type(holder))
    return found


@pytest.mark.parametrize("way_out", ["collect", "cancel", "card taken", "refused", "bug"])
def test_after_a_visit_no_object_holds_anything_of_the_citizen(way_out: str) -> None:
    kiosk = Kiosk()
    kiosk.runtime.start()
    if way_out == "bug":
        kiosk.previewer.error = ZeroDivisionError()
        kiosk.lay_card()
        kiosk.await_screen(Catalogue)
        kiosk.choose()
        kiosk.await_screen(Apology)
    else:
        kiosk.to_review()
        assert _left(MARK + "1") or _left(MARK + "·"), "the search must find what is there"
    match way_out:
        case "collect":
            kiosk.touch("print")
            kiosk.await_screen(TakeCard)
            kiosk.reader.tell(placements.CardRemoved("card-1"))
            kiosk.await_screen(Collect)
            kiosk.touch("done")
        case "cancel":
            kiosk.touch("cancel")
            kiosk.until(lambda: kiosk.machine.visit is None)
            kiosk.reader.tell(placements.CardRemoved("card-1"))
        case "card taken":
            kiosk.reader.tell(placements.CardRemoved("card-1"))
        case "refused":
            kiosk.papers.fault = ArchiveFault(Code.OVER_QUOTA)
            kiosk.touch("print")
            kiosk.await_screen(Apology)
            kiosk.touch("done")
            kiosk.until(lambda: kiosk.machine.visit is None)
            kiosk.reader.tell(placements.CardRemoved("card-1"))
        case _:
            kiosk.touch("done")
            kiosk.until(lambda: kiosk.machine.visit is None)
            kiosk.reader.tell(placements.CardRemoved("card-1"))
    kiosk.await_screen(Attract)
    kiosk.until(lambda: "end 1" in kiosk.papers.done)
    tick = kiosk.machine.now
    kiosk.until(lambda: kiosk.machine.now > tick)
    assert _left(MARK) == []
    kiosk.runtime.stop()
