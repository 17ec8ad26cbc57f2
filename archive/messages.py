"""The bodies of the HTTP contract (docs/archive-api.md)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from archive.outcome import Outcome, Status

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Token = Annotated[str, StringConstraints(min_length=1, max_length=128)]
Word = Annotated[str, StringConstraints(max_length=40)]
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


class VisitRequest(_Body):
    """Opens a visit."""

    kiosk: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{3,16}$")]
    identity: IdentityBody


class SubjectBody(_Body):
    """The person an answer is about; the kiosk compares it with the card."""

    name: str
    id_number: str


class OfferBody(_Body):
    """One kind; `reason` is a problem code where it is not available. `left`: how many more this year, null for any number."""

    id: str
    available: bool
    reason: str | None
    left: int | None


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


class DraftRequest(_Body):
    """Asks for a draft. `parameters` has the values picked, by parameter."""

    kind: Kind
    definition_sha256: Sha256
    parameters: Annotated[dict[Word, Annotated[list[Word], Field(max_length=50)]], Field(max_length=20)] = {}


class DraftAnswer(_Body):
    """A draft: nothing is registered."""

    outcome: Literal["draft"] = "draft"
    draft: str
    kind: str
    subject: SubjectBody
    content: dict[str, Any]


class ReceiptBody(_Body):
    """With this number the citizen goes to the window; the answer is ready in `days` working days. `content`: what the slip prints."""

    number: str
    form: Literal["acceptance", "retrieval"]
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
    """A registered certificate; the same for the same key, for ever."""

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
    """The filed document. `pickup` will be the one-time link for the phone."""

    sha256: str
    pickup: None = None


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
