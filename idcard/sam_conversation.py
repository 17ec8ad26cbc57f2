"""What is said to a security module, and what its answers mean: find, select, read (idcard.md section 1). Pure: no I/O, no clock.

Each function is a generator that yields what to do next - `Ask` (send this, hand in the answer) or `Wait` - and returns its result.
`drive` runs one over anything that can exchange a frame; serial line, pseudo-APDU and SCardControl all use these same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

from idcard.recording import CardError, CardFault, Recording
from idcard.sam import Command, Response, SamError, text_and_photo

POLL_S = 0.3
"""The shortest time between two FIND_CARD commands; modules answer wrongly when they are asked more often."""

_SUCCESS = 0x90
_FOUND = 0x9F
_NO_SUCH_ITEM = 0x91
_NO_CARD = 0x80
_NOT_SELECTED = 0x81
_NOT_READ = 0x41
_FIND_TRIES = 4  # a card that PC/SC has just seen may need a moment in the field

STATUS_WORDS = {
    0x10: "request-checksum", 0x11: "request-length", 0x21: "unknown-command", 0x23: "not-permitted", 0x24: "unspecified",
    0x31: "card-rejected-module", 0x32: "module-rejected-card", 0x33: "verification-failed", 0x37: "fingerprint-failed",
    0x3F: "data-length", 0x40: "card-type", 0x41: "card-not-read", 0x47: "no-random-number", 0x60: "self-test-failed",
    0x66: "not-authorised", 0x80: "no-card", 0x81: "not-selected", 0x90: "success", 0x91: "no-such-item", 0x9F: "found",
}  # fmt: skip
"""SW3 -> a word for the log."""

_FAULTS = {
    0x31: CardFault.NOT_SUPPORTED,  # what answers is no card that this module is meant for
    0x32: CardFault.NOT_SUPPORTED,
    0x40: CardFault.NOT_SUPPORTED,
    _NO_CARD: CardFault.REMOVED,
    0x60: CardFault.NO_SERVICE,  # the module itself is out of order: no card will ever be read
    0x66: CardFault.NO_SERVICE,
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ask:
    """Send `command`; the answer is sent into the generator."""

    command: Command


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for so many seconds."""

    seconds: float


Step = Ask | Wait
Conversation = Generator[Step, Response | None, T]


def fault_of(sw3: int) -> CardFault:
    """What a status other than success means to whoever wanted the card read."""
    return _FAULTS.get(sw3, CardFault.UNREADABLE)


def refused(command: Command, answer: Response) -> CardError:
    """The error that an answer other than success is."""
    word = STATUS_WORDS.get(answer.sw3, "unknown")
    return CardError(fault_of(answer.sw3), f"sam-{command.name.lower().replace('_', '-')}-{answer.sw3:02x}-{word}")


def is_ready() -> Conversation[bool]:
    """Whether the module is in order."""
    return (yield from _ask(Command.STATUS)).sw3 == _SUCCESS


def module_id() -> Conversation[str]:
    """The module's number as `AA.BB-CCCCCCCC-DDDDDDDDDD-EEEEEEEEEE`, for the technician. Raises CardError."""
    answer = yield from _ask(Command.MODULE_ID)
    if answer.sw3 != _SUCCESS or len(answer.data) != 16:
        raise refused(Command.MODULE_ID, answer)
    data = answer.data
    first, second = (int.from_bytes(data[place : place + 2], "little") for place in (0, 2))
    rest = [int.from_bytes(data[place : place + 4], "little") for place in (4, 8, 12)]
    return f"{first:02}.{second:02}-{rest[0]:08}-{rest[1]:010}-{rest[2]:010}"


def find() -> Conversation[bool]:
    """Whether a card answers. False for "no card" only; raises CardError for every other status."""
    answer = yield from _ask(Command.FIND_CARD)
    if answer.sw3 in (_FOUND, _SUCCESS):
        return True
    if answer.sw3 == _NO_CARD:
        return False
    raise refused(Command.FIND_CARD, answer)


def find_nothing() -> Conversation[bool]:
    """The contrary of `find`."""
    return not (yield from find())


def read_found() -> Conversation[Recording]:
    """Selects and reads the card that `find` has found. Raises CardError.

    Only text and photo are asked for; a fingerprint block that a reader sends all the same is dropped with the answer.
    """
    selected = yield from _ask(Command.SELECT_CARD)
    if selected.sw3 != _SUCCESS:
        raise refused(Command.SELECT_CARD, selected)
    answer = yield from _ask(Command.READ_TEXT_PHOTO)
    if answer.sw3 != _SUCCESS:
        raise refused(Command.READ_TEXT_PHOTO, answer)
    try:
        text, photo = text_and_photo(answer.data)
    except SamError:
        raise CardError(CardFault.UNREADABLE, "sam-lengths") from None
    return Recording(text, photo)


def find_and_read() -> Conversation[Recording]:
    """Finds (a few times, no faster than POLL_S), selects and reads. Raises CardError.

    For readers where PC/SC has told that a card lies there. A module that finds none has read it before: it must be lifted first.
    """
    for left in range(_FIND_TRIES - 1, -1, -1):
        if (yield from find()):
            return (yield from read_found())
        if left:
            yield Wait(POLL_S)
    raise CardError(CardFault.UNREADABLE, "sam-find-card-80-lift-and-lay-again")


def is_still_there() -> Conversation[bool]:
    """Whether a card that has been read still lies there, asked by the one command that works then: the newest address."""
    answer = yield from _ask(Command.READ_NEW_ADDRESS)
    return answer.sw3 in (_SUCCESS, _NO_SUCH_ITEM)


def has_left() -> Conversation[bool]:
    """Whether a card that has been read is certainly gone; a module that does not know the question says nothing by its answer."""
    answer = yield from _ask(Command.READ_NEW_ADDRESS)
    return answer.sw3 in (_NOT_READ, _NO_CARD, _NOT_SELECTED)


def drive(conversation: Conversation[T], exchange: Callable[[Command], Response], wait: Callable[[float], object]) -> T:
    """Runs a conversation to its end. Raises what it raises, and what `exchange` raises."""
    answer: Response | None = None
    while True:
        try:
            step = conversation.send(answer)
        except StopIteration as end:
            result: T = end.value
            return result
        match step:
            case Ask(command):
                answer = exchange(command)
            case Wait(seconds):
                wait(seconds)
                answer = None


def _ask(command: Command) -> Generator[Step, Response | None, Response]:
    answer = yield Ask(command)
    if answer is None:
        raise CardError(CardFault.UNREADABLE, "sam-no-answer")
    return answer
