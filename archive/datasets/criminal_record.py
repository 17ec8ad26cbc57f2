"""`criminal-record`: that no record was found, or the way to the window. A record and a doubt are one answer (certificates.md 2.6)."""

from __future__ import annotations

from archive.datasets import shapes
from archive.datasets.model import Asked, Dataset, Decision, Json, Named, Query, Refused, SpellingSource, spelling_of
from archive.kinship import relation
from archive.outside import CriminalCheck
from archive.problems import Problem

_SCHEMA = shapes.content(subject=shapes.SUBJECT_TWO, period=shapes.OPEN_PERIOD, spelling=shapes.spelling())


def _offer(_asked: Asked) -> Refused | None:
    """Looks at nothing a record could change: the menu must not tell."""
    return None


def _spelt(asked: Asked) -> tuple[Named, ...]:
    return (shapes.named(asked.person, relation("01").zh),)


def _compose(query: Query) -> Json | Refused:
    check = query.asked.session.get(CriminalCheck, query.asked.person.id)
    # Nobody checked is nobody cleared: a missing row goes to the window like a doubtful one.
    decision = Decision.MANUAL if check is None else Decision(check.decision)
    # Composed for everybody, so that a refusal takes as long as a certificate.
    content = {
        "subject": shapes.subject_two(query.asked),
        "period": {"from": None, "to": query.asked.today.isoformat()},
        **shapes.common(query),
    }
    if query.spelt is not None:
        content["spelling"] = {"subject": spelling_of(query, query.asked.person.id_number)}
    match decision:
        case Decision.CLEAR | Decision.SEALED:
            return content
        case Decision.RECORD | Decision.MANUAL:
            return Refused(Problem.AT_WINDOW, decision.value)


DATASET = Dataset(
    name="criminal-record", schema=_SCHEMA, offer=_offer, sources={"person.spellings": SpellingSource(_spelt)}, compose=_compose
)
