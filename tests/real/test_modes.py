"""Zoom, low reach and the page seen closely, under real fingers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from glass import Glass

from kiosk.session.events import Touch
from kiosk.session.machine import Machine

ZOOM = frozenset({"zoom"})


@pytest.fixture
def samples() -> dict[str, Machine]:
    from kiosk.screens.samples import samples

    return dict(samples())


def test_a_magnified_control_is_touched_where_it_is_seen_and_described(glass: Glass, samples: dict[str, Machine]) -> None:
    plain = samples["details-purpose"]
    glass.show(plain)
    small = glass.control("purpose:employment")["rect_mm"]
    glass.show(replace(plain, modes=ZOOM))
    glass.frames(3)
    control = glass.control("purpose:employment")
    assert control["rect_mm"][2:] == pytest.approx([2 * part for part in small[2:]], abs=1.0)
    x, y, width, height = control["rect_px"]
    assert not 0 <= x + width // 2 < 1080 or control["in_view"]
    glass.x("mousemove", min(1000, x + 200), y + height // 2, "click", 1)
    assert glass.until(lambda: bool(glass.touches))
    assert glass.touches == [Touch("purpose:employment", 1)]


def test_what_is_out_of_view_is_brought_there_by_the_arrows(glass: Glass, samples: dict[str, Machine]) -> None:
    glass.show(replace(samples["details-purpose-picked"], modes=ZOOM))
    glass.frames(3)
    assert not glass.control("next")["in_view"]
    for arrow in ("pan-down", "pan-right"):
        while glass.control(arrow)["enabled"]:
            glass.tap(arrow)
    assert glass.control("next")["in_view"]
    glass.touches.clear()
    glass.tap("next")
    assert glass.touches == [Touch("next", 1)]


def test_a_drag_moves_the_sheet_and_presses_nothing(glass: Glass, samples: dict[str, Machine]) -> None:
    glass.show(replace(samples["details-purpose"], modes=ZOOM))
    glass.frames(3)
    _, before, *_ = glass.control("purpose:employment")["rect_px"]
    glass.x("mousemove", 500, before + 60, "mousedown", 1)
    glass.frames(3)
    for step in range(1, 6):
        glass.x("mousemove", 500, before + 60 - 60 * step)
        glass.frames(2)
    glass.x("mouseup", 1)
    glass.frames(5)
    assert glass.control("purpose:employment")["rect_px"][1] == pytest.approx(before - 300, abs=4)
    assert [touch.control for touch in glass.touches] == ["pan"]


def test_countdown_arrows_and_foot_stay_in_view_under_the_magnifier(glass: Glass, samples: dict[str, Machine]) -> None:
    glass.show(replace(samples["catalogue-warned"], modes=ZOOM))
    glass.frames(3)
    fixed = {"more-time", "pan-left", "pan-up", "pan-down", "pan-right", "zoom", "large-print", "language-en"}
    assert all(glass.control(name)["in_view"] for name in fixed)
    assert any("14" in words for words in glass.app.describe()["texts"])


@pytest.mark.parametrize("arrows", [(), ("pan-down",), ("pan-down", "pan-down", "pan-right")])
def test_what_a_magnified_screen_pushes_under_its_foot_takes_no_touch_there(
    glass: Glass, samples: dict[str, Machine], arrows: tuple[str, ...]
) -> None:
    glass.show(replace(samples["review"], modes=ZOOM))
    glass.frames(3)
    for arrow in arrows:
        glass.tap(arrow)
    glass.touches.clear()
    assert glass.app.under(*glass.middle("zoom")) == ("zoom",)
    glass.tap("zoom")
    assert [touch.control for touch in glass.touches] == ["zoom"]


def test_a_lifted_card_covers_a_magnified_screen_too(glass: Glass, samples: dict[str, Machine]) -> None:
    glass.show(replace(samples["catalogue"], modes=ZOOM))
    glass.frames(3)
    plain = replace(samples["catalogue"], modes=ZOOM, lifted=True)
    glass.show(plain)
    covered = glass.image().tobytes()
    glass.show(replace(plain, lifted=False))
    glass.tap("pan-right")
    glass.show(plain)
    assert glass.image().tobytes() == covered, "nothing of the screen shows through"


def test_low_reach_keeps_the_words_and_lowers_what_is_touched(glass: Glass, samples: dict[str, Machine]) -> None:
    glass.show(samples["catalogue"])
    high = {control["name"]: control["rect_px"][1] for control in glass.app.describe()["controls"]}
    texts = set(glass.app.describe()["texts"])
    glass.show(replace(samples["catalogue"], modes=frozenset({"low-reach"})))
    told = glass.app.describe()
    assert set(told["texts"]) == texts
    low = {control["name"]: control["rect_px"][1] for control in told["controls"]}
    assert low.keys() == high.keys()
    assert all(low[kind] > high[kind] for kind in ("no-criminal-record", "family-relationship"))


def test_a_page_is_read_closely_moved_and_leafed(glass: Glass, samples: dict[str, Machine]) -> None:
    from kiosk.widgets.page import PageView, ink_begins

    glass.show(samples["review-pages"])
    glass.frames(3)
    page = next(glass.screen.parts(PageView))
    assert not {c["name"] for c in glass.app.describe()["controls"]} & {"page-left", "page-down"}
    glass.tap("page-zoom")
    assert page.close
    assert page.cut.sheet == (page._page.width, page._page.height), "one pixel of the page to a pixel of the panel: sharp"
    begun, (left, top) = page.cut.at, ink_begins(page._page)
    assert 0 < begun[0] < left < begun[0] + page.cut.size[0] // 4
    assert 0 < begun[1] < top < begun[1] + page.cut.size[1] // 4
    glass.tap("page-down")
    assert page.cut.at[1] > begun[1]
    glass.show(replace(samples["review-pages"], state=replace(samples["review-pages"].state, page=0)))
    assert page.close
    assert page.cut.at == begun
    glass.tap("page-zoom")
    assert not page.close


def test_a_page_seen_closely_is_dragged(glass: Glass, samples: dict[str, Machine]) -> None:
    from kiosk.widgets.page import PageView

    glass.show(samples["review-pages"])
    glass.frames(3)
    glass.tap("page-zoom")
    page = next(glass.screen.parts(PageView))
    across, down = page.cut.at
    glass.x("mousemove", 600, 800, "mousedown", 1)
    glass.frames(3)
    glass.x("mousemove", 400, 500)
    glass.frames(3)
    glass.x("mouseup", 1)
    glass.frames(3)
    assert page.cut.at == page.cut.held(across + 200, down + 300) != (across, down)
