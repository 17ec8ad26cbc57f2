"""What the archive may answer (docs/archive-api.md). Anything else is no answer. Unknown members are ignored: names are only added."""

from __future__ import annotations

from datetime import date
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Base64Bytes, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from printing.issued import LONGEST_URL

_DEEPEST = 12  # levels of objects and lists in a certificate's content
_LONGEST_LIST = 500  # rows of a long record; ten years of crossing a border fit
_LONGEST_TEXT = 4_000  # characters
_LARGEST_SIGNATURE = 65_536  # bytes; a time stamp with a long chain takes a tenth

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Handle = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,128}$")]  # goes into a path
Number = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{2,39}$")]  # staff type it to settle a paper
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Text = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Month = Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$")]
Status = Literal["issued", "filed", "printed", "delivered", "unconfirmed", "void"]


def _plain(value: Any, depth: int = 0) -> None:
    """Raises ValueError unless the value can be printed and hashed (RFC 8785): finite, and within bounds."""
    if depth > _DEEPEST:
        raise ValueError("too deep")
    match value:
        case dict():
            if len(value) > _LONGEST_LIST:
                raise ValueError("too many members")
            for name, inner in value.items():
                _plain(name, depth + 1)
                _plain(inner, depth + 1)
        case list():
            if len(value) > _LONGEST_LIST:
                raise ValueError("too long a list")
            for inner in value:
                _plain(inner, depth + 1)
        case str():
            if len(value) > _LONGEST_TEXT:
                raise ValueError("too long a text")
            value.encode()  # a lone surrogate is no text; UnicodeEncodeError is a ValueError
        case float():
            if not isfinite(value):
                raise ValueError("not a number of JSON")
        case int():
            if abs(value) > 2**53:
                raise ValueError("not exact in JSON")


def _bounded(content: dict[str, Any]) -> dict[str, Any]:
    _plain(content)
    return content


Content = Annotated[dict[str, Any], AfterValidator(_bounded)]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, hide_input_in_errors=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(<withheld>)"

    __str__ = __repr__


class SubjectAnswer(_Answer):
    """The person an answer is about."""

    name: Text
    id_number: Text


class OfferAnswer(_Answer):
    """One kind for this citizen; `reason` is a problem's word where it is not available, `left` how many more there may be (None: any)."""

    id: Word
    available: bool
    reason: Word | None = None
    left: Annotated[int, Field(ge=0)] | None = None
    proof: Annotated[list[Word], Field(max_length=10)] = []


class VisitAnswer(_Answer):
    """An open visit; `visit` is its token."""

    visit: Handle
    expires_at: AwareDatetime
    subject: SubjectAnswer
    kinds: Annotated[list[OfferAnswer], Field(max_length=100)]


class CodeSentAnswer(_Answer):
    """A code under way: of the phone's number only `last_digits` are told."""

    last_digits: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}$")]
    again_after_s: Annotated[int, Field(ge=0, le=3600)]
    sends_left: Annotated[int, Field(ge=0, le=100)]
    tries_left: Annotated[int, Field(ge=0, le=100)]


class CodeAnswer(_Answer):
    """What became of a try."""

    verdict: Literal["accepted", "wrong", "dead", "locked"]
    tries_left: Annotated[int, Field(ge=0, le=100)]
    sends_left: Annotated[int, Field(ge=0, le=100)]


class OfficerAskedAnswer(_Answer):
    """The number for the officer."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,8}$")]


class ProofAnswer(_Answer):
    """What has been proven, and how the officer's word stands."""

    given: Annotated[list[Word], Field(max_length=10)]
    officer: Literal["none", "waiting", "confirmed", "refused", "expired"]


class MeansAnswer(_Answer):
    """Which second proofs the archive can do; `demand` is what it asks for by itself, by kind, with `default` for the others."""

    sender: Text | None
    officers: Annotated[int, Field(ge=0)]
    demand: Annotated[dict[Word, Annotated[list[Word], Field(max_length=10)]], Field(max_length=100)]


class ChoiceAnswer(_Answer):
    """A value with what the citizen reads."""

    value: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
    label: Text
    detail: Text = ""
    group: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,40}$")] = ""


