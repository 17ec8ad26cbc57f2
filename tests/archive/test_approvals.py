from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archive.approvals import approve
from printing.definition import DefinitionError

SHIPPED = (Path(__file__).parents[2] / "config" / "certificates" / "no-criminal-record.toml").read_text(encoding="utf-8")


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
        ('name = "purpose"', 'name = "weather"', "a field of the dataset"),
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
