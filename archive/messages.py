"""The bodies of the HTTP contract (docs/archive-api.md)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from archive.outcome import Outcome, Status
from archive.pickups import MOST_MINUTES, Stage

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Token = Annotated[str, StringConstraints(min_length=1, max_length=128)]
Word = Annotated[str, StringConstraints(max_length=40)]
FormWord = Literal["acceptance", "retrieval", "report", "card-check"]
KioskId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{3,16}$")]
Printable = r"^[^\x00-\x1f\x7f]*$"


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(<withheld>)"

    __str__ = __repr__


class IdentityBody(_Body):
    """What the chip says. Codes: sex GB/T 2261.1, nation GB/T 3304. `valid_to` null with `valid_forever` false: unreadable."""

    document: Literal["RESIDENT", "RESIDENCE_PERMIT", "FOREIGNER_2017", "FOREIGNER_2023"]
    name: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=Printable)]
    id_number: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{15,18}$")]
    sex: Annotated[str, StringConstraints(pattern=r"^[0-9]$")]
    nation: Annotated[str, StringConstraints(pattern=r"^[0-9]{0,2}$")]
    birth: date
    valid_to: date | None
    valid_forever: bool


Methods = Annotated[list[Literal["none", "code", "officer", "camera"]], Field(min_length=1, max_length=4)]


class ProofBody(_Body):
    """The second proof that the kiosk asks for: one of these methods, for every kind and for single kinds; `none` stands alone."""

    default: Methods
    kinds: Annotated[dict[Kind, Methods], Field(max_length=100)] = {}

    @model_validator(mode="after")
    def _none_alone(self) -> ProofBody:
        if any("none" in methods and len(methods) > 1 for methods in (self.default, *self.kinds.values())):
            raise PydanticCustomError("none-alone", "none stands alone")
        return self


class VisitRequest(_Body):
    """Opens a visit. Without `proof` the kiosk asks for none; the archive may all the same."""

    kiosk: KioskId
    identity: IdentityBody
    proof: ProofBody | None = None


class SubjectBody(_Body):
    """The person an answer is about; the kiosk compares it with the card."""

    name: str
    id_number: str


class OfferBody(_Body):
    """One kind; `reason` is a problem code where it is not available. `left`: how many more this year, null for any number.

    `proof`: one of these second proofs is wanted first; empty for none.
    """

    id: str
    available: bool
    reason: str | None
    left: int | None
    proof: list[Literal["code", "officer", "camera"]] = []


class VisitAnswer(_Body):
    """An open visit. `visit` is the token; it is not logged and not kept here in clear."""

    visit: str
    expires_at: datetime
    subject: SubjectBody
    kinds: list[OfferBody]


class ChoiceBody(_Body):
    """A value with what the citizen reads. Where choices have a `group`, exactly one of each group is picked, the first by default."""

    value: str
    label: str
    detail: str
    group: str | None = None


class RangeBody(_Body):
    """The first and the last month that may be picked, "YYYY-MM"."""

    earliest: str
    latest: str


class ChoicesAnswer(_Body):
    """The choices of every parameter that takes them from the archive, and the ranges of those that are months."""

    choices: dict[str, list[ChoiceBody]]
    ranges: dict[str, RangeBody]


class ConsentBody(_Body):
    """What the citizen agreed to: the definition's sentence in this language, by the SHA-256 of its UTF-8."""

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    text_sha256: Sha256


class DraftRequest(_Body):
    """Asks for a draft. `parameters` has the values picked, by parameter; `consent` is wanted where the definition has a sentence."""

    kind: Kind
    definition_sha256: Sha256
    parameters: Annotated[dict[Word, Annotated[list[Word], Field(max_length=50)]], Field(max_length=20)] = {}
    consent: ConsentBody | None = None


class DraftAnswer(_Body):
    """A draft: nothing is registered. `reportable`: what may be said to be wrong with it."""

    outcome: Literal["draft"] = "draft"
    draft: str
    kind: str
    subject: SubjectBody
    content: dict[str, Any]
    reportable: list[str]


class ReceiptBody(_Body):
    """With this number the citizen goes to the window; the answer is ready in `days` working days, or at once (0).

    `content`: what the slip prints.
    """

    number: str
    form: FormWord
    window: str
    days: int
    content: dict[str, Any]


class RefusedAnswer(_Body):
    """No draft, and why, as neutrally as the law asks."""

    outcome: Literal["refused"] = "refused"
    reason: str
    receipt: ReceiptBody | None


class IssuingRequest(_Body):
    """Issues a draft of this visit."""

    draft: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    visit: Token


class VerificationBody(_Body):
    """`code`: 16 characters for typing. `url`: what the QR holds."""

    code: str
    url: str


class IssuingAnswer(_Body):
    """A registered certificate; the same for the same key, for ever. `signature_bytes`: what its CMS takes at most."""

    key: str
    number: str
    kind: str
    status: Literal["issued"] = "issued"
    subject: SubjectBody
    content: dict[str, Any]
    issued_at: datetime
    valid_until: date | None
    unit: str
    verification: VerificationBody
    signature_bytes: int
    specimen: bool


