"""Values the visit is made of. Frozen, comparable, free of I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from kiosk.problems import Code
from kiosk.session.months import Span
from kiosk.session.proof_values import ProofMethod


class Part(Enum):
    """A part of the kiosk whose health decides whether visits are possible."""

    CONFIG = "config"
    DEFINITIONS = "definitions"
    FONTS = "fonts"
    JOURNAL = "journal"  # before the reader, which is not even opened while the journal cannot be read
    READER = "reader"
    ARCHIVE = "archive"
    PRINTER = "printer"
    SOUND = "sound"  # its failure closes nothing: a visit goes on in silence

    @property
    def needed(self) -> bool:
        """Whether no visit is possible without it."""
        return self is not Part.SOUND


class Outcome(Enum):
    """What became of a paper handed to the printer (architecture section 4).

    PRINTED only when the printer itself was seen to complete every page; NOT_PRINTED only when the printer said so;
    everything else is UNCONFIRMED.
    """

    PRINTED = "printed"
    NOT_PRINTED = "not-printed"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Subject:
    """The person whose card was read, as far as the visit needs to know.

    `id_number` is compared at preview, issue, hand-over and collection (invariant 3). `repr` shows nothing, so that
    neither a log nor a traceback can.
    """

    name: str
    id_number: str

    def __repr__(self) -> str:
        return "Subject(<withheld>)"


class ParameterType(Enum):
    """How a parameter is asked for."""

    CHOICE = "choice"
    LANGUAGE = "language"  # of the paper; the first one is picked to begin with
    SPELLING = "spelling"  # of names: exactly one choice of each group, the first one to begin with
    MONTHS = "months"  # a range, the archive's whole span to begin with


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something the citizen picks for a kind.

    `from_data`: the choices come from the archive (a relative), else they stand in the definition (a purpose).
    `when`: (parameter, values): asked for only while that parameter is asked for and has one of these values picked.
    """

    name: str
    at_least: int
    at_most: int
    from_data: bool
    type: ParameterType = ParameterType.CHOICE
    when: tuple[str, tuple[str, ...]] | None = None

    @property
    def radio(self) -> bool:
        """Whether one choice takes the other's place and none cannot be picked."""
        return (self.at_least, self.at_most) == (1, 1) or self.type is ParameterType.LANGUAGE


@dataclass(frozen=True, slots=True)
class Kind:
    """A certificate kind as far as the visit needs to know; the rest stays in the definition."""

    id: str
    parameters: tuple[Parameter, ...] = ()
    consent: bool = False
    """Whether the citizen has to agree before the archive searches."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind on the menu for this citizen; `reason` says why it is not available. `left`: how many more may be had, None for no limit.

    `proof`: one of these is wanted first.
    """

    kind: str
    available: bool
    reason: Code | None = None
    left: int | None = None
    proof: tuple[ProofMethod, ...] = ()

    @property
    def gives_receipt(self) -> bool:
        """Whether asking is worth while all the same: the paper is not to be had, but the archive has its file fetched."""
        return not self.available and self.reason is Code.NOT_DIGITISED


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a parameter, with what the citizen reads. `repr` withholds the words: they may name a relative."""

    value: str
    label: str
    detail: str = ""
    group: str = ""
    """Of SPELLING: whose name it is; one of each group is picked."""

    def __repr__(self) -> str:
        return f"Choice({self.value!r})"


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of one parameter, in the order they are shown; of MONTHS the `span` instead."""

    parameter: str
    choices: tuple[Choice, ...] = ()
    span: Span | None = None


Picked = tuple[tuple[str, tuple[str, ...]], ...]
"""(parameter, chosen values) in the kind's parameter order."""


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """A paper not yet registered: `content` is what the archive answered (JSON object), `id` its draft id.

    `images`: the scanned pages that belong to it (PNG), by the SHA-256 (hex) that the content names. `picked` is what it was asked
    for with, `pages` how many it has once it has been drawn; both are the session's to know. `reportable`: what may be said to be wrong.
    """

    id: str
    kind: str
    subject_id_number: str
    content: object
    images: Mapping[str, bytes] = field(default_factory=dict)
    picked: Picked = ()
    pages: int = 0
    reportable: tuple[str, ...] = ()

    def same_paper(self, other: Draft) -> bool:
        """Whether both would become the same document: of the same kind, asked for with the same picks."""
        return (self.kind, self.picked) == (other.kind, other.picked)


@dataclass(frozen=True, slots=True, repr=False)
class PageImage:
    """One page as pixels: `rgb` holds width * height * 3 bytes, rows from the top."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Paper:
    """A registered certificate, signed, filed and ready for the printer.

    `key` is the idempotency key in the journal; `sha256` (hex) is that of the signed PDF, whose bytes stay in the runtime; `draft` is
    the id of the draft it was made of. `source` is that draft, from which it can be issued again; the session's to know.
    """

    key: str
    number: str
    kind: str
    subject_id_number: str
    pages: int
    sha256: str
    draft: str = ""
    source: Draft | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When something opens or closes: local date and time, and in how many days (0: today). The session does no sums with it."""

    at: datetime
    days: int


