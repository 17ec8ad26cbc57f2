"""What the readers report, as events of a visit. Pure.

`CardRemoved` opens the gate before the printer. So a reader or a PC/SC service that is gone is never told as a removal: nobody
knows where the card is then. The watcher says `CardRemoved` when it has looked at the reader and the card is not there.
"""

from __future__ import annotations

from idcard import reader
from idcard.reader import CardFault, ReaderEvent
from kiosk.problems import Code
from kiosk.session.events import CardLifted, CardPlaced, CardRemoved, CardStays, Event, HealthChanged
from kiosk.session.values import Part

CODE_OF_FAULT = {
    CardFault.UNREADABLE: Code.CARD_UNREADABLE,
    CardFault.NOT_SUPPORTED: Code.CARD_NOT_SUPPORTED,
    CardFault.REMOVED: Code.CARD_REMOVED,
    CardFault.NO_SERVICE: Code.PCSC_UNAVAILABLE,
    CardFault.CANCELLED: Code.CARD_UNREADABLE,
}
"""The problem that a card which could not be read is shown as."""


def translated(event: ReaderEvent) -> Event:
    """The event of the visit that a reader's event is."""
    match event:
        case reader.ReaderAppeared():
            return HealthChanged(Part.READER, None)
        case reader.ReadersGone() | reader.ReaderLost():
            return HealthChanged(Part.READER, Code.READER_MISSING)
        case reader.ReaderUnexpected():
            return HealthChanged(Part.READER, Code.READER_UNEXPECTED)
        case reader.ServiceGone():
            return HealthChanged(Part.READER, Code.PCSC_UNAVAILABLE)
        case reader.CardPlaced(card=card, tells_removal=tells_removal):
            return CardPlaced(card, tells_removal)
        case reader.CardRemoved(card=card):
            return CardRemoved(card)
        case reader.CardLifted(card=card):
            return CardLifted(card)
        case reader.CardStays(card=card):
            return CardStays(card)
