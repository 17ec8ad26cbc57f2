"""What the archive's tables say in English, and what they leave in Chinese."""

from __future__ import annotations

import pytest

from archive.code_tables import place_en, table, word_en
from archive.datasets.shapes import LONGEST_PLACE_EN, LONGEST_UNIT_EN


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("内蒙古自治区乌海市海勃湾区新华街1号", "Haibowan District, Wuhai City, Inner Mongolia Autonomous Region"),
        ("乌海市海南区", "Hainan District, Wuhai City"),
        ("海南省", "Hainan Province"),
        ("伊克昭盟", "Ih Ju League"),
        ("演示市演示区演示医院", "Yanshi District, Yanshi City"),
        ("某地", "某地"),
    ],
)
def test_of_a_place_the_divisions_at_its_head_are_spelt_the_smallest_first(place: str, said: str) -> None:
    assert place_en(place) == said


def test_no_division_begins_with_another() -> None:
    names = list(table("divisions")["codes"])
    assert [(one, other) for one in names for other in names if one != other and other.startswith(one)] == []


def test_a_unit_without_an_english_name_keeps_its_own() -> None:
    assert word_en("units", "演示市公安局演示派出所") == "Yanshi Police Station, Public Security Bureau of Yanshi City"
    assert word_en("units", "样张派出所") == "样张派出所"


def test_every_english_name_fits_the_schema() -> None:
    assert max(len(row["en"]) for row in table("units")["codes"].values()) <= LONGEST_UNIT_EN
    widest = sorted((len(row["en"]) for row in table("divisions")["codes"].values()), reverse=True)[:3]
    assert sum(widest) + 2 * len(", ") <= LONGEST_PLACE_EN
