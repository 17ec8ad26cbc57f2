"""The design system and the sources of the screens."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from kiosk.widgets import environment  # isort: skip  # before anything of Kivy
from kiosk.widgets import icons, tokens
from kiosk.widgets.display import Display
from kiosk.widgets.tokens import CONTRAST, DAY, LARGE, ORDINARY, contrast

KIOSK = Path(environment.__file__).parents[1]
SCREENS = sorted((KIOSK / "screens").glob("*.kv"))

INKS = {
    "canvas": ("ink", "soft", "note"),
    "surface": ("ink", "soft", "note"),
    "off": ("off_ink",),
    "tint": ("ink", "soft"),
    "header": ("on_header", "on_header_soft"),
    "primary": ("on_primary",),
    "primary_pressed": ("on_primary",),
    "done": ("on_done",),
    "strong": ("on_strong",),
    "strong_done": ("on_strong",),
    "note_tint": ("note",),
}


@pytest.mark.parametrize(("palette", "least"), [(DAY, 4.5), (CONTRAST, 7.0)])
def test_every_ink_can_be_read_on_its_ground(palette: tokens.Palette, least: float) -> None:
    for ground, inks in INKS.items():
        for ink in inks:
            assert contrast(getattr(palette, ink), getattr(palette, ground)) >= least, (ink, ground)


@pytest.mark.parametrize("palette", [DAY, CONTRAST])
def test_borders_that_carry_meaning_can_be_seen(palette: tokens.Palette) -> None:
    for edge, ground in product(("edge", "accent"), ("canvas", "surface")):
        assert contrast(getattr(palette, edge), getattr(palette, ground)) >= 3.0, (edge, ground)


def test_contrast_follows_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("sizes", [ORDINARY, LARGE])
def test_no_text_is_smaller_than_what_can_be_read_standing(sizes: tokens.Type) -> None:
    assert sizes.small * 0.733 >= 4.8
    assert sizes.body >= 10.0
    assert LARGE.body >= 12.0


def test_the_demos_panel_has_321_pixels_to_100_millimetres() -> None:
    assert Display(27.0, 1080, 1920).px_per_mm == pytest.approx(3.21, abs=0.005)


@pytest.mark.parametrize("name", icons.ICONS)
def test_every_icon_can_be_drawn(name: str) -> None:
    import cairocffi

    context = cairocffi.Context(cairocffi.ImageSurface(cairocffi.FORMAT_ARGB32, 48, 48))
    icons.paint(context, name, 0, 0, 48)


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.stem)
def test_screens_hold_no_words_of_their_own(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if re.match(r"\s*(text|label|title|lead|heading):", line):
            bare = re.sub(r'(say|sign)\("[^"]*"', "say(", line)
            assert not re.search(r'"[^"]*\w[^"]*"', bare), line


def test_neither_markup_nor_sizes_in_pixels_nor_bindings_to_the_app() -> None:
    for path in [*SCREENS, *(KIOSK / "screens").glob("*.py"), *(KIOSK / "widgets").glob("*.py"), KIOSK / "app.py"]:
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"markup\s*[=:]\s*True", source), path
        assert not re.search(r"\b(dp|sp)\(", source), path
        assert ".setter(" not in source, path
        assert "shorten" not in source, path
        assert "Animation" not in source, path


def test_every_state_has_its_screen_and_each_screen_its_two_files() -> None:
    for path in SCREENS:
        assert path.with_suffix(".py").is_file()
    names = {path.stem.replace("_", "-") for path in SCREENS} - {"work"}
    from kiosk.session.states import State

    assert names == {state.screen for state in State.__args__}
