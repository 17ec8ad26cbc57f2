"""Vehicles, violations and border crossings of the synthetic people: plates and document numbers that no authority gives out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from archive.code_tables import table
from archive.sample_people import Citizen
from archive.sample_traits import LAST_DAY
from archive.times import CHINA

Row = dict[str, Any]

_POLICE = "演示市公安局交通警察支队"
_SQUAD = f"{_POLICE}演示大队"
_PLACES = ("样张路与示例街交叉口", "演示大道12号门前路段", "试用巷北口", "范本胡同东口", "虚构街与演示大道交叉口", "演示市环城路3公里处")
_FIRST_DAY = date(2022, 1, 10)  # within five years of the last, so that the usual look-back sees all of it
_LONGEST_JOURNEY = 21  # days
# Where a journey leads, the port it passes, and the document it takes.
_JOURNEYS = (
    ("蒙古国", "erenhot-road", "414"),
    ("蒙古国", "erenhot-rail", "414"),
    ("蒙古国", "ganqimaodu", "414"),
    ("蒙古国", "ceke", "414"),
    ("俄罗斯", "manzhouli-road", "414"),
    ("日本", "hohhot-air", "414"),
    ("泰国", "ordos-air", "414"),
    ("中国香港", "shenzhen-luohu", "513"),
)


class Registry:
    """Gives out ids, plates and document numbers, each once."""

    def __init__(self) -> None:
        self._vehicles = count(1)
        self._documents = count(1)

    def vehicles(self, citizen: Citizen, owner_id: int) -> Iterator[tuple[Row, list[Row]]]:
        """The vehicles of a person, each with its violations. Plates never have I or O in their serial: these belong to nobody."""
        chance = random.Random(f"{citizen.id_number} vehicles")
        traits = citizen.traits
        for nth in range(traits.vehicles):
            number = next(self._vehicles)
            electric = nth > 0 and chance.random() < 0.5
            plate = f"蒙CDI{number:04}" if electric else f"蒙CI{number:04}"
            vehicle = {"id": number, "plate": plate, "kind": "52" if electric else "02", "owner_id": owner_id, "status": "正常"}
            share = traits.violations // traits.vehicles + (1 if nth < traits.violations % traits.vehicles else 0)
            yield vehicle, [_violation(chance, number) for _ in range(share)]

    def crossings(self, citizen: Citizen, person_id: int) -> Iterator[Row]:
        """A person's journeys, out and back in turn, in the order of time."""
        chance = random.Random(f"{citizen.id_number} crossings")
        journeys = citizen.traits.crossings // 2
        if not journeys:
            return
        serial = next(self._documents)
        # Passport serials never have O after the E, travel permits none after the C.
        numbers = {"414": f"EO{serial:07}", "513": f"CO{serial:07}"}
        room = (LAST_DAY - _FIRST_DAY).days // journeys
        for nth in range(journeys):
            out = _FIRST_DAY + timedelta(days=nth * room + chance.randrange(max(room // 3, 1)))
            back = out + timedelta(days=chance.randrange(1, min(max(room // 2, 2), _LONGEST_JOURNEY)))
            destination, port, document = chance.choice(_JOURNEYS)
            common = {"person_id": person_id, "document_kind": document, "document_number": numbers[document], "port": port}
            yield {**common, "outward": True, "day": out, "destination": destination}
            yield {**common, "outward": False, "day": back, "destination": None}


def _violation(chance: random.Random, vehicle_id: int) -> Row:
    acts = table("acts")["codes"]
    act = chance.choice(sorted(acts))
    day = _FIRST_DAY + timedelta(days=chance.randrange((LAST_DAY - _FIRST_DAY).days))
    handled = chance.random() < 0.7
    return {
        "vehicle_id": vehicle_id,
        "time": datetime(day.year, day.month, day.day, chance.randrange(24), chance.randrange(60), tzinfo=CHINA),
        "place": f"演示市演示区{chance.choice(_PLACES)}" if chance.random() < 0.8 else chance.choice(_PLACES),
        "act": act,
        "points": acts[act]["points"],
        "fine": acts[act]["fine"],
        "decision_number": f"150390{chance.randrange(10**10):010}" if handled else None,
        "handled": handled,
        "paid": handled and chance.random() < 0.9,
        "finding_unit": _POLICE,
        "handling_unit": _SQUAD if handled else None,
    }
