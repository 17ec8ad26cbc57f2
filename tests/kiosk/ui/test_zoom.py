"""The magnifier's and the page's arithmetic: what is seen is always part of the sheet, and all of it can be seen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.session.values import PageImage

from kiosk.widgets import environment  # isort: skip  # before anything of Kivy
from kiosk.widgets.page import PANS, Cut, ink_begins
from kiosk.widgets.zoom import ARROWS, Frame

assert environment

FRAMES = st.builds(
    Frame,
    x=st.just(0),
    y=st.integers(150, 500),
    width=st.integers(500, 1080),
    height=st.integers(500, 1400),
    sheet=st.tuples(st.integers(1080, 2160), st.integers(1400, 3840)),
    reach=st.integers(900, 1920),
)
CUTS = st.builds(
    Cut,
    sheet=st.tuples(st.integers(100, 3000), st.integers(100, 4000)),
    room=st.tuples(st.integers(100, 1100), st.integers(100, 1500)),
)


@given(FRAMES, st.lists(st.sampled_from(sorted(ARROWS)), max_size=40))
def test_the_arrows_never_lead_off_the_sheet(frame: Frame, arrows: list[str]) -> None:
    at = frame.start
    for arrow in arrows:
        at = frame.moved(at, arrow)
        assert at[0] <= frame.x
        assert at[0] + frame.sheet[0] >= min(frame.x + frame.width, frame.sheet[0])
        assert at[1] + frame.sheet[1] >= min(frame.y + frame.height, frame.reach)


@given(FRAMES)
def test_both_ends_of_the_sheet_are_reached_by_arrows_and_there_they_end(frame: Frame) -> None:
    at = frame.start
    for _ in range(30):
        at = frame.moved(frame.moved(at, "pan-down"), "pan-right")
    assert at == frame.held(float("-inf"), float("inf"))
    assert frame.moved(at, "pan-down") == frame.moved(at, "pan-right") == at
    for _ in range(30):
        at = frame.moved(frame.moved(at, "pan-up"), "pan-left")
    assert at == frame.held(float("inf"), float("-inf"))


@given(FRAMES)
def test_the_upper_edge_of_the_sheet_can_be_brought_within_reach(frame: Frame) -> None:
    at = frame.held(0, float("-inf"))
    assert at[1] + frame.sheet[1] <= max(frame.y, frame.reach)


@given(CUTS, st.lists(st.sampled_from(sorted(PANS)), max_size=40))
def test_what_is_seen_of_a_page_is_never_more_than_the_page(cut: Cut, arrows: list[str]) -> None:
    for arrow in arrows:
        cut = Cut(cut.sheet, cut.room, cut.looked(arrow))
        left, top, right, bottom = cut.corners
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1


@given(CUTS)
def test_the_whole_page_can_be_seen_by_arrows(cut: Cut) -> None:
    for _ in range(80):
        cut = Cut(cut.sheet, cut.room, cut.looked("page-down"))
        cut = Cut(cut.sheet, cut.room, cut.looked("page-right"))
    assert cut.corners[2:] == (1.0, 1.0)


def _page(*dots: tuple[int, int], tone: int = 20) -> PageImage:
    """A small white page with a dot of `tone` at each place."""
    rows = bytearray(b"\xff" * (100 * 140 * 3))
    for x, y in dots:
        rows[(y * 100 + x) * 3 : (y * 100 + x) * 3 + 3] = bytes([tone] * 3)
    return PageImage(100, 140, bytes(rows))


def test_a_page_is_read_from_the_left_and_the_top_of_what_is_printed_on_it() -> None:
    assert ink_begins(_page((40, 30), (12, 90), (80, 120))) == (12, 30)


def test_neither_paper_nor_the_mark_of_a_preview_is_taken_for_print() -> None:
    assert ink_begins(_page((5, 5), tone=225)) == ink_begins(_page()) == (0, 0)
