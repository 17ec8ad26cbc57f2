"""`advance`: the one door through which anything changes."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session import (
    apology,
    ask_for_card,
    attract,
    catalogue,
    collect,
    consent,
    details,
    issuing,
    out_of_service,
    phone,
    printing,
    proof,
    reading_card,
    report,
    review,
    searching,
    staff,
    take_card,
)
from kiosk.session.controls import FASTEST, HELP, LANGUAGES, LOCAL, LOUDEST, SPEED, VOLUME, controls
from kiosk.session.effects import VoidPaper
from kiosk.session.events import (
    CardLifted,
    CardPlaced,
    CardRead,
    CardRemoved,
    CardStays,
    ChoicesReady,
    CodeChecked,
    CodeSent,
    DraftReady,
    Event,
    FaceCompared,
    Failed,
    HealthChanged,
    HoursChanged,
    OfficerAsked,
    OfficerStands,
    OfVisit,
    PagesUncovered,
    PaperReady,
    PhoneOffered,
    PhoneSettled,
    PreviewReady,
    PrintProgress,
    PrintSettled,
    ReportTaken,
    ScreenLit,
    StaffAnswered,
    StaffCalled,
    Tick,
    Touch,
    UnconfirmedChanged,
    VisitOpened,
)
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import stay
from kiosk.session.rating import is_rating
from kiosk.session.states import (
    Apology,
    AskForCard,
    Attract,
    Catalogue,
    Collect,
    Consent,
    Details,
    Issuing,
    OutOfService,
    Phone,
    Printing,
    Proof,
    ReadingCard,
    Report,
    Review,
    Searching,
    Staff,
    TakeCard,
)


def advance(machine: Machine, event: Event) -> Step:
    """The next machine, and what the runtime is to do. Pure; never raises for any order of events."""
    match event:
        case Tick(now=now):
            return _dispatch(replace(machine, now=max(now, machine.now)), event)
        case Touch():
            return _touched(machine, event)
        case CardPlaced():
            return _dispatch(_placed(machine, event), event)
        case CardRemoved(card=card):
            if card != machine.card:
                return stay(machine)
            return _dispatch(replace(machine, card=None, stale_card=False, lifted=False), event)
        case CardLifted(card=card) | CardStays(card=card):
            return stay(machine) if card != machine.card else (replace(machine, lifted=isinstance(event, CardLifted)), ())
        case HealthChanged(part=part, problem=problem):
            others = frozenset(pair for pair in machine.health if pair[0] is not part)
            health = others if problem is None else others | {(part, problem)}
            return _dispatch(replace(machine, health=health), event)
        case UnconfirmedChanged(numbers=numbers):
            return _dispatch(replace(machine, unconfirmed=numbers), event)
        case HoursChanged(hours=hours):
            return _dispatch(replace(machine, hours=hours), event)
        case (
            CardRead()
            | VisitOpened()
            | CodeSent()
            | CodeChecked()
            | OfficerAsked()
            | OfficerStands()
            | FaceCompared()
            | ChoicesReady()
            | DraftReady()
            | PreviewReady()
            | PagesUncovered()
            | PaperReady()
            | PrintProgress()
            | PrintSettled()
            | PhoneOffered()
            | PhoneSettled()
            | ReportTaken()
            | Failed()
        ):
            return _answered(machine, event)
        case StaffCalled():
            return staff.call(machine)
        case StaffAnswered():
            return _dispatch(machine, event)
        case ScreenLit(lit=lit):
            return replace(machine, lit=lit), ()


def _placed(machine: Machine, event: CardPlaced) -> Machine:
    machine = replace(machine, profile_tells_removal=event.tells_removal)
    if machine.visit is not None and machine.card is not None and machine.visit.card == machine.card:
        # No removal was seen in between (the reader was away): it may be the same card, so it belongs to this visit.
        machine = replace(machine, visit=replace(machine.visit, card=event.card))
    return replace(machine, card=event.card, lifted=False)


def _answered(machine: Machine, event: OfVisit) -> Step:
    in_time = machine.visit is not None and event.visit == machine.visit.id
    if isinstance(event, PaperReady) and not (in_time and _awaited(machine, event)):
        # Nobody will take this paper, and its number must not be left open (invariant 2).
        return machine, (VoidPaper(event.visit, event.paper.key, "too-late" if in_time else "visit-over"),)
    return _dispatch(machine, event) if in_time else stay(machine)


def _awaited(machine: Machine, event: PaperReady) -> bool:
    """Whether this is the paper of the draft at hand, and not of one that has been given up."""
    return isinstance(machine.state, Issuing) and event.paper.draft == machine.state.draft.id


def _touched(machine: Machine, touch: Touch) -> Step:
    if machine.dark:
        # The first touch only lights the screen: nobody knows yet what they touch.
        return (replace(machine, quiet_since=machine.now), ()) if touch.visit == machine.visit_id else stay(machine)
    if isinstance(machine.state, Staff) and staff.takes(machine.state.desk, touch.control) and not touch.visit:
        return _dispatch(replace(machine, quiet_since=machine.now), touch)
    offered = {control.name for control in controls(machine) if control.enabled}
    local = touch.control in LOCAL and not machine.veiled
    if touch.visit != machine.visit_id or not (local or touch.control in offered):
        return stay(machine)
    # The gate and the issuing have their time whatever is touched, and what a citizen thought must not hold up the end.
    in_time = isinstance(machine.state, TakeCard | Issuing) or is_rating(touch.control)
    machine = machine if in_time else replace(machine, quiet_since=machine.now)
    if local or touch.control == "more-time":
        return stay(machine)
    if touch.control in LANGUAGES:
        return replace(machine, locale=LANGUAGES[touch.control]), ()
    if touch.control in machine.rules.modes:
        return _at_its_pace(machine, replace(machine, modes=machine.modes ^ {touch.control})), ()
    if touch.control == HELP:
        return replace(machine, called_at=None if machine.called else machine.now), ()
    if touch.control == VOLUME:
        return replace(machine, volume=machine.volume % LOUDEST + 1), ()
    if touch.control == SPEED:
        return replace(machine, speed=machine.speed % FASTEST + 1), ()
    return _dispatch(machine, touch)


def _at_its_pace(before: Machine, after: Machine) -> Machine:
    """`after` with the same share of its silence left as `before`, where the pace changed: nothing ends or begins anew."""
    share, limit = before.seconds_left, after.limit_s
    if share is None or limit is None or not before.limit_s or before.pace == after.pace:
        return after
    return replace(after, quiet_since=after.now - limit * (1 - share / before.limit_s))


def _dispatch(machine: Machine, event: Event) -> Step:
    match machine.state:
        case Attract():
            return attract.on(machine, event)
        case AskForCard() as state:
            return ask_for_card.on(machine, state, event)
        case ReadingCard() as state:
            return reading_card.on(machine, state, event)
        case Catalogue():
            return catalogue.on(machine, event)
        case Proof() as state:
            return proof.on(machine, state, event)
        case Consent() as state:
            return consent.on(machine, state, event)
        case Details() as state:
            return details.on(machine, state, event)
        case Searching() as state:
            return searching.on(machine, state, event)
        case Review() as state:
            return review.on(machine, state, event)
        case Report() as state:
            return report.on(machine, state, event)
        case Issuing() as state:
            return issuing.on(machine, state, event)
        case TakeCard() as state:
            return take_card.on(machine, state, event)
        case Printing() as state:
            return printing.on(machine, state, event)
        case Phone() as state:
            return phone.on(machine, state, event)
        case Collect() as state:
            return collect.on(machine, state, event)
        case Apology() as state:
            return apology.on(machine, state, event)
        case OutOfService() as state:
            return out_of_service.on(machine, state, event)
        case Staff() as state:
            return staff.on(machine, state, event)
