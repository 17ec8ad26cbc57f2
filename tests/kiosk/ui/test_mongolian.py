"""Traditional Mongolian on the screen: joined letters, columns from left to right, ink in its place, numbers that can be read."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cairocffi
import pytest
import uharfbuzz
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from kiosk.widgets import environment  # isort: skip  # sets FONTCONFIG_FILE before Pango looks for fonts
from kiosk import words
from kiosk.screens.audit_columns import ink
from kiosk.widgets import mongolian, text

ROOT = Path(__file__).resolve().parents[3]
FACE = ROOT / ".fonts" / "NotoSansMongolian_400Regular.ttf"
SIZE = 40.0
MONGOL = "ᠮᠣᠩᠭᠣᠯ"
ENTRIES = words.entries(words.MONGOLIAN)
TEXTS = [str(entry.string).format_map(dict.fromkeys(("seconds", "page", "pages", "what", "name"), "13")) for entry in ENTRIES]
SENTENCES = st.lists(st.sampled_from(sorted({word for one in TEXTS for word in one.split(" ")})), min_size=1, max_size=14).map(" ".join)


def _advance(word: str) -> float:
    """Length in em as HarfBuzz shapes the word with version 3 of the face."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FACE))))
    font.scale = (1000, 1000)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return sum(place.x_advance for place in buffer.glyph_positions) / 1000


def _picture(setting: mongolian.Setting, margin: int = 20) -> Image.Image:
    """The columns in black on white, with a margin around their place."""
    surface = cairocffi.ImageSurface(cairocffi.FORMAT_A8, setting.width + 2 * margin, setting.height + 2 * margin)
    context = cairocffi.Context(surface)
    context.translate(margin, margin)
    mongolian.draw(context, setting)
    surface.flush()
    size = (surface.get_width(), surface.get_height())
    return Image.frombuffer("L", size, bytes(surface.get_data()), "raw", "L", surface.get_stride(), 1)


@pytest.mark.parametrize("word", sorted({word for one in TEXTS for word in one.split(" ") if mongolian.is_mongolian(word)}))
def test_letters_are_joined_as_version_3_of_the_face_joins_them(word: str) -> None:
    turned = [piece for piece in mongolian.pieces(word) if not piece.upright]
    assert turned
    for piece in turned:
        assert piece.length == pytest.approx(_advance(piece.words), abs=0.02)


def test_joined_letters_are_shorter_than_letters_apart() -> None:
    (joined,) = mongolian.pieces(MONGOL)
    assert joined.length < sum(mongolian.pieces(letter)[0].length for letter in MONGOL)


@pytest.mark.parametrize("one", TEXTS)
def test_no_text_of_the_catalogue_has_a_box_in_it(one: str) -> None:
    assert mongolian.unknown_glyphs(one) == 0


def test_a_character_without_any_face_is_counted() -> None:
    assert mongolian.unknown_glyphs(f"{MONGOL} \U0003ffff") == 1


@pytest.mark.parametrize("one", TEXTS)
def test_ink_stays_in_the_place_of_the_columns(one: str) -> None:
    for _, height in mongolian.shapes(one):
        setting = mongolian.set_in(one, SIZE, (height + 0.1) * SIZE)
        left, top, right, bottom = ink(setting)
        assert left >= -1
        assert top >= -1
        assert right <= setting.width + 1
        assert bottom <= setting.height + 1


def test_a_suffix_stays_with_its_word_and_is_shaped_as_one() -> None:
    (with_suffix,) = mongolian.pieces("ᠬᠡᠯᠡ\u202fᠶᠢᠨ")
    assert with_suffix.words == "ᠬᠡᠯᠡ\u202fᠶᠢᠨ"
    assert with_suffix.length == pytest.approx(_advance(with_suffix.words), abs=0.02)


def test_a_parted_vowel_stays_with_its_word() -> None:
    assert len(mongolian.pieces("ᠳᠠᠷᠠᠭ\u180eᠠ")) == 1


@given(SENTENCES, st.floats(1.0, 60.0))
def test_columns_hold_the_whole_text_in_order_whatever_their_height(one: str, height: float) -> None:
    setting = mongolian.set_in(one, SIZE, height * SIZE)
    assert [piece for column in setting.columns for piece in column] == list(mongolian.pieces(one))
    assert len(setting.columns) == mongolian.columns_needed(one, SIZE, height * SIZE)


