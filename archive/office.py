"""What every request needs at hand: store, keys, clock, settings and the approved definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from archive.datasets import DATASETS, Dataset
from archive.keys import UNIT, Keys
from archive.outcome import Status
from archive.problems import Problem, Refusal
from archive.store import ApprovedDefinition, Issuing, Person, Store
from archive.times import Clock, now, year_begins
from printing.definition import Definition, parse

VISIT_LIFE = timedelta(minutes=15)  # longer than any visit the kiosk's own limits allow
YEARLY = MappingProxyType({"criminal-record": 3})  # papers of a dataset a person may have in a natural year (certificates.md 2.6)
RECEIPT_DAYS = 3  # working days (certificates.md 2.6)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set. `verify_host` (host or host:port) stands in the QR; `quotas` are papers a year by dataset."""

    verify_host: str
    quotas: Mapping[str, int] = field(default_factory=lambda: YEARLY)
    window: str = "演示派出所户籍窗口"
    unit: str = UNIT


@dataclass(frozen=True, slots=True)
class Office:
    """The archive at work. Its functions live in visits, issue, filing and approvals."""

    store: Store
    keys: Keys
    settings: Settings
    clock: Clock = field(default=now)


def approved(session: Session, kind: str, sha256: str) -> Definition:
    """The approved definition with this digest. Raises Refusal(DEFINITION_NOT_APPROVED) when there is none of this kind."""
    row = session.get(ApprovedDefinition, sha256)
    if row is None or row.kind != kind:
        raise Refusal(Problem.DEFINITION_NOT_APPROVED)
    return parsed(row.file)


@lru_cache(maxsize=64)
def parsed(file: bytes) -> Definition:
    """The definition in the bytes of a file that was checked when it was approved."""
    return parse(file, "approved definition")


def over_quota(session: Session, office: Office, dataset: Dataset, person: Person) -> bool:
    """Whether this natural year's papers of the dataset are used up. A void number does not count."""
    quota = office.settings.quotas.get(dataset.name)
    if quota is None:
        return False
    used = session.scalar(
        select(func.count())
        .select_from(Issuing)
        .where(
            Issuing.person_id == person.id,
            Issuing.dataset == dataset.name,
            Issuing.issued_at >= year_begins(office.clock()),
            Issuing.status != Status.VOID.value,
        )
    )
    return (used or 0) >= quota


def offer(session: Session, office: Office, dataset: Dataset, person: Person) -> Problem | None:
    """Why a person cannot have papers of a dataset now; None when they can."""
    return dataset.offer(session, person, office.clock()) or (Problem.OVER_QUOTA if over_quota(session, office, dataset, person) else None)


def dataset_of(definition: Definition) -> Dataset:
    """The dataset an approved definition names."""
    return DATASETS[definition.dataset]
