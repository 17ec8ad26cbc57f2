"""`make pictures`: the book of all screens in docs/picture-book, and the golden pictures that the tests compare with.

`python -m kiosk.screens.picture_book BOOK_DIR GOLDEN_DIR`
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kiosk.app import KioskApp  # isort: skip  # sets the environment before anything of Kivy
from kivy.base import EventLoop, runTouchApp
from PIL import Image

from kiosk.screens.samples import DISPLAY, FACES, RULES, samples
from kiosk.screens.screen import Screen
from kiosk.screens.work import waiting_since
from kiosk.screens.x_server import shown_on, x_server
from kiosk.session.machine import Machine
from kiosk.widgets.pixels import window_image

PAGE_PX: Final = 360
"""Width of a picture in the book: its words can be read in the browser."""

THUMB_PX: Final = 150
COLUMNS: Final = 8
COLOURS: Final = 128
"""Enough for flat colours and smooth edges; a quarter of the bytes."""

GOLDEN_SIZE: Final = (270, 480)

BOOK_MODES: Final = (
    ("large-print", "Large"),
    ("high-contrast", "Contrast"),
    ("low-reach", "Seated"),
    ("zoom", "Zoom"),
    ("large-print+high-contrast+low-reach", "Large, contrast and seated together"),
)
"""Modes of the second part, each over one sample of every screen; the slow mode looks like the ordinary one."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of the book: its file's name, what it shows, and what is touched on the screen (its own controls) before it is taken."""

    name: str
    machine: Machine
    touches: tuple[str, ...] = ()


def first_of_each_screen() -> dict[str, Machine]:
    """Screen to its first sample, in the order of a visit."""
    found: dict[str, Machine] = {}
    for _, machine in samples():
        found.setdefault(machine.state.screen, machine)
    return found


def _first_names() -> set[str]:
    names: dict[str, str] = {}
    for name, machine in samples():
        names.setdefault(machine.state.screen, name)
    return set(names.values())


def plain_shots() -> Iterator[Shot]:
    """Every sample in the language shown first, and one of each screen in the others: the book stays a few megabytes."""
    first = _first_names()
    for name, machine in samples():
        yield Shot(f"{name}.{RULES.locales[0]}", replace(machine, locale=RULES.locales[0]))
        for locale in RULES.locales[1:] if name in first else ():
            yield Shot(f"{name}.{locale}", replace(machine, locale=locale))
    review = first_of_each_screen()["review"]
    yield Shot(f"review-larger.{RULES.locales[0]}", review, ("page-zoom",))
    yield Shot(f"review-moved.{RULES.locales[0]}", review, ("page-zoom", "page-right", "page-down"))


def mode_shots() -> Iterator[Shot]:
    """One sample of every screen on which something can be touched, in the modes of the book."""
    for modes, _ in BOOK_MODES:
        for screen, machine in first_of_each_screen().items():
            if screen != "out-of-service":
                yield Shot(f"{screen}.{modes}", replace(machine, modes=frozenset(modes.split("+"))))


class Camera:
    """The window, one screen after the other."""

    def __init__(self) -> None:
        self._app = KioskApp(DISPLAY, FACES, lambda _: None, Machine(rules=RULES))
        self._app._run_prepare()
        runTouchApp(embedded=True)

    def take(self, shot: Shot) -> Image.Image:
        """The window with this shot in it."""
        self._app.show(shot.machine)
        self._app._draw_newest(0.0)
        assert self._app._stage is not None
        screen = self._app._stage.screen
        assert isinstance(screen, Screen)
        waiting_since(screen)
        for control in shot.touches:
            screen.takes(control)
        return window_image(EventLoop.window)


def golden(take: Callable[[Shot], Image.Image]) -> Iterator[tuple[str, Image.Image]]:
    """Name and small picture of one sample of every screen, and of two modes that look different."""
    shots = [Shot(screen, machine) for screen, machine in first_of_each_screen().items()]
    review = first_of_each_screen()["review"]
    shots += [Shot(f"review+{mode}", replace(review, modes=frozenset({mode}))) for mode in ("high-contrast", "low-reach", "zoom")]
    for shot in shots:
        yield shot.name, take(shot).resize(GOLDEN_SIZE, Image.Resampling.LANCZOS)


def main() -> None:
    """Draws book and golden pictures afresh."""
    book, gold = Path(sys.argv[1]), Path(sys.argv[2])
    for folder in (book, gold):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
    with x_server(DISPLAY.width_px, DISPLAY.height_px) as display, shown_on(display):
        _draw(Camera(), book, gold)


def _draw(camera: Camera, book: Path, gold: Path) -> None:
    for name, small in golden(camera.take):
        small.save(gold / f"{name}.png", optimize=True)
    thumbs = []
    for shot in (*plain_shots(), *mode_shots()):
        image = camera.take(shot)
        _save(_scaled(image, PAGE_PX), book / f"{shot.name}.png")
        if shot.name.endswith(f".{RULES.locales[0]}"):
            thumbs.append(_scaled(image, THUMB_PX))
    _save(sheet(thumbs), book / "contact-sheet.png")
    (book / "README.md").write_text("\n".join(_index()) + "\n", encoding="utf-8")


def sheet(thumbs: Sequence[Image.Image]) -> Image.Image:
    """All pictures in one, in rows of COLUMNS."""
    gap = 10
    width, height = thumbs[0].size
    rows = -(-len(thumbs) // COLUMNS)
    whole = Image.new("RGB", (COLUMNS * (width + gap) + gap, rows * (height + gap) + gap), "#aeb7c4")
    for place, thumb in enumerate(thumbs):
        whole.paste(thumb, (gap + place % COLUMNS * (width + gap), gap + place // COLUMNS * (height + gap)))
    return whole


def _scaled(image: Image.Image, width: int) -> Image.Image:
    return image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)


def _save(image: Image.Image, path: Path) -> None:
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _index() -> Iterator[str]:
    yield "# The picture book"
    yield ""
    yield "Every screen of the kiosk, with made-up people, as it stands on a panel of 27 inches. `make pictures` draws it; nobody edits it."
    yield ""
    yield "![Every screen](contact-sheet.png)"
    plain = [shot.name for shot in plain_shots()]
    for first in range(0, len(plain), 4):
        yield ""
        yield from _row(plain[first : first + 4])
    for modes, heading in BOOK_MODES:
        yield from ("", f"## {heading} (`{modes}`)", "")
        screens = [screen for screen in first_of_each_screen() if screen != "out-of-service"]
        for first in range(0, len(screens), 4):
            yield from (*_row(f"{screen}.{modes}" for screen in screens[first : first + 4]), "")


def _row(names: Iterable[str]) -> Iterator[str]:
    pictures = list(names)
    yield "| " + " | ".join(pictures) + " |"
    yield "|" + "---|" * len(pictures)
    yield "| " + " | ".join(f"![{name}]({name}.png)" for name in pictures) + " |"


if __name__ == "__main__":
    main()
