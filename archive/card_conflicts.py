"""A card that is not as the register has it: no visit, but a number and a slip for the window, which has to set one of the two right.

The slip repeats what the card says. Neither it nor anything else in the answer depends on what the register says, nor on where the two
differ: whoever holds somebody's card must not be able to find out. One receipt a card and day keeps the numbers from running away.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.datasets.shapes import LONGEST_NAME
from archive.evidence import CardField, Evidence
from archive.office import Office
from archive.problems import Problem, Refusal
from archive.receipts import Form, Slip, register, slip_of
from archive.register import Person
from archive.store import CardConflict, Receipt
from archive.times import CHINA

NO_KIND = ""
"""The kind of a receipt that is about no kind."""

TITLE = "证件信息核对"
"""What such a receipt is about, in a title's place."""


class CardRefused(Refusal):
    """DATA_CONFLICT, with the slip for the window; None for a card that says more than a slip can repeat."""

    def __init__(self, slip: Slip | None) -> None:
        super().__init__(Problem.DATA_CONFLICT)
        self.slip = slip


def refusal(session: Session, office: Office, kiosk: str, person: Person, evidence: Evidence, fields: tuple[CardField, ...]) -> CardRefused:
    """The refusal of a card that differs in `fields`, its receipt registered. To be raised once the transaction is over."""
    if len(evidence.name) > LONGEST_NAME:  # no chip holds so long a name
        return CardRefused(None)
    day = office.clock().astimezone(CHINA).date()
    known = session.scalar(select(CardConflict).where(CardConflict.card_sha256 == evidence.digest, CardConflict.day == day))
    if known is None:
        receipt = register(session, office, Form.CARD_CHECK, Problem.DATA_CONFLICT.value, person.id, NO_KIND)
        session.flush()
        known = CardConflict(number=receipt.number, card_sha256=evidence.digest, day=day, kiosk=kiosk)
        session.add(known)
    known.fields = [field.value for field in fields]  # the register may have been corrected meanwhile
    holder, receipt = (evidence.name, evidence.id_number), session.get_one(Receipt, known.number)
    return CardRefused(slip_of(office, receipt, holder, (NO_KIND, TITLE), None))
