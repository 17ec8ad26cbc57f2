from __future__ import annotations

import struct

import pytest

from idcard.photo import HEIGHT, WIDTH, PhotoError, WltDecoder, is_wlt, picture

WLT = bytes.fromhex("574C66007E003200").ljust(1024, b"\1")
BGR = bytes([1, 2, 3]) + bytes(WIDTH * HEIGHT * 3 - 3)


def _bmp(height: int) -> bytes:
    rows = [BGR[row * WIDTH * 3 : (row + 1) * WIDTH * 3].ljust(308, b"\0") for row in range(HEIGHT)]
    header = b"BM" + struct.pack("<IIIIii", 38862, 0, 54, 40, WIDTH, height) + struct.pack("<HHIIIIII", 1, 24, 0, 0, 0, 0, 0, 0)
    return header + b"".join(rows if height < 0 else rows[::-1])


@pytest.mark.parametrize("decoded", [BGR, _bmp(HEIGHT), _bmp(-HEIGHT)], ids=["bgr", "bmp", "bmp-top-down"])
def test_both_forms_that_decoders_give_become_the_same_picture(decoded: bytes) -> None:
    shown = picture(WLT, lambda _: decoded)
    assert (shown.rgb[:3], len(shown.rgb)) == (bytes([3, 2, 1]), WIDTH * HEIGHT * 3)


def _crash(_: bytes) -> bytes:
    raise OSError


@pytest.mark.parametrize(
    ("photo", "decoder", "words"),
    [
        (b"", lambda _: BGR, "no-wlt-block"),
        (bytes(1024), lambda _: BGR, "no-wlt-block"),
        (WLT, _crash, "decoder-failed-OSError"),
        (WLT, lambda _: b"short", "another-size"),
        (WLT, lambda _: b"BM".ljust(38862, b"\0"), "another-bmp"),
    ],
)
def test_a_photo_that_cannot_be_shown_is_an_error_in_a_word(photo: bytes, decoder: WltDecoder, words: str) -> None:
    with pytest.raises(PhotoError, match=words):
        picture(photo, decoder)


def test_only_whole_blocks_are_wlt() -> None:
    assert is_wlt(WLT)
    assert not is_wlt(WLT[:-1])
