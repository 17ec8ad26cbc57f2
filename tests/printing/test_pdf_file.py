"""The file itself: that other readers find everything in it, and that it has the line ends and the identifier which PDF/A asks for."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from hypothesis import given
from hypothesis import strategies as st

from printing.content import operators
from printing.pdf_file import Entries, Items, PdfFile, string, text


def written(file: PdfFile, **entries: object) -> bytes:
    """A file with one page and these entries in its catalog."""
    tree = Entries({"Type": "/Pages", "Count": 1})
    kid = {"Type": "/Page", "Parent": file.put(tree), "MediaBox": Items([0, 0, 9, 9]), "Resources": Entries()}
    tree["Kids"] = Items([file.put(Entries(kid))])
    return file.finished(Entries({"Type": "/Catalog", "Pages": file.put(tree), **entries}), Entries())


def read(file: PdfFile, **entries: object) -> pikepdf.Pdf:
    """That file, as pikepdf reads it."""
    return pikepdf.open(BytesIO(written(file, **entries)))


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_any_text_comes_back_in_objects_and_in_content(words):
    with read(PdfFile(), X=string(words), Y=text(words)) as document:
        assert str(document.Root.X) == str(document.Root.Y) == words


@given(st.binary(max_size=200))
def test_any_stream_comes_back_packed_or_as_it_is(data):
    file = PdfFile()
    packed, plain = file.put_stream({"A": 1}, data), file.put_raw({"A": 2}, data)
    with read(file, X=packed, Y=plain) as document:
        assert document.Root.X.read_bytes() == document.Root.Y.read_raw_bytes() == data
        assert (int(document.Root.X.A), int(document.Root.Y.A)) == (1, 2)


@given(st.binary(max_size=50))
def test_a_line_end_that_is_not_of_the_stream_stands_before_its_end(data):
    file = PdfFile()
    whole = written(file, X=file.put_raw({}, data))
    assert b"/Length %d>>\nstream\n%b\nendstream\n" % (len(data), data) in whole


def test_what_is_filled_in_after_it_was_put_is_in_the_file():
    file = PdfFile()
    later = Entries()
    reference = file.put(later)
    later["A"] = string("late")
    with read(file, X=reference) as document:
        assert str(document.Root.X.A) == "late"


def test_the_cross_reference_table_is_right():
    file = PdfFile()
    objects = [file.put(string(str(index))) for index in range(20)]
    with read(file, X=Items(objects)) as document:
        assert [str(one) for one in document.Root.X] == [str(index) for index in range(20)]
        assert document.check_pdf_syntax() == []


def test_the_identifier_depends_on_every_byte_and_on_nothing_else():
    identifiers = []
    for words in ("a", "a", "b"):
        with read(PdfFile(), X=string(words)) as document:
            identifiers.append(bytes(document.trailer.ID[0]))
    assert identifiers[0] == identifiers[1] != identifiers[2]


def test_the_header_names_the_version_and_says_that_the_file_is_binary():
    version, comment, *_ = written(PdfFile()).split(b"\n")
    assert version == b"%PDF-1.7"
    assert all(byte > 127 for byte in comment[1:5])


def test_a_path_has_no_exponents_for_pdf_has_none():
    assert operators((("M", (1e-17, 12.5)), ("L", (100.25, -3e-9)), ("Z", ()))) == "0 12.5 m 100.25 -0 l h "
