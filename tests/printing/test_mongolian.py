"""Mongolian as outlines: letters joined by their neighbours, columns from left to right, and the text beside them."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from printing.dress import Dress, MongolianPlace
from printing.fixed_words import fixed_words
from printing.mongolian import LANGUAGE, MongolianFaceMissing, MongolianScript, NotMongolian
from printing.ops import Group, Op, Shape, Tag

ROOT = Path(__file__).parents[2]
FACE = "NotoSansMongolian_400Regular.ttf"
MONGOL = "ᠮᠣᠩᠭᠣᠯ"
LANGUAGE_NAME = "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ"


@pytest.fixture(scope="module")
def script() -> MongolianScript:
    return MongolianScript.find([ROOT / ".fonts"])


def _places(ops: tuple[Op, ...]) -> list[tuple[float, float, Shape]]:
    places = []
    for op in ops:
        assert isinstance(op, Group)
        (shape,) = op.ops
        assert isinstance(shape, Shape)
        places.append((op.x, op.y, shape))
    return places


def test_a_letter_takes_another_form_inside_a_word(script: MongolianScript) -> None:
    (word,) = script.words(MONGOL)
    alone = [script.words(letter)[0] for letter in MONGOL]
    assert word.length < sum(letter.length for letter in alone)
    assert len(word.path) != sum(len(letter.path) for letter in alone)


def test_a_suffix_after_a_narrow_space_stays_with_its_word_and_is_shaped_as_a_suffix(script: MongolianScript) -> None:
    (joined,) = script.words("ᠬᠡᠯᠡ\u202fᠶᠢᠨ")
    _, apart = script.words("ᠬᠡᠯᠡ ᠶᠢᠨ")
    (word,) = script.words("ᠬᠡᠯᠡ")
    assert joined.path[-len(apart.path) :] != apart.path
    assert joined.length > word.length


def test_columns_run_from_left_to_right_and_a_word_down(script: MongolianScript) -> None:
    text = " ".join([MONGOL] * 3)
    setting = script.columns(text, 12.0, height=12.0)  # no room for two words
    places = _places(setting.ops)
    lefts = [x for x, _, _ in places]
    assert lefts == sorted(lefts)
    assert len(set(lefts)) == 3
    for _, y, shape in places:
        assert y == 0.0
        ((a, b, c, d, _, _),) = shape.places
        assert (a, d) == (0.0, 0.0)
        assert b < 0 < c  # what ran right runs down; what stood above stands at the right


def test_a_column_is_no_higher_than_asked_unless_a_single_word_is(script: MongolianScript) -> None:
    setting = script.columns(" ".join([LANGUAGE_NAME] * 4), 10.0, height=70.0)
    assert setting.height <= 70.0
    assert setting.width > 10.0 * 2


def test_a_line_runs_to_the_right_on_one_base_line(script: MongolianScript) -> None:
    setting = script.line(LANGUAGE_NAME, 10.0)
    places = _places(setting.ops)
    assert [x for x, _, _ in places] == sorted(x for x, _, _ in places)
    assert len({y for _, y, _ in places}) == 1
    assert 0 < setting.height < 20


def test_the_same_word_at_the_same_size_is_the_same_shape(script: MongolianScript) -> None:
    first, _, third = _places(script.line(f"{MONGOL} {LANGUAGE_NAME.split()[1]} {MONGOL}", 10.0).ops)
    assert first[2] == third[2]
    (other,) = _places(script.line(MONGOL, 11.0).ops)
    assert other[2].name != first[2].name


def test_an_arc_keeps_to_its_ring_and_its_span(script: MongolianScript) -> None:
    path = script.arc(" ".join([LANGUAGE_NAME] * 4), 12.0, radius=50.0, most=math.radians(200))
    points = [(x, y) for _, values in path for x, y in zip(values[::2], values[1::2], strict=True)]
    distances = [math.hypot(x, y) for x, y in points]
    assert 50.0 - 0.4 * 12 < min(distances) < max(distances) < 50.0 + 12
    angles = [math.degrees(math.atan2(x, y)) for x, y in points]
    assert -101 < min(angles) < -90
    assert 90 < max(angles) < 101


def test_the_ops_read_as_the_text_in_its_language(script: MongolianScript) -> None:
    tagged = script.columns(LANGUAGE_NAME, 12.0, 60.0).tagged(((Tag.TITLE, 0), (Tag.SPAN, 1)), LANGUAGE_NAME)
    assert (tagged.actual, tagged.lang) == (LANGUAGE_NAME, LANGUAGE)


def test_a_text_in_another_script_is_refused(script: MongolianScript) -> None:
    with pytest.raises(NotMongolian) as caught:
        script.words("ᠮᠣᠩᠭᠣᠯ局")
    assert caught.value.characters == ("局",)


def test_the_version_that_joins_letters_wrongly_is_not_used(tmp_path: Path) -> None:
    with TTFont(ROOT / ".fonts" / FACE) as font:
        font["head"].fontRevision = 2.001
        font.save(tmp_path / "NotoSansMongolian-Regular.ttf")
    with pytest.raises(MongolianFaceMissing) as caught:
        MongolianScript.find([tmp_path])
    assert caught.value.faulty == tmp_path / "NotoSansMongolian-Regular.ttf"
    sound = tmp_path / "sound"
    sound.mkdir()
    shutil.copy(ROOT / ".fonts" / FACE, sound)
    assert MongolianScript.find([tmp_path]).file == sound / FACE


def test_no_face_at_all_names_the_places_that_were_searched(tmp_path: Path) -> None:
    with pytest.raises(MongolianFaceMissing, match=str(tmp_path)) as caught:
        MongolianScript.find([tmp_path])
    assert caught.value.faulty is None


def test_a_dress_with_mongolian_needs_the_face() -> None:
    with pytest.raises(ValueError, match="no Mongolian face"):
        Dress(mongolian=MongolianPlace.BEFORE)


def test_every_fixed_mongolian_word_can_be_shaped(script: MongolianScript) -> None:
    for text in fixed_words("mn").values():
        assert script.words(text)
