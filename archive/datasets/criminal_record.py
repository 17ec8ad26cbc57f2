"""`criminal-record`: that no record was found, or the way to the window. A record and a doubt are one answer (certificates.md 2.6).

The platform is asked about a whole life. Months narrow what the paper states, never what sends somebody to the window: a record from
before them is still an officer's to weigh.
"""

from __future__ import annotations

from archive.datasets import shapes
from archive.datasets.model import Asked, Dataset, Decision, Json, MonthsSource, Named, Query, Refused, Span, SpellingSource, spelling_of
from archive.datasets.months import picked_span
from archive.kinship import relation
from archive.outside import CriminalCheck
from archive.problems import Problem

SPAN = "criminal-record.span"

_SCHEMA = shapes.content(subject=shapes.SUBJECT_TWO, period=shapes.OPEN_PERIOD, spelling=shapes.spelling())


def _offer(_asked: Asked) -> Refused | None:
    """Looks at nothing a record could change: the menu must not tell."""
    return None


def _spelt(asked: Asked) -> tuple[Named, ...]:
    return (shapes.named(asked.person, relation("01").zh),)


def _life(asked: Asked) -> Span:
    """From the first of the month of birth until today."""
    return Span(asked.person.birth.replace(day=1), asked.today)


def _period(asked: Asked, span: Span) -> Json:
    """A first day only where the citizen left out part of the life: none stands for the whole of it."""
    whole = span.earliest == _life(asked).earliest
    return {"from": None if whole else span.earliest.isoformat(), "to": span.latest.isoformat()}


def _compose(query: Query) -> Json | Refused:
    check = query.asked.session.get(CriminalCheck, query.asked.person.id)
    # Nobody checked is nobody cleared: a missing row goes to the window like a doubtful one.
    decision = Decision.MANUAL if check is None else Decision(check.decision)
    span = picked_span(query, SPAN, _life(query.asked))
    # Composed for everybody, so that a refusal takes as long as a certificate.
    content = {
        "subject": shapes.subject_two(query.asked),
        "period": _period(query.asked, span),
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
    name="criminal-record",
    schema=_SCHEMA,
    offer=_offer,
    sources={SPAN: MonthsSource(_life), "person.spellings": SpellingSource(_spelt)},
    compose=_compose,
)