@dataclass(frozen=True, slots=True)
class Hours:
    """The opening hours at this moment. `until`: when that changes, None for never.

    `closed`: the kinds that are not issued now, each with when it is issued again.
    """

    open: bool = True
    until: Moment | None = None
    closed: tuple[tuple[str, Moment | None], ...] = ()

    def keeps_closed(self, kind: str) -> bool:
        """Whether that kind is not issued now."""
        return any(name == kind for name, _ in self.closed)

    def opens(self, kind: str) -> Moment | None:
        """When that kind is issued again, where it is closed and that is known."""
        return dict(self.closed).get(kind)


class SlipForm(Enum):
    """Which slip a receipt is printed as: a definition under `slips/` has that name."""

    ACCEPTANCE = "acceptance"  # 受理回执: somebody at the window goes on with it
    RETRIEVAL = "retrieval"  # 调卷回执: a file has to be fetched first
    REPORT = "report"  # 核对回执: an officer checks what the citizen says is wrong
    CARD_CHECK = "card-check"  # 证件核对回执: an officer compares the card with the archive; no visit was opened


@dataclass(frozen=True, slots=True)
class Receipt:
    """The archive has taken the request; with `number` the citizen goes to `window`, where the answer is ready in `days` working days.

    `form`, `content`, `subject_id_number`: what the slip is printed from, where there is one. `repr` shows the number only.
    """

    number: str
    window: str = ""
    days: int = 0
    form: SlipForm | None = None
    subject_id_number: str | None = None
    content: object = None

    def __repr__(self) -> str:
        return f"Receipt({self.number!r})"

    @property
    def impersonal(self) -> Receipt:
        """What may stay on the screen when the visit is over: number, window and days."""
        return replace(self, form=None, subject_id_number=None, content=None)


@dataclass(frozen=True, slots=True, repr=False)
class Slip:
    """A receipt on its way to the printer. No certificate: nothing is registered, and nothing has to be settled.

    `problem` is what the citizen was told; `pages` what the printer says once it knows.
    """

    receipt: Receipt
    problem: Code
    subject_id_number: str
    pages: int = 1

    @property
    def key(self) -> str:
        """The receipt's number: what answers about this slip are known by."""
        return self.receipt.number

    @property
    def number(self) -> str:
        """The receipt's number."""
        return self.receipt.number


Sheet = Paper | Slip
"""What goes through the gate to the printer."""


MODES = ("large-print", "high-contrast", "low-reach", "zoom", "slow")
"""Modes of showing, each a toggle of its own name, in the order of the foot."""

SOUND = "sound"
"""The mode of speaking; among a kiosk's modes where it is configured."""


class Ending(Enum):
    """What became of one paper of a visit, as the list at the end tells it."""

    PRINTED = "printed"
    DELIVERED = "delivered"  # the citizen's phone has it
    NOT_PRINTED = "not-printed"  # the printer had it, and said that it did not come
    UNCONFIRMED = "unconfirmed"
    VOID = "void"  # issued and never handed over: its number is cancelled
    NOT_ISSUED = "not-issued"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list at the end. Nothing in it is personal, so that it may outlive the visit for as long as it is read.

    `kind` None: a slip. `number`: the paper's, of a slip the receipt's; None where there is none. `problem`: why it did not come.
    """

    kind: str | None
    ending: Ending
    number: str | None = None
    problem: Code | None = None
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Silence allowed, in seconds. Defaults follow WCAG 2.2.1 (20 s to answer a warning) and the reference's 60 s idle.

    `slow_factor`: by how much the mode `slow` lengthens those that a person has to keep to; what the machine waits for stays.
    """

    idle_s: float = 60.0
    warning_s: float = 20.0
    take_card_s: float = 60.0
    proof_s: float = 180.0  # a message under way, or an officer who is busy with somebody else
    collect_s: float = 30.0
    apology_s: float = 30.0
    reading_s: float = 15.0  # card reading and opening the visit at the archive, together
    searching_s: float = 30.0
    issuing_s: float = 60.0
    phone_s: float = 120.0  # to find one's phone and scan; the link itself lives longer than the screen
    printing_s: float = 450.0  # above the printer's own job limit and all around it, so that the printer's word comes first
    slow_factor: float = 3.0
    staff_s: float = 120.0  # somebody who looks into the printer in between must not have to come in again


MOST_PAPERS = 5
"""Papers of one visit, where nothing else is configured: whoever waits behind waits about two minutes longer for each, and the list at
the end can be read at a glance.
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """What does not change during a run: kinds in menu order, limits, and the languages and modes that are offered.

    `most_papers`: how many one visit may print. `phone`: papers may go to a phone, so that no printer is needed for a visit.
    `help`: somebody can be called.
    """

    kinds: tuple[Kind, ...]
    limits: Limits = field(default_factory=Limits)
    locales: tuple[str, ...] = ("zh_CN", "en")
    """Offered, in the order of their buttons."""
    locale: str = ""
    """The one shown first; empty for the first of `locales`."""
    modes: tuple[str, ...] = MODES
    volume: int = 3
    """Loudness of what is said at the beginning of a visit, 1 to 5."""
    most_papers: int = MOST_PAPERS
    phone: bool = False
    help: bool = False

    @property
    def home(self) -> str:
        """The locale that every visit begins with."""
        return self.locale or self.locales[0]

    def has(self, kind_id: str) -> bool:
        """Whether there is a kind with this id."""
        return any(kind.id == kind_id for kind in self.kinds)

    def kind(self, kind_id: str) -> Kind:
        """The kind with this id. Raises KeyError when there is none."""
        for kind in self.kinds:
            if kind.id == kind_id:
                return kind
        raise KeyError(kind_id)
