"""Seals: art from files, with every refusal naming its remedy, and the specimen seal."""

from __future__ import annotations

import io
import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from printing.dress import PLAIN, Dress, MongolianPlace
from printing.fonts import FontStack
from printing.geometry import mm
from printing.mongolian import MongolianScript
from printing.ops import Op, Picture, Shape
from printing.ops import Path as Outline
from printing.paths import as_nonzero, bounds, contours, polygon
from printing.seal import SEAL_DIAMETER, SealArt, SealError, SealMissing, specimen_seal
from printing.svg_paths import svg_paths
from printing.vector_art import ArtFault

ROOT = Path(__file__).parents[2]
RING = "M 100 0 A 100 100 0 1 0 100 200 A 100 100 0 1 0 100 0 Z M 100 10 A 90 90 0 1 0 100 190 A 90 90 0 1 0 100 10 Z"
STAR = '<polygon points="100,60 111,95 147,95 118,116 129,150 100,129 71,150 82,116 53,95 89,95"/>'


def _svg(inner: str, attributes: str = 'fill="#d62121" fill-rule="evenodd"') -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><g {attributes}>{inner}</g></svg>'


def _file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _shapes(ops: tuple[Op, ...]) -> list[Shape]:
    assert all(isinstance(op, Shape) for op in ops)
    return [op for op in ops if isinstance(op, Shape)]


def _covers(path: Outline, x: float, y: float) -> bool:
    """Whether the nonzero rule paints the point."""
    total = 0
    for contour in contours(path):
        corners = polygon(contour)
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                total += 1 if y2 > y1 else -1
    return total != 0


def test_svg_art_is_centred_and_fitted_to_its_diameter(tmp_path: Path) -> None:
    art = SealArt.load(_file(tmp_path, "seal.svg", _svg(f'<path d="{RING}"/>{STAR}')), 42)
    shapes = _shapes(art.ops)
    assert len(shapes) == 2
    assert bounds(shapes) == pytest.approx((-mm(21), -mm(21), mm(21), mm(21)), abs=0.1)
    assert art.diameter == mm(42)


def test_an_even_odd_ring_stays_open_in_its_middle(tmp_path: Path) -> None:
    (ring,) = _shapes(SealArt.load(_file(tmp_path, "seal.svg", _svg(f'<path d="{RING}"/>')), 42).ops)
    assert _covers(ring.path, 0.0, mm(20))
    assert not _covers(ring.path, 0.0, mm(15))
    assert not _covers(ring.path, 0.0, 0.0)


def test_transforms_of_groups_and_elements_add_up_and_the_star_stands_upright(tmp_path: Path) -> None:
    moved = _svg(f'<g transform="translate(30 -7) scale(2)"><g transform="rotate(360 50 50)">{STAR}</g></g>')
    (star,) = _shapes(SealArt.load(_file(tmp_path, "star.svg", moved), 30).ops)
    top = max((y, x) for contour in contours(star.path) for x, y in polygon(contour))
    assert top[1] == pytest.approx(0.0, abs=0.1)


def test_the_classes_of_a_style_sheet_give_the_colour(tmp_path: Path) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg"><defs><style>.fil0 {fill:#E31E24} .str0 {stroke:red;stroke-width:2}</style></defs>'
        '<rect class="fil0" width="10" height="10"/><circle class="str0" fill="none" cx="5" cy="5" r="40"/></svg>'
    )
    square, circle = _shapes(SealArt.load(_file(tmp_path, "a.svg", drawing), 40).ops)
    assert square.fill == pytest.approx((0xE3 / 255, 0x1E / 255, 0x24 / 255))
    assert (circle.fill, circle.stroke) == (None, (1.0, 0.0, 0.0))
    assert circle.width == pytest.approx(2 * mm(40) / 82)


def test_a_white_ground_is_not_part_of_the_seal(tmp_path: Path) -> None:
    drawing = _svg(f'<rect x="-500" y="-500" width="1200" height="1200" fill="white"/><path d="{RING}"/>')
    shapes = _shapes(SealArt.load(_file(tmp_path, "a.svg", drawing), 42).ops)
    assert len(shapes) == 1
    assert bounds(shapes)[2] == pytest.approx(mm(21), abs=0.1)


