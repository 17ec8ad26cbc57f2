from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idcard import number, record
from idcard.identity import Document, Finding, Foreigner2017Details, Foreigner2023Details, ResidencePermitDetails
from idcard.record import Record, RecordError, decode, encode, parse

TODAY = date(2026, 6, 1)

RESIDENT = Record(
    Document.RESIDENT, name="演示一", sex="1", nation="02", birth="19910101", address="内蒙古自治区乌海市海勃湾区演示街1号",
    id_number="360426199101010071", issuer="演示市公安局", valid_from="20200101", valid_to="20400101",
)  # fmt: skip
PERMIT = Record(
    Document.RESIDENCE_PERMIT, name="演示二", sex="2", birth="19940823", address="演示街2号", id_number="810000199408230021",
    issuer="演示市公安局", valid_from="20200101", valid_to="20400101", travel_permit="H00000000", issue_count="01",
)  # fmt: skip
FOREIGNER_2017 = Record(
    Document.FOREIGNER_2017, name="演示三", name_en="SPECIMEN, THREE", sex="1", birth="19800101", id_number="USA110000000000",
    nationality="USA", version="01", authority="1100", valid_from="20200101", valid_to="20300101",
)  # fmt: skip
FOREIGNER_2023 = Record(
    Document.FOREIGNER_2023, name="演示四", name_en="SPECIMEN, FOUR OF A VERY LONG NAME THAT GOES", sex="2", birth="19800101",
    id_number="911000199001010013", nationality="GBR", renewals="00", former_link="ABC", valid_from="20231201", valid_to="20331130",
)  # fmt: skip
FOUR = (RESIDENT, PERMIT, FOREIGNER_2017, FOREIGNER_2023)


def _text(units: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(codec=None, categories=None), max_size=units).filter(lambda text: _fits(text, units))


def _fits(text: str, units: int) -> bool:
    """Whether a field can hold `text` as it is. Two lone halves side by side are a pair once written: no field's content."""
    written = text.encode("utf-16-le", "surrogatepass")
    return len(written) <= 2 * units and text[-1:] not in (" ", "\0") and written.decode("utf-16-le", "surrogatepass") == text


@st.composite
def records(draw: st.DrawFn) -> Record:
    document = draw(st.sampled_from(Document))
    return Record(document, **{field.name: draw(_text(field.units)) for field in record.layout(document)})


@given(records())
def test_decode_takes_back_what_encode_wrote_in_all_four_layouts(written: Record) -> None:
    data = encode(written)
    assert len(data) == 256
    assert decode(data) == written


@given(st.sampled_from(Document), st.binary(min_size=256, max_size=256))
def test_encode_decode_settles_after_one_round(document: Document, noise: bytes) -> None:
    data = bytearray(noise)
    data[248:250] = document.value.encode("utf-16-le")
    once = decode(bytes(data))
    assert decode(encode(once)) == once


@settings(deadline=None)  # the first look loads the table of divisions
@given(st.binary(max_size=600), st.none() | st.dates())
def test_any_bytes_parse_or_raise_record_error(data: bytes, today: date | None) -> None:
    try:
        identity = parse(data, today)
    except RecordError:
        return
    identity.name.encode("utf-8")
    identity.address.encode("utf-8")


@settings(deadline=None)  # the first look loads the table of divisions
@given(st.sampled_from(FOUR), st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), max_size=40), st.dates())
def test_a_damaged_record_parses_or_raises_record_error(written: Record, damage: list[tuple[int, int]], today: date) -> None:
    data = bytearray(encode(written))
    for place, value in damage:
        data[place] = value
    try:
        identity = parse(bytes(data), today)
    except RecordError:
        return
    assert identity.id_number.isascii()
    assert identity.name.strip()
    identity.name.encode("utf-8")


