"""Consent: what a citizen agreed to before the archive searched. Rows are only ever added; none names the citizen.

Where a definition has a sentence of consent, no draft is made without the digest of that very sentence: the words that stood on the
screen are the words that were approved (Personal Information Protection Law, articles 14, 17 and 29).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from archive.office import Office
from archive.problems import Problem, Refusal
from archive.proof import GUARDIAN_BELOW
from archive.proof_rows import Consent
from archive.store import Person, Visit
from archive.times import CHINA, age
from printing.definition import Definition

_PURPOSE = "purpose"  # the parameter by which a citizen says what the paper is for

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the kiosk says was agreed to: the language of the sentence and its SHA-256 (hex, over UTF-8)."""

    language: str
    text_sha256: str


def record(
    session: Session,
    office: Office,
    visit: Visit,
    person: Person,
    definition: Definition,
    picked: Mapping[str, list[str]],
    agreed: Agreed | None,
) -> None:
    """Notes the consent, where the definition wants one. Raises Refusal: CONSENT_NEEDED, NO_RIGHT (a guardian has to consent)."""
    wanted = definition.consent
    if wanted is None:
        return
    now = office.clock()
    if age(person.birth, now.astimezone(CHINA).date()) < GUARDIAN_BELOW:
        raise Refusal(Problem.NO_RIGHT)
    sentence = None if agreed is None else wanted.sentences.get(agreed.language)
    if agreed is None or sentence is None or text_sha256(sentence) != agreed.text_sha256:
        raise Refusal(Problem.CONSENT_NEEDED)
    known = {choice.value for parameter in definition.parameters if parameter.name == _PURPOSE for choice in parameter.choices}
    stated = next((value for value in picked.get(_PURPOSE, ()) if value in known), None)
    session.add(
        Consent(
            visit_id=visit.id,
            kind=definition.id,
            definition_sha256=definition.sha256,
            purpose=wanted.purpose,
            stated=stated,
            language=agreed.language,
            text_sha256=agreed.text_sha256,
            at=now,
        )
    )
    _log.info("consent", kiosk=visit.kiosk, kind=definition.id, purpose=wanted.purpose, text_sha256=agreed.text_sha256)


def text_sha256(sentence: str) -> str:
    """The digest by which a sentence is known: SHA-256 of its UTF-8, in hex."""
    return hashlib.sha256(sentence.encode()).hexdigest()
