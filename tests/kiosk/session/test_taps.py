"""How many touches a paper takes, from the card on the reader to `print`: every kind as shipped, answered as most people answer it.

The bar is five for the commonest paper (ux.md section 8), which has a touch for the consent that the law wants; what asks for more than
that has a question of law to ask.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from journey import Journey
from world import draft, identity, machine, pages

from config.settings import load
from kiosk.assemble import kind_of
from kiosk.session import controls
from kiosk.session.events import (
    CardPlaced,
    CardRead,
    ChoicesReady,
    CodeChecked,
    CodeSent,
    DraftReady,
    Event,
    FaceCompared,
    OfficerAsked,
    OfficerStands,
    PreviewReady,
    VisitOpened,
)
from kiosk.session.machine import Machine
from kiosk.session.months import Month, Span
from kiosk.session.proof_values import CODE_DIGITS, ProofMethod, Standing, Verdict
from kiosk.session.states import Details
from kiosk.session.values import Choice, Choices, Kind, Offer, Parameter, ParameterType, Rules
from printing.definition import load_all

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = load(ROOT / "config" / "demo.toml")
DEFINITIONS = load_all(SETTINGS.certificates.directory, SETTINGS.certificates.kinds)
KINDS = tuple(kind_of(definition) for definition in DEFINITIONS)
OWN = {(known.id, asked.name): tuple(choice.value for choice in asked.choices) for known in DEFINITIONS for asked in known.parameters}
COMMONEST = "no-criminal-record"
MOST = {
    COMMONEST: 5,  # what for, and the consent
    "birth": 5,  # whose (the citizen's own stands picked), what for
    "death": 5,
    "household-changes": 5,
    "vehicle-violations": 7,  # which vehicles, over which months, and what for
    "exit-entry": 6,  # over which months, what for, and the consent
    "item-change": 6,  # which entry, and what for
    "archive-copy": 6,  # which pages, and what for
    "family-relationship": 6,  # whom it names, and what for
}
ABROAD = {"no-criminal-record", "birth", "family-relationship"}


ALONE = {("birth", "person"), ("death", "relative")}
"""Where most people have nobody to choose among: it is about themselves, or the one relative who has died."""


def choices(kind: str, parameter: Parameter) -> Choices:
    """What most people are offered."""
    match parameter.type:
        case ParameterType.MONTHS:
            return Choices(parameter.name, span=Span(Month(2016, 3), Month(2026, 11)))
        case ParameterType.SPELLING:
            return Choices(parameter.name, (Choice("1.1", "a", group="1"), Choice("1.2", "b", group="1")))
        case ParameterType.LANGUAGE:
            return Choices(parameter.name, (Choice("zh", "zh"), Choice("zh-en", "zh-en")))
        case ParameterType.CHOICE:
            values = OWN[kind, parameter.name] or ("1", "2")[: 1 if (kind, parameter.name) in ALONE else 2]
            return Choices(parameter.name, tuple(Choice(value, "x") for value in values))


PROOFS: dict[ProofMethod, tuple[tuple[Event, ...], tuple[str, ...], tuple[Event, ...]]] = {
    ProofMethod.CODE: (
        (CodeSent(1, "38", 30, 2, 3),),
        tuple(f"digit:{digit}" for digit in "409127"),
        (CodeChecked(1, Verdict.ACCEPTED, 0, 0),),
    ),
    ProofMethod.OFFICER: ((OfficerAsked(1, "4827"),), (), (OfficerStands(1, Standing.CONFIRMED),)),
    ProofMethod.CAMERA: ((), ("agree",), (FaceCompared(1, True),)),
}
"""Of every second proof what happens before the citizen touches anything, the touches, and what ends it."""


def taps(kind: Kind, choice_first: bool, purpose: str = "purpose:employment", proof: tuple[ProofMethod, ...] = ()) -> int:
    """Touches from the start to the moment when the paper is ordered. Of several second proofs the first is chosen."""
    start = machine()
    journey = Counted(Machine(rules=Rules(KINDS), state=start.state))
    if choice_first:
        journey.touch(kind.id)
    journey.on(CardPlaced("card-1"), CardRead(1, identity()))
    journey.on(VisitOpened(1, "token", "CITIZEN-1", tuple(Offer(known.id, True, proof=proof) for known in KINDS)))
    if not choice_first:
        journey.touch(kind.id)
    if proof:
        if len(proof) > 1:
            journey.touch(f"proof:{proof[0].value}")
        before, touches, after = PROOFS[proof[0]]
        journey.on(*before).touch(*touches).on(*after)
    if kind.parameters:
        journey.on(ChoicesReady(1, kind.id, tuple(choices(kind.id, parameter) for parameter in kind.parameters)))
    while isinstance(journey.machine.state, Details):
        enabled = {control.name for control in controls(journey.machine) if control.enabled}
        answers = sorted(name for name in enabled if ":" in name)
        journey.touch("next" if "next" in enabled else purpose if purpose in answers else answers[0])
    if kind.consent:
        journey.touch("agree")
    journey.on(DraftReady(1, draft(kind.id)), PreviewReady(1, "draft-1", pages())).touch("print")
    assert journey.screen == "issuing"
    return journey.taps


class Counted(Journey):
    """A journey that counts its touches."""

    taps = 0

    def touch(self, *names: str) -> Counted:
        self.taps += len(names)
        super().touch(*names)
        return self


@pytest.mark.parametrize("choice_first", [False, True], ids=["card first", "choice first"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_no_paper_takes_more_touches_than_it_must(kind: Kind, choice_first: bool) -> None:
    assert taps(kind, choice_first) <= MOST[kind.id]


def test_all_of_the_time_stands_picked_where_the_time_without_a_record_is_asked_for() -> None:
    (kind,) = (kind for kind in KINDS if kind.id == COMMONEST)
    assert taps(kind, choice_first=False, purpose="purpose:notarisation") - taps(kind, choice_first=False, purpose="purpose:travel") == 1


def test_only_who_may_need_a_paper_abroad_is_asked_for_its_language() -> None:
    for kind in KINDS:
        more = taps(kind, choice_first=False, purpose="purpose:travel") - taps(kind, choice_first=False)
        assert more == (kind.id in ABROAD), kind.id


@pytest.mark.parametrize("alone", [True, False], ids=["the only method", "one of two"])
@pytest.mark.parametrize(
    ("method", "more"),
    [
        (ProofMethod.CODE, CODE_DIGITS),  # its digits: the last one goes on
        (ProofMethod.OFFICER, 0),  # a number is said, and the screen goes on
        (ProofMethod.CAMERA, 1),  # its own consent
    ],
)
def test_a_second_proof_takes_the_touches_of_its_method_and_one_for_the_choice_among_several(
    method: ProofMethod, more: int, alone: bool
) -> None:
    commonest = next(kind for kind in KINDS if kind.id == COMMONEST)
    other = next(one for one in ProofMethod if one is not method)
    without = taps(commonest, choice_first=False)
    assert taps(commonest, choice_first=False, proof=(method,) if alone else (method, other)) - without == more + (not alone)
