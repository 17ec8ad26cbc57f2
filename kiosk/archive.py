"""The client of the archive service. Whatever the service answers becomes a value or an ArchiveFault, and nothing else."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import structlog
from pydantic import BaseModel, ValidationError

from idcard.identity import Identity
from kiosk.archive_answers import (
    ChoicesAnswer,
    CodeAnswer,
    CodeSentAnswer,
    DatasetsAnswer,
    DocumentAnswer,
    DraftAnswer,
    HealthAnswer,
    IssuedAnswer,
    KeysAnswer,
    MeansAnswer,
    OfficerAskedAnswer,
    OutcomeAnswer,
    PickupAnswer,
    ProblemAnswer,
    ProofAnswer,
    ReceiptAnswer,
    ReceiptBesideAnswer,
    RefusedAnswer,
    ReportAnswer,
    SignatureAnswer,
    StandingAnswer,
    VisitAnswer,
)
from kiosk.faults import ArchiveFault
from kiosk.journal_states import Sent
from kiosk.problems import Code
from kiosk.proof.demand import ProofDemand
from kiosk.ratings import Counts
from kiosk.session.values import Receipt, SlipForm
from kiosk.transport import Answer, Deadline, Transport

__all__ = ["ArchiveClient", "ArchiveFault"]

_log = structlog.get_logger(__name__)

_JSON = "application/json"
_PROBLEM = "application/problem+json"
_PNG = "image/png"
_Model = TypeVar("_Model", bound=BaseModel)

SAID_BY_THE_ARCHIVE = frozenset(
    {
        Code.NOT_FOUND,
        Code.DATA_CONFLICT,
        Code.CARD_EXPIRED,
        Code.NO_RIGHT,
        Code.OVER_QUOTA,
        Code.AT_WINDOW,
        Code.NOT_DIGITISED,
        Code.SOURCE_DOWN,
        Code.DEFINITION_NOT_APPROVED,
        Code.PROOF_NEEDED,
        Code.PROOF_UNAVAILABLE,
        Code.PROOF_LOCKED,
        Code.CODE_NOT_SENT,
        Code.CONSENT_NEEDED,
    }
)
"""Codes that the archive may have told to the citizen; it has no say about the printer or the reader."""


def code_of(word: str | None) -> Code:
    """The problem that a word of the archive stands for; ARCHIVE_REFUSED when it is none of its own."""
    return next((code for code in SAID_BY_THE_ARCHIVE if code.value == word), Code.ARCHIVE_REFUSED)


@dataclass(frozen=True, slots=True)
class Dataset:
    """What the archive publishes of a dataset: the JSON Schema of its content, and its sources of choices by name, with their types."""

    schema: dict[str, Any]
    sources: Mapping[str, str] = field(default_factory=dict)


def receipt_of(said: ReceiptAnswer) -> Receipt:
    """The receipt as the visit needs it. One of a form that is not known here can be read on the screen, but not printed."""
    form = next((form for form in SlipForm if form.value == said.form), None)
    subject = said.content.get("subject") if said.content else None
    id_number = subject.get("id_number") if isinstance(subject, dict) else None
    if form is None or not isinstance(id_number, str):
        return Receipt(said.number, said.window, said.days)
    return Receipt(said.number, said.window, said.days, form, id_number, said.content)


class ArchiveClient:
    """Every call of the contract. All methods raise ArchiveFault, block for at most `timeout_s` (name resolution aside) and may be
    used by several threads at once.
    """

    def __init__(
        self,
        url: str,
        ca_file: Path | None,
        client_cert: Path | None,
        client_key: Path | None,
        timeout_s: float,
        connect_timeout_s: float,
        kiosk_id: str,
        proof: ProofDemand | None = None,
    ) -> None:
        self._url = url.rstrip("/")
        self._transport = Transport(ca_file, client_cert, client_key, timeout_s, connect_timeout_s)
        self._timeout_s = timeout_s
        self._kiosk_id = kiosk_id
        self._proof = proof or ProofDemand()
        self._lock = threading.Lock()
        self._running: set[Deadline] = set()
        self._closed = False

    def close(self) -> None:
        """Ends the requests that are running; later ones fail at once."""
        with self._lock:
            self._closed = True
            for deadline in self._running:
                deadline.cut()

    def open_visit(self, identity: Identity) -> VisitAnswer:
        """A visit for the person on the card. NOT_FOUND, CARD_EXPIRED and DATA_CONFLICT, with its receipt, are the archive's refusals."""
        evidence = {
            "document": identity.document.name,
            "name": identity.name,
            "id_number": identity.id_number,
            "sex": identity.sex,
            "nation": identity.nation,
            "birth": identity.birth.isoformat() if identity.birth else None,
            "valid_to": identity.valid_to.isoformat() if identity.valid_to else None,
            "valid_forever": identity.valid_forever,
        }
        body = {"kiosk": self._kiosk_id, "identity": evidence, "proof": self._proof.as_json()}
        return self._call(VisitAnswer, "POST", "/v1/visits", body)

    def proof_means(self) -> MeansAnswer:
        """Which second proofs the archive can do, and what it demands by itself."""
        return self._call(MeansAnswer, "GET", "/v1/proof")

    def send_code(self, token: str) -> CodeSentAnswer:
        """Has a one-time code sent to the phone on record."""
        return self._call(CodeSentAnswer, "POST", f"/v1/visits/{token}/proof/code")

    def check_code(self, token: str, code: str) -> CodeAnswer:
        """Has the code compared."""
        return self._call(CodeAnswer, "PUT", f"/v1/visits/{token}/proof/code", {"code": code})

    def ask_officer(self, token: str) -> OfficerAskedAnswer:
        """A number for the officer at the desk."""
        return self._call(OfficerAskedAnswer, "POST", f"/v1/visits/{token}/proof/officer")

    def proof(self, token: str) -> ProofAnswer:
        """What has been proven in this visit, and how the officer's word stands."""
        return self._call(ProofAnswer, "GET", f"/v1/visits/{token}/proof")

    def tell_camera(self, token: str, matched: bool) -> None:
        """What the comparison on the device said."""
        _accepted(self._request("PUT", f"/v1/visits/{token}/proof/camera", json.dumps({"matched": matched}).encode(), _JSON))

    def choices(self, token: str, kind: str, definition_sha256: str) -> ChoicesAnswer:
        """What the citizen may pick, per parameter that takes its choices from the archive."""
        query = urlencode({"definition_sha256": definition_sha256})
        return self._call(ChoicesAnswer, "GET", f"/v1/visits/{token}/choices/{kind}?{query}")

    def draft(
        self,
        token: str,
        kind: str,
        definition_sha256: str,
        parameters: Mapping[str, Sequence[str]],
        consent: tuple[str, str] | None = None,
    ) -> DraftAnswer:
        """A draft. A refusal is an ArchiveFault with the archive's neutral reason and, where it gave one, the receipt.

        `consent`: the language and the words of the sentence that the citizen agreed to.
        """
        body = {
            "kind": kind,
            "definition_sha256": definition_sha256,
            "parameters": {name: list(values) for name, values in parameters.items()},
            "consent": None if consent is None else {"language": consent[0], "text_sha256": _sha256(consent[1])},
        }
        answer = self._ask("POST", f"/v1/visits/{token}/drafts", body)
        if answer.status == 200:
            refused = _model(RefusedAnswer, answer)
            raise ArchiveFault(code_of(refused.reason), receipt_of(refused.receipt) if refused.receipt else None, refused.reason)
        return _model(DraftAnswer, answer)

    def image(self, token: str, draft_id: str, sha256: str) -> bytes:
        """A scanned page that belongs to a draft (PNG), by its SHA-256 (hex), which what came really has."""
        answer = _accepted(self._request("GET", f"/v1/visits/{token}/drafts/{draft_id}/images/{sha256}", None, None, accept=_PNG))
        if answer.kind != _PNG or hashlib.sha256(answer.body).hexdigest() != sha256:
            _log.warning("archive-answer-unusable", expected="image", fault="content-type" if answer.kind != _PNG else "digest")
            raise ArchiveFault(Code.PICTURE_UNUSABLE)
        return answer.body

    def issue(self, key: str, draft_id: str, token: str) -> IssuedAnswer:
        """Registers the draft under the key; the same key answers the same for ever."""
        return self._call(IssuedAnswer, "PUT", f"/v1/issuings/{key}", {"draft": draft_id, "visit": token})

    def look_up(self, key: str) -> StandingAnswer | None:
        """What became of a key; None when the archive never heard of it."""
        try:
            return self._call(StandingAnswer, "GET", f"/v1/issuings/{key}")
        except ArchiveFault as fault:
            if fault.problem == "issuing-unknown":
                return None
            raise

    def void(self, key: str) -> StandingAnswer:
        """Voids the key, also one the archive never heard of: a late request with it is then refused."""
        return self._call(StandingAnswer, "DELETE", f"/v1/issuings/{key}")

    def sign(self, key: str, digest: bytes) -> bytes:
        """The CMS signature (DER) over a document's SHA-256 digest (32 bytes)."""
        return self._call(SignatureAnswer, "POST", f"/v1/issuings/{key}/signature", {"digest": digest.hex()}).cms

    def file_document(self, key: str, pdf: bytes) -> DocumentAnswer:
        """Files the signed PDF."""
        answer = self._request("PUT", f"/v1/issuings/{key}/document", pdf, "application/pdf")
        return _model(DocumentAnswer, _accepted(answer))

    def offer_pickup(self, key: str, minutes: int) -> PickupAnswer:
        """The link by which a phone may fetch the filed document; the same for the same key."""
        return self._call(PickupAnswer, "PUT", f"/v1/issuings/{key}/pickup", {"minutes": minutes})

    def pickup(self, key: str) -> PickupAnswer | None:
        """Where that link stands; None when the archive never opened one. Once it is expired the number is void."""
        try:
            return self._call(PickupAnswer, "GET", f"/v1/issuings/{key}/pickup")
        except ArchiveFault as fault:
            if fault.problem in ("pickup-unknown", "issuing-unknown"):
                return None
            raise

    def report(self, token: str, draft_id: str, fields: Sequence[str]) -> Receipt:
        """Tells what is wrong with a draft; the receipt is for the window."""
        body = {"draft": draft_id, "fields": list(fields)}
        return receipt_of(self._call(ReportAnswer, "POST", f"/v1/visits/{token}/reports", body).receipt)

    def rate(self, batch: str, counts: Counts) -> None:
        """Tells what citizens thought; a batch told again is not counted again."""
        rows = [{"day": day.isoformat(), "kind": kind, "level": level, "count": count} for (day, kind, level), count in counts.items()]
        self._ask("POST", "/v1/ratings", {"kiosk": self._kiosk_id, "batch": batch, "ratings": rows})

    def outcome(self, key: str, outcome: str, reason: str | None, document_sha256: str | None, sent: Sent | None = None) -> str:
        """Tells what became of the paper (printed, void, unconfirmed, delivered) and what the printer was given.

        Returns where the issuing stands.
        """
        body: dict[str, object] = {"outcome": outcome, "reason": reason, "document_sha256": document_sha256}
        if sent is not None:
            body["sent"] = {"format": sent.format, "sha256": sent.sha256}
        return self._call(OutcomeAnswer, "PUT", f"/v1/issuings/{key}/outcome", body).status

    def end_visit(self, token: str) -> None:
        """The token is dead."""
        _accepted(self._request("DELETE", f"/v1/visits/{token}", None, None))

    def keys(self) -> dict[str, object]:
        """The public keys that sign verification payloads (JWKS)."""
        return self._call(KeysAnswer, "GET", "/.well-known/jwks.json").model_dump()

    def datasets(self) -> dict[str, Dataset]:
        """Per dataset the JSON Schema of its content and its sources, which definitions are checked against."""
        answer = self._call(DatasetsAnswer, "GET", "/v1/datasets")
        return {name: Dataset(dataset.content_schema, dataset.sources) for name, dataset in answer.datasets.items()}

    def health(self) -> datetime:
        """The archive is alive, and this is its time."""
        return self._call(HealthAnswer, "GET", "/healthz").now

    def ready(self) -> None:
        """The archive can issue; an ArchiveFault says why not."""
        _accepted(self._request("GET", "/readyz", None, None))

    def _call(self, model: type[_Model], method: str, path: str, body: object = None) -> _Model:
        return _model(model, self._ask(method, path, body))

    def _ask(self, method: str, path: str, body: object = None) -> Answer:
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        return _accepted(self._request(method, path, data, None if body is None else _JSON))

    def _request(self, method: str, path: str, body: bytes | None, kind: str | None, accept: str = _JSON) -> Answer:
        deadline = Deadline(self._timeout_s)
        with self._lock:
            if self._closed:
                raise ArchiveFault(Code.ARCHIVE_UNREACHABLE)
            self._running.add(deadline)
        try:
            return self._transport.exchange(method, self._url + path, body, kind, deadline, f"{accept}, {_PROBLEM}")
        finally:
            with self._lock:
                self._running.discard(deadline)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _accepted(answer: Answer) -> Answer:
    """The answer, if it is a success. Raises ArchiveFault."""
    if 200 <= answer.status < 300:
        return answer
    if answer.status >= 500:
        raise ArchiveFault(Code.ARCHIVE_ERROR)
    if answer.status < 400:
        raise ArchiveFault(Code.ARCHIVE_GARBAGE)  # a redirect or an informational answer; neither is in the contract
    word = _problem_word(answer)
    code = code_of(word)
    raise ArchiveFault(code, _receipt_beside(answer) if code is Code.DATA_CONFLICT else None, word)


