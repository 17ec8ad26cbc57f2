from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archive.signed_pdf import coverage


def test_the_digest_leaves_out_the_gap_and_nothing_else(page: Any) -> None:
    blank = page("one")
    covered = coverage(blank.with_signature(b"\x30\x03abc"))
    assert covered is not None
    assert covered.digest == blank.digest
    assert covered.cms.startswith(b"\x30\x03abc")
    assert not covered.cms.strip(b"\x30\x03abc\x00")


def test_bytes_added_behind_a_signed_document_are_noticed(page: Any) -> None:
    assert coverage(page("one").with_signature(b"x") + b"1 0 obj<</Evil true>>endobj\n") is None


def test_two_signatures_that_both_claim_the_whole_file_are_none(page: Any) -> None:
    pdf = page("one").with_signature(b"x")
    head, _, rest = pdf.partition(b"/ByteRange")
    assert coverage(head + b"/ByteRange" + rest.split(b"]")[0] + b"]" + rest) is None


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_no_document(data: bytes) -> None:
    assert coverage(data) is None
    coverage(b"%PDF-1.7 /ByteRange [0 1 2 3]" + data)
