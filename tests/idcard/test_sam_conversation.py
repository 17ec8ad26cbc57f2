from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idcard import sam_conversation as talk
from idcard.recording import CardError, CardFault
from idcard.sam import Command, Response, response
from idcard.sam_fault import SamFault
from idcard.sam_links import only_answer, over_apdu, over_control
from idcard.sam_presence import SamPresence
from idcard.virtual_sam import SamCard, SamState

RECORD, PHOTO = bytes(range(256)), bytes(1024)


def module(card: SamCard | None) -> Callable[[Command], Response]:
    state = SamState(card)
    return over_control(lambda _, data: b"".join(reply.data for reply in state.feed(data)), 1)


def status(sw3: int, data: bytes = b"") -> Response:
    return Response(0, 0, sw3, data)


def test_find_select_read_is_all_that_is_said() -> None:
    asked = []
    answer = module(SamCard(RECORD, PHOTO))

    def exchange(command: Command) -> Response:
        asked.append(command)
        return answer(command)

    recording = talk.drive(talk.find_and_read(), exchange, pytest.fail)
    assert (recording.record, recording.photo) == (RECORD, PHOTO)
    assert asked == [Command.FIND_CARD, Command.SELECT_CARD, Command.READ_TEXT_PHOTO]


def test_find_is_repeated_no_faster_than_allowed_and_given_up() -> None:
    waits: list[float] = []
    with pytest.raises(CardError, match="lift-and-lay-again"):
        talk.drive(talk.find_and_read(), module(None), waits.append)
    assert waits == [talk.POLL_S] * 3
    assert talk.POLL_S >= 0.3


@pytest.mark.parametrize(
    ("sw3", "kind"),
    [
        (0x31, CardFault.NOT_SUPPORTED), (0x40, CardFault.NOT_SUPPORTED), (0x41, CardFault.UNREADABLE), (0x60, CardFault.NO_SERVICE),
        (0x66, CardFault.NO_SERVICE), (0x80, CardFault.REMOVED), (0x81, CardFault.UNREADABLE), (0xEE, CardFault.UNREADABLE),
    ],
)  # fmt: skip
def test_every_status_has_its_meaning(sw3: int, kind: CardFault) -> None:
    with pytest.raises(CardError) as caught:
        talk.drive(talk.read_found(), lambda _: status(sw3), pytest.fail)
    assert caught.value.kind is kind
    assert f"{sw3:02x}" in caught.value.detail


@given(st.lists(st.builds(Response, st.just(0), st.just(0), st.integers(0, 255), st.binary(max_size=40)), min_size=9, max_size=9))
def test_any_answers_end_in_a_recording_or_a_card_error(answers: list[Response]) -> None:
    left = iter(answers)
    with pytest.raises(CardError):
        talk.drive(talk.find_and_read(), lambda _: next(left), lambda _: None)


@given(st.binary(max_size=80))
def test_any_bytes_to_a_virtual_module_are_answered_or_passed_over(data: bytes) -> None:
    for reply in SamState(SamCard(RECORD, PHOTO)).feed(data):
        only_answer(reply.data)


def test_module_id_is_written_as_on_the_label() -> None:
    assert talk.drive(talk.module_id(), module(None), pytest.fail) == "05.03-20060101-0000000001-0000000001"


def test_card_that_was_read_answers_the_newest_address_until_it_is_taken() -> None:
    state = SamState(SamCard(RECORD, PHOTO))
    exchange = over_control(lambda _, data: b"".join(reply.data for reply in state.feed(data)), 1)
    talk.drive(talk.find_and_read(), exchange, pytest.fail)
    assert talk.drive(talk.is_still_there(), exchange, pytest.fail)
    assert not talk.drive(talk.find(), exchange, pytest.fail)
    state.lay(None)
    assert not talk.drive(talk.is_still_there(), exchange, pytest.fail)


def test_pseudo_apdu_carries_a_frame_and_its_answer_in_parts() -> None:
    whole = response(status(0x90, bytes(600)))
    sent: list[str] = []

    def transmit(apdu: bytes) -> bytes:
        sent.append(apdu.hex())
        part = whole[256 * (len(sent) - 1) : 256 * len(sent)]
        left = len(whole) - 256 * len(sent)
        return part + (bytes([0x61, min(left, 256) & 0xFF]) if left > 0 else b"\x90\x00")

    assert len(over_apdu(transmit, b"\xff\0\0\0")(Command.STATUS).data) == 600
    assert sent == ["ff0000000aaaaaaa9669000311ffed00", "ffc0000000", f"ffc00000{len(whole) - 512:02x}"]


def test_pseudo_apdu_that_is_refused_is_unreadable() -> None:
    with pytest.raises(CardError, match="sam-apdu-status-6a81"):
        over_apdu(lambda _: b"\x6a\x81", b"\xff\0\0\0")(Command.STATUS)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"x": 1}, "unknown key x"),
        ({"command": "FLY"}, "command: one of"),
        ({"status": "9"}, "status: two"),
        ({"silent": 1}, "silent: true"),
    ],
)
def test_impossible_faults_are_refused_in_words(value: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        SamFault.from_json(value)


def test_the_same_noise_comes_every_time() -> None:
    fault = SamFault.from_json({"noise_seed": 5, "status": "41", "command": None})
    assert fault.spoil(status(0x90)) == fault.spoil(status(0x90))
    assert only_answer(fault.spoil(status(0x90))).sw3 == 0x41


class TestPresence:
    def test_one_missed_answer_is_no_removal(self) -> None:
        presence = SamPresence()
        for found in (True, False, True):
            presence.on_find(found)
        assert presence.look.present
        presence.on_find(False)
        presence.on_find(False)
        assert not presence.look.present

    def test_no_card_says_nothing_about_a_card_that_was_read(self) -> None:
        presence = SamPresence()
        presence.on_find(True)
        presence.on_read(True)
        for _ in range(5):
            presence.on_find(False)
        assert presence.look.present
        assert presence.blind

    def test_found_after_a_silence_is_another_card(self) -> None:
        presence = SamPresence()
        presence.on_find(True)
        first = presence.look
        presence.on_read(True)
        presence.on_find(False)
        presence.on_find(True)
        assert presence.look.present
        assert presence.look.counter == first.counter + 2

    @given(st.lists(st.sampled_from(["find", "none", "read", "failed", "there", "gone"])))
    def test_what_lies_there_changes_its_counter_with_every_change(self, steps: list[str]) -> None:
        presence = SamPresence()
        for step in steps:
            before = presence.look
            match step:
                case "find" | "none":
                    presence.on_find(step == "find")
                case "read" | "failed" if presence.look.present:
                    presence.on_read(step == "read")
                case "there" | "gone" if presence.blind:
                    presence.on_probe(step == "there")
            changes = presence.look.counter - before.counter
            assert changes % 2 == (before.present != presence.look.present)