@pytest.mark.parametrize(
    ("inner", "fault"),
    [
        ("<text x='1' y='2'>公安局</text>", "text"),
        ("<image href='a.png'/>", "<image>"),
        ("<use href='#a'/>", "<use>"),
        ("<path d='M0 0L1 1' fill='url(#g)'/>", "url(#g)"),
        ("<path d='M0 0H9V9Z' opacity='0.5'/>", "opacity"),
        ("<path d='M0 0H9V9Z' style='fill-opacity:50%'/>", "fill-opacity"),
        ("<path d='M0 0H9V9Z' clip-path='url(#c)'/>", "clip-path"),
        ("<path d='M0 0 Q'/>", "cannot be read"),
        ("<rect width='1mm' height='2'/>", "cannot be read"),
        ("<path d='M0 0H9V9Z' transform='perspective(3)'/>", "perspective"),
        ("<g/>", "no painted path"),
        ("<style>path {fill:red}</style>", "selector path"),
    ],
)  # fmt: skip
def test_what_a_seal_must_not_hold_is_refused_with_file_and_remedy(tmp_path: Path, inner: str, fault: str) -> None:
    file = _file(tmp_path, "seal.svg", _svg(inner))
    with pytest.raises(SealError, match=re.escape(fault)) as caught:
        SealArt.load(file, 42)
    assert caught.value.file == file
    assert len(caught.value.remedy) > 20
    assert str(file) in str(caught.value)


def test_entities_are_refused(tmp_path: Path) -> None:
    drawing = '<!DOCTYPE svg [<!ENTITY a "b">]>' + _svg(STAR)
    with pytest.raises(SealError, match="entities"):
        SealArt.load(_file(tmp_path, "seal.svg", drawing), 42)


@pytest.mark.parametrize("diameter", [19.0, 45.1, 60.0])
def test_a_seal_of_the_wrong_size_is_refused(tmp_path: Path, diameter: float) -> None:
    with pytest.raises(SealError, match="20 to 45 mm"):
        SealArt.load(_file(tmp_path, "seal.svg", _svg(STAR)), diameter)


@pytest.mark.parametrize("name", ["样章.svg", "Specimen-seal.svg"])
def test_a_specimen_is_no_seal_by_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(SealError, match="specimen"):
        SealArt.load(_file(tmp_path, name, _svg(STAR)), 42)


def test_a_specimen_is_no_seal_by_its_title(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="titled as a specimen"):
        SealArt.load(_file(tmp_path, "seal.svg", _svg(f"<title>演示样章</title>{STAR}")), 42)


def test_a_file_of_another_kind_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="SVG, PDF"):
        SealArt.load(_file(tmp_path, "seal.jpg", b"x"), 42)
    with pytest.raises(SealError, match="cannot be read"):
        SealArt.load(tmp_path / "none.svg", 42)


def test_too_many_paths_are_refused(tmp_path: Path) -> None:
    crowd = "".join(
        f'<circle cx="{math.sin(n) * 90 + 100:.5f}" cy="{math.cos(n * n) * 90 + 100:.5f}" r="{1 + n % 7}"/>' for n in range(6000)
    )
    with pytest.raises(SealError, match="KB of paths"):
        SealArt.load(_file(tmp_path, "seal.svg", _svg(crowd)), 42)


def _pdf(draw: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(200, 200))
    canvas.setFillColorRGB(0.84, 0.13, 0.13)
    if draw == "text":
        canvas.drawString(10, 10, "seal")
    elif draw == "form":
        canvas.beginForm("inner", 0, 0, 200, 200)
        canvas.circle(100, 100, 80, stroke=0, fill=1)
        canvas.endForm()
        canvas.translate(5, 5)
        canvas.scale(0.5, 0.5)
        canvas.doForm("inner")
    elif draw == "see-through":
        canvas.setFillAlpha(0.5)
        canvas.circle(100, 100, 80, stroke=0, fill=1)
    else:
        path = canvas.beginPath()
        path.circle(100, 100, 90)
        path.circle(100, 100, 80)
        canvas.drawPath(path, stroke=0, fill=1, fillMode=0)
        canvas.setStrokeColorRGB(0.84, 0.13, 0.13)
        canvas.circle(100, 100, 60, stroke=1, fill=0)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_the_paths_of_a_pdf_become_the_seal(tmp_path: Path) -> None:
    ring, circle = _shapes(SealArt.load(_file(tmp_path, "seal.pdf", _pdf("paths")), 42).ops)
    assert ring.fill == pytest.approx((0.84, 0.13, 0.13), abs=0.01)
    assert _covers(ring.path, 0.0, mm(20))
    assert not _covers(ring.path, 0.0, 0.0)
    assert circle.stroke is not None
    assert bounds([ring, circle])[2] == pytest.approx(mm(21), abs=0.1)


def test_a_form_inside_a_pdf_is_followed_with_its_matrix(tmp_path: Path) -> None:
    (disc,) = _shapes(SealArt.load(_file(tmp_path, "seal.pdf", _pdf("form")), 42).ops)
    left, bottom, right, top = bounds([disc])
    assert (right - left, top - bottom) == pytest.approx((mm(42), mm(42)), abs=0.1)


@pytest.mark.parametrize(("draw", "fault"), [("text", "text"), ("see-through", "see-through")])
def test_what_no_path_of_a_pdf_can_be_is_refused(tmp_path: Path, draw: str, fault: str) -> None:
    with pytest.raises(SealError, match=fault):
        SealArt.load(_file(tmp_path, "seal.pdf", _pdf(draw)), 42)


