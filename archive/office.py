"""What every request needs at hand: store, keys, clock, settings and the approved definitions."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from archive import outside, picks
from archive.datasets import DATASETS
from archive.datasets.model import Asked, Dataset, Refused
from archive.keys import UNIT, Keys
from archive.limits import ProofLimits
from archive.outcome import Status
from archive.problems import Problem, Refusal
from archive.proof_policy import Demand
from archive.senders import Sender
from archive.store import ApprovedDefinition, Issuing, Person, Store
from archive.times import Clock, age, now, year_begins
from printing.definition import Definition, parse
from printing.verification import LONGEST_HOST, LONGEST_ISSUER

VISIT_LIFE = timedelta(minutes=30)  # longer than a visit that chooses six papers, each with its questions, and thinks about each
YEARLY = MappingProxyType({"criminal-record": 3})  # papers of a dataset a person may have in a natural year (certificates.md 2.6)
LEAST_AGE = 16  # years; below, a guardian applies at the window (certificates.md 1, 2.9)
ACCEPTANCE_DAYS = 3  # working days until an officer's answer (certificates.md 2.6)
WINDOW = "演示派出所户籍窗口"
REPORT_DAYS = 5  # working days until an officer has checked what a citizen says is wrong; a bureau sets its own
RETRIEVAL_DAYS = 5  # working days until a volume has been fetched and read; a bureau sets its own


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set. `verify_host` (host or host:port) stands in the QR; `quotas` are papers a year by dataset, `look_back`
    the years a range of months may reach back by dataset; days are working days; `proof`: the second proof wanted of every visit, whatever
    its kiosk wants.
    """

    verify_host: str
    quotas: Mapping[str, int] = field(default_factory=lambda: YEARLY)
    window: str = WINDOW
    unit: str = UNIT
    look_back: Mapping[str, int] = field(default_factory=dict)
    acceptance_days: int = ACCEPTANCE_DAYS
    retrieval_days: int = RETRIEVAL_DAYS
    proof: Demand = field(default_factory=Demand)
    report_days: int = REPORT_DAYS

    def __post_init__(self) -> None:
        """Raises ValueError for a name too long for the code on the papers."""
        _hold_to("The verify host", len(self.verify_host), LONGEST_HOST, "characters", "Give the public page a shorter name.")
        _hold_to("The unit's name", len(self.unit.encode()), LONGEST_ISSUER, "bytes of UTF-8", "Use its short form.")


def _hold_to(what: str, length: int, most: int, measure: str, remedy: str) -> None:
    if length > most:
        raise ValueError(f"{what} has {length} {measure}: more than {most} make the papers' QR code too dense to scan. {remedy}")


@dataclass(frozen=True, slots=True)
class Office:
    """The archive at work. Its functions live in visits, drafts, issue, filing, approvals and proof_*.

    `sender`: how one-time codes leave, None for not at all. `secret` keys what is kept of codes; it ends with the process.
    """

    store: Store
    keys: Keys
    settings: Settings
    clock: Clock = field(default=now)
    sender: Sender | None = None
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    proof_limits: ProofLimits = field(default_factory=ProofLimits)


def approved(session: Session, kind: str, sha256: str) -> Definition:
    """The definition with this digest, approved now or once. Raises Refusal(DEFINITION_NOT_APPROVED) when there is none of this kind."""
    return parsed(_row(session, kind, sha256).file)


def issuable(session: Session, kind: str, sha256: str) -> Definition:
    """The approved definition with this digest, if it has not been withdrawn. Raises Refusal(DEFINITION_NOT_APPROVED)."""
    row = _row(session, kind, sha256)
    if row.withdrawn_at is not None:
        raise Refusal(Problem.DEFINITION_NOT_APPROVED)
    return parsed(row.file)


def _row(session: Session, kind: str, sha256: str) -> ApprovedDefinition:
    row = session.get(ApprovedDefinition, sha256)
    if row is None or row.kind != kind:
        raise Refusal(Problem.DEFINITION_NOT_APPROVED)
    return row


@lru_cache(maxsize=64)
def parsed(file: bytes) -> Definition:
    """The definition in the bytes of a file that was checked when it was approved."""
    return parse(file, "approved definition")


def left(session: Session, office: Office, dataset: Dataset, person: Person) -> int | None:
    """How many papers of the dataset this natural year still has for a person, those from a window counted too; None for any number.

    A void number does not count.
    """
    quota = office.settings.quotas.get(dataset.name)
    if quota is None:
        return None
    begins = year_begins(office.clock())
    issued = session.scalar(
        select(func.count())
        .select_from(Issuing)
        .where(
            Issuing.person_id == person.id,
            Issuing.dataset == dataset.name,
            Issuing.issued_at >= begins,
            Issuing.status != Status.VOID.value,
        )
    )
    elsewhere = session.get(outside.WindowPapers, (person.id, dataset.name, begins.year))
    return max(0, quota - (issued or 0) - (0 if elsewhere is None else elsewhere.papers))


def offer(session: Session, office: Office, dataset: Dataset, person: Person) -> Refused | None:
    """Why a person cannot have papers of a dataset now; None when they can."""
    asked = asked_by(session, office, person)
    if age(person.birth, asked.today) < LEAST_AGE:
        return Refused(Problem.NO_RIGHT)
    if dataset.outside is not None and not outside.answers(session, dataset.outside):
        return Refused(Problem.SOURCE_DOWN)
    return dataset.offer(asked) or (Refused(Problem.OVER_QUOTA) if left(session, office, dataset, person) == 0 else None)


def offer_of(session: Session, office: Office, definition: Definition, person: Person) -> Refused | None:
    """Why a person cannot have a kind now; None when they can. A question that nothing answers is nothing found."""
    dataset = dataset_of(definition)
    refused = offer(session, office, dataset, person)
    if refused is None and not picks.answerable(definition, dataset, asked_by(session, office, person)):
        return Refused(Problem.NOT_FOUND)
    return refused


def asked_by(session: Session, office: Office, person: Person) -> Asked:
    """What datasets need to know of a question."""
    return Asked(session, person, office.clock(), office.settings.look_back)


def dataset_of(definition: Definition) -> Dataset:
    """The dataset an approved definition names."""
    return DATASETS[definition.dataset]
