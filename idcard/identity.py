"""The person a card names, as values. Layouts and code tables: docs of `idcard.record` and `idcard.codes`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Document(Enum):
    """Kind of identity document; the value of the four chip cards is the type flag at byte 248 of the record."""

    RESIDENT = " "  # 居民身份证
    RESIDENCE_PERMIT = "J"  # 港澳台居民居住证
    FOREIGNER_2017 = "I"  # 外国人永久居留身份证 (2017)
    FOREIGNER_2023 = "Y"  # 外国人永久居留身份证 (2023)


class Finding(Enum):
    """What a clerk would want to know about a card. A finding is no error: the identity is still shown."""

    ID_NUMBER_CHECK_DIGIT = "id-number-check-digit"
    ID_NUMBER_SHAPE = "id-number-shape"
    BIRTH_DATE_DIFFERS = "birth-date-differs"
    SEX_DIFFERS = "sex-differs"
    UNKNOWN_DIVISION = "unknown-division"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    PRIVATE_USE_CHARACTERS = "private-use-characters"
    UNREADABLE_DATE = "unreadable-date"
    UNREADABLE_CHARACTERS = "unreadable-characters"  # half a surrogate pair, control characters: shown as U+FFFD


@dataclass(frozen=True, slots=True, repr=False)
class ResidencePermitDetails:
    """What only the permit of residents of Hong Kong, Macau and Taiwan says."""

    travel_permit: str
    """Number of the travel permit: H or M and 8 digits, or 8 digits (Taiwan)."""
    issue_count: str


@dataclass(frozen=True, slots=True, repr=False)
class Foreigner2017Details:
    """What only the foreigner's permanent residence card of 2017 says."""

    name_zh: str
    name_en: str
    nationality: str
    """ISO 3166-1 alpha-3; its names: `idcard.codes.nationality_name`."""
    version: str
    authority: str
    """Code of the accepting authority, four characters."""


@dataclass(frozen=True, slots=True, repr=False)
class Foreigner2023Details:
    """What only the foreigner's permanent residence card of 2023 says."""

    name_zh: str
    name_en: str
    nationality: str
    """ISO 3166-1 alpha-3; its names: `idcard.codes.nationality_name`."""
    renewals: str
    former_link: str
    """Three characters that link to the former permit number; how is not public, so nothing is derived from them."""


Details = ResidencePermitDetails | Foreigner2017Details | Foreigner2023Details
"""What one kind of document says beyond the fields that all have; a later kind (ICAO 9303) brings its own class."""


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """What the card says.

    `name` is normalised (private-use characters of GBK mapped to standard ones, idcard.md section 8), `name_raw` is as read.
    `sex` and `nation` are codes (GB/T 2261.1, GB/T 3304). `valid_to` None means 长期 (no limit) when `valid_forever`, else unreadable.
    `photo` is the opaque 1024-byte WLT block (`idcard.photo`), or empty. `details` is None for a resident's card.
    """

    document: Document
    name: str
    name_raw: str
    sex: str
    nation: str
    birth: date | None
    address: str
    id_number: str
    issuer: str
    valid_from: date | None
    valid_to: date | None
    valid_forever: bool
    photo: bytes = b""
    findings: frozenset[Finding] = frozenset()
    details: Details | None = None

    def __repr__(self) -> str:
        return f"Identity({self.document.name}, <withheld>)"
