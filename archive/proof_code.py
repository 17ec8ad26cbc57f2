"""One-time codes to the phone on record: six digits, a short life, few tries, few codes, and a day's end to trying."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, unique

import structlog
from sqlalchemy.orm import Session

from archive.office import Office
from archive.problems import Problem, Refusal
from archive.proof import CODES_A_DAY, WRONG_A_DAY, attempts, note_given, usable
from archive.proof_policy import Method
from archive.proof_rows import Attempts, Challenge, Phone
from archive.senders import Message, SenderFault
from archive.store import Person, Visit
from archive.visits import visitor

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=5)  # a message may take a minute to come, and finding the phone another
TRIES = 3  # of one code
SENDS = 3  # codes in one visit
LAST_DIGITS = 2  # of the phone number, all that is shown of it: who found the card must not learn the number
AGAIN_AFTER = timedelta(seconds=30)  # a code that has not come by then will hardly come

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Sent:
    """A code on its way. `last_digits`: the two last of the phone's number, all that is shown of it."""

    last_digits: str
    expires_at: datetime
    again_after_s: int
    sends_left: int
    tries_left: int


@unique
class Verdict(Enum):
    """What became of a try."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    DEAD = "dead"  # expired, used up, or never sent: another code has to be asked for
    LOCKED = "locked"  # no more codes and no more tries


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer to a try, with what is left."""

    verdict: Verdict
    tries_left: int
    sends_left: int


def send_code(office: Office, token: str) -> Sent:
    """Sends a new code; one sent before dies. Raises Refusal: VISIT_OVER, PROOF_UNAVAILABLE, PROOF_LOCKED, TOO_MANY, CODE_NOT_SENT."""
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    with office.store.write() as session:
        visit, person = visitor(session, office, token)
        usable(session, office, visit, person, Method.CODE)
        row = _asked(session, office, visit, person, code)
        phone, left = session.get_one(Phone, person.id).number, _sends_left(row, attempts(session, office, person).sent)
        sent = Sent(phone[-LAST_DIGITS:], row.expires_at, round(AGAIN_AFTER.total_seconds()), left, TRIES)
        message, kiosk = Message(visit.id, phone, _words(code), code), visit.kiosk
    try:
        # Outside the transaction: a gateway may take seconds, and nobody else may wait for it.
        _send(office, message)
    except SenderFault as fault:
        _log.error("code-not-sent", kiosk=kiosk, why=str(fault))
        _kill(office, token)
        raise Refusal(Problem.CODE_NOT_SENT) from None
    return sent


def check_code(office: Office, token: str, code: str) -> Checked:
    """Compares a code with the one sent, in constant time. Raises Refusal(VISIT_OVER)."""
    with office.store.write() as session:
        visit, person = visitor(session, office, token)
        row = session.get(Challenge, (visit.id, Method.CODE.value))
        counts = attempts(session, office, person)
        if counts.wrong >= WRONG_A_DAY:
            return Checked(Verdict.LOCKED, 0, 0)
        sends_left = _sends_left(row, counts.sent)
        if row is None or row.code_mac is None or row.expires_at <= office.clock():
            return Checked(Verdict.DEAD if sends_left else Verdict.LOCKED, 0, sends_left)
        if hmac.compare_digest(row.code_mac, _mac(office, visit, code)):
            note_given(session, office, visit, Method.CODE)
            session.delete(row)
            return Checked(Verdict.ACCEPTED, 0, 0)
        return _wrong(row, counts, sends_left)


def _wrong(row: Challenge, counts: Attempts, sends_left: int) -> Checked:
    row.wrong += 1
    counts.wrong += 1
    tries_left = max(0, TRIES - row.wrong)
    if counts.wrong >= WRONG_A_DAY:
        tries_left = sends_left = 0
    if not tries_left:
        row.code_mac = None
    return Checked(Verdict.WRONG if tries_left or sends_left else Verdict.LOCKED, tries_left, sends_left)


def _asked(session: Session, office: Office, visit: Visit, person: Person, code: str) -> Challenge:
    """The challenge with the new code in it, counted for visit, person and kiosk."""
    now = office.clock()
    row = session.get(Challenge, (visit.id, Method.CODE.value))
    counts = attempts(session, office, person)
    if not _sends_left(row, counts.sent):
        raise Refusal(Problem.PROOF_LOCKED)
    if row is not None and now < row.asked_at + AGAIN_AFTER:
        raise Refusal(Problem.TOO_MANY)
    if not office.proof_limits.kiosks.take(visit.kiosk):
        raise Refusal(Problem.TOO_MANY)
    if row is None:
        row = Challenge(visit_id=visit.id, method=Method.CODE.value, sends=0)
        session.add(row)
    row.state, row.code_mac, row.wrong = "sent", _mac(office, visit, code), 0
    row.asked_at, row.expires_at = now, now + CODE_LIFE
    row.sends += 1
    counts.sent += 1
    session.flush()
    return row


def _sends_left(row: Challenge | None, sent_today: int) -> int:
    return max(0, min(SENDS - (0 if row is None else row.sends), CODES_A_DAY - sent_today))


def _kill(office: Office, token: str) -> None:
    """A code that was not sent can be replaced at once, but stays counted: a broken gateway is not to be hammered either."""
    with office.store.write() as session:
        visit, _ = visitor(session, office, token)
        row = session.get(Challenge, (visit.id, Method.CODE.value))
        if row is not None:
            row.code_mac, row.asked_at = None, row.asked_at - AGAIN_AFTER


def _send(office: Office, message: Message) -> None:
    if office.sender is None:
        raise SenderFault("no sender is configured")
    office.sender.send(message)


def _mac(office: Office, visit: Visit, code: str) -> bytes:
    """Six digits are guessed in a moment from any plain hash: the key lives in this process only, and dies with it."""
    return hmac.new(office.secret, f"{visit.id}:{code}".encode(), hashlib.sha256).digest()


def _words(code: str) -> str:
    minutes = round(CODE_LIFE.total_seconds() / 60)
    return f"您正在自助机上办理证明，验证码：{code}，{minutes}分钟内有效。如非本人操作，请勿告诉任何人，并与派出所联系。"