@pytest.mark.parametrize("written", FOUR, ids=lambda written: written.document.name)
def test_a_sound_card_has_no_findings(written: Record) -> None:
    full = replace(written, id_number=_with_check_digit(written.id_number))
    identity = parse(encode(full), TODAY)
    assert identity.findings == frozenset()
    assert identity.document is written.document
    assert (identity.name, identity.birth, identity.sex) == (written.name, date.fromisoformat(written.birth), written.sex)


def _with_check_digit(written: str) -> str:
    return written[:17] + number.check_digit(written[:17]) if len(written) == 18 else written


def test_type_flag_lies_at_byte_248_in_all_layouts() -> None:
    assert [encode(written)[248:250] for written in FOUR] == [b" \0", b"J\0", b"I\0", b"Y\0"]


def test_unused_places_are_spaces() -> None:
    assert encode(Record(Document.RESIDENT)) == " ".encode("utf-16-le") * 128


def test_fields_lie_where_the_layout_says() -> None:
    data = encode(RESIDENT)
    assert data[0:6].decode("utf-16-le") == "演示一"
    assert data[32:36].decode("utf-16-le") == "02"
    assert data[122:158].decode("utf-16-le") == "360426199101010071"
    foreign = encode(FOREIGNER_2023)
    assert foreign[52:122].decode("utf-16-le") == FOREIGNER_2023.name_en[:35]
    assert foreign[220:242].decode("utf-16-le").rstrip() == FOREIGNER_2023.name_en[35:46]
    assert foreign[242:248].decode("utf-16-le") == "GBR"


@pytest.mark.parametrize("document", Document)
def test_no_two_fields_of_a_layout_share_a_byte(document: Document) -> None:
    taken = [byte for field in record.layout(document) for offset, size in field.places for byte in range(offset, offset + size)]
    assert len(taken) == len(set(taken))
    assert not {248, 249} & set(taken)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="field name holds at most 15"):
        encode(replace(RESIDENT, name="长" * 16))
    with pytest.raises(ValueError, match="no field travel_permit"):
        encode(replace(RESIDENT, travel_permit="H00000000"))


def test_padding_of_zeros_is_padding_too() -> None:
    data = bytearray(encode(RESIDENT))
    data[6:30] = bytes(24)
    assert parse(bytes(data), TODAY).name == "演示一"


def test_first_220_bytes_of_an_old_library_are_a_resident() -> None:
    assert parse(encode(RESIDENT)[:220], TODAY) == parse(encode(RESIDENT), TODAY)


@pytest.mark.parametrize("length", [0, 1, 219, 221, 255, 257, 1284])
def test_other_lengths_are_no_record(length: int) -> None:
    with pytest.raises(RecordError, match="record-length"):
        parse(bytes(length))


def test_unknown_type_flag_is_no_record() -> None:
    data = bytearray(encode(RESIDENT))
    data[248:250] = b"Q\0"
    with pytest.raises(RecordError, match="unknown-type-flag"):
        parse(bytes(data))


def test_blank_record_is_no_person() -> None:
    with pytest.raises(RecordError, match="no-name"):
        parse(encode(Record(Document.RESIDENT)))
    with pytest.raises(RecordError, match="no-number"):
        parse(encode(replace(RESIDENT, id_number="")))


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"id_number": "360426199101010072"}, Finding.ID_NUMBER_CHECK_DIGIT),
        ({"id_number": "36042619910101007"}, Finding.ID_NUMBER_SHAPE),
        ({"id_number": "810000199408230021"}, Finding.ID_NUMBER_SHAPE),
        ({"birth": "19910102"}, Finding.BIRTH_DATE_DIFFERS),
        ({"sex": "2"}, Finding.SEX_DIFFERS),
        ({"id_number": "150390199101010013"}, Finding.UNKNOWN_DIVISION),
        ({"valid_to": "20260531"}, Finding.EXPIRED),
        ({"valid_from": "20260602"}, Finding.NOT_YET_VALID),
        ({"name": "王\ue000"}, Finding.PRIVATE_USE_CHARACTERS),
        ({"valid_to": "20261332"}, Finding.UNREADABLE_DATE),
        ({"birth": "１９９１０１０１"}, Finding.UNREADABLE_DATE),
        ({"name": "王\ud840"}, Finding.UNREADABLE_CHARACTERS),
        ({"address": "a\x07b"}, Finding.UNREADABLE_CHARACTERS),
    ],
)
def test_disagreements_are_findings_and_the_card_is_still_shown(changes: dict[str, str], finding: Finding) -> None:
    identity = parse(encode(replace(RESIDENT, **changes)), TODAY)  # type: ignore[arg-type]  # only text fields are changed
    assert finding in identity.findings


