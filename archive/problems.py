"""What the archive refuses, as RFC 9457 problem details: one code, one status, one title. No row and no answer holds personal data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique
from http import HTTPStatus


@unique
class Problem(Enum):
    """A reason for not doing what was asked. The first block are codes the kiosk has a screen for (`kiosk.problems.Code`)."""

    NOT_FOUND = "not-found"
    DATA_CONFLICT = "data-conflict"
    CARD_EXPIRED = "card-expired"
    NO_RIGHT = "no-right"
    OVER_QUOTA = "over-quota"
    AT_WINDOW = "at-window"
    NOT_DIGITISED = "not-digitised"
    SOURCE_DOWN = "source-down"
    DEFINITION_NOT_APPROVED = "definition-not-approved"
    PROOF_NEEDED = "proof-needed"
    PROOF_UNAVAILABLE = "proof-unavailable"
    PROOF_LOCKED = "proof-locked"
    CODE_NOT_SENT = "code-not-sent"
    CONSENT_NEEDED = "consent-needed"

    VISIT_OVER = "visit-over"
    DRAFT_UNKNOWN = "draft-unknown"
    DRAFT_USED = "draft-used"
    IMAGE_UNKNOWN = "image-unknown"
    KEY_CONFLICT = "key-conflict"
    ISSUING_UNKNOWN = "issuing-unknown"
    VOID = "void"
    SECOND_DIGEST = "second-digest"
    NOT_SIGNED = "not-signed"
    NOT_FILED = "not-filed"
    PICKUP_UNKNOWN = "pickup-unknown"
    CLERK_ONLY = "clerk-only"
    RECEIPT_UNKNOWN = "receipt-unknown"
    DOCUMENT_MISMATCH = "document-mismatch"
    OUTCOME_REFUSED = "outcome-refused"
    NOT_AN_OFFICER = "not-an-officer"
    REQUEST_UNKNOWN = "request-unknown"
    INVALID_REQUEST = "invalid-request"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many-requests"
    NO_SUCH_ROUTE = "no-such-route"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    NOT_READY = "not-ready"
    INTERNAL = "internal"


_ROWS: dict[Problem, tuple[HTTPStatus, str]] = {
    Problem.NOT_FOUND: (HTTPStatus.NOT_FOUND, "The archive holds no such registration."),
    Problem.DATA_CONFLICT: (HTTPStatus.CONFLICT, "The card and the archive do not agree."),
    Problem.CARD_EXPIRED: (HTTPStatus.FORBIDDEN, "The card's period of validity has ended."),
    Problem.NO_RIGHT: (HTTPStatus.FORBIDDEN, "The archive does not allow this person this document."),
    Problem.OVER_QUOTA: (HTTPStatus.CONFLICT, "The yearly quota has been reached."),
    Problem.AT_WINDOW: (HTTPStatus.CONFLICT, "The request is referred to the window."),
    Problem.NOT_DIGITISED: (HTTPStatus.CONFLICT, "The period in question has not been digitised."),
    # 409 and not 503: the archive itself is well, and a kiosk must not take it for a failure of the service.
    Problem.SOURCE_DOWN: (HTTPStatus.CONFLICT, "The system that holds these records does not answer."),
    Problem.DEFINITION_NOT_APPROVED: (HTTPStatus.FORBIDDEN, "This certificate definition has not been approved."),
    Problem.PROOF_NEEDED: (HTTPStatus.FORBIDDEN, "The person has to be proven a second time first."),
    Problem.PROOF_UNAVAILABLE: (HTTPStatus.CONFLICT, "This way of proving the person cannot be used here."),
    Problem.PROOF_LOCKED: (HTTPStatus.FORBIDDEN, "No more codes are sent and no more tries are taken."),
    # 409 and not 503, as with a source that is down: the archive itself is well.
    Problem.CODE_NOT_SENT: (HTTPStatus.CONFLICT, "The code could not be sent."),
    Problem.CONSENT_NEEDED: (HTTPStatus.FORBIDDEN, "Consent to the approved sentence is needed first."),
    Problem.VISIT_OVER: (HTTPStatus.GONE, "There is no open visit with this token."),
    Problem.DRAFT_UNKNOWN: (HTTPStatus.NOT_FOUND, "This visit has no such draft."),
    Problem.DRAFT_USED: (HTTPStatus.CONFLICT, "The draft has been issued under another key."),
    Problem.IMAGE_UNKNOWN: (HTTPStatus.NOT_FOUND, "The draft shows no such picture."),
    Problem.KEY_CONFLICT: (HTTPStatus.CONFLICT, "The key belongs to another draft."),
    Problem.ISSUING_UNKNOWN: (HTTPStatus.NOT_FOUND, "There is no issuing with this key."),
    Problem.VOID: (HTTPStatus.CONFLICT, "The issuing is void."),
    Problem.SECOND_DIGEST: (HTTPStatus.CONFLICT, "Another digest has been signed for this number."),
    Problem.NOT_SIGNED: (HTTPStatus.CONFLICT, "No digest has been signed for this number yet."),
    Problem.NOT_FILED: (HTTPStatus.CONFLICT, "No document has been filed for this number yet."),
    Problem.PICKUP_UNKNOWN: (HTTPStatus.NOT_FOUND, "This number has not been offered to a phone."),
    Problem.CLERK_ONLY: (HTTPStatus.FORBIDDEN, "Only a service window's token opens this."),
    Problem.RECEIPT_UNKNOWN: (HTTPStatus.NOT_FOUND, "There is no receipt with this number."),
    Problem.DOCUMENT_MISMATCH: (HTTPStatus.CONFLICT, "The document is not the one that was signed or filed."),
    Problem.OUTCOME_REFUSED: (HTTPStatus.CONFLICT, "The issuing's status does not allow this outcome."),
    Problem.NOT_AN_OFFICER: (HTTPStatus.UNAUTHORIZED, "This credential belongs to no officer."),
    Problem.REQUEST_UNKNOWN: (HTTPStatus.NOT_FOUND, "Nobody waits with this number."),
    Problem.INVALID_REQUEST: (HTTPStatus.UNPROCESSABLE_ENTITY, "The request does not follow the contract."),
    Problem.TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large."),
    Problem.TOO_MANY: (HTTPStatus.TOO_MANY_REQUESTS, "Too many requests from this address."),
    Problem.NO_SUCH_ROUTE: (HTTPStatus.NOT_FOUND, "There is no such route."),
    Problem.METHOD_NOT_ALLOWED: (HTTPStatus.METHOD_NOT_ALLOWED, "The route does not know this method."),
    Problem.NOT_READY: (HTTPStatus.SERVICE_UNAVAILABLE, "The archive is not ready."),
    Problem.INTERNAL: (HTTPStatus.INTERNAL_SERVER_ERROR, "The archive failed."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request: `at` names the field as the contract does, `what` the rule. Never the value."""

    at: str
    what: str


class Refusal(Exception):
    """Raised by the archive's logic; the routes answer with its problem details."""

    def __init__(self, problem: Problem, *faults: Fault) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.faults = faults


def status(problem: Problem) -> int:
    """The HTTP status that goes with a problem."""
    return int(_ROWS[problem][0])


def details(problem: Problem, faults: tuple[Fault, ...] = ()) -> dict[str, object]:
    """The RFC 9457 object: type, title, status, the extension member `code`, and `errors` where there are faults."""
    http_status, title = _ROWS[problem]
    body: dict[str, object] = {
        "type": f"urn:archive:problem:{problem.value}",
        "title": title,
        "status": int(http_status),
        "code": problem.value,
    }
    if faults:
        body["errors"] = [{"at": fault.at, "what": fault.what} for fault in faults]
    return body
