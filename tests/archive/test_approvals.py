from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from consent_given import agreed_to

from archive import drafts, issue, visits
from archive.approvals import approve, approve_all, withdraw
from archive.office import approved
from archive.problems import Problem, Refusal
from archive.sample_cards import cards
from archive.store import ApprovedDefinition, KindCode
from printing.definition import DefinitionError

DEFINITIONS = Path(__file__).parents[2] / "config" / "certificates"
SHIPPED = (DEFINITIONS / "no-criminal-record.toml").read_text(encoding="utf-8")


def write(folder: Path, text: str) -> Path:
    file = folder / "a-kind.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_new_file_of_a_technician_becomes_a_kind_without_any_code(office: Any, clock: Any, tmp_path: Path) -> None:
    approved = approve(office.store, clock, write(tmp_path, SHIPPED.replace('id = "no-criminal-record"', 'id = "a-new-kind"')))
    assert (approved.kind, approved.new) == ("a-new-kind", True)
    assert not approve(office.store, clock, tmp_path / "a-kind.toml").new


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('dataset = "criminal-record"', 'dataset = "weather"', "a dataset of this archive"),
        ("{{ subject.name }}", "{{ subject.nickname }}", "nickname"),
        ('"purpose"', '"weather"', "a field of the dataset"),
    ],
)
def test_a_definition_its_dataset_cannot_fill_is_not_approved(
    office: Any, clock: Any, tmp_path: Path, old: str, new: str, expected: str
) -> None:
    file = write(tmp_path, SHIPPED.replace(old, new))
    with pytest.raises(DefinitionError) as wrong:
        approve(office.store, clock, file)
    assert expected in str(wrong.value)
    assert str(file) in str(wrong.value)
    assert all(fault.line > 1 for fault in wrong.value.faults)


def test_choices_from_a_source_the_dataset_does_not_have_are_not_approved(office: Any, clock: Any, tmp_path: Path) -> None:
    text = SHIPPED + '\n[[parameter]]\nname = "neighbour"\nchoices_from = "street.neighbours"\nlabel = { zh = "邻居", en = "Neighbour" }\n'
    with pytest.raises(DefinitionError, match="a source of the dataset"):
        approve(office.store, clock, write(tmp_path, text))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('choices_from = "person.spellings"', 'choices_from = "birth.persons"', "a source of the dataset"),
        ('type = "spelling"\n', "", "a source of the type choice"),
        ('label = { zh = "就业"', 'label = { zh = "' + "就" * 21 + '"', "label of at most 20 characters"),
    ],
)
def test_parameters_the_archive_could_not_serve_are_not_approved(
    office: Any, clock: Any, tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in SHIPPED
    with pytest.raises(DefinitionError) as wrong:
        approve(office.store, clock, write(tmp_path, SHIPPED.replace(old, new)))
    assert expected in str(wrong.value)


def test_a_slip_needs_no_approval_and_gets_none(office: Any, clock: Any) -> None:
    for slip in (DEFINITIONS / "slips").glob("*.toml"):
        with pytest.raises(DefinitionError, match="Slips need no approval"):
            approve(office.store, clock, slip)


def paper(office: Any, kind: str, sha256: str, key: str) -> issue.Issued:
    card = next(card for card in cards() if card.sample == "clean")
    evidence = visits.Evidence("RESIDENT", card.name, card.id_number, card.sex, card.nation, card.birth, card.valid_to, False)
    token = visits.open_visit(office, "WH-0001", evidence).token
    drafted = drafts.draft(office, token, kind, sha256, {"purpose": ["study"], "language": ["zh"]}, agreed_to("no-criminal-record"))
    assert isinstance(drafted, drafts.Drafted)
    return issue.issue(office, key, drafted.id, token)


def menu(office: Any) -> list[str]:
    card = next(card for card in cards() if card.sample == "clean")
    evidence = visits.Evidence("RESIDENT", card.name, card.id_number, card.sex, card.nation, card.birth, card.valid_to, False)
    return [offer.kind for offer in visits.open_visit(office, "WH-0001", evidence).offers]


def test_a_withdrawn_kind_is_off_the_menu_and_its_papers_stay_verifiable(office: Any, clock: Any, tmp_path: Path) -> None:
    file = write(tmp_path, SHIPPED.replace('id = "no-criminal-record"', 'id = "a-new-kind"'))
    sha256 = approve(office.store, clock, file).sha256
    paper(office, "a-new-kind", sha256, "key-aaaaaaaa")
    assert withdraw(office.store, clock, "a-new-kind") == (sha256,)
    assert withdraw(office.store, clock, "a-new-kind") == ()
    assert "a-new-kind" not in menu(office)
    with pytest.raises(Refusal) as refused:
        paper(office, "a-new-kind", sha256, "key-bbbbbbbb")
    assert refused.value.problem is Problem.DEFINITION_NOT_APPROVED
    with office.store.read() as session:
        assert approved(session, "a-new-kind", sha256).id == "a-new-kind"
    assert approve(office.store, clock, file).new
    assert "a-new-kind" in menu(office)


def test_a_replaced_file_serves_until_it_is_withdrawn_and_the_count_goes_on(office: Any, clock: Any, tmp_path: Path) -> None:
    text = SHIPPED.replace('id = "no-criminal-record"', 'id = "a-new-kind"')
    old = approve(office.store, clock, write(tmp_path, text)).sha256
    new = approve(office.store, clock, write(tmp_path, text + "# the second edition\n")).sha256
    numbers = [paper(office, "a-new-kind", sha256, f"key-{nth}-aaaaaaaa").number for nth, sha256 in enumerate((old, new))]
    assert [number[-6:] for number in numbers] == ["000001", "000002"]
    assert len({number[:4] for number in numbers}) == 1
    assert withdraw(office.store, clock, "a-new-kind", old) == (old,)
    with pytest.raises(Refusal):
        paper(office, "a-new-kind", old, "key-late-aaaa")
    assert paper(office, "a-new-kind", new, "key-good-aaaa").number.endswith("000003")


def test_a_kind_keeps_the_code_of_its_first_approval_and_the_next_one_gets_the_next(office: Any, clock: Any, tmp_path: Path) -> None:
    with office.store.read() as session:
        before = {row.kind: row.code for row in session.query(KindCode)}
    assert sorted(before.values()) == list(range(1, len(before) + 1))
    approve(office.store, clock, write(tmp_path, SHIPPED.replace('id = "no-criminal-record"', 'id = "a-new-kind"')))
    approve_all(office.store, clock, DEFINITIONS)
    with office.store.read() as session:
        after = {row.kind: row.code for row in session.query(KindCode)}
        assert session.query(ApprovedDefinition).count() == len(after)
    assert after == {**before, "a-new-kind": len(before) + 1}
