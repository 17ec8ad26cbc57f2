from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idcard import sam
from idcard.sam import Command, FrameReader, Response, SamError

responses = st.builds(Response, *(st.integers(0, 255) for _ in range(3)), st.binary(max_size=1300))


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (Command.RESET, "AAAAAA9669000310FFEC"),
        (Command.STATUS, "AAAAAA9669000311FFED"),
        (Command.MODULE_ID, "AAAAAA9669000312FFEE"),
        (Command.FIND_CARD, "AAAAAA9669 0003 2001 22"),
        (Command.SELECT_CARD, "AAAAAA9669 0003 2002 21"),
        (Command.READ_TEXT_PHOTO, "AAAAAA9669 0003 3001 32"),
        (Command.READ_NEW_ADDRESS, "AAAAAA9669 0003 3003 30"),
    ],
)
def test_requests_are_the_published_frames(command: Command, frame: str) -> None:
    assert sam.request(command) == bytes.fromhex(frame)


def test_fingerprints_cannot_be_asked_for() -> None:
    assert bytes.fromhex("3010") not in {command.value for command in Command}


@pytest.mark.parametrize(
    ("frame", "sw3", "length"),
    [
        ("AAAAAA9669 0008 00009F 00000000 97", 0x9F, 4),
        ("AAAAAA9669 0004 000080 84", 0x80, 0),
        ("AAAAAA9669 000C 000090 0000000000000000 9C", 0x90, 8),
    ],
)
def test_published_answers_are_read(frame: str, sw3: int, length: int) -> None:
    (answer,) = FrameReader().feed(bytes.fromhex(frame))
    assert (answer.sw3, len(answer.data)) == (sw3, length)


@given(st.lists(responses, max_size=4), st.data())
def test_frames_are_found_however_the_stream_is_cut(answers: list[Response], data: st.DataObject) -> None:
    stream = b"".join(sam.response(answer) for answer in answers)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    reader = FrameReader()
    found = [answer for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True) for answer in reader.feed(stream[start:end])]
    assert found == answers
    assert reader.discarded == 0


@given(st.binary(max_size=200), responses)
def test_a_frame_after_any_noise_is_found_once_the_line_is_silent(noise: bytes, answer: Response) -> None:
    reader = FrameReader()
    found = (*reader.feed(noise), *reader.feed(sam.response(answer)), *reader.flush())
    assert found[-1:] == (answer,)


@given(st.binary(max_size=60), responses)
def test_a_frame_inside_a_broken_frame_is_found(noise: bytes, answer: Response) -> None:
    broken = sam.PREAMBLE + (0x0508).to_bytes(2, "big") + noise
    reader = FrameReader()
    found = (*reader.feed(broken + sam.response(answer)), *reader.flush())
    assert found[-1:] == (answer,)


@given(st.lists(st.one_of(st.binary(max_size=40), st.just(sam.PREAMBLE), st.just(b"\xaa")), max_size=60))
def test_any_stream_is_given_up_cleanly(parts: list[bytes]) -> None:
    reader = FrameReader()
    found = [answer for part in parts for answer in reader.feed(part)] + list(reader.flush())
    used = sum(len(sam.response(answer)) for answer in found)
    assert used + reader.discarded == sum(map(len, parts))


@given(responses, st.integers(5, 1300), st.integers(1, 255))
def test_a_damaged_frame_is_never_taken_for_itself(answer: Response, place: int, flip: int) -> None:
    frame = bytearray(sam.response(answer))
    frame[place % len(frame)] ^= flip
    reader = FrameReader()
    assert answer not in (*reader.feed(bytes(frame)), *reader.flush())


def test_text_and_photo_are_split_and_fingerprints_dropped() -> None:
    text, photo, fingerprint = b"t" * 256, b"p" * 1024, b"f" * 1024
    assert sam.text_and_photo(bytes.fromhex("01000400") + text + photo) == (text, photo)
    assert sam.text_and_photo(bytes.fromhex("010004000400") + text + photo + fingerprint) == (text, photo)


@given(st.binary(max_size=50))
def test_payload_that_does_not_add_up_is_refused(data: bytes) -> None:
    with pytest.raises(SamError):
        sam.text_and_photo(data)
