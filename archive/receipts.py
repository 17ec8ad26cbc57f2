"""Receipts: a request that goes on at the window gets a number without gaps, and a slip that says no more than the citizen may know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.datasets.model import Json, Refused
from archive.datasets.receipt import receipt
from archive.office import Office, Settings
from archive.problems import Problem
from archive.register import Person
from archive.store import Receipt, Visit, next_in_series
from archive.times import CHINA
from printing.definition import Definition


@unique
class Form(Enum):
    """What a receipt is for: its name in the contract."""

    ACCEPTANCE = "acceptance"  # 受理回执: an officer looks into the request
    RETRIEVAL = "retrieval"  # 调卷回执: somebody fetches the paper volume
    REPORT = "report"  # 核对回执: an officer checks what the citizen says is wrong
    CARD_CHECK = "card-check"  # 证件核对回执: an officer compares the card with the register


_PREFIX = {Form.ACCEPTANCE: "HZ", Form.RETRIEVAL: "DJ", Form.REPORT: "HD", Form.CARD_CHECK: "ZJ"}


@dataclass(frozen=True, slots=True, repr=False)
class Slip:
    """A receipt as the citizen gets it. `days`: working days until the answer is ready, 0 where nothing has to be waited for;
    `content` is of the dataset `receipt`.
    """

    number: str
    form: Form
    window: str
    days: int
    content: Json


@dataclass(frozen=True, slots=True, repr=False)
class Referral:
    """No draft, and why; with a slip where the request goes on at the window."""

    problem: Problem
    slip: Slip | None


def form_of(problem: Problem) -> Form | None:
    """The receipt that comes with a refusal; None where nothing goes on."""
    match problem:
        case Problem.AT_WINDOW:
            return Form.ACCEPTANCE
        case Problem.NOT_DIGITISED:
            return Form.RETRIEVAL
        case Problem.DATA_CONFLICT:
            return Form.CARD_CHECK
        case _:
            return None


def referral(session: Session, office: Office, visit: Visit, person: Person, definition: Definition, refused: Refused) -> Referral:
    """The answer to a refused request. One receipt a visit, kind and volume, however often the citizen tries."""
    form = form_of(refused.problem)
    if form is None:
        return Referral(refused.problem, None)
    same = select(Receipt).where(
        Receipt.visit_id == visit.id,
        Receipt.kind == definition.id,
        Receipt.form == form.value,
        Receipt.hint.is_not_distinct_from(refused.hint),
    )
    decision = refused.decision or refused.problem.value
    row = session.scalar(same) or register(session, office, form, decision, person.id, definition.id, visit_id=visit.id, hint=refused.hint)
    return Referral(refused.problem, slip_of(office, row, (person.name, person.id_number), matter_of(definition), row.hint))


def matter_of(definition: Definition) -> tuple[str, str]:
    """Id and title of the kind that a slip is about."""
    return definition.id, definition.title["zh"]


def slip_of(office: Office, row: Receipt, holder: tuple[str, str], matter: tuple[str, str], hint: str | None) -> Slip:
    """The receipt as it is handed out to `holder` (name, id number)."""
    form = Form(row.form)
    days, window, unit = days_of(office.settings, form), office.settings.window, office.settings.unit
    content = receipt(row.number, holder, matter, row.at, window, days, hint, unit)
    return Slip(row.number, form, window, days, content)


def days_of(settings: Settings, form: Form) -> int:
    """Working days until the answer is ready."""
    match form:
        case Form.ACCEPTANCE:
            return settings.acceptance_days
        case Form.RETRIEVAL:
            return settings.retrieval_days
        case Form.REPORT:
            return settings.report_days
        case Form.CARD_CHECK:
            return 0  # the window looks at once


def register(
    session: Session,
    office: Office,
    form: Form,
    decision: str,
    person_id: int,
    kind: str,
    *,
    visit_id: int | None = None,
    hint: str | None = None,
) -> Receipt:
    """A new receipt. `decision` is for the officer and stays in the archive."""
    now = office.clock()
    year = now.astimezone(CHINA).year
    row = Receipt(
        number=f"{_PREFIX[form]}-{year}-{next_in_series(session, f'receipt:{form.value}', year):06}",
        form=form.value,
        visit_id=visit_id,
        person_id=person_id,
        kind=kind,
        decision=decision,
        hint=hint,
        at=now,
    )
    session.add(row)
    return row
