"""The whole of what the kiosk knows between two events."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.problems import Code
from kiosk.session.effects import Effect
from kiosk.session.proof_values import ProofMethod, ProofStep
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
    State,
    TakeCard,
)
from kiosk.session.values import Draft, Hours, Offer, Part, Rules, Subject
from kiosk.staff.rehearse import Rehearse

CALLED_S = 180.0
"""How long a call for help stands: whoever is to come has come by then, or has not heard it, and the button can be touched again."""

NORMAL_SPEED = 2
"""Of what is said; 1 is slow, 3 fast."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One citizen at the kiosk, from the first touch or card to the end. `card` is the placement that began it.

    `proofs` were given in this visit; `agreed`: ((kind, purpose), locale) of every consent.
    `basket`: the papers chosen so far, in order, none of them registered.
    """

    id: int
    card: str | None = None
    token: str | None = field(default=None, repr=False)
    subject: Subject | None = None
    offers: tuple[Offer, ...] = ()
    proofs: frozenset[ProofMethod] = frozenset()
    agreed: tuple[tuple[tuple[str, tuple[str, ...]], str], ...] = ()
    basket: tuple[Draft, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """State of the kiosk. Times are monotonic seconds, as the last Tick told them.

    `card` is the placement lying on the reader; `stale_card` says that its visit is over, so that it starts nothing; `lifted` that it
    does not lie there at this moment, and nobody knows yet whether it has left.
    `health` holds a problem per failing part; `visits` counts visits, so the newest visit's id is `visits`; `staff_sessions` likewise.
    `lit`: whether the screen is lit while nobody is here. `called_at`: when somebody was last called for.
    """

    rules: Rules
    state: State = field(default_factory=Attract)
    now: float = 0.0
    quiet_since: float = 0.0
    visit: Visit | None = None
    visits: int = 0
    card: str | None = None
    stale_card: bool = False
    lifted: bool = False
    profile_tells_removal: bool = True
    health: frozenset[tuple[Part, Code]] = frozenset()
    unconfirmed: tuple[str, ...] = ()
    staff_sessions: int = 0
    lit: bool = True
    called_at: float | None = None
    hours: Hours = field(default_factory=Hours)
    locale: str = "zh_CN"
    modes: frozenset[str] = frozenset()
    volume: int = 3  # 1 to 5
    speed: int = NORMAL_SPEED  # 1 to 3

    @property
    def visit_id(self) -> int:
        """The visit whose screen is shown; 0 outside a visit."""
        return self.visit.id if self.visit else 0

    @property
    def tells_removal(self) -> bool:
        """Whether the reader can be relied upon to say that the card is gone; a failed reader cannot."""
        return self.profile_tells_removal and self.problem_of(Part.READER) is None

    @property
    def veiled(self) -> bool:
        """Whether the screen is covered: whoever has lifted their card must not leave anything to be read, not even for a moment."""
        shows_something = isinstance(self.state, ReadingCard | Catalogue | Proof | Details | Consent | Searching | Review | Report)
        return self.lifted and shows_something and self.visit is not None and self.visit.card == self.card

    @property
    def as_usual(self) -> Machine:
        """With the language and the ways of showing and speaking that every citizen finds."""
        return replace(self, locale=self.rules.home, modes=frozenset(), volume=self.rules.volume, speed=NORMAL_SPEED)

    @property
    def dark(self) -> bool:
        """Whether the screen is dark: outside its hours, and nobody has touched it for a while."""
        nobody = self.visit is None and isinstance(self.state, Attract | OutOfService)
        return nobody and not self.lit and self.now - self.quiet_since >= self.rules.limits.idle_s

    @property
    def called(self) -> bool:
        """Whether somebody has been called to this kiosk, and is to come."""
        return self.called_at is not None and self.now - self.called_at < CALLED_S

    @property
    def may_call(self) -> bool:
        """Whether somebody can be called from this screen: a citizen's, where the technician has set what it does."""
        return self.rules.help and not isinstance(self.state, Staff)

    def problem_of(self, part: Part) -> Code | None:
        """What is wrong with `part`, if anything."""
        return next((code for failing, code in self.health if failing is part), None)

    @property
    def blocked(self) -> Code | None:
        """Why no visit can begin: the first failing part in the order a technician would mend them; the hours last, so that what has
        to be mended is seen at night too.

        Where papers may go to a phone, neither the printer nor what it left in doubt stops anybody.
        """
        for part in Part:
            spared = not part.needed or (part is Part.PRINTER and self.rules.phone)
            if not spared and (code := self.problem_of(part)):
                return code
        if self.unconfirmed and not self.rules.phone:
            return Code.UNCONFIRMED_LOCK
        return None if self.hours.open else Code.KIOSK_CLOSED

    @property
    def cannot_print(self) -> Code | None:
        """Why nothing may be handed to the printer now."""
        return self.problem_of(Part.JOURNAL) or self.problem_of(Part.PRINTER) or (Code.UNCONFIRMED_LOCK if self.unconfirmed else None)

    @property
    def only_by_phone(self) -> Code | None:
        """Why papers cannot be printed now, where a phone can have them; None where they can, or nothing can have them."""
        return self.cannot_print if self.rules.phone and self.cannot_issue is None else None

    @property
    def pace(self) -> float:
        """By how much time runs slower for people who need more of it."""
        return self.rules.limits.slow_factor if "slow" in self.modes else 1.0

    @property
    def cannot_issue(self) -> Code | None:
        """Why no paper can be had now, in whatever way."""
        return self.problem_of(Part.JOURNAL) if self.rules.phone else self.cannot_print

    @property
    def limit_s(self) -> float | None:
        """How long this state may stay silent, in seconds; None where silence is its purpose. What waits for people follows their pace."""
        plain = self._plain_limit_s
        match self.state:
            case Proof(working=waits) | Report(sending=waits):
                waits_for_machines = waits
            case _:
                waits_for_machines = isinstance(self.state, ReadingCard | Searching | Issuing | Printing)
        return plain if plain is None or waits_for_machines else plain * self.pace

    @property
    def warning_s(self) -> float:
        """How long before the end of the silence it is told, in seconds."""
        return self.rules.limits.warning_s * self.pace

    @property
    def _plain_limit_s(self) -> float | None:
        limits = self.rules.limits
        match self.state:
            case Report(sending=True):
                return limits.searching_s
            case AskForCard() | Catalogue() | Details() | Consent() | Review() | Report():
                return limits.idle_s
            case Proof() as proof:
                waits = proof.step in (ProofStep.CODE, ProofStep.OFFICER)
                return limits.searching_s if proof.working else max(limits.proof_s, limits.idle_s) if waits else limits.idle_s
            case ReadingCard():
                return limits.reading_s
            case Searching():
                return limits.searching_s
            case Issuing():
                return limits.issuing_s
            case TakeCard():
                return limits.take_card_s
            case Printing():
                return limits.printing_s
            case Collect() as collect:
                # A list of what did not come, and why, takes longer to read than a glance.
                return limits.collect_s if collect.problem is None else max(limits.collect_s, limits.idle_s)
            case Phone() as phone:
                return limits.collect_s if phone.paper is None else limits.phone_s
            case Apology(receipt=receipt, listed=listed, again=again):
                # A number has to be written down or photographed, or another way to the paper to be chosen.
                return max(limits.apology_s, limits.idle_s) if receipt or listed or again else limits.apology_s
            case Attract() | OutOfService():
                # Only a language or a mode that somebody chose and left has to be put back.
                return limits.idle_s if self != self.as_usual else None
            case Staff(desk=desk):
                # At the door somebody only types; a keypad that was left shows nobody's page.
                return limits.idle_s if desk.who is None else limits.staff_s

    @property
    def seconds_left(self) -> float | None:
        """Seconds until silence ends this state; None where it never does."""
        limit = self.limit_s
        return None if limit is None else max(0.0, limit - (self.now - self.quiet_since))

    @property
    def rehearses(self) -> bool:
        """Whether a citizen's screen is shown for staff: nothing on it does anything but end it."""
        return isinstance(self.state, Staff) and isinstance(self.state.desk.page, Rehearse) and self.state.desk.page.code is not None

    @property
    def warning(self) -> bool:
        """Whether the countdown is to be seen and more time offered (WCAG 2.2.1)."""
        left = self.seconds_left
        match self.state:
            case AskForCard() | Catalogue() | Details() | Consent() | Review():
                may_ask = True
            case Staff():
                may_ask = not self.rehearses
            case Proof(working=waits) | Report(sending=waits):
                may_ask = not waits
            case Phone(paper=paper):
                may_ask = paper is not None
            case _:
                may_ask = False
        return may_ask and left is not None and left <= self.warning_s


Step = tuple[Machine, tuple[Effect, ...]]
"""What an event leads to: the next machine, and what the runtime is to do."""
