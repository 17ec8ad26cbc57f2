from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idcard import profiles
from idcard.profiles import AtrMask, CardError, CardFault, Link, StoragePages, looks_bare
from idcard.virtual import BARE_ATR, STORAGE_PAGE_ATR, Fault, Insertion, VirtualCard

RECORD = bytes(range(256))
PHOTO = bytes(reversed(range(256))) * 4


def _link(card: VirtualCard) -> Link:
    return Link(_transmit(card))


def _transmit(card: VirtualCard) -> profiles.Transmit:
    insertion = Insertion(card)

    def transmit(apdu: bytes) -> bytes:
        answer = insertion.answer(apdu)
        assert answer is not None
        return answer

    return transmit


def test_record_and_photo_come_whole_and_apart() -> None:
    recording = StoragePages().read(_link(VirtualCard(RECORD, PHOTO)))
    assert (recording.record, recording.photo) == (RECORD, PHOTO)


def test_six_pages_are_asked_for_in_order() -> None:
    asked: list[str] = []
    transmit = _transmit(VirtualCard(RECORD, PHOTO))

    def listen(apdu: bytes) -> bytes:
        asked.append(apdu.hex())
        return transmit(apdu)

    StoragePages().read(Link(listen))
    assert asked == [f"ffb0{page:02x}0000" for page in range(6)]


@pytest.mark.parametrize(
    ("fault", "detail"),
    [
        (Fault(status=bytes.fromhex("6A82"), status_page=0), "page-0-status-6a82"),
        (Fault(status=bytes.fromhex("6F00"), status_page=5), "page-5-status-6f00"),
        (Fault(short_page=2, short_by=9), "page-2-short-247"),
        (Fault(short_page=5, short_by=4), "page-5-short-0"),
        (Fault(length_header=bytes.fromhex("00FF0400")), "length-header"),
    ],
)
def test_a_faulty_stream_is_unreadable(fault: Fault, detail: str) -> None:
    with pytest.raises(CardError) as caught:
        StoragePages().read(_link(VirtualCard(RECORD, PHOTO, fault=fault)))
    assert (caught.value.kind, caught.value.detail) == (CardFault.UNREADABLE, detail)


def test_a_bare_card_is_told_apart() -> None:
    with pytest.raises(CardError) as caught:
        StoragePages().read(_link(VirtualCard(b"")))
    assert (caught.value.kind, caught.value.detail) == (CardFault.NOT_SUPPORTED, "bare-card-no-security-module")


@given(st.lists(st.binary(min_size=2, max_size=300), min_size=7, max_size=7))
def test_any_answers_are_a_recording_or_a_card_error(answers: list[bytes]) -> None:
    left = iter(answers)
    try:
        recording = StoragePages().read(Link(lambda _: next(left)))
    except CardError:
        return
    assert (len(recording.record), len(recording.photo)) == (256, 1024)


def test_atr_rule_looks_at_bytes_13_and_14() -> None:
    assert StoragePages().accepts(STORAGE_PAGE_ATR)
    for atr in (BARE_ATR, b"", STORAGE_PAGE_ATR[:14], bytes.fromhex("3B8F8001804F0CA00000030607FFB00000000020")):
        assert not StoragePages().accepts(atr)


def test_mask_takes_the_rules_place() -> None:
    by_mask = StoragePages(AtrMask.from_text("3b88 8001 D103 ...."))
    assert by_mask.accepts(BARE_ATR)
    assert not by_mask.accepts(STORAGE_PAGE_ATR)
    assert not by_mask.accepts(BARE_ATR[:7])


@pytest.mark.parametrize("text", ["", "3", "3B8", "3B.", "xx", "3B .8"])
def test_a_mask_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ATR mask"):
        AtrMask.from_text(text)


@given(st.binary(min_size=1, max_size=33))
def test_an_atr_matches_its_own_mask(atr: bytes) -> None:
    assert AtrMask.from_text(atr.hex()).matches(atr)
    assert AtrMask.from_text(".." * len(atr)).matches(atr)


def test_unknown_profile_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="unknown profile x; there is storage-page"):
        profiles.named("x")


@pytest.mark.parametrize("atr", ["3B888001D10386050080800058", "3B8F8001804F0CA00000030607FFB00000000020", "3B868001804F03F001003A"])
def test_atrs_that_plain_readers_make_up_are_known(atr: str) -> None:
    assert looks_bare(bytes.fromhex(atr))
    assert not looks_bare(STORAGE_PAGE_ATR)
