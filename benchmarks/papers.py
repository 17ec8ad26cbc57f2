"""Composing, signing and drawing a paper, beside a bare page of the same library."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from benchmarks.measure import Ratio, compare
from printing import definition, document, raster
from printing.fonts import FontStack

ROOT = Path(__file__).parents[1]
SCREEN_PX = 1000  # about the width at which the kiosk shows a page


def run() -> Iterator[Ratio]:
    """The figures of every shipped kind."""
    fonts = FontStack.find([ROOT / ".fonts", Path("/usr/share/fonts")])
    for sample in sorted((ROOT / "config" / "certificates" / "samples").glob("*.json")):
        kind = definition.load(ROOT / "config" / "certificates" / f"{sample.stem}.toml")
        content = json.loads(sample.read_text(encoding="utf-8"))

        def compose(kind: definition.Definition = kind, content: dict[str, object] = content) -> bytes:
            return document.compose(kind, content, None, fonts)

        yield compare(f"compose a preview of {kind.id}", compose, "a bare page", _bare, rounds=15)
        pdf, bare = compose(), _bare()
        yield compare(
            f"draw the preview of {kind.id} for the screen",
            lambda pdf=pdf: raster.pages(pdf, SCREEN_PX),  # type: ignore[misc]
            "a bare page",
            lambda bare=bare: raster.pages(bare, SCREEN_PX),  # type: ignore[misc]
            rounds=15,
        )


def _bare() -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4)
    canvas.drawString(72, 720, "a line")
    canvas.showPage()
    canvas.save()
    return written.getvalue()
