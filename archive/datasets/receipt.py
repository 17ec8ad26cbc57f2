"""`receipt`: what stands on a slip - 受理回执, 调卷回执, 核对回执, 证件核对回执.

Slips are not issued; the schema is for their definitions.
"""

from __future__ import annotations

from datetime import datetime

from archive.datasets import shapes
from archive.datasets.model import Json
from archive.times import text

NAME = "receipt"

SCHEMA = shapes.whole(
    number={"type": "string", "pattern": "^(HZ|DJ|HD|ZJ)-[0-9]{4}-[0-9]{6,}$", "maxLength": 16},
    subject=shapes.whole(name=shapes.NAME, id_number=shapes.ID_NUMBER),
    kind=shapes.whole(id=shapes.words(40), title=shapes.words(40)),
    received_at=shapes.MOMENT,
    window=shapes.words(40),
    days=shapes.count(365),
    hint=shapes.maybe(shapes.words(61)),
    unit=shapes.UNIT,
)


def receipt(
    number: str, holder: tuple[str, str], kind: tuple[str, str], received_at: datetime, window: str, days: int, hint: str | None, unit: str
) -> Json:
    """The content of a slip. `holder` is name and id number, `kind` id and title; `days` are working days until the answer is there,
    `hint` the volume to fetch or what is to be checked.
    """
    return {
        "number": number,
        "subject": {"name": holder[0], "id_number": holder[1]},
        "kind": {"id": kind[0], "title": kind[1]},
        "received_at": text(received_at),
        "window": window,
        "days": days,
        "hint": hint,
        "unit": unit,
    }
