"""Scanned pages of the synthetic people's archives: old register forms, drawn, and marked 演示 so that nobody takes one for a real page.

The same person has the same pages, to the byte, on one version of Pillow. 1240 x 1754 pixels: A4 at 150 dots per inch, grey.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, lru_cache
from io import BytesIO
from math import cos, pi, sin
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from archive.sample_people import Citizen
from idcard.codes import nation_name, sex_name

Row = dict[str, Any]

WIDTH, HEIGHT = 1240, 1754
FONDS = "演示市公安局户籍档案"
_PAPER, _INK, _PALE, _PEN, _STAMP = 238, 40, 205, 70, 120  # shades of grey
_MARGIN = 110
_RING = 0.62 * pi  # how far a stamp's words reach to either side of its top
_FOLDERS = (Path(__file__).parents[1] / ".fonts", Path("/usr/share/fonts/truetype"))
_PRINTED = ("NotoSerifSC_400Regular.ttf", "wqy/wqy-zenhei.ttc", "lxgw-wenkai/LXGWWenKai-Regular.ttf")
_WRITTEN = ("lxgw-wenkai/LXGWWenKai-Regular.ttf", *_PRINTED)
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_NOTE = "此页为演示用合成样张，非真实档案"

Font = ImageFont.FreeTypeFont


def page_rows(citizen: Citizen, person_id: int, household: str) -> Iterator[tuple[Row, Row]]:
    """The rows of `ArchivePage` and `ScannedImage` for as many pages as the traits say. Raises OSError without Chinese fonts."""
    for place, (title, years_old, draw) in enumerate(_FORMS[: citizen.traits.pages], start=1):
        year = citizen.birth.year + years_old
        png = _drawn(draw, citizen, year)
        sha256 = hashlib.sha256(png).hexdigest()
        page = {
            "person_id": person_id,
            "place": place,
            "fonds": FONDS,
            "reference": f"演户档{household}-{year}-{place:03}",
            "title": title,
            "day": date(year, 5, 12),
            "image_sha256": sha256,
        }
        yield page, {"sha256": sha256, "png": png, "width": WIDTH, "height": HEIGHT}


@lru_cache(maxsize=64)
def _drawn(draw: Callable[[ImageDraw.ImageDraw, Citizen, int], None], citizen: Citizen, year: int) -> bytes:
    image = Image.new("L", (WIDTH, HEIGHT), _PAPER)
    canvas = ImageDraw.Draw(image)
    _watermark(image)
    draw(canvas, citizen, year)
    _stamp(canvas, 860, 1340, random.Random(citizen.id_number).uniform(-0.2, 0.2))
    canvas.text((_MARGIN, HEIGHT - 70), _NOTE, _STAMP, _font(_PRINTED, 24))
    out = BytesIO()
    # Sixteen shades are enough for print and halve the file; the last tenth of compression would take seven times as long.
    image.point([shade & 0xF0 for shade in range(256)]).save(out, "PNG", compress_level=6)
    return out.getvalue()


@cache
def _font(names: tuple[str, ...], size: int) -> Font:
    """The first of these fonts that is there. Raises OSError."""
    for name in names:
        for folder in _FOLDERS:
            file = folder / name
            if file.exists():
                return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)
    raise OSError("no Chinese font for the sample pages: run `make fonts`")


def _watermark(image: Image.Image) -> None:
    tile = Image.new("L", (520, 300), _PAPER)
    ImageDraw.Draw(tile).text((60, 60), "演示", 222, _font(_PRINTED, 150))
    turned = tile.rotate(30, fillcolor=_PAPER)
    for y in range(0, HEIGHT, 330):
        for x in range(0, WIDTH, 540):
            image.paste(turned, (x, y))


def _stamp(canvas: ImageDraw.ImageDraw, x: int, y: int, turn: float) -> None:
    """A round stamp of a station that does not exist."""
    radius, words = 150, "演示市公安局演示派出所"
    canvas.ellipse((x - radius, y - radius, x + radius, y + radius), outline=_STAMP, width=7)
    font = _font(_PRINTED, 34)
    for nth, character in enumerate(words):
        angle = _RING * (2 * nth / (len(words) - 1) - 1) + turn
        canvas.text((x + 114 * sin(angle), y - 114 * cos(angle)), character, _STAMP, font, anchor="mm")
    points = [(x + r * sin(pi * k / 5 + turn), y - r * cos(pi * k / 5 + turn)) for k in range(10) for r in ((46, 18)[k % 2],)]
    canvas.polygon(points, fill=_STAMP)
    canvas.text((x, y + 96), "样章", _STAMP, _font(_PRINTED, 36), anchor="mm")


def _vertical(canvas: ImageDraw.ImageDraw, x: float, y: float, text: str, font: Font, shade: int) -> None:
    """A column of characters from the top; `x` is its middle."""
    step = font.size * 1.12
    for nth, character in enumerate(text):
        canvas.text((x, y + nth * step), character, shade, font, anchor="mt")


def _old_register(canvas: ImageDraw.ImageDraw, citizen: Citizen, year: int) -> None:
    """户口登记簿: columns from right to left, written from above, as before the forms of 1996."""
    top, bottom, right = 170, HEIGHT - 170, WIDTH - _MARGIN - 110
    columns = (
        ("姓名", citizen.name), ("别名", "无"), ("性别", sex_name(citizen.sex)), ("出生", _in_characters(citizen.birth)),
        ("民族", f"{nation_name(citizen.nation)}族"), ("籍贯", "演示市演示区"), ("文化", "无"), ("职业", "无"),
        ("住址", citizen.address.translate(_DIGITS)), ("登记", f"{_in_characters(date(year, 5, 12))}补录"), ("备注", "演示样张"),
    )  # fmt: skip
    width = (right - _MARGIN) / len(columns)
    canvas.rectangle((_MARGIN, top, WIDTH - _MARGIN, bottom), outline=_INK, width=5)
    canvas.line((_MARGIN, top + 190, right, top + 190), fill=_INK, width=2)
    _vertical(canvas, WIDTH - _MARGIN - 55, top + 60, "户口登记簿", _font(_PRINTED, 66), _INK)
    _vertical(canvas, WIDTH - _MARGIN - 55, top + 800, "演示派出所", _font(_PRINTED, 36), _INK)
    for nth, (label, value) in enumerate(columns):
        x = right - (nth + 0.5) * width
        canvas.line((right - nth * width, top, right - nth * width, bottom), fill=_INK, width=2)
        _vertical(canvas, x, top + 40, label, _font(_PRINTED, 44), _INK)
        _vertical(canvas, x, top + 220, value, _font(_WRITTEN, 46), _PEN)


def _registration_form(canvas: ImageDraw.ImageDraw, citizen: Citizen, year: int) -> None:
    """常住人口登记表: the form that is the basic record of a person, two fields to a row."""
    canvas.text((WIDTH / 2, 150), "常住人口登记表", _INK, _font(_PRINTED, 60), anchor="mm")
    canvas.text((WIDTH - _MARGIN, 225), f"演户登{year}第{citizen.id_number[-4:]}号", _PEN, _font(_WRITTEN, 30), anchor="rm")
    rows = (
        (("姓名", citizen.name), ("曾用名", "—")),
        (("性别", sex_name(citizen.sex)), ("民族", f"{nation_name(citizen.nation)}族")),
        (("出生日期", f"{citizen.birth:%Y年%m月%d日}"), ("出生地", "演示市演示区")),
        (("公民身份号码", citizen.id_number), ("籍贯", "演示市")),
        (("文化程度", "高中"), ("婚姻状况", "未婚")),
        (("服务处所", "演示市样张厂"), ("职业", "职员")),
        (("户籍地址", citizen.address), ("户别", "家庭户")),
        (("何时迁来本址", f"{year}年5月12日"), ("由何地迁来", "范本胡同")),
        (("登记机关", "演示派出所"), ("登记日期", f"{year}年5月12日")),
    )
    top, step, middle = 270, 118, WIDTH / 2 + 60
    for nth, pair in enumerate(rows):
        for (label, value), left, right in zip(pair, (_MARGIN, middle), (middle, WIDTH - _MARGIN), strict=True):
            y = top + nth * step
            canvas.rectangle((left, y, right, y + step), outline=_INK, width=2)
            canvas.line((left + 170, y, left + 170, y + step), fill=_INK, width=2)
            canvas.text((left + 85, y + step / 2), label, _INK, _font(_PRINTED, 26), anchor="mm")
            size = 34 if len(value) <= 11 else 26
            canvas.text((left + 185, y + step / 2), value, _PEN, _font(_WRITTEN, size), anchor="lm")


def _move_stub(canvas: ImageDraw.ImageDraw, citizen: Citizen, year: int) -> None:
    """户口迁移证存根: what stays in the book when the permit to move is torn off."""
    canvas.text((WIDTH / 2, 190), "户口迁移证存根", _INK, _font(_PRINTED, 58), anchor="mm")
    canvas.text((WIDTH - _MARGIN, 280), f"演迁字第{citizen.id_number[-6:-1]}号", _PEN, _font(_WRITTEN, 36), anchor="rm")
    lines = (
        ("迁移人", citizen.name), ("性别", sex_name(citizen.sex)), ("出生", _in_characters(citizen.birth)),
        ("迁出地", "演示市演示区范本胡同"), ("迁往地", citizen.address), ("迁移原因", "购房落户"),
        ("签发日期", _in_characters(date(year, 5, 12))), ("承办", "演示民警"),
    )  # fmt: skip
    for nth, (label, value) in enumerate(lines):
        y = 400 + nth * 110
        canvas.text((_MARGIN + 30, y), label, _INK, _font(_PRINTED, 38), anchor="ls")
        canvas.text((_MARGIN + 250, y - 4), value, _PEN, _font(_WRITTEN, 40 if len(value) <= 20 else 26), anchor="ls")
        canvas.line((_MARGIN + 230, y + 12, WIDTH - _MARGIN, y + 12), fill=_PALE, width=2)
    for x in range(_MARGIN, WIDTH - _MARGIN, 26):
        canvas.line((x, 1530, x + 14, 1530), fill=_INK, width=2)


def _in_characters(day: date) -> str:
    """A date in Chinese characters: 一九九〇年三月十五日."""
    return f"{str(day.year).translate(_DIGITS)}年{_number(day.month)}月{_number(day.day)}日"


def _number(value: int) -> str:
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{str(tens).translate(_DIGITS)}十"
    return head + (str(ones).translate(_DIGITS) if ones else "")


_FORMS: tuple[tuple[str, int, Callable[[ImageDraw.ImageDraw, Citizen, int], None]], ...] = (
    ("常住人口登记表", 21, _registration_form),
    ("户口登记簿（旧式）", 1, _old_register),
    ("户口迁移证存根", 20, _move_stub),
)  # title, how old the person was, form
