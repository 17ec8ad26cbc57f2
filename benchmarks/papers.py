"""The previews of every shipped kind: composed, beside a bare page; drawn for the screen, beside a bare page drawn."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Ratio, compare
from printing import definition, document, raster
from printing.archival import Description, finish
from printing.drawing import draw
from printing.fonts import FontStack, Role
from printing.ops import Words
from printing.pdf_file import PdfFile

ROOT = Path(__file__).parents[1]
SCREEN_PX = 1000  # about the width at which the kiosk shows a page


def run(folder: Path) -> Iterator[Ratio]:  # noqa: ARG001 - as the other parts
    """The figures of every shipped kind."""
    fonts = FontStack.find([ROOT / ".fonts", Path("/usr/share/fonts")])
    samples = ROOT / "config" / "certificates" / "samples"
    images = {hashlib.sha256(data).hexdigest(): data for data in (path.read_bytes() for path in sorted((samples / "images").glob("*")))}
    for file in sorted((ROOT / "config" / "certificates").glob("*.toml")):
        kind = definition.load(file)
        content = json.loads((samples / f"{kind.id}.json").read_text(encoding="utf-8"))
        bare = _bare(fonts)

        def compose(kind: definition.Definition = kind, content: dict[str, object] = content) -> bytes:
            return document.compose(kind, content, None, fonts, images=images)

        pdf = compose()
        yield compare(f"compose a preview of {kind.id}", compose, "a bare page", lambda: _bare(fonts), rounds=15)
        yield compare(
            f"draw the preview of {kind.id} for the screen",
            lambda pdf=pdf: raster.pages(pdf, SCREEN_PX),  # type: ignore[misc]
            "a bare page",
            lambda bare=bare: raster.pages(bare, SCREEN_PX),  # type: ignore[misc]
            rounds=15,
        )


def _bare(fonts: FontStack) -> bytes:
    """One line on one page."""
    file = PdfFile()
    page = (Words(72, 720, "a line", Role.BODY, 12),)
    return finish(file, draw(file, (page,), fonts), Description("bare", "bare", "bare", None))