def test_bytes_that_are_no_pdf_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="no readable PDF"):
        SealArt.load(_file(tmp_path, "seal.pdf", b"%PDF-1.7 nothing"), 42)


def _png(side: int, mode: str = "RGBA") -> bytes:
    image = Image.new(mode, (side, side), (255, 255, 255, 0) if mode == "RGBA" else "white")
    ImageDraw.Draw(image).ellipse((0, 0, side - 1, side - 1), outline=(214, 33, 33), width=side // 30)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_a_png_of_600_dpi_is_flattened_onto_white(tmp_path: Path) -> None:
    (picture,) = SealArt.load(_file(tmp_path, "seal.png", _png(1000)), 42).ops
    assert isinstance(picture, Picture)
    assert (picture.x, picture.y, picture.width, picture.height) == pytest.approx((-mm(21), -mm(21), mm(42), mm(42)))
    flat = Image.open(io.BytesIO(picture.data)).convert("RGB")
    assert "transparency" not in Image.open(io.BytesIO(picture.data)).info
    assert flat.getpixel((500, 500)) == (255, 255, 255)
    red, green, _ = flat.getpixel((500, 10))  # type: ignore[misc]
    assert red > 180 > 90 > green
    assert len(picture.data) < 40_000


def test_a_coarse_png_is_refused_with_the_pixels_it_would_need(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="992 pixels"):
        SealArt.load(_file(tmp_path, "seal.png", _png(400)), 42)


def test_the_same_file_gives_the_same_art(tmp_path: Path) -> None:
    file = _file(tmp_path, "seal.svg", _svg(f'<path d="{RING}"/>{STAR}'))
    assert SealArt.load(file, 42) == SealArt.load(file, 42)
    assert SealArt.load(file, 42).name != SealArt.load(file, 41).name


def test_a_paper_without_art_for_its_seal_is_refused() -> None:
    with pytest.raises(SealMissing) as caught:
        PLAIN.art("household")
    assert caught.value.name == "household"


@pytest.mark.parametrize("unit", ["局", "演示市公安局", "演示市公安局户政管理支队", "演示市公安局演示区分局演示路派出所"])
def test_the_specimen_seal_stays_inside_its_ring_whatever_the_unit(fonts: FontStack, unit: str) -> None:
    (seal,) = _shapes(specimen_seal(fonts, unit, "样章"))
    points = [point for contour in contours(seal.path) for point in polygon(contour)]
    assert max(math.hypot(*point) for point in points) == pytest.approx(SEAL_DIAMETER / 2, abs=0.1)
    assert _covers(seal.path, 0.0, mm(1.6))  # the star
    assert not _covers(seal.path, 0.0, mm(12)) or unit == "局"
    assert len(specimen_seal(fonts, unit, "样章")) == 1


@pytest.mark.parametrize("place", [MongolianPlace.BEFORE, MongolianPlace.AFTER])
def test_the_first_script_stands_in_the_outer_ring(fonts: FontStack, place: MongolianPlace) -> None:
    script = MongolianScript.find([ROOT / ".fonts"])
    dress = Dress(mongolian=place, unit_mn="ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ", script=script)
    chinese, mongolian = _shapes(specimen_seal(fonts, "演示市公安局", "样章", dress))
    reach = max(math.hypot(*point) for contour in contours(mongolian.path) for point in polygon(contour))
    assert (reach > mm(16.5)) == (place is MongolianPlace.BEFORE)
    assert reach < SEAL_DIAMETER / 2 - mm(1.2)
    assert chinese.fill == mongolian.fill


def test_a_dress_without_mongolian_gives_the_chinese_seal(fonts: FontStack) -> None:
    assert specimen_seal(fonts, "演示市公安局", "样章", PLAIN) == specimen_seal(fonts, "演示市公安局", "样章")


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader_of_svg(data: bytes) -> None:
    with pytest.raises(ArtFault):
        svg_paths(data)


@given(st.lists(st.tuples(st.floats(5, 95), st.floats(5, 95)), min_size=1, max_size=20))
def test_nested_squares_paint_the_same_by_either_rule(points: list[tuple[float, float]]) -> None:
    squares: Outline = tuple(
        segment
        for size in (50.0, 38.0, 22.0)
        for segment in (
            ("M", (50 - size, 50 - size)), ("L", (50 + size, 50 - size)), ("L", (50 + size, 50 + size)), ("L", (50 - size, 50 + size)),
            ("Z", ()),
        )
    )  # fmt: skip
    wound = as_nonzero(squares)
    for x, y in points:
        depth = sum(abs(x - 50) < size and abs(y - 50) < size for size in (50.0, 38.0, 22.0))
        assert _covers(wound, x, y) == (depth % 2 == 1) or min(abs(max(abs(x - 50), abs(y - 50)) - s) for s in (50, 38, 22)) < 1e-6