class RangeAnswer(_Answer):
    """The months that the archive answers for, both included."""

    earliest: Month
    latest: Month

    @model_validator(mode="after")
    def _in_order(self) -> RangeAnswer:
        if self.earliest > self.latest:
            raise ValueError("the earliest month is after the latest")
        return self


class ChoicesAnswer(_Answer):
    """The choices of every parameter that takes them from the archive, and the spans of those that ask for a range of months."""

    choices: dict[str, Annotated[list[ChoiceAnswer], Field(max_length=100)]]
    ranges: dict[str, RangeAnswer] = Field(default_factory=dict)


class DraftAnswer(_Answer):
    """A draft: nothing is registered."""

    outcome: Literal["draft"]
    draft: Handle
    kind: Word
    subject: SubjectAnswer
    content: Content
    reportable: Annotated[list[Word], Field(max_length=50)] = Field(default_factory=list)


class ReceiptAnswer(_Answer):
    """With this number the citizen goes to `window`, where the answer is ready in `days` working days.

    `form` and `content` (of the dataset `receipt`) are what a slip is printed from.
    """

    number: Number
    window: Text = ""
    days: Annotated[int, Field(ge=0, le=366)] = 0
    form: Word | None = None
    content: Content | None = None


class RefusedAnswer(_Answer):
    """No draft, and why."""

    outcome: Literal["refused"]
    reason: Word
    receipt: ReceiptAnswer | None = None


class VerificationAnswer(_Answer):
    """`code`: 16 characters for typing. `url`: what the QR holds; a longer one would be too dense to scan."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{16}$")]
    url: Annotated[str, StringConstraints(pattern=r"^https://[\x21-\x7e]+$", max_length=LONGEST_URL)]


class IssuedAnswer(_Answer):
    """A registered certificate: everything the paper needs beside its definition. `signature_bytes`: what its CMS takes at most."""

    key: Handle
    number: Number
    kind: Word
    status: Literal["issued"]
    subject: SubjectAnswer
    content: Content
    issued_at: AwareDatetime
    valid_until: date | None
    unit: Annotated[Text, StringConstraints(min_length=1)]
    verification: VerificationAnswer
    signature_bytes: Annotated[int, Field(ge=1, le=_LARGEST_SIGNATURE)]
    specimen: bool


class StandingAnswer(_Answer):
    """What became of an issuing. `number` None: the key was voided before anything was issued under it."""

    key: Handle
    number: Number | None
    status: Status
    document_sha256: Sha256 | None = None


class SignatureAnswer(_Answer):
    """The CMS signature (DER)."""

    cms: Annotated[Base64Bytes, Field(strict=False, min_length=1, max_length=64 * 1024)]


class DocumentAnswer(_Answer):
    """The filed document."""

    sha256: Sha256


class PickupAnswer(_Answer):
    """Where the link stands by which a phone may fetch a document. `seconds_left` by the archive's clock."""

    token: Handle
    stage: Literal["waiting", "under-way", "delivered", "expired"]
    seconds_left: Annotated[float, Field(ge=0, le=86_400, strict=False)]


class ReportAnswer(_Answer):
    """What is wrong with a draft has been registered."""

    receipt: ReceiptAnswer


class OutcomeAnswer(_Answer):
    """Where the issuing stands now."""

    status: Status


class HealthAnswer(_Answer):
    """`now` is the archive's clock."""

    now: AwareDatetime


class KeysAnswer(_Answer):
    """The public keys (RFC 7517)."""

    keys: Annotated[list[dict[str, Any]], Field(max_length=100)]


class DatasetAnswer(_Answer):
    """One dataset: the JSON Schema of its content, and what parameters may take their choices from, each with its type."""

    content_schema: Annotated[dict[str, Any], Field(alias="schema")]
    sources: Annotated[dict[str, str], Field(max_length=100)] = Field(default_factory=dict)


class DatasetsAnswer(_Answer):
    """Every dataset that definitions may use, by name."""

    datasets: Annotated[dict[Word, DatasetAnswer], Field(max_length=100)]


class ProblemAnswer(_Answer):
    """Problem details (RFC 9457) with the extension member `code`."""

    code: Word


class ReceiptBesideAnswer(_Answer):
    """The receipt in the problem details of a refusal, where there is one."""

    receipt: ReceiptAnswer | None = None
