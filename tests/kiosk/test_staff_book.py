"""The file of staff: what it tells, what it hides, and when it is not believed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from kiosk.problems import Code
from kiosk.staff.book import BookUnusable, StaffBook, weakness
from kiosk.staff.roles import Role, Who

PIN = "271828"


@pytest.fixture
def book(tmp_path: Path) -> StaffBook:
    made = StaffBook(tmp_path / "staff.json")
    made.add("153042", Role.TECHNICIAN, PIN)
    return made


def test_number_and_pin_together_say_who_somebody_is(book: StaffBook) -> None:
    assert book.by_pin("153042", PIN) == Who("153042", Role.TECHNICIAN)
    assert book.by_pin("153042", "271829") is None
    assert book.by_pin("153043", PIN) is None


def test_neither_pin_nor_card_can_be_read_from_the_file(book: StaffBook) -> None:
    book.add_card("153042", "id:150390199001011234")
    said = book.path.read_text()
    assert PIN not in said
    assert "150390199001011234" not in said
    assert "$argon2id$" in said


def test_the_file_is_its_owners_alone(book: StaffBook) -> None:
    book.add_card("153042", "uid:04a1b2c3")
    for path in book.path.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_others_may_read_is_not_believed(book: StaffBook) -> None:
    book.path.chmod(0o640)
    with pytest.raises(BookUnusable) as raised:
        book.by_pin("153042", PIN)
    assert raised.value.code is Code.STAFF_FILE_UNUSABLE


@pytest.mark.parametrize("content", ["", "{", '{"version": 2, "staff": []}', '{"version": 1, "staff": [{"number": "x"}]}', "\0"])
def test_a_damaged_file_lets_nobody_in_and_is_not_written_over(book: StaffBook, content: str) -> None:
    book.path.write_text(content)
    for use in (book.members, lambda: book.add("153043", Role.CLERK, PIN), lambda: book.remove("153042")):
        with pytest.raises(BookUnusable):
            use()
    assert book.path.read_text() == content


def test_without_a_file_there_is_nobody(tmp_path: Path) -> None:
    book = StaffBook(tmp_path / "none.json")
    assert book.members() == ()
    assert book.by_pin("1", PIN) is None
    assert book.by_card("id:1") is None


def test_a_card_is_known_by_its_number_until_it_is_set_anew(book: StaffBook) -> None:
    assert book.by_card("uid:04a1b2c3") is None
    book.add_card("153042", "uid:04a1b2c3")
    assert book.by_card("uid:04a1b2c3") == Who("153042", Role.TECHNICIAN)
    assert book.by_card("id:04a1b2c3") is None
    book.add("153042", Role.CLERK, PIN)
    assert book.by_card("uid:04a1b2c3") is None


def test_a_card_is_worth_nothing_without_the_key_beside_the_file(book: StaffBook, tmp_path: Path) -> None:
    book.add_card("153042", "uid:04a1b2c3")
    elsewhere = tmp_path / "copy"
    elsewhere.mkdir()
    (elsewhere / "staff.json").write_bytes(book.path.read_bytes())
    (elsewhere / "staff.json").chmod(0o600)
    assert StaffBook(elsewhere / "staff.json").by_card("uid:04a1b2c3") is None


def test_whoever_is_taken_out_is_out_at_once(book: StaffBook) -> None:
    other = StaffBook(book.path)
    assert other.remove("153042")
    assert not other.remove("153042")
    assert book.by_pin("153042", PIN) is None


@pytest.mark.parametrize("pin", ["", "12345", "1234567890123", "12345a", "123456", "654321", "111111", "١٢٣٤٥٦"])
def test_a_pin_that_anybody_would_try_first_is_not_taken(book: StaffBook, pin: str) -> None:
    assert weakness(pin)
    with pytest.raises(ValueError, match="digit"):
        book.add("153043", Role.CLERK, pin)
