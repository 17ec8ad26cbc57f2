"""The technician's test page: a calm sheet that shows size, straightness, greys, fine lines and fonts. Nothing personal on it."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any, Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from printing.fonts import FontStack, Role

PAGES: Final = 1
_MARGIN: Final = 20 * mm
_GREYS: Final = tuple(step / 10 for step in range(11))  # black to white in tenths
_RULES_MM: Final = (1.0, 0.5, 0.25, 0.1)
_WORDS: Final = (
    (Role.TITLE, "打印机测试页 Printer test page", 18),
    (Role.BODY, "正文宋体：兹证明 一二三四五六七八九十 0123456789 ABCdef", 12),
    (Role.HEAD, "标题黑体：乌海市 内蒙古自治区 0123456789", 12),
    (Role.NOTE, "附注楷体：请核对尺寸、灰度、细线与字形。", 12),
    (Role.BODY, "生僻字：㐀㐂䶮𠀀𪚥", 12),
    (Role.BODY, "小字 6 pt：本页不含任何个人信息，可以直接销毁。", 6),
)


def trial_page(fonts: FontStack, kiosk_id: str, at: datetime) -> bytes:
    """One A4 page as PDF, without personal data. `at` is printed with its zone."""
    written = BytesIO()
    options: dict[str, Any] = {"initialFontName": fonts.initial, "invariant": 1}
    canvas = Canvas(written, pagesize=A4, **options)
    canvas.setTitle("Printer test page")
    height = A4[1]
    _grid(canvas)
    line = height - _MARGIN - 12 * mm
    for role, text, size in _WORDS:
        _text(canvas, fonts, role, text, size, _MARGIN + 5 * mm, line)
        line -= 11 * mm
    _text(canvas, fonts, Role.BODY, f"{kiosk_id}    {at:%Y-%m-%d %H:%M:%S %z}", 12, _MARGIN + 5 * mm, line)
    _greys(canvas, fonts, line - 35 * mm)
    _rules(canvas, fonts, line - 60 * mm)
    _ruler(canvas, fonts, _MARGIN + 25 * mm)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def _grid(canvas: Canvas) -> None:
    """Hair lines every 10 mm, and the frame at the margin: a page that is scaled or shifted shows it."""
    width, height = A4
    canvas.setStrokeGray(0.8)
    canvas.setLineWidth(0.1 * mm)
    for step in range(int((width - 2 * _MARGIN) / (10 * mm)) + 1):
        canvas.line(_MARGIN + step * 10 * mm, _MARGIN, _MARGIN + step * 10 * mm, height - _MARGIN)
    for step in range(int((height - 2 * _MARGIN) / (10 * mm)) + 1):
        canvas.line(_MARGIN, _MARGIN + step * 10 * mm, width - _MARGIN, _MARGIN + step * 10 * mm)
    canvas.setStrokeGray(0)
    canvas.rect(_MARGIN, _MARGIN, width - 2 * _MARGIN, height - 2 * _MARGIN)


def _greys(canvas: Canvas, fonts: FontStack, y: float) -> None:
    side = 14 * mm
    for place, grey in enumerate(_GREYS):
        x = _MARGIN + 5 * mm + place * side
        canvas.setFillGray(grey)
        canvas.rect(x, y, side, side, fill=1)
        _text(canvas, fonts, Role.BODY, f"{round((1 - grey) * 100)}%", 7, x + 1 * mm, y - 4 * mm)


def _rules(canvas: Canvas, fonts: FontStack, y: float) -> None:
    for place, thick in enumerate(_RULES_MM):
        canvas.setLineWidth(thick * mm)
        canvas.line(_MARGIN + 5 * mm, y - place * 6 * mm, _MARGIN + 105 * mm, y - place * 6 * mm)
        _text(canvas, fonts, Role.BODY, f"{thick:g} mm", 8, _MARGIN + 110 * mm, y - place * 6 * mm - 1 * mm)


def _ruler(canvas: Canvas, fonts: FontStack, y: float) -> None:
    """100 mm in steps of 1 mm, to hold a ruler against."""
    canvas.setLineWidth(0.2 * mm)
    for step in range(101):
        x = _MARGIN + 5 * mm + step * mm
        tall = 6 if step % 10 == 0 else 4 if step % 5 == 0 else 2
        canvas.line(x, y, x, y + tall * mm)
    _text(canvas, fonts, Role.BODY, "100 mm", 8, _MARGIN + 108 * mm, y)


def _text(canvas: Canvas, fonts: FontStack, role: Role, text: str, size: float, x: float, y: float) -> None:
    """Text in its faces. A character that no face has is left out: a technician's page is not worth failing for."""
    canvas.setFillGray(0)
    drawn = canvas.beginText(x, y)
    missing = fonts.missing(text)
    for run in fonts.runs(role, "".join(one for one in text if one not in missing)):
        drawn.setFont(fonts.named(run.font).font.fontName, size)
        drawn.textOut(run.text)
    canvas.drawText(drawn)