class StandingAnswer(_Body):
    """What became of an issuing. `number` null: voided before anything was issued."""

    key: str
    number: str | None
    status: Status
    document_sha256: str | None


class SignatureRequest(_Body):
    """SHA-256 over the byte range of the rendered PDF, hex."""

    digest: Sha256


class SignatureAnswer(_Body):
    """The CMS signature, DER in base64."""

    cms: str


class DocumentAnswer(_Body):
    """The filed document."""

    sha256: str


class PickupRequest(_Body):
    """Asks for the link by which a phone may fetch the document within so many minutes."""

    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)] = 10


class PickupAnswer(_Body):
    """Where the link stands. The page is `/p/` and the token; `seconds_left` is by the archive's clock."""

    token: str
    stage: Stage
    expires_at: datetime
    seconds_left: Annotated[float, Field(ge=0)]


class SentBody(_Body):
    """What the printer was given: the signed PDF itself, or its raster form."""

    format: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-zA-Z0-9.+-]{1,60}$")]
    sha256: Sha256


class OutcomeRequest(_Body):
    """What became of the paper. `reason` is a code; never anything about the citizen."""

    outcome: Outcome
    reason: Annotated[str, StringConstraints(max_length=200, pattern=Printable)] | None = None
    document_sha256: Sha256 | None = None
    sent: SentBody | None = None


class OutcomeAnswer(_Body):
    """Where the issuing stands now."""

    status: Status


class CodeSentAnswer(_Body):
    """A code on its way to the phone on record, of whose number `last_digits` are all that may be shown."""

    last_digits: str
    expires_at: datetime
    again_after_s: int
    sends_left: int
    tries_left: int


class CodeRequest(_Body):
    """The code as the citizen typed it."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class CodeAnswer(_Body):
    """What became of the try. dead: another code has to be sent first. locked: no more codes and no more tries."""

    verdict: Literal["accepted", "wrong", "dead", "locked"]
    tries_left: int
    sends_left: int


class OfficerAskedAnswer(_Body):
    """The number that the citizen tells the officer."""

    number: str
    expires_at: datetime


class ProofAnswer(_Body):
    """Every proof given in this visit, and how the officer's confirmation stands."""

    given: list[Literal["code", "officer", "camera"]]
    officer: Literal["none", "waiting", "confirmed", "refused", "expired"]


class CameraRequest(_Body):
    """What the kiosk's comparison said. No picture leaves the kiosk."""

    matched: bool


class WaitingBody(_Body):
    """Somebody who waits for an officer. The name is masked: the officer has the card in view."""

    number: str
    kiosk: str
    name: str
    asked_at: datetime


class WaitingAnswer(_Body):
    """Everybody who waits for an officer, the longest waiting first."""

    officer: str
    waiting: list[WaitingBody]


class MeansAnswer(_Body):
    """Which second proofs this archive can do, and what it demands by itself. `sender` "outbox": nobody gets a code."""

    sender: str | None
    officers: int
    demand: dict[str, list[str]]


class ReportRequest(_Body):
    """What is wrong with a draft of this visit, out of what its answer called reportable."""

    draft: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    fields: Annotated[list[Word], Field(min_length=1, max_length=20)]


class ReportAnswer(_Body):
    """The report is registered."""

    receipt: ReceiptBody


class RatingBody(_Body):
    """So many citizens gave the level (5 the best) that day for the kind."""

    day: date
    kind: Kind
    level: Annotated[int, Field(ge=1, le=5)]
    count: Annotated[int, Field(ge=1, le=10_000)]


class RatingsRequest(_Body):
    """A batch of ratings; sent again it is not counted again."""

    kiosk: KioskId
    batch: Key
    ratings: Annotated[list[RatingBody], Field(min_length=1, max_length=500)]


class CaseAnswer(_Body):
    """What is behind a receipt, for the officer at the window. `fields` and `checks` (in words): what a report says is wrong, or in what a
    card and the register differ; `kind` is empty for a card. `picked` is a report's.
    """

    number: str
    form: FormWord
    kind: str
    title: str
    received_at: datetime
    days: int
    kiosk: str
    subject: SubjectBody
    decision: str
    hint: str | None
    fields: list[str]
    checks: str
    picked: dict[str, list[str]]


class DatasetBody(_Body):
    """`schema`: JSON Schema of the content. `sources`: what `choices_from` may name, and the type of the parameter that may name it."""

    model_config = ConfigDict(populate_by_name=True)

    content: Annotated[dict[str, Any], Field(alias="schema")]  # "schema" is a method's name in pydantic
    sources: dict[str, Literal["choice", "spelling", "months"]]


class DatasetsAnswer(_Body):
    """The datasets, by name. `receipt` is that of the slips, which nothing is issued from."""

    datasets: dict[str, DatasetBody]


class HealthAnswer(_Body):
    """`now` is the archive's clock."""

    status: Literal["ok"] = "ok"
    now: datetime


class ProblemBody(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    code: str
    errors: list[dict[str, str]] | None = None


class CardProblemBody(ProblemBody):
    """The problem details of a card that is not as the register has it; `receipt` is for the window."""

    receipt: ReceiptBody | None = None
