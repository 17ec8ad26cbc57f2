"""`python -m kiosk.screens.gallery OUT_DIR`: every screen as a PNG, for the eye. Needs a display (Xvfb will do).

Options: --only WORD (names that hold it), --diagonal INCHES, --variants zh,en,zh-large,zh-contrast,en-large,...
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from kiosk.app import KioskApp  # isort: skip  # sets the environment before anything of Kivy
from kivy.clock import Clock

from kiosk.screens.samples import DISPLAY, FACES, samples
from kiosk.screens.work import waiting_since
from kiosk.session.machine import Machine

LOCALES = {"zh": "zh_CN", "en": "en"}
MODES = {"large": "large-print", "contrast": "high-contrast", "low": "low-reach", "zoom": "zoom", "slow": "slow"}


def varied(machine: Machine, variant: str) -> Machine:
    """`machine` in the language and modes that `variant` names ("zh", "en-large-contrast")."""
    language, *modes = variant.split("-")
    return replace(machine, locale=LOCALES[language], modes=frozenset(MODES[mode] for mode in modes))


class Gallery(KioskApp):
    """Shows one machine after the other and saves what the window shows."""

    def take(self, shots: list[tuple[Path, Machine]]) -> None:
        """Takes all pictures and leaves."""
        waiting = iter(shots)

        def next_one(_: float) -> None:
            shot = next(waiting, None)
            if shot is None:
                self.leave()
                return
            path, machine = shot
            self.show(machine)
            Clock.schedule_once(lambda _: save(path), 0)

        def save(path: Path) -> None:
            assert self._stage is not None
            waiting_since(self._stage.screen)
            self.screenshot(path)
            next_one(0.0)

        Clock.schedule_once(next_one, 0)


def main() -> None:
    """Takes the pictures the command line asks for."""
    parser = argparse.ArgumentParser(description="Every screen as a PNG.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--diagonal", type=float, default=DISPLAY.diagonal_in)
    parser.add_argument("--variants", default="zh,en,zh-contrast,zh-large,en-large")
    wish = parser.parse_args()
    wish.out.mkdir(parents=True, exist_ok=True)
    shots = [
        (wish.out / f"{number:02}-{name}-{variant}.png", varied(machine, variant))
        for number, (name, machine) in enumerate(samples(), 1)
        if any(word in name for word in wish.only.split(","))
        for variant in wish.variants.split(",")
    ]
    app = Gallery(replace(DISPLAY, diagonal_in=wish.diagonal), FACES, lambda _: None, shots[0][1])
    app.take(shots)
    app.run()


if __name__ == "__main__":
    main()
