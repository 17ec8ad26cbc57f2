"""Transitions that several states share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kiosk.problems import Code
from kiosk.session.effects import Effect, EndVisit, ReadCard, VoidPaper
from kiosk.session.machine import Machine, Step, Visit
from kiosk.session.states import Apology, AskForCard, Attract, OutOfService, ReadingCard, State, TakeCard
from kiosk.session.values import Listed, Paper, Receipt, Sheet

ABOUT_THE_DOCUMENT = frozenset(
    {
        Code.AT_WINDOW,
        Code.NOT_FOUND,
        Code.NOT_DIGITISED,
        Code.NO_RIGHT,
        Code.OVER_QUOTA,
        Code.DATA_CONFLICT,
        Code.SOURCE_DOWN,
        Code.DEFINITION_NOT_APPROVED,
        Code.PROOF_NEEDED,
        Code.PROOF_UNAVAILABLE,
        Code.PROOF_LOCKED,
        Code.PROOF_FAILED,
        Code.CODE_NOT_SENT,
        Code.CONSENT_NEEDED,
        Code.GLYPH_MISSING,
        Code.SEAL_MISSING,
        Code.PICTURE_UNUSABLE,
        Code.CONTENT_UNFIT,
        Code.PRINTER_MEDIA_SHORT,  # another may have fewer pages
    }
)
"""Answers about one document: the citizen may go on and choose another."""


def stay(machine: Machine) -> Step:
    """Nothing changes."""
    return machine, ()


def enter(machine: Machine, state: State) -> Machine:
    """The machine in `state`, its silence counted from now."""
    return replace(machine, state=state, quiet_since=machine.now)


def begin_visit(machine: Machine, kind: str | None = None) -> Step:
    """A new visit, for a `kind` where one was chosen first: with the card that lies there, or asking for one."""
    visit = Visit(id=machine.visits + 1, card=machine.card)
    machine = replace(machine, visit=visit, visits=visit.id)
    if machine.card is None:
        return enter(machine, AskForCard(kind)), ()
    return read_card(machine, machine.card, kind)


def read_card(machine: Machine, card: str, kind: str | None = None) -> Step:
    """Have the card of this visit read."""
    assert machine.visit is not None
    machine = replace(machine, visit=replace(machine.visit, card=card))
    return enter(machine, ReadingCard(card, kind=kind)), (ReadCard(machine.visit_id, card),)


def close_visit(machine: Machine) -> Step:
    """The visit is over: nothing of the citizen stays in the machine. The state is the caller's to choose."""
    if machine.visit is None:
        return machine, ()
    visit = machine.visit
    left = machine.card is not None and (machine.card == visit.card or machine.stale_card)
    machine = replace(machine.as_usual, visit=None, stale_card=left)
    return machine, (EndVisit(visit.id, visit.token),)


def end_visit(machine: Machine) -> Step:
    """The visit is over, and the kiosk rests: at the gate if the card still lies there."""
    machine, effects = close_visit(machine)
    if machine.stale_card:
        return enter(machine, TakeCard()), effects
    rested, more = rest(machine)
    return rested, effects + more


def rest(machine: Machine) -> Step:
    """Attract, or out of service; a card laid meanwhile by the next citizen begins a visit."""
    if code := machine.blocked:
        return enter(machine, OutOfService(code)), ()
    machine = enter(machine, Attract())
    if machine.card is not None and not machine.stale_card:
        return begin_visit(machine)
    return machine, ()


def apologise(
    machine: Machine, problem: Code, receipt: Receipt | None = None, number: str | None = None, listed: tuple[Listed, ...] = ()
) -> Step:
    """Say why not. The visit is over, with the words kept in the citizen's language until the apology ends.

    A receipt stays readable, without what is personal in it; `listed` only where it tells more than `problem` does.
    """
    before = machine
    machine, effects = close_visit(machine)
    machine = replace(machine, locale=before.locale, modes=before.modes, volume=before.volume, speed=before.speed)
    several = listed if len(listed) > 1 else ()
    return enter(machine, Apology(problem, receipt.impersonal if receipt else None, number, several)), effects


def refuse(machine: Machine, problem: Code, receipt: Receipt | None = None) -> Step:
    """Say why this document cannot be had; another may be chosen, or the slip printed, where the answer was about the document only."""
    if receipt is not None and receipt.subject_id_number is not None and not is_for_this_citizen(machine, receipt.subject_id_number):
        return apologise(machine, Code.PERSON_MISMATCH)
    if problem in ABOUT_THE_DOCUMENT:
        return enter(machine, Apology(problem, receipt)), ()
    return apologise(machine, problem, receipt)


def voids(machine: Machine, sheets: Iterable[Sheet], reason: str) -> tuple[Effect, ...]:
    """These will not be printed: the papers' numbers are voided. A slip has none."""
    return tuple(VoidPaper(machine.visit_id, sheet.key, reason) for sheet in sheets if isinstance(sheet, Paper))


def void_and_end(machine: Machine, sheets: Iterable[Sheet], reason: str) -> Step:
    """These will not be printed: their numbers are voided and the visit ends."""
    first = voids(machine, sheets, reason)
    machine, effects = end_visit(machine)
    return machine, first + effects


def void_and_apologise(machine: Machine, sheets: Iterable[Sheet], problem: Code) -> Step:
    """None of these may be printed: their numbers are voided and the citizen is told."""
    first = voids(machine, sheets, problem.value)
    machine, effects = apologise(machine, problem)
    return machine, first + effects


def is_for_this_citizen(machine: Machine, id_number: str) -> bool:
    """Invariant 3: the subject is the person whose card was read."""
    return machine.visit is not None and machine.visit.subject is not None and machine.visit.subject.id_number == id_number
