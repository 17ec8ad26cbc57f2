"""Values the visit is made of. Frozen, comparable, free of I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from kiosk.problems import Code


class Part(Enum):
    """A part of the kiosk whose health decides whether visits are possible."""

    CONFIG = "config"
    DEFINITIONS = "definitions"
    FONTS = "fonts"
    JOURNAL = "journal"  # before the reader, which is not even opened while the journal cannot be read
    READER = "reader"
    ARCHIVE = "archive"
    PRINTER = "printer"


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


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something the citizen picks for a kind.

    `from_data`: the choices come from the archive (a relative), else they stand in the definition (a purpose).
    """

    name: str
    at_least: int
    at_most: int
    from_data: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A certificate kind as far as the visit needs to know; the rest stays in the definition."""

    id: str
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind on the menu for this citizen; `reason` says why it is not available."""

    kind: str
    available: bool
    reason: Code | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a parameter, with what the citizen reads. `repr` withholds the words: they may name a relative."""

    value: str
    label: str
    detail: str = ""

    def __repr__(self) -> str:
        return f"Choice({self.value!r})"


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of one parameter, in the order they are shown."""

    parameter: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """A paper not yet registered: `content` is what the archive answered (JSON object), `id` its draft id."""

    id: str
    kind: str
    subject_id_number: str
    content: object


@dataclass(frozen=True, slots=True, repr=False)
class PageImage:
    """One page as pixels: `rgb` holds width * height * 3 bytes, rows from the top."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Paper:
    """A registered certificate, signed, filed and ready for the printer.

    `key` is the idempotency key in the journal; `sha256` (hex) is that of the signed PDF, whose bytes stay in the runtime.
    """

    key: str
    number: str
    kind: str
    subject_id_number: str
    pages: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Silence allowed, in seconds. Defaults follow WCAG 2.2.1 (20 s to answer a warning) and the reference's 60 s idle."""

    idle_s: float = 60.0
    warning_s: float = 20.0
    take_card_s: float = 60.0
    collect_s: float = 30.0
    apology_s: float = 30.0
    reading_s: float = 15.0  # card reading and opening the visit at the archive, together
    searching_s: float = 30.0
    issuing_s: float = 60.0
    printing_s: float = 330.0  # above the printer's own job limit, so that the printer's word comes first


@dataclass(frozen=True, slots=True)
class Rules:
    """What does not change during a run: kinds in menu order and limits."""

    kinds: tuple[Kind, ...]
    limits: Limits = field(default_factory=Limits)
    locales: tuple[str, ...] = ("zh_CN", "en")

    def kind(self, kind_id: str) -> Kind:
        """The kind with this id. Raises KeyError when there is none."""
        for kind in self.kinds:
            if kind.id == kind_id:
                return kind
        raise KeyError(kind_id)
