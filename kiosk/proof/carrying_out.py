"""What the effects of the second proof do. Runs on a worker thread; each answer is an event of the effect's own visit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from kiosk.archive_answers import CodeAnswer, CodeSentAnswer, OfficerAskedAnswer, ProofAnswer
from kiosk.faults import ArchiveFault
from kiosk.problems import Code
from kiosk.proof.camera import FaceCheck
from kiosk.session.effects import AskOfficer, CheckCode, CompareFace, LookForOfficer, SendCode
from kiosk.session.events import CodeChecked, CodeSent, FaceCompared, OfficerAsked, OfficerStands
from kiosk.session.proof_values import Standing, Verdict

ProofEffect = SendCode | CheckCode | AskOfficer | LookForOfficer | CompareFace
ProofEvent = CodeSent | CodeChecked | OfficerAsked | OfficerStands | FaceCompared

_Answer = TypeVar("_Answer")
_TOO_MANY = "too-many-requests"


class ProofArchive(Protocol):
    """The archive as the second proof needs it (`kiosk.archive.ArchiveClient`). Raises ArchiveFault."""

    def send_code(self, token: str) -> CodeSentAnswer: ...
    def check_code(self, token: str, code: str) -> CodeAnswer: ...
    def ask_officer(self, token: str) -> OfficerAskedAnswer: ...
    def proof(self, token: str) -> ProofAnswer: ...
    def tell_camera(self, token: str, matched: bool) -> None: ...


def carried_out(effect: ProofEffect, archive: ProofArchive, faces: FaceCheck) -> ProofEvent:
    """Does what the effect says. Raises ArchiveFault, KioskFault(PROOF_UNAVAILABLE)."""
    match effect:
        case SendCode(visit=visit, token=token):
            sent = _asked(lambda: archive.send_code(token), Code.CODE_NOT_SENT)
            return CodeSent(visit, sent.last_digits, sent.again_after_s, sent.sends_left, sent.tries_left)
        case CheckCode(visit=visit, token=token, code=code):
            checked = archive.check_code(token, code)
            return CodeChecked(visit, Verdict(checked.verdict), checked.tries_left, checked.sends_left)
        case AskOfficer(visit=visit, token=token):
            return OfficerAsked(visit, _asked(lambda: archive.ask_officer(token), Code.PROOF_UNAVAILABLE).number)
        case LookForOfficer(visit=visit, token=token):
            return OfficerStands(visit, Standing(archive.proof(token).officer))
        case CompareFace(visit=visit, token=token, card=card):
            matched = faces.compare(card)
            archive.tell_camera(token, matched)
            return FaceCompared(visit, matched)


def _asked(ask: Callable[[], _Answer], where_too_many: Code) -> _Answer:
    """The answer. That this kiosk has asked too often is no reason to end the visit: another method may do."""
    try:
        return ask()
    except ArchiveFault as fault:
        if fault.problem == _TOO_MANY:
            raise ArchiveFault(where_too_many) from fault
        raise
