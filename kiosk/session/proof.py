"""Proof: a card that somebody has found must not be enough. One method is enough, and once a visit."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session import with_card
from kiosk.session.effects import AskOfficer, CheckCode, CompareFace, LookForOfficer, SendCode
from kiosk.session.events import CodeChecked, CodeSent, Event, FaceCompared, Failed, OfficerAsked, OfficerStands, Tick, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, enter, refuse, stay
from kiosk.session.proof_values import CODE_DIGITS, POLL_S, ProofMethod, ProofStep, SentCode, Standing, Verdict
from kiosk.session.states import Catalogue, Proof
from kiosk.session.way_to_draft import go_on

_ONLY_THIS_WAY = frozenset({Code.PROOF_UNAVAILABLE, Code.PROOF_LOCKED, Code.CODE_NOT_SENT, Code.PROOF_FAILED})
"""Answers that end one method; another one may still do."""


def on(machine: Machine, state: Proof, event: Event) -> Step:
    """What Proof does with an event."""
    match event:
        case Touch(control=control):
            return _touched(machine, state, control, event)
        case CodeSent() if state.step is ProofStep.SENDING:
            return _sent(machine, state, event)
        case CodeChecked() if state.step is ProofStep.CHECKING:
            return _checked(machine, state, event)
        case OfficerAsked(number=number) if state.step is ProofStep.ASKING:
            return enter(machine, replace(state, step=ProofStep.OFFICER, number=number, looked_at=machine.now)), ()
        case OfficerStands(standing=standing) if state.step is ProofStep.OFFICER:
            return _stands(machine, state, standing)
        case FaceCompared(matched=matched) if state.step is ProofStep.CAMERA:
            return _proven(machine, state, ProofMethod.CAMERA) if matched else _failed(machine, state, Code.PROOF_FAILED)
        case Failed(problem=problem) if state.working:
            return _failed(machine, state, problem)
        case Tick() if machine.seconds_left == 0 and state.working:
            return apologise(machine, Code.TOOK_TOO_LONG)
        case Tick() if state.step is ProofStep.OFFICER and machine.seconds_left and machine.now - state.looked_at >= POLL_S:
            return _look(machine, state)
        case _:
            return with_card.on(machine, event)


def begun(machine: Machine, state: Proof) -> Step:
    """The only method that is left begins by itself; of several the citizen chooses one."""
    if len(state.left) == 1:
        return _begin(machine, state, state.left[0])
    return enter(machine, replace(state, step=ProofStep.METHOD)), ()


def _touched(machine: Machine, state: Proof, control: str, event: Event) -> Step:
    word, _, value = control.partition(":")
    match word:
        case "proof":
            return _begin(machine, replace(state, problem=None), ProofMethod(value))
        case "digit":
            return _typed(machine, replace(state, digits=state.digits + value, problem=None))
        case "erase":
            return replace(machine, state=replace(state, digits=state.digits[:-1])), ()
        case "send-again":
            return _begin(machine, state, ProofMethod.CODE)
        case "agree":
            return _compare(machine, state)
        case "back":
            return _back(machine, state)
        case _:
            return with_card.on(machine, event)


def _back(machine: Machine, state: Proof) -> Step:
    if state.step is ProofStep.METHOD or len(state.left) == 1:
        return enter(machine, Catalogue()), ()
    return enter(machine, Proof(state.kind, state.methods, barred=state.barred)), ()


def _begin(machine: Machine, state: Proof, method: ProofMethod) -> Step:
    token = _token(machine)
    fresh = Proof(state.kind, state.methods, barred=state.barred, sent=state.sent)
    match method:
        case ProofMethod.CODE:
            return enter(machine, replace(fresh, step=ProofStep.SENDING)), (SendCode(machine.visit_id, token),)
        case ProofMethod.OFFICER:
            return enter(machine, replace(fresh, step=ProofStep.ASKING)), (AskOfficer(machine.visit_id, token),)
        case ProofMethod.CAMERA:
            return enter(machine, replace(fresh, step=ProofStep.CAMERA_CONSENT)), ()


def _sent(machine: Machine, state: Proof, event: CodeSent) -> Step:
    sent = SentCode(event.last_digits, machine.now + event.again_after_s, event.sends_left, event.tries_left)
    return enter(machine, replace(state, step=ProofStep.CODE, sent=sent, digits="", problem=None)), ()


def _typed(machine: Machine, state: Proof) -> Step:
    """Every code has as many digits, so the last one is the word that it is whole: nobody touches anything else."""
    if len(state.digits) < CODE_DIGITS:
        return replace(machine, state=state), ()
    effect = CheckCode(machine.visit_id, _token(machine), state.digits)
    return enter(machine, replace(state, step=ProofStep.CHECKING)), (effect,)


def _checked(machine: Machine, state: Proof, event: CodeChecked) -> Step:
    match event.verdict:
        case Verdict.ACCEPTED:
            return _proven(machine, state, ProofMethod.CODE)
        case Verdict.LOCKED:
            return _failed(machine, state, Code.PROOF_LOCKED)
        case Verdict.WRONG | Verdict.DEAD:
            problem = Code.CODE_WRONG if event.tries_left else Code.CODE_DEAD
            sent = state.sent and replace(state.sent, tries_left=event.tries_left, sends_left=event.sends_left)
            return enter(machine, replace(state, step=ProofStep.CODE, digits="", sent=sent, problem=problem)), ()


def _look(machine: Machine, state: Proof) -> Step:
    effect = LookForOfficer(machine.visit_id, _token(machine))
    return replace(machine, state=replace(state, looked_at=machine.now)), (effect,)


def _stands(machine: Machine, state: Proof, standing: Standing) -> Step:
    match standing:
        case Standing.CONFIRMED:
            return _proven(machine, state, ProofMethod.OFFICER)
        case Standing.REFUSED:
            return _failed(machine, state, Code.PROOF_FAILED)
        case Standing.EXPIRED | Standing.NONE:
            # The officer was long in coming. Not by itself, or a kiosk that somebody has left would ask for ever.
            return enter(machine, Proof(state.kind, state.methods, barred=state.barred, problem=Code.PROOF_EXPIRED)), ()
        case Standing.WAITING:
            return stay(machine)


def _compare(machine: Machine, state: Proof) -> Step:
    assert machine.visit is not None
    effect = CompareFace(machine.visit_id, _token(machine), machine.visit.card or "")
    return enter(machine, replace(state, step=ProofStep.CAMERA)), (effect,)


def _proven(machine: Machine, state: Proof, method: ProofMethod) -> Step:
    """The person is who the card says, for the rest of the visit."""
    assert machine.visit is not None
    visit = replace(machine.visit, proofs=machine.visit.proofs | {method})
    return go_on(replace(machine, visit=visit), state.kind)


def _failed(machine: Machine, state: Proof, problem: Code) -> Step:
    """This method did not do. Another one may; where none is left, the way is to the window, in the same words for every reason."""
    if problem not in _ONLY_THIS_WAY:
        return refuse(machine, problem)
    state = replace(state, barred=state.barred | _method(state))
    if not state.left:
        return refuse(machine, problem)
    return enter(machine, Proof(state.kind, state.methods, barred=state.barred, problem=problem)), ()


def _method(state: Proof) -> frozenset[ProofMethod]:
    match state.step:
        case ProofStep.SENDING | ProofStep.CODE | ProofStep.CHECKING:
            return frozenset({ProofMethod.CODE})
        case ProofStep.ASKING | ProofStep.OFFICER:
            return frozenset({ProofMethod.OFFICER})
        case ProofStep.CAMERA_CONSENT | ProofStep.CAMERA:
            return frozenset({ProofMethod.CAMERA})
        case ProofStep.METHOD:
            return frozenset()


def _token(machine: Machine) -> str:
    assert machine.visit is not None
    assert machine.visit.token is not None
    return machine.visit.token