def test_last_day_of_validity_is_still_valid() -> None:
    assert Finding.EXPIRED not in parse(encode(replace(RESIDENT, valid_to="20260601")), TODAY).findings


def test_without_a_date_validity_is_not_judged() -> None:
    assert parse(encode(replace(RESIDENT, valid_to="20000101"))).findings == frozenset()


def test_card_without_limit_is_valid_for_ever() -> None:
    identity = parse(encode(replace(RESIDENT, valid_to="长期")), TODAY)
    assert (identity.valid_to, identity.valid_forever, identity.findings) == (None, True, frozenset())


def test_number_of_15_digits_agrees_with_its_record() -> None:
    old = replace(RESIDENT, id_number="360426910101007")
    assert parse(encode(old), TODAY).findings == frozenset()


def test_private_use_name_keeps_what_was_read() -> None:
    identity = parse(encode(replace(RESIDENT, name="王\ue863")), TODAY)
    assert (identity.name, identity.name_raw, identity.findings) == ("王䶮", "王\ue863", frozenset())


def test_name_beyond_the_basic_plane_survives() -> None:
    identity = parse(encode(replace(RESIDENT, name="王\U00020bb7\U0002a6a5·买买提")), TODAY)
    assert identity.name == "王\U00020bb7\U0002a6a5·买买提"


def test_half_a_character_at_the_end_of_a_full_field_is_marked() -> None:
    identity = parse(encode(replace(RESIDENT, name="长" * 14 + "\ud840")), TODAY)
    assert identity.name == "长" * 14 + "\ufffd"
    assert Finding.UNREADABLE_CHARACTERS in identity.findings


def test_foreigner_without_a_chinese_name_goes_by_the_english_one() -> None:
    assert parse(encode(replace(FOREIGNER_2017, name="")), TODAY).name == "SPECIMEN, THREE"


def test_nothing_of_a_person_shows_in_reprs_and_errors() -> None:
    shown = repr(RESIDENT) + repr(parse(encode(RESIDENT), TODAY))
    with pytest.raises(RecordError) as caught:
        parse(encode(replace(RESIDENT, id_number="号码")))
    shown += repr(caught.value)
    for field in fields(Record):
        value = getattr(RESIDENT, field.name)
        assert not isinstance(value, str) or len(value) < 3 or value not in shown


@pytest.mark.parametrize(
    ("record", "details"),
    [
        (Record(Document.RESIDENT, name="甲", id_number="1"), None),
        (
            Record(Document.RESIDENCE_PERMIT, name="甲", id_number="1", travel_permit="H12345678", issue_count="02"),
            ResidencePermitDetails("H12345678", "02"),
        ),
        (
            Record(Document.FOREIGNER_2017, name="甲", name_en="A", id_number="1", nationality="USA", version="01", authority="1100"),
            Foreigner2017Details("甲", "A", "USA", "01", "1100"),
        ),
        (
            Record(Document.FOREIGNER_2023, name_en="A" * 46, id_number="1", nationality="USA", renewals="01", former_link="XYZ"),
            Foreigner2023Details("", "A" * 46, "USA", "01", "XYZ"),
        ),
    ],
    ids=lambda value: value.document.name if isinstance(value, Record) else "",
)
def test_what_only_one_document_says_is_in_its_details(record: Record, details: object) -> None:
    identity = parse(encode(record))
    assert identity.details == details
    assert "A" * 3 not in repr(identity.details)
