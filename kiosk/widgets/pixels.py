"""The window's own pixels, read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels
from PIL import Image


def window_image(window: Any) -> Image.Image:
    """What the window shows, drawn afresh and read from the back buffer. UI thread only."""
    window.dispatch("on_draw")
    width, height = window.system_size
    pixels = glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE)
    return Image.frombytes("RGBA", (width, height), bytes(pixels)).convert("RGB").transpose(Image.Transpose.FLIP_TOP_BOTTOM)


def save_window(window: Any, path: Path) -> tuple[int, int]:
    """Writes the window as PNG to exactly `path`; returns (width, height) in pixels."""
    image = window_image(window)
    image.save(path, format="PNG", compress_level=3)
    return image.size
