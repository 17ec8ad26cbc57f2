"""CBOR from strangers."""

from __future__ import annotations

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.cbor import CborError, dumps, loads

PLAIN = st.recursive(
    st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.text(max_size=20) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers(-9, 9) | st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


@given(st.lists(PLAIN, max_size=2).filter(lambda value: len(repr(value)) < 200))
def test_plain_values_come_back_or_are_too_deep(value):
    try:
        assert loads(dumps(value)) == value
    except CborError as error:
        assert "deeply" in str(error)  # noqa: PT017 - either is right, nothing else is


@pytest.mark.parametrize(
    "data",
    [
        cbor2.dumps(cbor2.CBORTag(35, "(a+)+$")),
        cbor2.dumps(cbor2.CBORTag(4, [2, 3])),
        bytes.fromhex("d81c81d81d00"),
        bytes.fromhex("f97e00"),
        bytes.fromhex("f6"),
        bytes.fromhex("9f01ff"),
        bytes.fromhex("1817") + b"\x01",
        bytes.fromhex("1801"),
        bytes.fromhex("0101"),
        b"",
    ],
    ids=["regular-expression", "decimal", "self-reference", "float", "null", "indefinite", "long-form", "long-one", "two-items", "empty"],
)
def test_what_is_not_plain_is_refused(data):
    with pytest.raises(CborError):
        loads(data)
