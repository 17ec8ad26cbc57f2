"""Reports: a citizen says what is wrong with a draft by picking it, and gets a receipt for the window. The content is not kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.office import Office, approved
from archive.problems import Fault, Problem, Refusal
from archive.receipts import Form, Slip, matter_of, register, slip_of
from archive.register import Person
from archive.reportable import REPORTABLE, Field, worded
from archive.store import Draft, Receipt, Report
from archive.visits import visitor


def report(office: Office, token: str, draft_id: str, fields: Sequence[str]) -> Slip:
    """Records what is wrong with a draft of this visit; one report a draft, the last word counts.

    Raises Refusal: VISIT_OVER, DRAFT_UNKNOWN, INVALID_REQUEST (a field that papers of this kind do not have).
    """
    with office.store.write() as session:
        visit, person = visitor(session, office, token)
        draft = session.get(Draft, draft_id)
        if draft is None or draft.visit_id != visit.id:
            raise Refusal(Problem.DRAFT_UNKNOWN)
        chosen = _chosen(draft.dataset, fields)
        row = session.scalar(select(Report).where(Report.draft_id == draft_id))
        if row is None:
            definition = approved(session, draft.kind, draft.definition_sha256)
            receipt = register(session, office, Form.REPORT, Form.REPORT.value, person.id, definition.id, visit_id=visit.id)
            session.flush()
            row = Report(number=receipt.number, draft_id=draft_id, definition_sha256=draft.definition_sha256, picked=draft.picked)
            session.add(row)
        row.fields = [field.value for field in chosen]
        return _slip(session, office, person, draft, row)


def _chosen(dataset: str, fields: Sequence[str]) -> tuple[Field, ...]:
    """In the order in which they are asked. Raises Refusal(INVALID_REQUEST)."""
    offered = REPORTABLE[dataset]
    known = {field.value for field in offered}
    if not fields or not set(fields) <= known:
        raise Refusal(Problem.INVALID_REQUEST, Fault("body.fields", "not-reportable"))
    return tuple(field for field in offered if field.value in fields)


def _slip(session: Session, office: Office, person: Person, draft: Draft, row: Report) -> Slip:
    definition = approved(session, draft.kind, draft.definition_sha256)
    receipt = session.get_one(Receipt, row.number)
    return slip_of(office, receipt, (person.name, person.id_number), matter_of(definition), worded(row.fields))
