"""The screens look as they did when somebody last looked at them: one of each, compared with its golden picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from glass import Glass
from PIL import Image, ImageDraw, ImageFilter

from kiosk.screens.likeness import likeness

GOLDEN = Path(__file__).with_name("golden")
SEEN = Path(__file__).resolve().parents[2] / "out" / "golden"
RENEW = "if they are meant to look so, look at them all with `make pictures` and commit tests/real/golden and docs/picture-book"


def _shots(glass: Glass) -> dict[str, Image.Image]:
    from kiosk.screens.picture_book import golden
    from kiosk.screens.work import waiting_since

    def take(shot: Any) -> Image.Image:
        glass.show(shot.machine)
        waiting_since(glass.screen)
        return glass.image()

    return dict(golden(take))


def test_every_screen_looks_as_it_did(glass: Glass) -> None:
    """Compared by what people see, not by bytes: every driver smooths edges its own way."""
    strange = {}
    shots = _shots(glass)
    for name, image in shots.items():
        path = GOLDEN / f"{name}.png"
        found = likeness(image, Image.open(path)) if path.is_file() else None
        if found is None or not found.close:
            SEEN.mkdir(parents=True, exist_ok=True)
            image.save(SEEN / f"{name}.png")
            strange[name] = "no golden picture" if found is None else f"{found.mean:.3f} alike, {found.strange:.1%} strange"
    assert not strange, f"{strange}: now they look as in {SEEN}; {RENEW}"
    assert {path.stem for path in GOLDEN.glob("*.png")} == set(shots), f"golden pictures of screens that are no more; {RENEW}"


@pytest.fixture
def picture() -> Image.Image:
    return Image.open(GOLDEN / "review.png").convert("RGB")


def test_another_smoothing_of_edges_is_no_difference(picture: Image.Image) -> None:
    assert likeness(picture, picture.filter(ImageFilter.GaussianBlur(0.25))).close


def test_a_missing_word_another_colour_and_a_shifted_block_are_differences(picture: Image.Image) -> None:
    gone, recoloured, shifted = picture.copy(), picture.copy(), picture.copy()
    width, height = picture.size
    ImageDraw.Draw(gone).rectangle((20, height - 70, 130, height - 45), fill="#f3f5f8")
    button = (int(width * 0.45), int(height * 0.82), int(width * 0.95), int(height * 0.9))
    recoloured.paste(Image.eval(picture.crop(button), lambda value: 255 - value), button[:2])
    shifted.paste(picture.crop((0, 60, width, height - 20)), (0, 64))
    for changed in (gone, recoloured, shifted):
        assert not likeness(picture, changed).close
