"""Which controls a screen offers, in reading order. The screens draw these and `advance` accepts no others."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.problems import Code
from kiosk.session import rating
from kiosk.session.basket import REMOVE, basket
from kiosk.session.machine import Machine
from kiosk.session.menu import against, before_the_card, offer_of
from kiosk.session.proof_values import CODE_DIGITS, ProofStep
from kiosk.session.questions import complete, current, month_words
from kiosk.session.report import WRONG, reportable
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
from kiosk.session.values import SOUND, Listed, ParameterType, Part
from kiosk.staff.desk import knobs
from kiosk.staff.happened import PREFIX

LANGUAGES = {"language-zh": "zh_CN", "language-mn": "mn_Mong", "language-en": "en"}
"""Control name to locale; offered where the rules list the locale."""

VOLUME, SPEED = "volume", "speed"
"""While sound is on: each touch is a step up, and after the last the first again, so that one key is enough."""

HELP = "help"
"""Calls somebody to the kiosk, where the technician has set what it does; touched again it takes the call back."""

LOUDEST, FASTEST = 5, 3
KEY = "key-"
"""What the names of the five keys begin with, by which a screen is gone through by ear."""

LOCAL = frozenset(
    {
        *("choices-previous", "choices-next"),
        *("page-zoom", "page-left", "page-up", "page-down", "page-right"),
        *("pan-left", "pan-up", "pan-down", "pan-right", "pan"),
        *(KEY + key for key in ("up", "down", "back", "repeat", "confirm")),
    }
)
"""What a screen does by itself, whatever the state: to the session such a touch says only that somebody is here. `pan`: a drag."""


@dataclass(frozen=True, slots=True)
class Control:
    """Something to touch. `reason` says why it is not enabled; `selected` is a toggle's state."""

    name: str
    enabled: bool = True
    reason: Code | None = None
    selected: bool = False


def controls(machine: Machine) -> tuple[Control, ...]:
    """The controls of the machine's state; none while it is covered."""
    if machine.veiled:
        return ()
    more_time = (Control("more-time"),) if machine.warning else ()
    return _of_state(machine) + more_time + _ways_of_showing(machine)


def _of_state(machine: Machine) -> tuple[Control, ...]:
    match machine.state:
        case Attract():
            kinds = tuple(_usable(kind.id, before_the_card(machine, kind)) for kind in machine.rules.kinds)
            return (*kinds, _usable("start", before_the_card(machine)))
        case AskForCard() | ReadingCard() | Searching():
            return (Control("cancel"),)
        case Issuing(cancelled=cancelled):
            return (Control("cancel", enabled=not cancelled),)
        case Catalogue():
            offered = [kind for kind in machine.rules.kinds if offer_of(machine, kind) is not None]
            return (*(_usable(kind.id, against(machine, kind)) for kind in offered), *_chosen(machine), Control("cancel"))
        case Proof() as proof:
            return (*_proving(machine, proof), Control("back", enabled=not proof.working), Control("cancel"))
        case Consent():
            return (Control("agree"), Control("back"), Control("cancel"))
        case Details() as details:
            return (*_question(machine, details), Control("next", enabled=answered(machine, details)), Control("back"), Control("cancel"))
        case Review() as review:
            wrong = (Control("wrong"),) if reportable(review.draft) else ()
            numbers = Control("id-numbers", enabled=not review.uncovering, selected=review.in_full)
            return (*_leafing(review), numbers, *wrong, *_kept(machine, review), Control("back"), Control("cancel"))
        case Report() as report:
            return _report(report)
        case TakeCard(sheets=sheets):
            asked = () if machine.tells_removal else (Control("confirm"),)
            return (*asked, Control("cancel")) if sheets else asked
        case Phone() as phone:
            return _phone(phone)
        case Collect() as collect:
            again = (Control("phone"),) if collect.again else ()
            return (*_rating(collect.rated, collect.listed), *again, Control("done"))
        case Apology() as apology:
            return _after_refusal(machine, apology)
        case Staff(desk=desk):
            return tuple(Control(PREFIX + knob.name, knob.enabled, selected=knob.selected) for knob in knobs(desk))
        case Printing() | OutOfService():
            return ()


def _usable(name: str, reason: Code | None) -> Control:
    return Control(name, enabled=reason is None, reason=reason)


def _chosen(machine: Machine) -> tuple[Control, ...]:
    """In the menu: each paper of the basket can be taken out, and all of them printed."""
    papers = basket(machine)
    if not papers:
        return ()
    by_phone = (_usable("phone", machine.cannot_issue),) if phone_instead(machine) else ()
    return (*(Control(f"{REMOVE}{place}") for place in range(len(papers))), *by_phone, _usable("print", machine.cannot_print))


def phone_instead(machine: Machine) -> bool:
    """Whether the menu offers the phone: beside a printer that prints it is a choice of the review, without one the way on from here."""
    return machine.rules.phone and machine.cannot_print is not None and bool(basket(machine))


def _kept(machine: Machine, review: Review) -> tuple[Control, ...]:
    """In the review: the paper goes into the basket, or to the printer or a phone together with those that lie there."""
    ways = (
        *((_usable("phone", machine.cannot_issue),) if machine.rules.phone else ()),
        _usable("print", machine.cannot_print or review.lacking),
    )
    if machine.rules.most_papers == 1:
        return ways
    others = sum(not other.same_paper(review.draft) for other in basket(machine))
    full = Code.BASKET_FULL if others + 1 >= machine.rules.most_papers else None
    return (_usable("add-another", full), *ways)


