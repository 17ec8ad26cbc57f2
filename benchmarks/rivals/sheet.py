"""What all engines are given: content that is new in every round, its words, and the marks of its page as SVG."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import zxingcpp

from printing.canonical import canonical
from printing.definition import Definition, load
from printing.filled import filled
from printing.fonts import FontStack
from printing.frame import Marks
from printing.geometry import PAGE_HEIGHT, PAGE_WIDTH
from printing.layout import lay_out
from printing.ops import Box, Colour, Group, Op, Shape, Tagged
from printing.wording import zh_date, zh_datetime

ROOT = Path(__file__).parents[2]
FONTS = (ROOT / ".fonts", Path("/usr/share/fonts"))
UNIT = "演示市公安局"
_NOW = datetime(2026, 11, 23, 10, 15, tzinfo=timezone(timedelta(hours=8)))
_RARE = "𠮷𬭩䶮㐱𫖮"


@dataclass(frozen=True)
class Sheet:
    """One paper: the content and marks that `compose` takes, and the words and SVG that the others take."""

    content: dict[str, Any]
    marks: Marks
    words: dict[str, Any]


def definition() -> Definition:
    """The kind that is compared."""
    return load(Path(__file__).with_name("certificate.toml"))


def content(seed: int) -> dict[str, Any]:
    """Six relatives, all different from round to round; one name needs a fallback face."""
    dice = random.Random(seed)

    def name(length: int = 3) -> str:
        return "".join(chr(dice.randrange(0x4E00, 0x9000)) for _ in range(length))

    def person(called: str) -> dict[str, str]:
        born = date(dice.randrange(1940, 2020), dice.randrange(1, 13), dice.randrange(1, 29))
        number = f"150390{born:%Y%m%d}{dice.randrange(1000):03}X"
        return {"name": called, "sex": dice.choice("男女"), "birth": born.isoformat(), "id_number": number}

    names = [name(), dice.choice(_RARE) + name(2), "阿依古丽·买买提", name(2), name(), name(2)]
    relations = ("父亲", "母亲", "妻子", "长女", "次子", "兄弟")
    return {
        "subject": person(name()),
        "relatives": [{**person(one), "relation": relation} for one, relation in zip(names, relations, strict=True)],
        "purpose": {"code": "notarisation", "label": "公证"},
        "queried_at": _NOW.isoformat(),
    }


def marks(seed: int) -> Marks:
    """A number of its own, and an address of the length that a signed one has."""
    dice = random.Random(seed)
    payload = "".join(dice.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", k=360))
    code = "7K3M9QXZ2B4C8DEF"
    address = f"https://verify.demo.example/v/{code}#{payload}"
    return Marks(f"YS01-2026-{seed:06}", _NOW, date(2027, 2, 21), address, code, True, "WH-0001", UNIT, _NOW)


def sheet(seed: int, kind: Definition, fonts: FontStack) -> Sheet:
    """Everything for one round."""
    given, marked = content(seed), marks(seed)
    words = filled(kind, given)
    (table,) = words.tables
    (page,) = lay_out(words, marked, UNIT, fonts).pages
    groups = sorted_shapes(page)
    return Sheet(given, marked, {
        "title": words.title.zh, "unit": UNIT, "number": marked.number, "body": words.body[0].zh, "kiosk": marked.kiosk,
        "shares": [column.share for column in table.columns], "heads": [column.head.zh for column in table.columns],
        "rows": [[cell.zh for cell in row] for row in table.rows], "closing": words.closing.zh, "remark": words.remarks[0].zh,
        "notes": [note.zh for note in words.notes], "day": zh_date(_NOW.date()), "printed": zh_datetime(_NOW),
        "check": "扫描二维码，或在 verify.demo.example/v 输入验证码，核验本件真伪。", "spaced": "7K3M 9QXZ 2B4C 8DEF",
        "url": marked.verification_url, "content": canonical(given).decode(),
        "fixed": svg(groups["watermark"]), "seal": svg(groups["seal"]), "marks": svg(groups["other"]),
    })  # fmt: skip


def qr_svg(text: str) -> str:
    """The QR symbol as SVG, by the encoder that we use too; every engine makes its own within its time."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    return str(symbol.to_svg(add_quiet_zones=False))


def sorted_shapes(page: Iterable[Op]) -> dict[str, list[tuple[Shape | Box, float, float]]]:
    """The page's shapes with the place of their origin, by what they are: watermark, seal, qr (with its quiet zone), other."""
    groups: dict[str, list[tuple[Shape | Box, float, float]]] = {"watermark": [], "seal": [], "qr": [], "other": []}
    for op, x, y in _shapes(page, 0.0, 0.0):
        groups[mark_of(op.name) if isinstance(op, Shape) else "qr"].append((op, x, y))
    return groups


def mark_of(name: str) -> str:
    """Which mark a shape of this name belongs to."""
    return next((known for known in ("watermark", "seal", "qr") if name.startswith(known)), "other")


def _shapes(ops: Iterable[Op], x: float, y: float) -> Iterator[tuple[Shape | Box, float, float]]:
    for op in ops:
        match op:
            case Group():
                yield from _shapes(op.ops, x + op.x, y + op.y)
            case Tagged():
                yield from _shapes(op.ops, x, y)
            case Shape():
                yield op, x, y
            case Box() if op.fill == (1.0, 1.0, 1.0):
                yield op, x, y


def svg(shapes: Iterable[tuple[Shape | Box, float, float]]) -> str:
    """A whole page with these shapes, y downwards as SVG has it."""
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PAGE_WIDTH:.2f} {PAGE_HEIGHT:.2f}" width="210mm" height="297mm">']
    for number, (op, x, y) in enumerate(shapes):
        if isinstance(op, Box):
            top = PAGE_HEIGHT - y - op.y - op.height
            out.append(
                f'<rect x="{x + op.x:.2f}" y="{top:.2f}" width="{op.width:.2f}" height="{op.height:.2f}" fill="{_colour(op.fill)}"/>'
            )
            continue
        style = f'fill="{_colour(op.fill)}" stroke="{_colour(op.stroke)}" stroke-width="{op.width:.3f}"'
        data = "".join(_SEGMENTS[kind](values) for kind, values in op.path)
        places = [f"matrix({a:.6g} {-b:.6g} {-c:.6g} {d:.6g} {e + x:.2f} {PAGE_HEIGHT - f - y:.2f})" for a, b, c, d, e, f in op.places]
        if len(places) == 1:
            out.append(f'<path {style} transform="{places[0]}" d="{data}"/>')
        else:
            out.append(f'<defs><path id="p{number}" {style} d="{data}"/></defs>')
            out += [f'<use href="#p{number}" transform="{place}"/>' for place in places]
    return "".join((*out, "</svg>"))


def _points(values: tuple[float, ...]) -> str:
    return " ".join(f"{-value if index % 2 else value:.6g}" for index, value in enumerate(values))


_SEGMENTS: dict[str, Callable[[tuple[float, ...]], str]] = {
    "M": lambda values: f"M{_points(values)}",
    "L": lambda values: f"L{_points(values)}",
    "C": lambda values: f"C{_points(values)}",
    "R": lambda values: f"M{values[0]} {-values[1]}h{values[2]}v{-values[3]}h{-values[2]}z",
    "Z": lambda values: "z",  # noqa: ARG005
}


def _colour(colour: Colour | None) -> str:
    return "none" if colour is None else "#" + "".join(f"{round(255 * part):02x}" for part in colour)
