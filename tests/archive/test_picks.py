"""What a citizen may pick: offered by the archive, and held strictly to what was offered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.datasets.model import Span
from archive.datasets.months import month, read

CRIMINAL, FAMILY, BIRTH = "no-criminal-record", "family-relationship", "birth"
BORDERS, VEHICLES = "exit-entry", "vehicle-violations"
WITHIN = Span(date(2021, 11, 1), date(2026, 11, 24))
MONTHS = st.dates(date(2020, 1, 1), date(2028, 1, 1)).map(month)


def wrong(answer: Any) -> tuple[int, str, str]:
    body = answer.json()
    (error,) = body["errors"]
    return answer.status_code, body["code"], error["at"]


def months_of(kiosk: Any, visit: str, kind: str) -> str:
    return str(next(iter(kiosk.choices(visit, kind).json()["ranges"])))


def test_months_reach_five_years_back_and_no_further_than_today(kiosk: Any) -> None:
    ranges = kiosk.choices(kiosk.open("traveller")["visit"], BORDERS).json()["ranges"]
    assert list(ranges.values()) == [{"earliest": "2021-11", "latest": "2026-11"}]


def test_a_range_of_months_is_whole_months_and_ends_today(kiosk: Any) -> None:
    visit = kiosk.open("traveller")["visit"]
    name = months_of(kiosk, visit, BORDERS)
    content = kiosk.ask_draft(visit, BORDERS, **{name: ["2023-02", "2023-04"]}).json()["content"]
    assert content["period"] == {"from": "2023-02-01", "to": "2023-04-30"}
    assert content["records"]
    assert all("2023-02-01" <= record["date"] <= "2023-04-30" for record in content["records"])
    assert kiosk.ask_draft(visit, BORDERS, **{name: ["2026-11", "2026-11"]}).json()["content"]["period"]["to"] == "2026-11-24"


@pytest.mark.parametrize(
    "values",
    [[], ["2023-01"], ["2023-02", "2023-01"], ["2021-10", "2022-01"], ["2026-01", "2026-12"], ["2023-13", "2023-13"],
     ["2023-1", "2023-2"], ["2023-01", "2023-02", "2023-03"], ["", ""], ["2023-01-01", "2023-02-01"]],
)  # fmt: skip
def test_a_bad_range_of_months_is_told_by_its_parameter(kiosk: Any, values: list[str]) -> None:
    visit = kiosk.open("traveller")["visit"]
    name = months_of(kiosk, visit, BORDERS)
    assert wrong(kiosk.ask_draft(visit, BORDERS, **{name: values})) == (422, "invalid-request", f"body.parameters.{name}")


NOTARY = {"purpose": ["notarisation"], "language": ["zh"]}


def test_no_record_is_stated_for_the_months_that_were_picked(kiosk: Any) -> None:
    visit = kiosk.open("clean")["visit"]
    assert kiosk.choices(visit, CRIMINAL).json()["ranges"] == {"period": {"earliest": "1990-03", "latest": "2026-11"}}
    content = kiosk.ask_draft(visit, CRIMINAL, **NOTARY, period=["2015-09", "2019-07"]).json()["content"]
    assert content["period"] == {"from": "2015-09-01", "to": "2019-07-31"}


@pytest.mark.parametrize("picked", [{"purpose": ["employment"]}, {**NOTARY, "period": ["1990-03", "2026-11"]}])
def test_the_whole_life_is_no_first_day(kiosk: Any, picked: dict[str, list[str]]) -> None:
    visit = kiosk.open("clean")["visit"]
    content = kiosk.ask_draft(visit, CRIMINAL, **picked).json()["content"]
    assert content["period"] == {"from": None, "to": "2026-11-24"}


@pytest.mark.parametrize("values", [[], ["1990-02", "2026-11"], ["2026-11", "2026-12"]])
def test_no_month_before_birth_or_after_today_is_certified(kiosk: Any, values: list[str]) -> None:
    answer = kiosk.ask_draft(kiosk.open("clean")["visit"], CRIMINAL, **NOTARY, period=values)
    assert wrong(answer) == (422, "invalid-request", "body.parameters.period")


@pytest.mark.parametrize("sample", ["record", "manual"])
def test_months_that_leave_a_record_out_do_not_take_it_from_the_officer(kiosk: Any, sample: str) -> None:
    answer = kiosk.ask_draft(kiosk.open(sample)["visit"], CRIMINAL, **NOTARY, period=["2026-10", "2026-11"])
    assert answer.json()["reason"] == "at-window"


@given(st.lists(MONTHS, min_size=2, max_size=2))
def test_a_range_that_is_read_lies_within_reach_and_holds_its_months(values: list[str]) -> None:
    span = read(values, WITHIN)
    right = "2021-11" <= values[0] <= values[1] <= "2026-11"
    assert (span is not None) == right
    if span is not None:
        assert WITHIN.earliest <= span.earliest <= span.latest <= WITHIN.latest
        assert [month(span.earliest), month(span.latest)] == values


@given(st.lists(st.text(max_size=8), max_size=4))
def test_no_text_that_is_not_two_months_is_a_range(values: list[str]) -> None:
    span = read(values, WITHIN)
    assert span is None or len(values) == 2


def test_every_person_has_a_group_of_readings_with_the_default_first(kiosk: Any) -> None:
    choices = kiosk.choices(kiosk.open("readings")["visit"], FAMILY).json()["choices"]
    offered = next(values for values in choices.values() if "group" in values[0])
    groups: dict[str, list[str]] = {}
    for choice in offered:
        groups.setdefault(choice["group"], []).append(choice["label"])
    assert list(groups) == ["1", "2", "3", "4"]
    assert groups["1"][0] == "SHAN Zhile"
    assert "SHAN Zhiyue" in groups["1"]
    assert all(len(readings) > 1 for readings in groups.values())
    assert all("group" not in choice for values in choices.values() if values is not offered for choice in values)


def spelt(kiosk: Any, visit: str, kind: str) -> tuple[str, list[dict[str, str]]]:
    """The parameter that asks for spellings, and what it offers."""
    return next((name, values) for name, values in kiosk.choices(visit, kind).json()["choices"].items() if values and "group" in values[0])


def test_the_reading_the_citizen_confirms_is_the_one_on_the_paper(kiosk: Any) -> None:
    visit = kiosk.open("readings")["visit"]
    picks = kiosk.picks(visit, FAMILY, two=True)
    name, offered = spelt(kiosk, visit, FAMILY)
    labels = {choice["value"]: choice["label"] for choice in offered}
    content = kiosk.post_draft(visit, FAMILY, picks).json()["content"]
    assert content["spelling"] == {"subject": labels[picks[name][0]]}
    assert content["spelling"]["subject"] != offered[0]["label"]
    assert content["relatives"][0]["spelling"] == labels[picks[name][1]]


def test_the_parents_on_a_birth_paper_are_spelt_too(kiosk: Any) -> None:
    visit = kiosk.open("readings")["visit"]
    content = kiosk.post_draft(visit, BIRTH, kiosk.picks(visit, BIRTH, two=True)).json()["content"]
    assert content["spelling"]["person"] == content["spelling"]["subject"]
    _, offered = spelt(kiosk, visit, BIRTH)
    readings = {choice["detail"].partition("（")[0]: choice["label"] for choice in offered}  # the last of each, which is what was picked
    assert content["spelling"]["father"] == readings["单向重"]
    assert content["spelling"]["mother"] == readings["曾乐天"]


def test_only_an_item_that_is_certified_may_be_picked_for_a_paper_of_its_own(kiosk: Any) -> None:
    visit = kiosk.open("moved")["visit"]
    entries = kiosk.post_draft(visit, "household-changes", {"purpose": ["employment"]}).json()["content"]["entries"]
    offered = [choice["label"] for choice in kiosk.choices(visit, "item-change").json()["choices"]["entry"]]
    assert offered == [entry["item"] for entry in entries if entry["item"] in {"姓名", "性别", "民族", "出生日期", "公民身份号码"}]
    address = next(str(place) for place, entry in enumerate(entries, start=1) if entry["item"] == "户籍地址")
    assert kiosk.ask_draft(visit, "item-change", entry=[address]).json()["reason"] == "no-right"


def test_a_kind_with_nothing_to_pick_from_is_not_offered_and_the_others_of_its_dataset_are(kiosk: Any) -> None:
    opened = kiosk.open("resettled")
    reasons = {kind["id"]: kind["reason"] for kind in opened["kinds"]}
    assert (reasons["item-change"], reasons["household-changes"]) == ("not-found", None)
    assert kiosk.choices(opened["visit"], "item-change").json()["code"] == "not-found"


def test_a_paper_in_chinese_has_no_spelling(kiosk: Any) -> None:
    visit = kiosk.open("readings")["visit"]
    content = kiosk.ask_draft(visit, CRIMINAL).json()["content"]
    assert content["language"] == "zh"
    assert "spelling" not in content


@pytest.mark.parametrize("change", ["none", "one-too-few", "twice-one-group", "never-offered", "unknown-group"])
def test_spellings_that_are_not_one_of_each_group_are_refused(kiosk: Any, change: str) -> None:
    visit = kiosk.open("readings")["visit"]
    picks = kiosk.picks(visit, FAMILY, two=True)
    name, offered = spelt(kiosk, visit, FAMILY)
    first, second = [choice["value"] for choice in offered if choice["group"] == "1"][:2]
    right = picks[name]
    picks[name] = {
        "none": [],
        "one-too-few": right[:-1],
        "twice-one-group": [first, second, *right[2:]],
        "never-offered": ["1.99", *right[1:]],
        "unknown-group": [*right, "9.1"],
    }[change]
    assert wrong(kiosk.post_draft(visit, FAMILY, picks)) == (422, "invalid-request", f"body.parameters.{name}")


def test_what_is_not_asked_for_may_not_be_picked(kiosk: Any) -> None:
    visit = kiosk.open("readings")["visit"]
    picks = {**kiosk.picks(visit, CRIMINAL, two=True), "language": ["zh"]}
    name, _ = spelt(kiosk, visit, CRIMINAL)
    assert wrong(kiosk.post_draft(visit, CRIMINAL, picks)) == (422, "invalid-request", f"body.parameters.{name}")


def test_a_language_is_not_picked_where_none_is_asked_for(kiosk: Any) -> None:
    visit = kiosk.open("clean")["visit"]
    answer = kiosk.ask_draft(visit, CRIMINAL, purpose=["employment"], language=["zh-en"])
    assert wrong(answer) == (422, "invalid-request", "body.parameters.language")


@pytest.mark.parametrize("values", [[], ["en"], ["zh", "zh-en"]])
def test_a_language_the_paper_does_not_have_is_refused(kiosk: Any, values: list[str]) -> None:
    visit = kiosk.open("clean")["visit"]
    answer = kiosk.ask_draft(visit, CRIMINAL, purpose=["travel"], language=values)
    assert wrong(answer) == (422, "invalid-request", "body.parameters.language")


def test_nobody_elses_vehicle_can_be_picked(kiosk: Any) -> None:
    visit = kiosk.open("careful")["visit"]
    picks = kiosk.picks(visit, VEHICLES)
    name = next(iter(kiosk.choices(visit, VEHICLES).json()["choices"]))
    answer = kiosk.post_draft(visit, VEHICLES, {**picks, name: ["2"]})
    assert answer.json() == {"outcome": "refused", "reason": "no-right", "receipt": None}


def test_a_name_that_cannot_be_spelt_goes_to_the_window(office: Any) -> None:
    from archive.composing import composed
    from archive.datasets import DATASETS
    from archive.datasets.model import Query, Refused
    from archive.office import asked_by
    from archive.problems import Problem
    from archive.register import Person

    with office.store.read() as session:
        person = session.get_one(Person, 1)
        query = Query(asked_by(session, office, person), {}, {}, {}, {"language": "zh-en"})
        assert composed(DATASETS["criminal-record"], query) == Refused(Problem.AT_WINDOW, "no-reading")


def test_content_the_layout_was_not_checked_for_goes_to_the_window(office: Any) -> None:
    from archive.composing import composed
    from archive.datasets import DATASETS
    from archive.datasets.model import Query, Refused
    from archive.office import asked_by
    from archive.problems import Problem
    from archive.register import Person

    with office.store.write() as session:
        person = session.get_one(Person, 1)
        person.address = "演" * 71
        query = Query(asked_by(session, office, person), {}, {}, None, {})
        assert composed(DATASETS["criminal-record"], query) == Refused(Problem.AT_WINDOW, "off-schema")
