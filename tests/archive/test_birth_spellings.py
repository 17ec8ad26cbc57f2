"""Whose names the bilingual birth paper spells: everybody it names, each as the citizen confirmed it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from archive.office import Office
from archive.register import Birth, Person

KIND, WHO = "birth", "readings"
FORMER, STRANGER, UNREAD = "单小乐", "曾长乐", "𪛖文"  # the last has a character without a reading


@pytest.fixture
def registered(kiosk_with_quota: tuple[Any, Office]) -> Iterator[Any]:
    """Sets what the registration of birth says beside the parents, and puts it back."""
    kiosk, office = kiosk_with_quota
    number = kiosk.evidence(WHO)["identity"]["id_number"]

    def set_to(values: dict[str, Any]) -> dict[str, Any]:
        with office.store.write() as session:
            row = session.get_one(Birth, session.scalars(select(Person.id).where(Person.id_number == number)).one())
            before = {name: getattr(row, name) for name in values}
            for name, value in values.items():
                setattr(row, name, value)
            return before

    found: list[dict[str, Any]] = []
    yield lambda **values: found.append(set_to(values))
    for before in reversed(found):
        set_to(before)


def asked(kiosk: Any, visit: str) -> dict[str, str]:
    """Whose name is asked for, with the spelling that `picks` picks."""
    offered = kiosk.choices(visit, KIND).json()["choices"]["spelling"]
    return {choice["detail"]: choice["label"] for choice in offered}


def test_a_former_name_a_guardian_and_a_declarant_are_asked_for_and_spelt(kiosk_with_quota: tuple[Any, Office], registered: Any) -> None:
    kiosk, _ = kiosk_with_quota
    guardians = [{"name": "单向重", "relation": "51"}, {"name": STRANGER, "relation": "97"}]
    registered(former_name=FORMER, guardians=guardians, declarant=STRANGER)
    visit = kiosk.open(WHO)["visit"]
    spelt = asked(kiosk, visit)
    assert list(spelt) == ["单知乐（本人）", "单向重（父亲）", "曾乐天（母亲）", f"{FORMER}（曾用名）", f"{STRANGER}（监护人）"]
    content = kiosk.post_draft(visit, KIND, kiosk.picks(visit, KIND, two=True)).json()["content"]
    assert content["spelling"]["former_name"] == spelt[f"{FORMER}（曾用名）"]
    assert content["spelling"]["declarant"] == spelt[f"{STRANGER}（监护人）"]
    assert [guardian["spelling"] for guardian in content["guardians"]] == [spelt["单向重（父亲）"], spelt[f"{STRANGER}（监护人）"]]
    assert content["guardians"][1]["relation_en"] == "Other relative"


def test_a_parent_who_declares_is_asked_for_once(kiosk_with_quota: tuple[Any, Office]) -> None:
    kiosk, _ = kiosk_with_quota
    visit = kiosk.open(WHO)["visit"]
    assert list(asked(kiosk, visit)) == ["单知乐（本人）", "单向重（父亲）", "曾乐天（母亲）"]
    content = kiosk.post_draft(visit, KIND, kiosk.picks(visit, KIND, two=True)).json()["content"]
    assert content["spelling"]["declarant"] == content["spelling"]["father"]
    assert content["spelling"]["former_name"] is None


def test_a_name_nobody_can_spell_sends_the_bilingual_paper_to_the_window(kiosk_with_quota: tuple[Any, Office], registered: Any) -> None:
    kiosk, _ = kiosk_with_quota
    registered(declarant=UNREAD)
    visit = kiosk.open(WHO)["visit"]
    assert kiosk.post_draft(visit, KIND, kiosk.picks(visit, KIND, two=True)).json()["reason"] == "at-window"
    content = kiosk.post_draft(visit, KIND, kiosk.picks(visit, KIND)).json()["content"]
    assert (content["declarant"], [guardian["spelling"] for guardian in content["guardians"]]) == (UNREAD, [])


def test_what_has_an_english_name_has_it_and_what_has_none_keeps_its_own(kiosk_with_quota: tuple[Any, Office], registered: Any) -> None:
    kiosk, _ = kiosk_with_quota
    visit = kiosk.open(WHO)["visit"]
    content = kiosk.post_draft(visit, KIND, kiosk.picks(visit, KIND, two=True)).json()["content"]
    assert content["registration"]["unit_en"] == "Yanshi Police Station, Public Security Bureau of Yanshi City"
    assert content["person"]["birth_place_en"] == "Yanshi District, Yanshi City"
    registered(unit="某地派出所", place=None)
    content = kiosk.post_draft(visit, KIND, kiosk.picks(visit, KIND, two=True)).json()["content"]
    assert content["registration"]["unit_en"] == "某地派出所"
    assert content["person"]["birth_place_en"] is None
