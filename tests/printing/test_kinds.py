"""The kinds and slips that ship: each says what certificates.md asks of it, fits its dataset, and prints its sample."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from archive.conformity import breaches
from archive.datasets import DATASETS, SCHEMAS
from printing.definition import FACTS_BYTES, load, parse
from printing.definition_check import check
from printing.filled import filled
from printing.frame import Marks, SlipMarks
from printing.layout import lay_out
from tests.printing.page_ops import text_of

FOLDER = Path(__file__).parents[2] / "config" / "certificates"
KINDS = {path.stem: load(path) for path in sorted(FOLDER.glob("*.toml"))}
SLIPS = {path.stem: load(path) for path in sorted((FOLDER / "slips").glob("*.toml"))}
ALL = {**KINDS, **SLIPS}
MORNING = datetime(2026, 11, 23, 10, 15, tzinfo=timezone(timedelta(hours=8)))
IMAGES = {hashlib.sha256(data).hexdigest(): data for data in (file.read_bytes() for file in (FOLDER / "samples" / "images").glob("*.png"))}
URL = "https://v.example/v/7K3M9QXZ2B4C8DEF#x"
ISSUED = Marks("演公户证字〔2026〕000123号", MORNING, None, URL, "7K3M9QXZ2B4C8DEF", True, "WH-0001", "演示市公安局", MORNING)
RESULTS = ("birth", "vehicle-violations", "exit-entry")  # 查询结果, not 证明 (certificates.md 1)


def sample(kind: str) -> dict:
    return json.loads((FOLDER / "samples" / f"{kind}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def paper(fonts):
    def text(kind: str, language: str = "zh", **changes) -> str:
        definition, content = ALL[kind], {**sample(kind), "language": language, **changes}
        if definition.is_slip:
            del content["language"]
            marks: Marks | SlipMarks = SlipMarks(content["number"], MORNING, "WH-0001", content["unit"])
        else:
            marks = replace(ISSUED, valid_until=definition.valid_until(MORNING.date()))
        laid = lay_out(filled(definition, content), marks, definition.unit or content["unit"], fonts, images=IMAGES)
        return "".join(text_of(page) for page in laid.pages)

    return text


@pytest.mark.parametrize("kind", ALL)
def test_a_shipped_file_has_no_fault_against_datasets_sources_fonts_and_page(kind, fonts):
    definition = ALL[kind]
    sources = {name: source.type for name, source in DATASETS[definition.dataset].sources.items()} if definition.dataset in DATASETS else {}
    assert check(definition, SCHEMAS[definition.dataset], fonts, sources) == ()


@pytest.mark.parametrize("kind", ALL)
def test_a_sample_is_content_that_the_archive_could_send(kind):
    assert list(breaches(sample(kind), SCHEMAS[ALL[kind].dataset])) == []


@pytest.mark.parametrize("kind", ALL)
def test_sample_people_are_synthetic_and_their_numbers_add_up(kind):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    text = (FOLDER / "samples" / f"{kind}.json").read_text(encoding="utf-8")
    numbers = re.findall(r'"(\d{17}[\dX])"', text)
    assert numbers
    for number in numbers:
        assert "150390" <= number[:6] <= "150399"
        assert "10X98765432"[sum(int(one) * weight for one, weight in zip(number, weights, strict=False)) % 11] == number[-1]
    assert set(re.findall(r"蒙C·?(.)", text)) <= {"X"}  # no such plates are given out


@pytest.mark.parametrize(("kind", "language"), [(kind, language) for kind, one in ALL.items() for language in one.languages])
def test_every_word_of_a_sample_stands_on_its_paper(kind, language, paper):
    text = paper(kind, language)
    content = {**sample(kind), **({} if ALL[kind].is_slip else {"language": language})}
    for words in filled(ALL[kind], content).texts():
        assert "".join(words.split()) in text, words


@pytest.mark.parametrize("kind", KINDS)
def test_the_facts_fit_the_code(kind):
    facts = KINDS[kind].facts_of(sample(kind))
    assert 0 < len("".join(facts).encode()) <= FACTS_BYTES
    assert all(sample(kind)["subject"]["id_number"] not in fact for fact in facts)


@pytest.mark.parametrize(
    ("kind", "title", "menu"),
    [
        ("birth", "户籍档案查询结果（出生登记）", "出生证明"),
        ("death", "注销户口证明（死亡注销）", "死亡证明"),
        ("family-relationship", "亲属关系证明", "家庭关系证明"),
        ("no-criminal-record", "无犯罪记录证明", "无犯罪记录证明"),
        ("household-changes", "户籍信息证明（户籍变更情况）", "户籍变更情况"),
        ("vehicle-violations", "道路交通安全违法信息查询结果", "车辆违章"),
        ("exit-entry", "出入境记录查询结果", "出入境记录"),
        ("item-change", "户口登记项目内容变更更正证明", "变更更正证明"),
        ("archive-copy", "户籍档案影印件", "档案页影印件"),
    ],
)
def test_papers_carry_their_correct_titles_and_the_menu_the_names_citizens_know(kind, title, menu):
    assert (KINDS[kind].title["zh"], KINDS[kind].menu.name["zh"]) == (title, menu)
    assert KINDS[kind].menu.name["en"]


def test_papers_for_use_abroad_are_offered_in_two_languages():
    both = {kind for kind, one in KINDS.items() if "zh-en" in one.languages}
    assert both == {"birth", "family-relationship", "no-criminal-record"}
    for kind in both:
        assert [one.type for one in KINDS[kind].parameters][-2:] == ["language", "spelling"]
        assert KINDS[kind].parameters[-1].when.values == ("zh-en",)


@pytest.mark.parametrize("kind", sorted(kind for kind, one in KINDS.items() if "zh-en" in one.languages))
def test_nothing_on_a_paper_for_abroad_stands_in_chinese_alone(kind):
    words = filled(KINDS[kind], {**sample(kind), "language": "zh-en"})
    said = [words.title, *words.body, words.closing, *words.remarks, *words.notes]
    said += [both for field in words.fields for both in (field.label, field.value)]
    for table in words.tables:
        said += [table.caption, *(column.head for column in table.columns), *(cell for row in table.rows for cell in row)]
    assert [both.zh for both in said if re.search("[\u4e00-\u9fff]", both.zh) and not both.en] == []


def test_for_which_time_there_is_no_record_is_asked_where_somebody_may_want_less_than_all():
    """And nobody else has a touch more for it: the whole is what a paper covers that does not ask."""
    asked = {kind for kind, one in KINDS.items() for parameter in one.parameters if parameter.choices_from == "criminal-record.span"}
    assert asked == {"no-criminal-record"}
    (period,) = (one for one in KINDS["no-criminal-record"].parameters if one.name == "period")
    assert (period.type, period.when.parameter, period.when.values) == ("months", "purpose", ("notarisation", "other"))


def test_who_applies_for_work_here_is_not_asked_for_a_language():
    for kind in ("birth", "family-relationship", "no-criminal-record"):
        language = KINDS[kind].parameters[-2]
        (purposes,) = ({choice.value for choice in one.choices} for one in KINDS[kind].parameters if one.name == "purpose")
        assert language.when.parameter == "purpose"
        assert set(language.when.values) == purposes - {"employment"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_says_what_it_is_for(kind, paper):
    (asked,) = (one for one in KINDS[kind].parameters if one.name == "purpose")
    assert {choice.value for choice in asked.choices} == {"employment", "study", "travel", "notarisation", "other"}
    assert f"用途：{sample(kind)['purpose']['label']}" in paper(kind)


@pytest.mark.parametrize("kind", RESULTS)
def test_what_is_a_search_result_says_so_and_certifies_nothing(kind, paper):
    text = paper(kind)
    assert "以上为查询结果。" in text
    assert "特此证明" not in text


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(RESULTS)))
def test_what_is_a_certificate_says_so(kind, paper):
    assert "特此证明。" in paper(kind)


def test_only_the_certificate_of_no_criminal_record_expires(paper):
    assert "有效期至2027年2月21日" in paper("no-criminal-record")
    assert "自出具之日起90日内有效" in paper("no-criminal-record")
    assert all("有效期至" not in paper(kind) for kind in KINDS if kind != "no-criminal-record")


class TestBirth:
    def test_it_says_what_it_does_not_replace(self, paper):
        assert "不代替《出生医学证明》" in paper("birth")
        assert "doesnotreplacetheMedicalCertificateofBirth" in paper("birth", "zh-en")

    def test_a_father_who_is_not_on_record_is_a_dash(self, paper):
        spelling = {**sample("birth")["spelling"], "father": None}
        for language in ("zh", "zh-en"):
            text = paper("birth", language, father={"name": None, "id_number": None}, spelling=spelling)
            assert re.search(r"父亲姓名(Father)?—", text)

    def test_everybody_it_names_is_spelt_and_what_is_not_translated_is_said(self, paper):
        text = paper("birth", "zh-en")
        for words in ("ZHANGNingning", "ZHANGAnning(father),AyiguliMaimaiti(mother)", "DeclaredbyZHANGAnning", "YanshiDistrict,YanshiCity"):
            assert words in text.replace("张安宁", "")
        assert "TheChinesetextisauthoritative." in text
        assert "英文供参考" not in paper("birth")

    def test_guardians_are_left_out_where_there_are_none(self, paper):
        assert "监护人" in paper("birth")
        assert "监护人" not in paper("birth", guardians=[])

    def test_who_asked_is_told_apart_from_who_is_asked_about(self, paper):
        own = {"code": "01", "label": "本人", "label_en": "Self"}
        assert "应张安宁本人申请" in paper("birth", relation=own)
        assert "被查询人系其女儿" in paper("birth")


class TestDeath:
    def test_it_certifies_the_cancellation_and_neither_death_nor_its_cause(self, paper):
        text = paper("death")
        assert "户口已于2024年3月11日因死亡注销" in text
        assert "不代替《居民死亡医学证明（推断）书》，不载明死亡原因" in text
        assert "死因" not in text


class TestKinship:
    def test_it_states_both_the_word_and_the_pair_as_the_register_has_them(self, paper):
        text = paper("family-relationship")
        for words in ("父亲父子", "母亲母子", "妻子夫妻", "长女父女（长女）"):
            assert words in text
        assert "档案未登记的关系不作推断" in text

    def test_it_names_the_entries_it_rests_on(self, paper):
        text = paper("family-relationship")
        assert "15039000121990年1月至2015年9月样张卷3第12页在册" in text
        assert "2015年9月至今" in text
        assert "已注销" in text


class TestNoCriminalRecord:
    def test_it_says_that_none_was_found_and_over_which_time(self, paper):
        assert "截至2026年11月23日，未发现上述人员有犯罪记录。" in paper("no-criminal-record")
        period = {"from": "2020-01-01", "to": "2026-11-23"}
        text = paper("no-criminal-record", period=period)
        assert "自2020年1月1日至2026年11月23日期间，未发现上述人员有犯罪记录。" in text
        assert "未注明查询起始日期" not in text

    def test_the_code_states_the_time_as_the_paper_does(self):
        definition, content = KINDS["no-criminal-record"], sample("no-criminal-record")
        assert definition.facts_of(content) == ("未发现有犯罪记录", "截至2026-11-23")
        period = {"from": "2015-09-01", "to": "2019-07-31"}
        assert definition.facts_of({**content, "period": period}) == ("未发现有犯罪记录", "2015-09-01至2019-07-31")

    def test_it_reflects_only_the_platform(self, paper):
        assert "只反映出具时公安机关犯罪记录信息平台所载的情况" in paper("no-criminal-record")


class TestHouseholdChanges:
    def test_changes_and_moves_stand_in_one_table_in_the_order_of_time(self, paper):
        text = paper("household-changes")
        dates = [text.index(day) for day in ("2003年8月28日", "2008年9月1日", "2012年7月16日", "2015年9月10日", "2021年4月12日")]
        assert dates == sorted(dates)
        assert "共6项" in text

    def test_every_value_is_written_out(self, paper):
        assert "同上" not in paper("household-changes")

    def test_one_picked_change_makes_a_certificate_of_its_own(self, paper):
        text = paper("item-change")
        assert "户口登记的“姓名”一项，于2003年8月28日因本人申请变更，由“张宁”变更为“张安宁”" in text
        assert "系指同一人" in text

    def test_a_correction_is_called_one(self, paper):
        (entry,) = sample("item-change")["entries"]
        assert "由“张宁”更正为“张安宁”" in paper("item-change", entries=[{**entry, "scope": "更正"}])

    @pytest.mark.parametrize(
        ("before", "after", "words"),
        [
            (None, "汉族", "因补登，在此前没有登记的情况下登记为“汉族”（文号"),
            ("汉族", None, "因补登，取消原登记的“汉族”（文号"),
            (None, None, "因补登，作了档案没有载明内容的变更登记（文号"),
        ],
    )
    def test_what_was_added_or_removed_is_said_so_and_is_no_second_name_of_the_same_person(self, paper, before, after, words):
        (entry,) = sample("item-change")["entries"]
        text = paper("item-change", entries=[{**entry, "item": "民族", "reason": "补登", "before": before, "after": after}])
        assert words in text
        assert "“—”" not in text
        assert "系指同一人" not in text


class TestVehicles:
    def test_it_holds_as_of_a_moment_and_never_says_that_there_are_no_violations(self, paper):
        nothing = {"count": 0, "unhandled": 0, "points": 0, "fine": 0}
        text = paper("vehicle-violations", violations=[], totals=nothing)
        assert "截至2026年11月23日10:15" in text
        assert "未查询到道路交通安全违法信息" in text
        assert "无违法" not in text
        assert "没有违法" not in text
        assert "不作为没有交通违法行为的证明" in text

    def test_it_prints_who_found_and_who_handled_each_and_the_number_of_the_decision(self, paper):
        text = paper("vehicle-violations")
        violations = sample("vehicle-violations")["violations"]
        assert {one["handling_unit"] for one in violations} > {None}
        for number, one in enumerate(violations, start=1):
            facts = (one["handled"], f"（{one['paid']}）", one["decision_number"], one["finding_unit"], one["handling_unit"])
            assert f"{number}{''.join(fact or '—' for fact in facts)}" in text

    def test_it_lists_the_vehicles_and_sums_up(self, paper):
        text = paper("vehicle-violations")
        assert "蒙C·X0001小型汽车" in text
        assert "共4条，其中未处理2条，记分合计13分，罚款金额合计700元" in text


class TestExitAndEntry:
    def test_no_record_in_the_period_is_a_result_and_is_printed(self, paper):
        text = paper("exit-entry", records=[], totals={"count": 0, "exits": 0, "entries": 0})
        assert "在查询时段内没有出入境记录。" in text
        assert "证件种类" not in text

    def test_it_states_the_period_and_the_number_of_rows(self, paper):
        text = paper("exit-entry")
        assert "2021年12月1日至2026年11月23日" in text
        assert "共有出入境记录6条，其中出境3条、入境3条" in text


class TestArchiveCopies:
    def test_each_page_carries_the_certifying_line_and_its_place_among_the_copies(self, paper):
        text = paper("archive-copy")
        assert "第1页，共2页与馆藏档案的扫描件一致" in text
        assert "第2页，共2页与馆藏档案的扫描件一致" in text
        assert "影印下列2页" in text


class TestSlips:
    def test_the_receipt_uses_the_one_sentence_that_serves_every_reason(self, paper):
        text = paper("acceptance")
        assert "需由窗口民警进一步核实" in text
        assert "3个工作日" in text
        assert not re.search(r"犯罪记录信息|有记录|人工", text)

    def test_the_retrieval_receipt_names_the_volume(self, paper):
        text = paper("retrieval")
        assert "尚未完成数字化，已为您登记调卷申请" in text
        assert "样张卷3" in text


def test_the_worked_example_of_the_guide_is_a_definition_without_faults(fonts):
    guide = (FOLDER.parents[1] / "docs" / "definitions.md").read_text(encoding="utf-8")
    example = parse(guide.split("```toml\n", 1)[1].split("\n```", 1)[0].encode(), "address-history.toml")
    sources = {name: source.type for name, source in DATASETS[example.dataset].sources.items()}
    assert check(example, SCHEMAS[example.dataset], fonts, sources) == ()


def test_the_guide_names_every_dataset_and_every_source():
    guide = (FOLDER.parents[1] / "docs" / "definitions.md").read_text(encoding="utf-8")
    names = {*SCHEMAS, *(source for dataset in DATASETS.values() for source in dataset.sources)}
    assert {name for name in names if f"`{name}`" not in guide} == set()
