"""Marks: from the number alone, fine, light, and never over the paper's edge of sizes that a printer holds."""

from __future__ import annotations

import itertools
import zlib

import pytest

from printing.fonts import FontStack, Role
from printing.geometry import PAGE_HEIGHT, PAGE_WIDTH, WIDTH, mm
from printing.guilloche import HAIRLINE, guilloche
from printing.marks import MICRO_CHINESE, MICRO_LATIN, microtext, watermark
from printing.ops import Group, Op, Shape
from printing.outlines import outline
from printing.paths import bounds, polygon
from printing.seal import specimen_seal
from printing.simplify import simplified

NUMBER = "演公户证字〔2026〕000123号"
BAND = mm(6)


def _shapes(ops: tuple[Op, ...], x: float = 0.0, y: float = 0.0) -> list[tuple[float, float, Shape]]:
    found: list[tuple[float, float, Shape]] = []
    for op in ops:
        if isinstance(op, Group):
            found += _shapes(op.ops, x + op.x, y + op.y)
        elif isinstance(op, Shape):
            found.append((x, y, op))
    return found


def _points(ops: tuple[Op, ...]) -> list[tuple[float, float]]:
    points = []
    for x, y, shape in _shapes(ops):
        corners = [(left, low) for left, low in polygon(shape.path)]
        for a, b, c, d, e, f in shape.places:
            points += [(a * px + c * py + e + x, b * px + d * py + f + y) for px, py in corners]
    return points


def test_the_same_number_gives_the_same_guilloche_and_another_number_another() -> None:
    assert guilloche(NUMBER, WIDTH, BAND) == guilloche(NUMBER, WIDTH, BAND)
    lines = {repr(guilloche(f"演公户证字〔2026〕{number:06d}号", WIDTH, BAND)) for number in range(50)}
    assert len(lines) == 50


@pytest.mark.parametrize("number", range(40))
def test_the_guilloche_keeps_to_its_frame_and_the_rosette_to_its_middle(number: int) -> None:
    points = _points(guilloche(f"{number:06d}", WIDTH, BAND))
    assert min(x for x, _ in points) > -0.01
    assert max(x for x, _ in points) < WIDTH + 0.01
    beyond = [x for x, y in points if not -0.3 < y < BAND + 0.3]
    assert all(abs(x - WIDTH / 2) < BAND * 1.25 for x in beyond)
    assert all(-BAND < y < 2 * BAND for _, y in points)


def test_the_guilloche_is_drawn_in_hairlines() -> None:
    drawn = [shape for _, _, shape in _shapes(guilloche(NUMBER, WIDTH, BAND)) if shape.stroke]
    assert {shape.width for shape in drawn} == {HAIRLINE}
    assert mm(0.1) <= HAIRLINE <= mm(0.2)


def test_the_band_closes_at_its_seams() -> None:
    band = _shapes(guilloche(NUMBER, WIDTH, BAND))[0][2]
    strands = [list(strand) for strand in _strands(band)]
    starts = sorted(round(strand[0][1], 3) for strand in strands)
    ends = sorted(round(strand[-1][1], 3) for strand in strands)
    assert starts == pytest.approx(ends, abs=0.01)


def _strands(shape: Shape) -> list[list[tuple[float, float]]]:
    strands: list[list[tuple[float, float]]] = []
    for kind, values in shape.path:
        if kind == "M":
            strands.append([])
        strands[-1].append((values[-2], values[-1]))
    return strands


def test_the_watermark_reaches_every_corner_of_the_page_and_takes_its_texts_in_turn(fonts: FontStack) -> None:
    ops = watermark(fonts, ("演示样张", "SPECIMEN"), PAGE_WIDTH, PAGE_HEIGHT, size=18.0, gap=mm(46))
    assert len(ops) == 2
    points = _points(ops)
    for corner_x in (0.0, PAGE_WIDTH):
        for corner_y in (0.0, PAGE_HEIGHT):
            assert any(abs(x - corner_x) < mm(55) and abs(y - corner_y) < mm(55) for x, y in points)
    counts = [len(shape.places) for _, _, shape in _shapes(ops)]
    assert min(counts) * 2 > max(counts)


