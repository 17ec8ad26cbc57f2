"""The six invariants of architecture section 3, over generated orders of events."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from world import CHOICES_OF, KINDS, PROOFS, draft, identity, machine, offers, pages, paper, personal, receipt

from kiosk.problems import Code
from kiosk.session import Machine, advance, controls
from kiosk.session.controls import LOCAL
from kiosk.session.effects import (
    AskOfficer,
    AskStaff,
    CheckCode,
    CompareFace,
    Effect,
    EndVisit,
    FetchChoices,
    IssuePaper,
    LookForOfficer,
    OfferPaper,
    OpenVisit,
    PrintPaper,
    PrintSlip,
    Rate,
    ReadCard,
    RenderPreview,
    RequestDraft,
    SendCode,
    SendReport,
    UncoverNumbers,
    VoidPaper,
    WithdrawPaper,
)
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
    OfficerAsked,
    OfficerStands,
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
from kiosk.session.months import chosen
from kiosk.session.moves import ABOUT_THE_DOCUMENT
from kiosk.session.proof_values import CODE_DIGITS, ProofMethod, ProofStep, Standing, Verdict
from kiosk.session.questions import asked, complete
from kiosk.session.states import (
    Apology,
    AskForCard,
    Attract,
    Catalogue,
    Collect,
    Consent,
    OutOfService,
    Phone,
    Printing,
    Proof,
    ReadingCard,
    Review,
    Staff,
    TakeCard,
)
from kiosk.session.values import MODES, Ending, Outcome, Part
from kiosk.staff.answers import Admitted, Answer, CardTold, CouldNot, DoorTold, Refused, Unseen, UnsettledTold
from kiosk.staff.asks import (
    Ask,
    CheckCard,
    CheckPin,
    ListUnsettled,
    LookAtDoor,
    NoteLeft,
    NoteOpened,
    NoteRehearsed,
    Settle,
    TryCard,
    right_for,
)
from kiosk.staff.door import Door
from kiosk.staff.reader_test import ReaderTest
from kiosk.staff.roles import Role, Who

NUMBERS = ("CITIZEN-1", "CITIZEN-2")
CODES = (Code.PROOF_LOCKED, Code.CODE_NOT_SENT, Code.ARCHIVE_SLOW, Code.AT_WINDOW, Code.DATA_CONFLICT, Code.CARD_UNREADABLE, Code.NOT_FOUND)
TOUCHES = (
    "start", "cancel", "next", "back", "print", "add-another", "remove:0", "remove:2", "confirm", "done", "more-time",
    "page-next", "page-previous", "phone", "wrong", "wrong:name", "wrong:other", "rate:5", "rate:1",
    "language-en", "language-zh", *MODES, *sorted(LOCAL), *(kind.id for kind in KINDS),
    "relative:1", "relative:2", "relative:3", "purpose:study", "purpose:travel", "language:zh-en", "spelling:1-2", "spelling:2-1",
    "period:last-year", "period:everything", "period:from-year-later", "period:to-month-earlier", "print-slip",
    "proof:code", "proof:officer", "proof:camera", *(f"digit:{digit}" for digit in range(10)), "erase", "send-again", "agree",
)  # fmt: skip


NUMBER, PIN = "153042", "271828"


def silent(ask: Ask) -> bool:
    """Whether the edge answers nothing."""
    return isinstance(ask, NoteOpened | NoteLeft | NoteRehearsed)


@dataclass
class Books:
    """What the world saw: the truth that the invariants are checked against."""

    card_number: dict[str, str] = field(default_factory=dict)  # placement -> id number on that card
    read: dict[int, str] = field(default_factory=dict)  # visit -> id number read
    known: dict[int, str] = field(default_factory=dict)  # visit -> id number the archive opened it for
    papers: set[str] = field(default_factory=set)  # keys registered at the archive
    printed: list[str] = field(default_factory=list)
    voided: list[str] = field(default_factory=list)
    not_printed: set[str] = field(default_factory=set)  # keys of which the printer said that they did not come
    offered: list[str] = field(default_factory=list)  # keys that a phone was to have
    shown: set[str] = field(default_factory=set)  # keys whose link was on the screen
    links: list[tuple[int, str]] = field(default_factory=list)  # visit and key of links that are open
    rated: list[int] = field(default_factory=list)  # visits in whose screens a level was touched
    cancelled: set[int] = field(default_factory=set)  # visits in which cancel was touched and offered
    slips: list[int] = field(default_factory=list)  # visits whose slip was handed to the printer
    unseen: set[int] = field(default_factory=set)  # visits with a paper that was not printed, or unconfirmed
    asked: set[str] = field(default_factory=set)  # ids of drafts that were asked to be issued
    proven: dict[int, set[ProofMethod]] = field(default_factory=dict)  # visit -> what the archive took as a proof
    agreed: set[int] = field(default_factory=set)  # visits in which somebody agreed to a sentence
    ended: list[int] = field(default_factory=list)
    opened: set[int] = field(default_factory=set)
    admitted: set[int] = field(default_factory=set)  # sessions of the staff screen for which a right PIN or card was seen


class Visits(RuleBasedStateMachine):
    """Any order of touches, cards, faults, silences, and answers: in time, late, twice or never."""

    usual: tuple[str, ...] = ()
    """What a citizen touches rather than `print`."""

    def __init__(self) -> None:
        super().__init__()
        self.machine: Machine = self.fresh()
        self.books = Books()
        self.pending: list[Effect] = []
        self.old: list[Event] = []
        self.staff_asks: list[AskStaff] = []
        self.staff_old: list[StaffAnswered] = []
        self.placements = 0
        self.papers = 0
        self.drafts = 0
        self.more = 0  # papers that the citizen still wants to add before printing

    def fresh(self) -> Machine:
        return machine()

    def post(self, event: Event) -> None:
        before = self.machine
        if isinstance(event, PrintSettled) and event.outcome is Outcome.NOT_PRINTED:
            self.books.not_printed.add(event.key)
        if isinstance(event, PrintSettled) and event.outcome is not Outcome.PRINTED:
            self.books.unseen.add(event.visit)
        if isinstance(event, Touch) and event.control == "cancel" and event.visit == before.visit_id:
            self.books.cancelled |= {event.visit} if any(c.name == "cancel" and c.enabled for c in controls(before)) else set()
        if isinstance(event, Touch) and event.control == "agree" and isinstance(before.state, Consent):
            self.books.agreed.add(event.visit)
        self.machine, effects = advance(before, event)
        for effect in effects:
            self.check(before, effect)
            if isinstance(effect, AskStaff):
                self.staff_asks += [] if silent(effect.ask) else [effect]
            elif not isinstance(effect, EndVisit | VoidPaper | WithdrawPaper | Rate):
                self.pending.append(effect)

    def check(self, before: Machine, effect: Effect) -> None:
        match effect:
            case PrintPaper(visit=visit, paper=handed, subject_id_number=number):
                assert handed.key not in self.books.printed, "invariant 2: printed twice"
                assert not self.at_the_printer(), "two papers at the printer at once"
                assert not self.books.unseen & {visit}, "printed after one that did not come, or that nobody saw come"
                assert handed.key not in self.books.voided, "invariant 2: printed after being voided"
                assert handed.subject_id_number == number == self.books.read[visit], "invariant 3: somebody else's paper"
                assert not self.own_card_lies(), "the card goes back before the paper comes"
                assert visit not in self.books.cancelled, "printed although cancelled"
                assert before.cannot_print is None, "printed although the printer could not"
                self.books.printed.append(handed.key)
            case PrintSlip(visit=visit, slip=slip, subject_id_number=number):
                assert visit not in self.books.slips, "a slip printed twice"
                assert slip.subject_id_number == number == self.books.read[visit], "invariant 3: somebody else's slip"
                assert not self.own_card_lies(), "the card goes back before the slip comes"
                assert before.cannot_print is None, "a slip printed although the printer could not, or printing was locked"
                self.books.slips.append(visit)
            case VoidPaper(key=key):
                assert key not in self.books.printed, "invariant 2: voided after being handed over"
                assert key not in self.books.shown, "voided although a phone may have it"
                assert key not in self.books.voided, "voided twice"
                self.books.voided.append(key)
            case OfferPaper(visit=visit, paper=handed, subject_id_number=number):
                assert handed.key not in {*self.books.printed, *self.books.voided, *self.books.offered}, (
                    "invariant 2: twice, or after its end"
                )
                assert handed.subject_id_number == number == self.books.read[visit], "invariant 3: somebody else's paper"
                assert before.rules.phone, "offered although no phone was spoken of"
                self.books.offered.append(handed.key)
            case WithdrawPaper(key=key):
                assert key in self.books.offered
            case Rate(visit=visit, level=level):
                assert visit == 0, "a rating that leads to its visit"
                assert level in range(1, 6)
                assert before.visit_id not in self.books.rated, "one citizen counted twice"
                self.books.rated.append(before.visit_id)
            case ReadCard(visit=visit, card=card):
                assert card == self.machine.card
                assert not self.machine.stale_card, "a card whose visit is over was read again"
                self.books.opened.add(visit)
            case EndVisit(visit=visit):
                assert visit not in self.books.ended
                self.books.ended.append(visit)
            case CheckCode(code=code):
                assert len(code) == CODE_DIGITS
            case RequestDraft(visit=visit) | FetchChoices(visit=visit):
                wanted = set(PROOFS.get(effect.kind, ()))
                assert not wanted or wanted & self.books.proven.get(visit, set()), "searched before the person was proven"
                assert self.books.known[visit] == self.books.read[visit], "invariant 3: the archive knows somebody else"
                if isinstance(effect, RequestDraft):
                    self.check_picks(before, effect)
            case IssuePaper(visit=visit, draft=drafted, subject_id_number=number):
                if effect.instead_of is None:
                    assert drafted.id not in self.books.asked, "one draft issued twice"
                else:
                    assert effect.instead_of in {*self.books.voided, *self.books.not_printed}, "a second paper beside one that may be there"
                self.books.asked.add(drafted.id)
                assert drafted.subject_id_number == number == self.books.read[visit], "invariant 3: issued for somebody else"
            case _:
                pass

    def own_card_lies(self) -> bool:
        """The next citizen's card may lie there already."""
        return self.machine.card is not None and self.machine.visit is not None and self.machine.card == self.machine.visit.card

    def at_the_printer(self) -> bool:
        return any(isinstance(effect, PrintPaper | PrintSlip) and effect.visit == self.machine.visit_id for effect in self.pending)

    def check_picks(self, before: Machine, effect: RequestDraft) -> None:
        """Only what was asked for is sent, every question has its answer, and a range lies within the archive's."""
        kind = before.rules.kind(effect.kind)
        assert (effect.agreed_in is not None) == kind.consent
        assert not kind.consent or effect.visit in self.books.agreed, "searched without consent"
        sent = dict(effect.picked)
        assert set(sent) == {p.name for p in asked(kind, effect.picked)}, "sent what was not asked, or not all that was"
        for parameter in asked(kind, effect.picked):
            group = next(group for group in CHOICES_OF[effect.kind] if group.parameter == parameter.name)
            assert complete(parameter, group, sent[parameter.name]), "an answer is missing"
            if group.span is not None:
                months = chosen(sent[parameter.name])
                assert group.span.earliest <= months.earliest <= months.latest <= group.span.latest

    # What people and devices do ------------------------------------------------------------------------------------

    @rule(control=st.sampled_from(TOUCHES), late=st.booleans())
    def somebody_touches(self, control: str, late: bool) -> None:
        visit = self.machine.visit_id
        before = self.machine
        self.post(Touch(control, visit - 1 if late else visit))
        if late:
            assert self.machine == before, "invariant 6: a touch on an earlier visit's screen"

    @rule(data=st.data())
    def somebody_touches_what_is_offered(self, data: st.DataObject) -> None:
        offered = [c.name for c in controls(self.machine) if c.enabled]
        if offered:
            self.post(Touch(data.draw(st.sampled_from(offered)), self.machine.visit_id))

    @rule(number=st.sampled_from(NUMBERS), tells=st.sampled_from([True, True, True, False]))
    def a_card_is_laid(self, number: str, tells: bool) -> None:
        self.lay(number, tells)

    def lay(self, number: str, tells: bool = True) -> None:
        if self.machine.card is None:
            self.placements += 1
            self.books.card_number[f"card-{self.placements}"] = number
            self.post(CardPlaced(f"card-{self.placements}", tells))

    @rule()
    def the_card_is_taken(self) -> None:
        if self.machine.card is not None and self.machine.profile_tells_removal:
            self.post(CardRemoved(self.machine.card))

    @rule(stays=st.booleans())
    def the_card_is_lifted(self, stays: bool) -> None:
        if self.machine.card is not None:
            self.post(CardLifted(self.machine.card))
            assert not self.machine.veiled or controls(self.machine) == ()
            if stays:
                self.post(CardStays(self.machine.card))
                assert not self.machine.veiled

    @rule(seconds=st.sampled_from([0.25, 1.0, 10.0, 39.0, 61.0, 400.0]))
    def time_passes(self, seconds: float) -> None:
        self.post(Tick(self.machine.now + seconds))

    @rule(data=st.data(), steps=st.sampled_from([0, 4, 6, 8, 10]))
    def somebody_cancels(self, data: st.DataObject, steps: int) -> None:
        self.the_visit_goes_on_as_it_should(data, steps)
        self.post(Touch("cancel", self.machine.visit_id))

    @rule(part=st.sampled_from([Part.READER, Part.ARCHIVE, Part.PRINTER]), fails=st.booleans())
    def a_part_fails_or_recovers(self, part: Part, fails: bool) -> None:
        code = {Part.READER: Code.READER_MISSING, Part.ARCHIVE: Code.ARCHIVE_UNREACHABLE, Part.PRINTER: Code.PRINTER_MEDIA_EMPTY}[part]
        self.post(HealthChanged(part, code if fails else None))

    @rule(locked=st.booleans())
    def staff_settle_or_not(self, locked: bool) -> None:
        self.post(UnconfirmedChanged(("No. 0",) if locked else ()))

    @rule(data=st.data(), steps=st.sampled_from([1, 2, 4, 6, 8, 12, 16, 30]), more=st.sampled_from([0, 0, 1, 2, 5]))
    def the_visit_goes_on(self, data: st.DataObject, steps: int, more: int) -> None:
        self.more = more
        self.the_visit_goes_on_as_it_should(data, steps)

    def the_visit_goes_on_as_it_should(self, data: st.DataObject, steps: int) -> None:
        """Without this the disturbances would seldom meet a visit that has come far."""
        for _ in range(steps):
            self.go_on(data)

    def go_on(self, data: st.DataObject) -> None:
        for effect in self.pending:
            if effect.visit == self.machine.visit_id:
                self.pending.remove(effect)
                self.old.append(self.answer(effect, data, wrong_person=False, outcome=Outcome.PRINTED))
                self.post(self.old[-1])
                return
        match self.machine.state:
            case Attract() if not self.machine.stale_card:
                self.lay("CITIZEN-1")
            case AskForCard():
                self.lay("CITIZEN-1")
            case Proof(step=ProofStep.OFFICER):
                self.post(Tick(self.machine.now + 2))
            case Attract() | TakeCard() if self.machine.profile_tells_removal and self.machine.card:
                self.post(CardRemoved(self.machine.card))
            case OutOfService():
                for part, _ in self.machine.health:
                    self.post(HealthChanged(part, None))
                self.post(UnconfirmedChanged(()))
            case _:
                if isinstance(self.machine.state, Phone) and self.books.links:
                    self.a_phone_takes_it_or_not(True)
                    return
                enabled = [c for c in controls(self.machine) if c.enabled and not c.selected]
                wants_more = isinstance(self.machine.state, Review) and self.more > 0
                first = ("add-another",) if wants_more else (*self.usual, "print") if self.more == 0 else ()
                kinds = data.draw(st.permutations([kind.id for kind in KINDS])) if isinstance(self.machine.state, Catalogue) else []
                for name in (*first, *kinds, "next", "agree", *self.usual, "print", "print-slip", "confirm", "done"):
                    if any(c.name == name for c in enabled):
                        self.more -= name == "add-another"
                        self.post(Touch(name, self.machine.visit_id))
                        return
                picks = [c.name for c in enabled if ":" in c.name]
                if picks:
                    self.post(Touch(data.draw(st.sampled_from(picks)), self.machine.visit_id))

    # What the runtime answers --------------------------------------------------------------------------------------

    @rule(data=st.data(), well=st.sampled_from([True, True, True, True, False]), code=st.sampled_from(CODES))
    def an_effect_is_answered(self, data: st.DataObject, well: bool, code: Code) -> None:
        if not self.pending:
            return
        effect = self.pending.pop(data.draw(st.integers(0, len(self.pending) - 1)))
        whose = data.draw(st.sampled_from([None, *NUMBERS]))
        refused = Failed(effect.visit, code, receipt(whose) if whose and isinstance(effect, RequestDraft | OpenVisit) else None)
        event = self.answer(effect, data) if well or isinstance(effect, PrintPaper | PrintSlip) else refused
        self.old.append(event)
        before = self.machine
        late = before.visit_id != effect.visit
        self.post(event)
        if late:
            assert self.machine == before, "invariant 6: a late answer changed something"

    @rule(data=st.data())
    def an_old_answer_comes_again(self, data: st.DataObject) -> None:
        ended = [event for event in self.old if event.visit != self.machine.visit_id and not isinstance(event, PaperReady)]
        if ended:
            before = self.machine
            self.post(data.draw(st.sampled_from(ended)))
            assert self.machine == before, "invariant 6: an earlier visit's answer changed something"

    @rule(delivered=st.booleans())
    def a_phone_takes_it_or_not(self, delivered: bool) -> None:
        if self.books.links:
            visit, key = self.books.links.pop()
            before = self.machine
            self.post(PhoneSettled(visit, key, delivered))
            if visit != before.visit_id:
                assert self.machine == before, "invariant 6: a link of an earlier visit changed something"

    @rule(page=st.integers(0, 3))
    def the_printer_counts(self, page: int) -> None:
        for effect in self.pending:
            if isinstance(effect, PrintPaper | PrintSlip):
                key = effect.paper.key if isinstance(effect, PrintPaper) else effect.slip.key
                self.post(PrintProgress(effect.visit, key, page, 3))
                break

    def answer(self, effect: Effect, data: st.DataObject, wrong_person: bool = True, outcome: Outcome | None = None) -> Event:
        somebody = st.sampled_from([None, *NUMBERS]) if wrong_person else st.none()
        match effect:
            case ReadCard(visit=visit, card=card):
                number = self.books.card_number[card]
                self.books.read[visit] = number
                return CardRead(visit, identity(number, expired=wrong_person and data.draw(st.sampled_from([False] * 9 + [True]))))
            case OpenVisit(visit=visit):
                self.books.known[visit] = data.draw(somebody) or self.books.read[visit]
                return VisitOpened(visit, "CITIZEN-token", self.books.known[visit], offers())
            case SendCode(visit=visit):
                return CodeSent(visit, "38", 30, 2, 3)
            case CheckCode(visit=visit):
                verdict = data.draw(st.sampled_from(Verdict)) if wrong_person else Verdict.ACCEPTED
                self.prove(visit, ProofMethod.CODE, verdict is Verdict.ACCEPTED)
                return CodeChecked(visit, verdict, data.draw(st.integers(0, 2)), data.draw(st.integers(0, 2)))
            case AskOfficer(visit=visit):
                return OfficerAsked(visit, "CITIZEN-number")
            case LookForOfficer(visit=visit):
                standing = data.draw(st.sampled_from(Standing)) if wrong_person else Standing.CONFIRMED
                self.prove(visit, ProofMethod.OFFICER, standing is Standing.CONFIRMED)
                return OfficerStands(visit, standing)
            case CompareFace(visit=visit):
                matched = not wrong_person or data.draw(st.booleans())
                self.prove(visit, ProofMethod.CAMERA, matched)
                return FaceCompared(visit, matched)
            case FetchChoices(visit=visit, kind=kind):
                return ChoicesReady(visit, kind, CHOICES_OF[kind])
            case RequestDraft(visit=visit, kind=kind):
                self.drafts += 1
                drafted = draft(kind, data.draw(somebody) or self.books.read[visit], f"draft-{self.drafts}")
                return DraftReady(visit, replace(drafted, reportable=("name", "other", "of-a-later-archive")))
            case RenderPreview(visit=visit, draft=drafted):
                return PreviewReady(visit, drafted.id, pages(2))
            case UncoverNumbers(visit=visit, draft=drafted):
                refused = wrong_person and data.draw(st.booleans())
                return PagesUncovered(visit, drafted.id, () if refused else pages(2), Code.CONTENT_UNFIT if refused else None)
            case IssuePaper(visit=visit, draft=drafted):
                self.papers += 1
                self.books.papers.add(f"key-{self.papers}")
                whose = data.draw(somebody) or drafted.subject_id_number
                return PaperReady(visit, paper(f"key-{self.papers}", drafted.kind, whose, drafted.id))
            case PrintPaper(visit=visit, paper=handed):
                return PrintSettled(visit, handed.key, outcome or data.draw(st.sampled_from(Outcome)))
            case PrintSlip(visit=visit, slip=slip):
                return PrintSettled(visit, slip.key, outcome or data.draw(st.sampled_from(Outcome)))
            case OfferPaper(visit=visit, paper=handed):
                self.books.links.append((visit, handed.key))
                if visit == self.machine.visit_id:
                    self.books.shown.add(handed.key)
                return PhoneOffered(visit, handed.key, f"https://pickup.example/p/{handed.key}", 600.0)
            case SendReport(visit=visit):
                return ReportTaken(visit, receipt(data.draw(somebody) or self.books.read[visit]))
            case VoidPaper() | EndVisit() | WithdrawPaper() | Rate() | AskStaff():
                raise AssertionError("has no answer")

    def prove(self, visit: int, method: ProofMethod, well: bool) -> None:
        if well:
            self.books.proven.setdefault(visit, set()).add(method)

    # Staff ---------------------------------------------------------------------------------------------------------

    @rule(pin=st.sampled_from([PIN, "000000"]), come_in=st.booleans())
    def staff_call(self, pin: str, come_in: bool) -> None:
        before = self.machine
        self.post(StaffCalled())
        if not isinstance(self.machine.state, Staff):
            assert self.machine == before
            assert self.machine.visit is not None, "staff did not win over a screen that says why not"
            return
        assert self.machine.visit is None, "staff came in while a visit was open"
        if come_in and not isinstance(before.state, Staff):
            self.staff_answers()
            for digits in (NUMBER, pin):
                for digit in digits:
                    self.post(Touch(f"staff-digit-{digit}", 0))
                self.post(Touch("staff-enter", 0))
            self.staff_answers()

    def staff_answers(self) -> None:
        while self.staff_asks:
            effect = self.staff_asks.pop(0)
            self.staff_old.append(StaffAnswered(effect.session, self.staff_answer(effect.session, effect.ask, effect.who)))
            before = self.machine
            self.post(self.staff_old[-1])
            late = not isinstance(before.state, Staff) or before.state.session != effect.session
            assert not late or self.machine == before, "an answer for an earlier session changed something"

    @rule(data=st.data())
    def an_old_answer_for_staff_comes_again(self, data: st.DataObject) -> None:
        state = self.machine.state
        session = state.session if isinstance(state, Staff) else 0
        ended = [answer for answer in self.staff_old if answer.session != session]
        if ended:
            before = self.machine
            self.post(data.draw(st.sampled_from(ended)))
            assert self.machine == before, "an answer for an earlier session changed something"

    @rule()
    def the_edge_answers_staff(self) -> None:
        self.staff_answers()

    @rule(lit=st.booleans())
    def the_screen_hours_begin_or_end(self, lit: bool) -> None:
        self.post(ScreenLit(lit))

    def staff_answer(self, session: int, ask: Ask, who: Who | None) -> Answer:
        right = right_for(ask)
        assert right is None or (who is not None and who.may(right)), "asked for without the right"
        match ask:
            case LookAtDoor():
                return DoorTold(anybody=True, locked_s=0)
            case CheckPin(number=number, pin=pin):
                if (number, pin) != (NUMBER, PIN):
                    return Refused(30)
                self.books.admitted.add(session)
                return Admitted(Who(NUMBER, Role.TECHNICIAN))
            case CheckCard(card=card):
                if self.books.card_number[card] != NUMBERS[1]:
                    return Refused(0)
                self.books.admitted.add(session)
                return Admitted(Who(NUMBER, Role.CLERK))
            case TryCard(card=card):
                number = self.books.card_number[card]
                return CardTold(card, "reader", "storage-page", "3B", 1, None, "RESIDENT", f"C*{number[-1]}", "*")
            case ListUnsettled() | Settle():
                return UnsettledTold((Unseen("No. 0", 1, ""),))
            case _:
                return CouldNot(Code.UNEXPECTED)

    @invariant()
    def a_staff_page_is_seen_only_by_somebody_who_was_let_in(self) -> None:
        state = self.machine.state
        if isinstance(state, Staff):
            at_the_door = isinstance(state.desk.page, Door)
            assert at_the_door == (state.desk.who is None)
            assert at_the_door or state.session in self.books.admitted, "a page without a PIN or a card"
            assert self.machine.visit is None
            if isinstance(state.desk.page, ReaderTest) and state.desk.page.told is not None:
                assert self.machine.card == state.desk.page.told.card, "what a card said outlives the card"

    # What must always be true --------------------------------------------------------------------------------------

    @invariant()
    def nothing_of_a_citizen_outlives_the_visit(self) -> None:
        if self.machine.visit is None:
            assert personal(self.machine) == set(), "invariant 1"
            assert not isinstance(self.machine.state, TakeCard) or self.machine.state.sheets == ()

    @invariant()
    def the_basket_holds_what_may_be_printed_in_one_visit(self) -> None:
        chosen = self.machine.visit.basket if self.machine.visit else ()
        assert len(chosen) <= self.machine.rules.most_papers
        assert not any(one.same_paper(other) for place, one in enumerate(chosen) for other in chosen[:place]), "the same paper twice"

    @invariant()
    def the_list_at_the_end_names_every_paper_and_only_what_came_as_come(self) -> None:
        if isinstance(self.machine.state, Collect):
            listed = self.machine.state.listed
            came = {line.number for line in listed if line.ending is Ending.PRINTED}
            assert came == {sheet.number for sheet in self.machine.state.sheets}
            assert all((line.problem is None) == (line.ending is Ending.PRINTED) for line in listed), "why it did not come is missing"

    @invariant()
    def no_state_is_a_dead_end(self) -> None:
        state = self.machine.state
        way_out = any(control.enabled for control in controls(self.machine)) or self.machine.limit_s is not None
        assert way_out or isinstance(state, OutOfService), "invariant 5"
        if isinstance(state, OutOfService):
            assert self.machine.blocked is state.problem
        if isinstance(state, Apology) and self.machine.visit is not None:
            assert state.problem in {*ABOUT_THE_DOCUMENT, Code.REPORT_TAKEN} or state.again

    @invariant()
    def whom_the_archive_opened_no_visit_for_sees_neither_menu_nor_papers(self) -> None:
        if self.machine.visit is not None and self.machine.visit.token is None:
            assert isinstance(self.machine.state, AskForCard | ReadingCard | Apology | TakeCard | Printing | Collect)

    @invariant()
    def silence_is_limited_and_told_before_it_ends(self) -> None:
        left, limit = self.machine.seconds_left, self.machine.limit_s
        assert left is None or limit is None or 0 <= left <= limit * (1 + 1e-9)
        if self.machine.warning:
            assert any(control.name == "more-time" for control in controls(self.machine)) or self.machine.veiled

    @invariant()
    def every_visit_but_the_present_has_ended(self) -> None:
        assert self.books.opened - {self.machine.visit_id} <= set(self.books.ended)

    def teardown(self) -> None:
        """Silence: from wherever the visit stands, the kiosk comes to rest and no number is left open (invariants 2, 4)."""
        for effect in self.pending:
            if isinstance(effect, IssuePaper):
                self.papers += 1
                self.books.papers.add(f"key-{self.papers}")
                whose = effect.subject_id_number
                self.post(PaperReady(effect.visit, paper(f"key-{self.papers}", effect.draft.kind, whose, effect.draft.id)))
        for _ in range(8):  # the longest chain of limits: collect, then a new card's reading, its apology, the card left
            self.post(Tick(self.machine.now + (self.machine.limit_s or 0.0) + 1))
        assert isinstance(self.machine.state, Attract | OutOfService), f"invariant 4: {self.machine.state}"
        assert self.machine.visit is None
        accounted = {*self.books.printed, *self.books.voided, *self.books.offered}
        assert accounted == self.books.papers, "invariant 2: a number nobody accounts for"


class VisitsByPhone(Visits):
    """The same where papers may go to a phone: the printer and what it left in doubt stop nobody."""

    usual = ("phone",)

    def fresh(self) -> Machine:
        made = machine()
        return replace(made, rules=replace(made.rules, phone=True))

    @invariant()
    def the_printer_stops_nobody(self) -> None:
        assert self.machine.blocked not in (Code.PRINTER_MEDIA_EMPTY, Code.UNCONFIRMED_LOCK)


VisitsByPhone.TestCase.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
TestVisitsByPhone = VisitsByPhone.TestCase
Visits.TestCase.settings = settings(max_examples=400, stateful_step_count=40, deadline=None)
TestVisits = Visits.TestCase
