from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from idcard import number

KNOWN = ("360426199101010071", "120103198806018241", "11010519491231002X", "34052419800101001X")
PERMITS = ("810000199408230021", "820000199408230023", "830000199408230025")

digits17 = st.text("0123456789", min_size=17, max_size=17)


@pytest.mark.parametrize("known", KNOWN + PERMITS)
def test_published_numbers_are_valid(known: str) -> None:
    assert number.is_valid(known)


@given(digits17)
def test_check_digit_agrees_with_an_independent_implementation(first17: str) -> None:
    assert number.check_digit(first17) == ric.calc_check_digit(first17 + "0")


@given(st.sampled_from(KNOWN), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(known: str, place: int, digit: str) -> None:
    wrong = known[:place] + digit + known[place + 1 :]
    assert number.has_right_check_digit(wrong) == (wrong == known)


@given(st.sampled_from(KNOWN), st.integers(0, 15))
def test_neighbouring_digits_swapped_are_always_noticed(known: str, place: int) -> None:
    swapped = known[:place] + known[place + 1] + known[place] + known[place + 2 :]
    assert number.has_right_check_digit(swapped) == (swapped == known)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    number.is_valid(text)
    number.birth(text)
    number.sex(text)
    number.division(text)
    number.shape(text)


def test_fullwidth_digits_are_no_digits() -> None:
    assert number.shape("36042619910101007１") is None
    with pytest.raises(ValueError, match="17 digits"):
        number.check_digit("3604261991010100１")


def test_old_number_becomes_the_new_one() -> None:
    assert number.upgrade15("110105491231002") == "11010519491231002X"
    assert number.birth("110105491231002") == date(1949, 12, 31)
    assert number.sex("110105491231002") == "2"


def test_old_number_of_a_centenarian_was_born_in_the_1800s() -> None:
    assert number.birth("110105991231998") == date(1899, 12, 31)


@given(st.text("0123456789", min_size=14, max_size=14), st.sampled_from("12345678"))
def test_every_upgraded_number_carries_its_check_digit(rest: str, first: str) -> None:
    assert number.has_right_check_digit(number.upgrade15(first + rest))


def test_birth_and_sex_are_read_from_a_citizens_number() -> None:
    assert number.birth("360426199101010071") == date(1991, 1, 1)
    assert number.sex("360426199101010071") == "1"
    assert number.sex("120103198806018241") == "2"


def test_impossible_birth_date_makes_a_number_invalid() -> None:
    first17 = "36042619910230007"
    assert not number.is_valid(first17 + number.check_digit(first17))


def test_foreigners_number_is_never_sliced() -> None:
    first17 = "91100019900101001"
    full = first17 + number.check_digit(first17)
    assert number.is_valid(full)
    assert (number.birth(full), number.sex(full), number.division(full)) == (None, None, None)
    assert number.shape("USA110000000000") is number.Shape.FOREIGNER_2017


def test_permits_have_no_division_of_the_mainland() -> None:
    assert number.shape(PERMITS[0]) is number.Shape.PERMIT
    assert number.division(PERMITS[0]) is None


def test_upgrading_anything_else_is_refused() -> None:
    with pytest.raises(ValueError, match="15-digit"):
        number.upgrade15("36042619910101007")
