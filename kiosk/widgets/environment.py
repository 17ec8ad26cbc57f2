"""What Kivy, fontconfig, Cairo and Pango must be told before they are first imported (ux.md section 4.2).

Importing this module sets the environment; `configure` sets Kivy's configuration, which it reads when the window opens.
"""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.widgets import declared
from kiosk.widgets.display import Display

FONTS_CONF = Path(__file__).resolve().parents[2] / "config" / "fonts.conf"

_KIVY = {
    "KIVY_NO_CONFIG": "1",  # no ~/.kivy/config.ini may change how the kiosk behaves
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_NO_CONSOLELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_TEXT": "sdl2",  # only the base our own provider is put in place of
    "SDL_NO_SIGNAL_HANDLERS": "1",  # SDL would turn SIGTERM into a request to close the window, which we refuse
}


def _set_environment() -> None:
    os.environ.update(_KIVY)
    os.environ.setdefault("FONTCONFIG_FILE", str(FONTS_CONF))
    declared.use()


def configure(display: Display) -> None:
    """Sets the window's exact size and closes Kivy's ways out of the application. Call before the window opens."""
    os.environ["KIVY_DPI"] = repr(display.px_per_mm * 25.4)
    os.environ["KIVY_METRICS_DENSITY"] = "1"
    from kivy.config import Config

    graphics = {
        "width": display.width_px,
        "height": display.height_px,
        "minimum_width": 0,
        "minimum_height": 0,
        "fullscreen": 0,  # native mode changes upset drivers; borderless at the exact size is full screen enough
        "borderless": int(display.fullscreen),
        "resizable": 0,
        "position": "custom",
        "left": 0,
        "top": 0,
        "show_cursor": int(display.cursor),
        "multisamples": 0,  # edges are smoothed when they are drawn by Cairo
        "maxfps": 60,
        "vsync": 0,
        "allow_screensaver": 0,
    }
    for key, value in graphics.items():
        Config.set("graphics", key, str(value))
    for key, value in {"exit_on_escape": "0", "log_enable": "0", "desktop": "0", "pause_on_minimize": "0", "keyboard_mode": ""}.items():
        Config.set("kivy", key, value)
    _one_touch_provider(Config, display.touch)
    # Inspector, recorder, monitor and the like: none.
    for module in list(Config.items("modules")):
        Config.remove_option("modules", module[0])


def _one_touch_provider(config: object, touch: str) -> None:
    """Leaves exactly one source of touches, else one tap may give two events."""
    items = config.items("input")  # type: ignore[attr-defined]  # Kivy's ConfigParser has no types
    for name, _ in list(items):
        config.remove_option("input", name)  # type: ignore[attr-defined]
    if touch == "mouse":
        config.set("input", "mouse", "mouse,disable_multitouch")  # type: ignore[attr-defined]
    elif touch != "sdl":
        config.set("input", "panel", touch)  # type: ignore[attr-defined]


_set_environment()