@given(SENTENCES)
@example("ᠡᠨᠡ ᠡᠨᠡ ᠥᠭᠡᠷ\u180eᠡ 1 1 1 1 1 ᠦᠢᠯᠡᠴᠢᠯᠡᠭᠡ\u202fᠶᠢᠨ")  # one column a hair longer than the longest word
def test_more_columns_are_never_higher_and_the_lowest_is_as_high_as_the_longest_word(one: str) -> None:
    shapes = mongolian.shapes(one)
    assert all(more[0] > fewer[0] and more[1] < fewer[1] for fewer, more in pairwise(shapes))
    longest = max(sum(piece.length for piece in run) for run in _runs(one))
    assert shapes[-1][1] == pytest.approx(longest, abs=0.05)


def _runs(one: str) -> list[list[mongolian.Piece]]:
    runs: list[list[mongolian.Piece]] = []
    for piece in mongolian.pieces(one):
        if piece.tied and runs:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


@given(SENTENCES)
def test_balanced_columns_need_no_more_columns(one: str) -> None:
    for count, height in mongolian.shapes(one):
        assert mongolian.columns_needed(one, SIZE, (height + 0.1) * SIZE) <= count


def test_columns_run_from_left_to_right() -> None:
    setting = mongolian.set_in(f"{MONGOL} ᠪᠠ", SIZE, 3.6 * SIZE)
    assert len(setting.columns) == 2
    picture, middle = _picture(setting, 0), int(setting.width / 2)
    left, right = (picture.crop(box).getbbox() for box in ((0, 0, middle, picture.height), (middle, 0, picture.width, picture.height)))
    assert left is not None
    assert right is not None
    assert left[3] > right[3] + SIZE  # the long word, which comes first, is at the left


def test_words_run_down_their_column() -> None:
    one, two = (_picture(mongolian.set_in(words_, SIZE, 999.0)) for words_ in (MONGOL, f"{MONGOL} {MONGOL}"))
    assert one.width == two.width
    assert two.height > 1.8 * (one.height - 40)


def test_hanzi_and_short_numbers_stand_upright_in_a_column() -> None:
    for sign in ("号", "3", "13"):
        alone = _picture(mongolian.set_in(f"{MONGOL} {sign}", SIZE, 999.0), 0)
        face = text.Face(SIZE, 500)
        surface = cairocffi.ImageSurface(cairocffi.FORMAT_A8, 120, 80)
        context = cairocffi.Context(surface)
        context.move_to(0, 0)
        text.draw(context, sign, face)
        surface.flush()
        upright = Image.frombuffer("L", (120, 80), bytes(surface.get_data()), "raw", "L", surface.get_stride(), 1)
        box = upright.getbbox()
        assert box is not None
        down = round((mongolian.pieces(MONGOL)[0].length + mongolian.SPACE) * SIZE)
        below = alone.crop((0, down, alone.width, alone.height)).getbbox()
        assert below is not None
        assert (below[2] - below[0], below[3] - below[1]) == pytest.approx((box[2] - box[0], box[3] - box[1]), abs=2)


def test_a_long_number_lies_along_the_column_and_is_never_split() -> None:
    (piece,) = mongolian.pieces("0473-1234567")
    assert not piece.upright
    assert mongolian.columns_needed("0473-1234567", SIZE, SIZE) == 1


def test_chinese_stands_beside_the_columns_in_what_they_leave() -> None:
    face = text.Face(SIZE, 400)
    beside = mongolian.beside(TEXTS[0], SIZE, "读卡", face, 400.0, 0)
    assert beside is not None
    assert beside.setting.width + beside.gap + beside.rest <= 400
    assert beside.rest >= text.measure("读卡", face)[0]


def test_where_there_is_no_room_for_both_the_columns_are_left_out() -> None:
    assert mongolian.beside(TEXTS[0], SIZE, "读卡", text.Face(SIZE, 400), 60.0, 0) is None
    assert mongolian.alone(MONGOL, SIZE, 20.0) is None


def test_line_spacing_of_columns_is_at_least_a_third_more_than_the_em() -> None:
    assert mongolian.PITCH >= 1.3


def test_nothing_that_may_be_a_name_is_kept() -> None:
    before = mongolian._kept_pieces.cache_info().currsize, mongolian._kept_shapes.cache_info().currsize
    mongolian.shapes(f"{MONGOL} 张小三")
    mongolian.shapes(f"{MONGOL} ZHANG")
    assert (mongolian._kept_pieces.cache_info().currsize, mongolian._kept_shapes.cache_info().currsize) == before


def test_the_faulty_face_of_debian_is_out_of_the_question() -> None:
    conf = environment.FONTS_CONF.read_text(encoding="utf-8")
    assert "<glob>/usr/share/fonts/truetype/noto/NotoSansMongolian*</glob>" in conf
