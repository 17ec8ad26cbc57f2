"""Routes of the second proof: the kiosk asks for it, an officer confirms it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Request

from archive import proof, proof_camera, proof_code, proof_officer
from archive.limits import network_of
from archive.messages import (
    CameraRequest,
    CodeAnswer,
    CodeRequest,
    CodeSentAnswer,
    MeansAnswer,
    OfficerAskedAnswer,
    ProofAnswer,
    WaitingAnswer,
    WaitingBody,
)
from archive.office import Office
from archive.problems import Problem
from archive.proof_policy import DEFAULT, NONE, Method
from archive.routes.shared import OfficeHere, answers
from archive.routes.visits import VisitToken
from archive.times import CHINA

router = APIRouter(prefix="/v1", tags=["proof"])

_BEARER = "Bearer "
_WAYS = [Problem.VISIT_OVER, Problem.PROOF_UNAVAILABLE, Problem.TOO_MANY]
_DESK = [Problem.NOT_AN_OFFICER, Problem.TOO_MANY]
Number = Annotated[str, Path(pattern=r"^[0-9]{4}$", description="the number that the citizen said")]
Credential = Annotated[str, Header(alias="Authorization", max_length=200, description="`Bearer ` and the officer's own credential")]


@router.get("/proof")
def means(office: OfficeHere) -> MeansAnswer:
    """What this archive can do and what it demands; `run_kiosk.py check` compares it with the kiosk's configuration."""
    found, demand = proof.means(office), office.settings.proof
    words = {DEFAULT: demand.default, **demand.kinds}
    said = {kind: [method.value for method in methods] or [NONE] for kind, methods in words.items()}
    return MeansAnswer(sender=found.sender, officers=found.officers, demand=said)


@router.get("/visits/{visit}/proof", responses=answers(Problem.VISIT_OVER))
def standing(visit: VisitToken, office: OfficeHere) -> ProofAnswer:
    """What has been proven in this visit, and how the officer's confirmation stands."""
    stands, given = proof_officer.standing(office, visit)
    return ProofAnswer(given=[method.value for method in Method if method in given], officer=stands.value)


@router.post("/visits/{visit}/proof/code", status_code=201, responses=answers(*_WAYS, Problem.PROOF_LOCKED, Problem.CODE_NOT_SENT))
def send_code(visit: VisitToken, office: OfficeHere) -> CodeSentAnswer:
    """Sends a one-time code to the phone on record; one sent before is dead from then on."""
    sent = proof_code.send_code(office, visit)
    return CodeSentAnswer(
        last_digits=sent.last_digits,
        expires_at=sent.expires_at.astimezone(CHINA),
        again_after_s=sent.again_after_s,
        sends_left=sent.sends_left,
        tries_left=sent.tries_left,
    )


@router.put("/visits/{visit}/proof/code", responses=answers(Problem.VISIT_OVER))
def check_code(visit: VisitToken, request: CodeRequest, office: OfficeHere) -> CodeAnswer:
    """Compares the code that the citizen typed with the one sent."""
    checked = proof_code.check_code(office, visit, request.code)
    return CodeAnswer(verdict=checked.verdict.value, tries_left=checked.tries_left, sends_left=checked.sends_left)


@router.post("/visits/{visit}/proof/officer", status_code=201, responses=answers(*_WAYS))
def ask_officer(visit: VisitToken, office: OfficeHere) -> OfficerAskedAnswer:
    """A short number that the citizen tells the officer at the desk; one given before is dead from then on."""
    asked = proof_officer.ask_officer(office, visit)
    return OfficerAskedAnswer(number=asked.number, expires_at=asked.expires_at.astimezone(CHINA))


@router.put("/visits/{visit}/proof/camera", status_code=204, responses=answers(Problem.VISIT_OVER, Problem.PROOF_UNAVAILABLE))
def camera(visit: VisitToken, request: CameraRequest, office: OfficeHere) -> None:
    """The kiosk's word that its camera saw the person of the chip's photo; taken only where the archive's demand names the method."""
    proof_camera.compared(office, visit, request.matched)


@router.get("/officer/requests", responses=answers(*_DESK))
def waiting(authorization: Credential, request: Request, office: OfficeHere) -> WaitingAnswer:
    """Who waits for an officer."""
    officer = _officer(office, authorization, request)
    return WaitingAnswer(officer=officer, waiting=[_body(one) for one in proof_officer.waiting(office)])


@router.post("/officer/requests/{number}/confirmation", responses=answers(*_DESK, Problem.REQUEST_UNKNOWN))
def confirm(number: Number, authorization: Credential, request: Request, office: OfficeHere) -> WaitingBody:
    """The officer has looked at card and person: they are one."""
    return _body(proof_officer.decide(office, _officer(office, authorization, request), number, True))


@router.post("/officer/requests/{number}/refusal", responses=answers(*_DESK, Problem.REQUEST_UNKNOWN))
def refuse(number: Number, authorization: Credential, request: Request, office: OfficeHere) -> WaitingBody:
    """The officer does not confirm."""
    return _body(proof_officer.decide(office, _officer(office, authorization, request), number, False))


def _officer(office: Office, authorization: str, request: Request) -> str:
    """Who asks; a header that does not begin as it should holds no credential."""
    credential = authorization[len(_BEARER) :] if authorization.startswith(_BEARER) else ""
    return proof_officer.officer_of(office, credential, network_of(request.client.host if request.client else None))


def _body(one: proof_officer.Waiting) -> WaitingBody:
    return WaitingBody(number=one.number, kiosk=one.kiosk, name=one.name, asked_at=one.asked_at.astimezone(CHINA))