def _problem_word(answer: Answer) -> str | None:
    if answer.kind not in (_PROBLEM, _JSON):
        return None
    try:
        return ProblemAnswer.model_validate_json(answer.body).code
    except ValidationError:
        return None


def _receipt_beside(answer: Answer) -> Receipt | None:
    """The receipt in problem details that are readable. One that is not leaves the refusal itself as clear as it was."""
    try:
        said = ReceiptBesideAnswer.model_validate_json(answer.body)
    except ValidationError as error:
        _log_unusable(ReceiptBesideAnswer, error, answer.status)
        return None
    return None if said.receipt is None else receipt_of(said.receipt)


def _log_unusable(model: type[BaseModel], error: ValidationError, status: int) -> None:
    """Which rules of the contract an answer breaks; never a value."""
    faults = ",".join(sorted({fault["type"] for fault in error.errors(include_url=False, include_input=False, include_context=False)}))
    _log.warning("archive-answer-unusable", expected=model.__name__, fault=faults, status=status)


def _model(model: type[_Model], answer: Answer) -> _Model:
    if answer.kind != _JSON:
        _log.warning("archive-answer-unusable", expected=model.__name__, fault="content-type", status=answer.status)
        raise ArchiveFault(Code.ARCHIVE_GARBAGE)
    try:
        return model.model_validate_json(answer.body)
    except ValidationError as error:
        _log_unusable(model, error, answer.status)
        raise ArchiveFault(Code.ARCHIVE_GARBAGE) from None
