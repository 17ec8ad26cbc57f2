"""Made-up citizens, papers and machines for the session's tests."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date

from idcard.identity import Document, Finding, Identity
from kiosk.session import Machine
from kiosk.session.months import Month, Span
from kiosk.session.proof_values import ProofMethod
from kiosk.session.values import (
    Choice,
    Choices,
    Draft,
    Kind,
    Limits,
    Offer,
    PageImage,
    Paper,
    Parameter,
    ParameterType,
    Receipt,
    Rules,
    SlipForm,
)

PLAIN = "plain"
PICKED = "picked"
ABROAD = "abroad"
SPAN = "span"
GUARDED = "guarded"
AGREED = "agreed"
KINDS = (
    Kind(PLAIN),
    Kind(PICKED, (Parameter("relative", 1, 2, from_data=True), Parameter("purpose", 1, 1, from_data=False))),
    Kind(
        ABROAD,
        (
            Parameter("language", 1, 1, from_data=False, type=ParameterType.LANGUAGE),
            Parameter("spelling", 1, 50, from_data=True, type=ParameterType.SPELLING, when=("language", ("zh-en",))),
        ),
    ),
    Kind(SPAN, (Parameter("period", 1, 1, from_data=True, type=ParameterType.MONTHS),)),
    Kind(GUARDED),
    Kind(AGREED, (Parameter("purpose", 1, 1, from_data=False),), consent=True),
)
RULES = Rules(kinds=KINDS, limits=Limits())
CHOICES = (
    Choices("relative", (Choice("1", "CITIZEN-relative-1"), Choice("2", "CITIZEN-relative-2"), Choice("3", "CITIZEN-relative-3"))),
    Choices("purpose", (Choice("study", "study"), Choice("travel", "travel"))),
)
LANGUAGES = Choices("language", (Choice("zh", "zh"), Choice("zh-en", "zh-en")))
SPELLINGS = Choices(
    "spelling",
    (
        Choice("1-1", "CITIZEN-spelling-1", group="1"),
        Choice("1-2", "CITIZEN-spelling-2", group="1"),
        Choice("2-1", "CITIZEN-spelling-3", group="2"),
        Choice("2-2", "CITIZEN-spelling-4", group="2"),
    ),
)
MONTHS = Choices("period", span=Span(Month(2016, 3), Month(2026, 11)))
PROOFS = {GUARDED: (ProofMethod.CODE, ProofMethod.OFFICER), AGREED: (ProofMethod.CODE, ProofMethod.OFFICER, ProofMethod.CAMERA)}
CHOICES_OF = {AGREED: CHOICES[1:], PICKED: CHOICES, ABROAD: (LANGUAGES, SPELLINGS), SPAN: (MONTHS,)}


def machine() -> Machine:
    """A sound kiosk that nobody uses."""
    return Machine(rules=RULES)


def identity(number: str = "CITIZEN-1", *, expired: bool = False) -> Identity:
    """A card's word; everything personal in it begins with CITIZEN."""
    return Identity(
        document=Document.RESIDENT,
        name=f"{number}-name",
        name_raw=f"{number}-name",
        sex="2",
        nation="01",
        birth=date(1990, 1, 2),
        address=f"{number}-address",
        id_number=number,
        issuer="issuer",
        valid_from=date(2016, 1, 1),
        valid_to=date(2036, 1, 1),
        valid_forever=False,
        findings=frozenset({Finding.EXPIRED}) if expired else frozenset(),
    )


def offers() -> tuple[Offer, ...]:
    """Every kind, available, with the second proof that it wants."""
    return tuple(Offer(kind.id, True, proof=PROOFS.get(kind.id, ())) for kind in KINDS)


def draft(kind: str = PLAIN, number: str = "CITIZEN-1", draft_id: str = "draft-1") -> Draft:
    """A draft for the citizen with this number."""
    return Draft(draft_id, kind, number, {"subject": {"name": f"{number}-name"}})


def pages(count: int = 1) -> tuple[PageImage, ...]:
    """White pages of one pixel."""
    return tuple(PageImage(1, 1, b"\xff\xff\xff") for _ in range(count))


def paper(key: str = "key-1", kind: str = PLAIN, number: str = "CITIZEN-1", draft_id: str = "draft-1") -> Paper:
    """A registered paper for the citizen with this number."""
    return Paper(key, f"No. {key.removeprefix('key-')}", kind, number, 1, "00" * 32, draft_id)


def receipt(number: str = "CITIZEN-1", form: SlipForm | None = SlipForm.ACCEPTANCE) -> Receipt:
    """A receipt for the citizen with this number; its own number is nobody's secret."""
    return Receipt("HZ-2026-000001", "3", 3, form, number, {"subject": {"name": f"{number}-name", "id_number": number}})


def personal(value: object) -> set[str]:
    """Every string beginning with CITIZEN that can be reached from `value`."""
    if isinstance(value, str):
        return {value} if value.startswith("CITIZEN") else set()
    if isinstance(value, dict):
        return set().union(*(personal(v) for v in value.values())) if value else set()
    if isinstance(value, tuple | frozenset | list):
        return set().union(*(personal(v) for v in value)) if value else set()
    if is_dataclass(value):
        return set().union(*(personal(getattr(value, f.name)) for f in fields(value))) if fields(value) else set()
    return set()