def _report(report: Report) -> tuple[Control, ...]:
    """While the archive is being told, what was picked is still to be seen."""
    still = not report.sending
    fields = reportable(report.review.draft)
    picks = tuple(Control(f"{WRONG}{field}", enabled=still, selected=field in report.fields) for field in fields)
    return (*picks, Control("confirm", enabled=still and bool(report.fields)), Control("back", enabled=still), Control("cancel"))


def _phone(phone: Phone) -> tuple[Control, ...]:
    """Who has scanned may leave; who cannot scan gets the number cancelled. At the end there is only to say what one thought."""
    if phone.paper is None:
        return (*_rating(phone.rated, phone.listed + phone.failed), Control("done"))
    return (Control("cancel"), Control("done", enabled=phone.url is not None))


def _rating(rated: int | None, listed: tuple[Listed, ...]) -> tuple[Control, ...]:
    return tuple(Control(name) for name in rating.names()) if rated is None and rating.asked(listed) else ()


def _leafing(review: Review) -> tuple[Control, ...]:
    last = len(review.pages) - 1
    if last <= 0:
        return ()
    return (Control("page-previous", enabled=review.page > 0), Control("page-next", enabled=review.page < last))


def _proving(machine: Machine, proof: Proof) -> tuple[Control, ...]:
    """What the citizen touches to prove who they are."""
    match proof.step:
        case ProofStep.METHOD:
            barred = dict.fromkeys(proof.barred, Code.PROOF_FAILED)
            return tuple(Control(f"proof:{method.value}", method not in barred, barred.get(method)) for method in proof.methods)
        case ProofStep.CODE | ProofStep.CHECKING:
            typing = proof.step is ProofStep.CODE and proof.sent is not None and proof.sent.tries_left > 0
            more, again = typing and len(proof.digits) < CODE_DIGITS, proof.step is ProofStep.CODE and may_send_again(machine, proof)
            keys = {digit: Control(f"digit:{digit}", more) for digit in "1234567890"}
            return (
                *(keys[digit] for digit in "123456789"),
                Control("erase", typing and bool(proof.digits)),
                keys["0"],
                Control("send-again", again),
            )
        case ProofStep.CAMERA_CONSENT:
            return (Control("agree"),)
        case ProofStep.SENDING | ProofStep.ASKING | ProofStep.OFFICER | ProofStep.CAMERA:
            return ()


def may_send_again(machine: Machine, proof: Proof) -> bool:
    """Whether another code may be asked for now."""
    return proof.sent is not None and proof.sent.sends_left > 0 and machine.now >= proof.sent.again_at


def _question(machine: Machine, details: Details) -> tuple[Control, ...]:
    """The choices of the question that is asked now; of a range of months its presets and steps."""
    parameter, group = current(machine.rules.kind(details.kind), details)
    values = dict(details.picked).get(parameter.name, ())
    if parameter.type is ParameterType.MONTHS:
        words = month_words(group, values)
        return tuple(Control(f"{parameter.name}:{word}", enabled=enabled, selected=selected) for word, enabled, selected in words)
    alone = parameter.radio or parameter.at_most == 1 or parameter.type is ParameterType.SPELLING
    full = not alone and len(values) >= parameter.at_most
    return tuple(
        Control(f"{parameter.name}:{choice.value}", enabled=choice.value in values or not full, selected=choice.value in values)
        for choice in group.choices
    )


def answered(machine: Machine, details: Details) -> bool:
    """Whether the question that is asked now has its answer."""
    parameter, group = current(machine.rules.kind(details.kind), details)
    return complete(parameter, group, dict(details.picked).get(parameter.name, ()))


def _after_refusal(machine: Machine, apology: Apology) -> tuple[Control, ...]:
    if machine.visit is None:
        return (Control("done"),)
    if apology.again:
        return (_usable("phone", machine.cannot_issue), Control("done"))
    # No slip is offered that could not be printed: the number on the screen is as good.
    can_slip = apology.receipt is not None and apology.receipt.form is not None and machine.cannot_print is None
    # Whom the archive opened no visit for can choose nothing else.
    back = (Control("back"),) if machine.visit.token is not None else ()
    return (*((Control("print-slip"),) if can_slip else ()), *back, Control("done"))


def _ways_of_showing(machine: Machine) -> tuple[Control, ...]:
    if machine.rehearses:
        return ()
    names = {locale: name for name, locale in LANGUAGES.items()}
    offered = [names[locale] for locale in machine.rules.locales if locale in names]
    languages = tuple(Control(name, selected=LANGUAGES[name] == machine.locale) for name in offered)
    modes = tuple(_mode(machine, name) for name in machine.rules.modes)
    help_ = (Control(HELP, selected=machine.called),) if machine.may_call else ()
    return languages + help_ + modes + ((Control(VOLUME), Control(SPEED)) if SOUND in machine.modes else ())


def _mode(machine: Machine, name: str) -> Control:
    selected = name in machine.modes
    failed = machine.problem_of(Part.SOUND) if name == SOUND and not selected else None
    return Control(name, enabled=failed is None, reason=failed, selected=selected)
