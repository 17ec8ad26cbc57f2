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
    Phone,
    Report,
    Review,
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


WAYS_OUT = ["collect", "cancel", "card taken", "refused", "bug", "numbers in full", "report", "phone", "phone given up"]


@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_after_a_visit_no_object_holds_anything_of_the_citizen(way_out: str) -> None:
    kiosk = Kiosk(phone=way_out.startswith("phone"))
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
        case "numbers in full":
            kiosk.touch("id-numbers")
            kiosk.until(lambda: isinstance(kiosk.machine.state, Review) and kiosk.machine.state.in_full)
            kiosk.touch("cancel")
            kiosk.until(lambda: kiosk.machine.visit is None)
            kiosk.reader.tell(placements.CardRemoved("card-1"))
        case "report":
            kiosk.touch("wrong")
            kiosk.await_screen(Report)
            kiosk.touch("wrong:name")
            kiosk.touch("confirm")
            kiosk.await_screen(Apology)
            kiosk.touch("done")
            kiosk.until(lambda: kiosk.machine.visit is None)
            kiosk.reader.tell(placements.CardRemoved("card-1"))
        case "phone" | "phone given up":
            kiosk.touch("phone")
            kiosk.until(lambda: isinstance(kiosk.machine.state, Phone) and kiosk.machine.state.url is not None)
            if way_out == "phone":
                kiosk.phones.taken.set()
                kiosk.until(lambda: isinstance(kiosk.machine.state, Phone) and kiosk.machine.state.paper is None)
                kiosk.touch("rate:4")
                kiosk.touch("done")
            else:
                kiosk.touch("cancel")
            kiosk.until(lambda: kiosk.machine.visit is None)
            kiosk.reader.tell(placements.CardRemoved("card-1"))
        case "cancel":
            kiosk.touch("cancel")
            kiosk.until(lambda: kiosk.machine.visit is None)
            kiosk.reader.tell(placements.CardRemoved("card-1"))
        case "card taken":
            kiosk.reader.tell(placements.CardRemoved("card-1"))
            kiosk.await_screen(Apology)
            kiosk.touch("done")
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
