"""What happens to a number after it was given: one signature, one document, one outcome, and what is known of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from archive.office import Office
from archive.outcome import Outcome, Status, after
from archive.problems import Problem, Refusal
from archive.signed_pdf import coverage
from archive.store import Document, Event, Handover, Issuing

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Sent:
    """What the printer was given: media type and SHA-256 (hex)."""

    format: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an issuing stands. `number` None: the key was voided before anything was issued under it."""

    key: str
    number: str | None
    status: Status
    document_sha256: str | None


def standing(office: Office, key: str) -> Standing:
    """What became of an issuing. Raises Refusal(ISSUING_UNKNOWN)."""
    with office.store.read() as session:
        return _standing(_known(session, key))


def sign(office: Office, key: str, digest: bytes) -> bytes:
    """The CMS (DER) over a document's SHA-256 digest, the same for the same digest.

    Raises Refusal: ISSUING_UNKNOWN, VOID, SECOND_DIGEST, NOT_READY (no key in force, or a required time stamp not to be had). One digest
    a number, ever: a second page under the same number cannot be signed.
    """
    with office.store.read() as session:
        made = _signed(_live(session, key), digest)
    if made is not None:
        return made
    fresh = office.keys.cms(digest, office.clock())
    with office.store.write() as session:
        row = _live(session, key)
        # A twin of this request may have come first; then its signature stands and ours is thrown away.
        made = _signed(row, digest)
        if made is not None:
            return made
        row.signed_digest, row.cms = digest.hex(), fresh
        _record(session, office, row, "signed")
    return fresh


def file_document(office: Office, key: str, pdf: bytes) -> str:
    """Files the signed PDF and returns its SHA-256 (hex); again with the same bytes changes nothing.

    Raises Refusal: ISSUING_UNKNOWN, VOID, NOT_SIGNED, DOCUMENT_MISMATCH.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    covered = coverage(pdf)
    with office.store.write() as session:
        row = _live(session, key)
        if row.document_sha256 == sha256:
            return sha256
        if row.signed_digest is None or row.cms is None:
            raise Refusal(Problem.NOT_SIGNED)
        genuine = covered is not None and covered.digest.hex() == row.signed_digest and covered.cms.startswith(row.cms)
        if row.document_sha256 is not None or not genuine:
            raise Refusal(Problem.DOCUMENT_MISMATCH)
        row.document_sha256, row.status = sha256, Status.FILED.value
        session.add(Document(key=key, pdf=pdf))
        _record(session, office, row, "filed")
    return sha256


def settle(
    office: Office, key: str, outcome: Outcome, reason: str | None, document_sha256: str | None, sent: Sent | None = None
) -> Standing:
    """Records an outcome, and what the printer was given. Raises Refusal: ISSUING_UNKNOWN, VOID, OUTCOME_REFUSED, DOCUMENT_MISMATCH.

    What the printer was given is recorded also where the outcome is refused: it happened, whatever has become of the number.
    """
    with office.store.write() as session:
        row = _known(session, key) if outcome is Outcome.VOID else _with_document(session, key)
        if document_sha256 is not None and document_sha256 != row.document_sha256:
            raise Refusal(Problem.DOCUMENT_MISMATCH)
        if sent is not None:
            _keep(session, office, row, sent)
        if after(Status(row.status), outcome) is not None:
            move(session, office, row, outcome, reason)
            return _standing(row)
        refused = Problem.VOID if row.status == Status.VOID.value else Problem.OUTCOME_REFUSED
    raise Refusal(refused)


def _keep(session: Session, office: Office, row: Issuing, sent: Sent) -> None:
    """Raises Refusal(DOCUMENT_MISMATCH) for a PDF that is not the filed one, and for a second handing over."""
    known = session.get(Handover, row.key)
    if (sent.format == PDF and sent.sha256 != row.document_sha256) or (
        known and (known.format, known.sha256) != (sent.format, sent.sha256)
    ):
        raise Refusal(Problem.DOCUMENT_MISMATCH)
    if known is None:
        session.add(Handover(key=row.key, format=sent.format, sha256=sent.sha256, at=office.clock()))


def void(office: Office, key: str) -> Standing:
    """Voids an issuing; an unknown key is buried under a tombstone, so that a late request with it is refused.

    Raises Refusal(OUTCOME_REFUSED) when the paper has been printed or delivered.
    """
    with office.store.write() as session:
        row = session.get(Issuing, key, with_for_update=True)
        if row is None:
            row = Issuing(key=key, status=Status.VOID.value)
            session.add(row)
            session.flush()
            _record(session, office, row, "tombstone")
        else:
            move(session, office, row, Outcome.VOID, "deleted")
        return _standing(row)


def move(session: Session, office: Office, row: Issuing, outcome: Outcome, reason: str | None) -> None:
    """Records an outcome inside a transaction. Raises Refusal(OUTCOME_REFUSED). A repeated outcome leaves no second trace."""
    before = Status(row.status)
    status = after(before, outcome)
    if status is None:
        raise Refusal(Problem.OUTCOME_REFUSED)
    if status is before and outcome.value == before.value:
        return
    row.status = status.value
    _record(session, office, row, outcome.value, reason)


def _record(session: Session, office: Office, row: Issuing, what: str, reason: str | None = None) -> None:
    session.add(Event(key=row.key, at=office.clock(), what=what, status=row.status, reason=reason))


def _known(session: Session, key: str) -> Issuing:
    row = session.get(Issuing, key, with_for_update=True)
    if row is None:
        raise Refusal(Problem.ISSUING_UNKNOWN)
    return row


def _live(session: Session, key: str) -> Issuing:
    row = _known(session, key)
    if row.status == Status.VOID.value:
        raise Refusal(Problem.VOID)
    return row


def _with_document(session: Session, key: str) -> Issuing:
    """One that is live, or was when its document was filed."""
    row = _known(session, key)
    return _live(session, key) if row.document_sha256 is None else row


def _signed(row: Issuing, digest: bytes) -> bytes | None:
    """The signature made before, None if there is none. Raises Refusal(SECOND_DIGEST)."""
    if row.signed_digest is None:
        return None
    if row.signed_digest != digest.hex():
        raise Refusal(Problem.SECOND_DIGEST)
    return row.cms


def _standing(row: Issuing) -> Standing:
    return Standing(row.key, row.number, Status(row.status), row.document_sha256)