def test_watermark_tiles_are_only_moved_for_a_turned_form_is_clipped_by_a_mask(fonts: FontStack) -> None:
    ops = watermark(fonts, ("预览",), PAGE_WIDTH, PAGE_HEIGHT, size=44.0, gap=mm(46))
    assert all(place[:4] == (1.0, 0.0, 0.0, 1.0) for _, _, shape in _shapes(ops) for place in shape.places)


def test_the_watermark_is_paler_than_a_tenth_of_black(fonts: FontStack) -> None:
    for _, _, shape in _shapes(watermark(fonts, ("预览",), PAGE_WIDTH, PAGE_HEIGHT, size=44.0, gap=mm(46))):
        assert shape.fill is not None
        assert 0.92 <= min(shape.fill) <= 0.94


def test_microtext_has_sizes_that_a_printer_of_600_dpi_holds() -> None:
    assert MICRO_CHINESE >= 2.0
    assert MICRO_LATIN >= 1.0


@pytest.mark.parametrize(("text", "size"), [(f"演示市公安局 {NUMBER}", MICRO_CHINESE), ("2026000123", MICRO_LATIN)])
def test_a_microtext_rule_fills_its_width_and_only_its_height(fonts: FontStack, text: str, size: float) -> None:
    points = _points(microtext(fonts, text, WIDTH, size=size))
    assert min(x for x, _ in points) < 1.5
    assert WIDTH - 1.5 < max(x for x, _ in points) < WIDTH + 0.5
    assert all(-0.3 * size < y < 1.1 * size for _, y in points)


def test_no_two_shapes_of_a_paper_share_a_name(fonts: FontStack) -> None:
    ops = (
        *guilloche(NUMBER, WIDTH, BAND),
        *watermark(fonts, ("演示样张", "SPECIMEN"), PAGE_WIDTH, PAGE_HEIGHT, size=18.0, gap=mm(46)),
        *microtext(fonts, "12345 演示 12345 演示", WIDTH),
        *microtext(fonts, "12345", WIDTH, size=MICRO_LATIN),
    )
    by_name: dict[str, Shape] = {}
    for _, _, shape in _shapes(ops):
        assert by_name.setdefault(shape.name, shape) == shape


def test_all_marks_together_take_less_than_35_kilobytes(fonts: FontStack) -> None:
    ops = (
        *guilloche(NUMBER, WIDTH, BAND),
        *watermark(fonts, ("演示样张", "SPECIMEN"), PAGE_WIDTH, PAGE_HEIGHT, size=18.0, gap=mm(46)),
        *microtext(fonts, f"演示市公安局 {NUMBER}", WIDTH),
        *microtext(fonts, "2026000123", WIDTH, size=MICRO_LATIN),
        *specimen_seal(fonts, "演示市公安局", "样章"),
    )
    packed = sum(len(zlib.compress(_operators(shape).encode(), 9)) for _, _, shape in _shapes(ops))
    assert packed < 25_000  # the QR symbol takes 4,000 more


def _operators(shape: Shape) -> str:
    path = " ".join(f"{' '.join(f'{value:.2f}' for value in values)} {kind}" for kind, values in shape.path)
    return path + " ".join(f"{value:.2f}" for place in shape.places for value in place)


@pytest.mark.parametrize("character", "演示市公安局样章A08，")
@pytest.mark.parametrize("tolerance", [2.0, 4.0, 16.0])
def test_a_simplified_outline_stays_within_its_tolerance(fonts: FontStack, character: str, tolerance: float) -> None:
    path, _ = outline(fonts, Role.TITLE, character)
    plain = simplified(path, tolerance)
    assert len(plain) <= len(path)
    old, new = polygon(path), polygon(plain)
    for x, y in new[:: max(len(new) // 40, 1)]:
        assert min(_distance(x, y, *start, *end) for start, end in itertools.pairwise(old)) < 2.5 * tolerance
    assert bounds([Shape("", plain)]) == pytest.approx(bounds([Shape("", path)]), abs=2 * tolerance)


def _distance(x: float, y: float, x1: float, y1: float, x2: float, y2: float) -> float:
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    t = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length)) if length else 0.0
    return float(((x - x1 - t * dx) ** 2 + (y - y1 - t * dy) ** 2) ** 0.5)
