"""Drafts: what may be picked, the content of a paper not yet registered, and the pictures in it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from archive import consents, picks, proof
from archive.composing import composed
from archive.datasets.model import Dataset, Json, Option, Refused
from archive.office import Office, asked_by, dataset_of, issuable, offer_of
from archive.problems import Problem, Refusal
from archive.receipts import Referral, form_of, referral
from archive.register import Person, ScannedImage
from archive.reportable import REPORTABLE
from archive.store import Draft, Visit
from archive.visits import subject_of, visitor
from printing.definition import Definition

_DRAFT_BYTES = 15  # 20 characters


@dataclass(frozen=True, slots=True, repr=False)
class Choices:
    """What may be picked: values by parameter, and first and last month ("YYYY-MM") of those that are ranges."""

    choices: Mapping[str, tuple[Option, ...]]
    ranges: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, repr=False)
class Drafted:
    """A draft: nothing is registered. `reportable`: what may be said to be wrong with it (`archive.reports`)."""

    id: str
    kind: str
    subject: dict[str, str]
    content: Json
    reportable: tuple[str, ...]


def choices(office: Office, token: str, kind: str, definition_sha256: str) -> Choices:
    """What the citizen may pick, per parameter of the kind that takes its values from the archive's data.

    Raises Refusal: VISIT_OVER, DEFINITION_NOT_APPROVED, PROOF_NEEDED, or why there is nothing to pick.
    """
    with office.store.read() as session:
        visit, person = visitor(session, office, token)
        definition = issuable(session, kind, definition_sha256)
        proof.require(session, office, visit, kind)
        dataset = dataset_of(definition)
        refused = offer_of(session, office, definition, person)
        if refused is not None:
            raise Refusal(refused.problem)
        asked = asked_by(session, office, person)
        return Choices(picks.offered(definition, dataset, asked), picks.ranges(definition, dataset, asked))


def draft(
    office: Office,
    token: str,
    kind: str,
    definition_sha256: str,
    picked: Mapping[str, list[str]],
    agreed: consents.Agreed | None = None,
) -> Drafted | Referral:
    """A draft of the paper, or the way to the window.

    Raises Refusal: VISIT_OVER, DEFINITION_NOT_APPROVED, PROOF_NEEDED, CONSENT_NEEDED, INVALID_REQUEST. A kind that this person cannot
    have at all is refused whatever was picked: its receipt needs no picks. Consent is wanted where something is searched or registered.
    """
    with office.store.write() as session:
        visit, person = visitor(session, office, token)
        definition = issuable(session, kind, definition_sha256)
        proof.require(session, office, visit, kind)
        refused = offer_of(session, office, definition, person)
        if refused is None or form_of(refused.problem) is not None:
            consents.record(session, office, visit, person, definition, picked, agreed)
        content = refused or content_of(session, office, definition, person, picked)
        if isinstance(content, Refused):
            return referral(session, office, visit, person, definition, content)
        row = _file(session, visit, definition, picked, content)
        reportable = tuple(field.value for field in REPORTABLE[definition.dataset])
        return Drafted(row.id, kind, subject_of(person), content, reportable)


def content_of(session: Session, office: Office, definition: Definition, person: Person, picked: Mapping[str, list[str]]) -> Json | Refused:
    """The content for these picks as of now. Raises Refusal(INVALID_REQUEST)."""
    dataset: Dataset = dataset_of(definition)
    return composed(dataset, picks.query(definition, dataset, asked_by(session, office, person), picked))


def image(office: Office, token: str, draft_id: str, sha256: str) -> bytes:
    """A picture (PNG) that a draft of this visit shows. Raises Refusal: VISIT_OVER, DRAFT_UNKNOWN, IMAGE_UNKNOWN."""
    with office.store.read() as session:
        visit, _ = visitor(session, office, token)
        row = session.get(Draft, draft_id)
        if row is None or row.visit_id != visit.id:
            raise Refusal(Problem.DRAFT_UNKNOWN)
        shown = {page["image"] for page in row.content.get("pages", ())}
        found = session.get(ScannedImage, sha256) if sha256 in shown else None
        if found is None:
            raise Refusal(Problem.IMAGE_UNKNOWN)
        return found.png


def _file(session: Session, visit: Visit, definition: Definition, picked: Mapping[str, list[str]], content: Json) -> Draft:
    row = Draft(
        id=secrets.token_urlsafe(_DRAFT_BYTES),
        visit_id=visit.id,
        kind=definition.id,
        dataset=definition.dataset,
        definition_sha256=definition.sha256,
        picked={name: list(values) for name, values in picked.items()},
        content=content,
    )
    session.add(row)
    return row
