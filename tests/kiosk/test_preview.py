"""`run_kiosk.py preview`: every kind and slip from its sample, and what is wrong in words."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from kiosk.commands.preview import command

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "config" / "demo.toml"
FOLDER = ROOT / "config" / "certificates"
KINDS = sorted(path.stem for path in FOLDER.glob("*.toml"))
SLIPS = sorted(path.stem for path in (FOLDER / "slips").glob("*.toml"))
ABROAD = ("birth", "family-relationship", "no-criminal-record")


def text_of(path: Path) -> str:
    document = pdfium.PdfDocument(path.read_bytes())
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def shown(kind: str, out: Path, language: str | None = None, data: Path | None = None) -> tuple[int, str]:
    status = command(kind, data, out, CONFIG, False, language)
    return status, text_of(out) if status == 0 else ""


@pytest.mark.parametrize("kind", [*KINDS, *SLIPS])
def test_every_kind_and_slip_has_a_preview(kind, tmp_path):
    status, text = shown(kind, tmp_path / "p.pdf")
    assert status == 0
    assert "张安宁" in text
    assert "150390199001020017" not in text


@pytest.mark.parametrize("kind", ABROAD)
def test_the_bilingual_variant_can_be_asked_for(kind, tmp_path):
    assert "ZHANGAnning" in shown(kind, tmp_path / "p.pdf", "zh-en")[1]
    assert "ZHANGAnning" not in shown(kind, tmp_path / "q.pdf", "zh")[1]


def test_a_variant_that_the_kind_lacks_is_said_with_those_it_has(tmp_path, capsys):
    assert shown("exit-entry", tmp_path / "p.pdf", "zh-en")[0] == 2
    assert "zh" in capsys.readouterr().err


def test_a_definition_not_yet_on_the_menu_is_shown_from_its_path_and_own_data(tmp_path):
    file, data = tmp_path / "my-kind.toml", tmp_path / "mine.json"
    file.write_text((FOLDER / "item-change.toml").read_text(encoding="utf-8").replace('"item-change"', '"my-kind"'), encoding="utf-8")
    content = json.loads((FOLDER / "samples" / "item-change.json").read_text(encoding="utf-8"))
    content["subject"]["name"] = "样本人"
    data.write_text(json.dumps(content), encoding="utf-8")
    assert "样本人" in shown(str(file), tmp_path / "p.pdf", data=data)[1]


def test_content_that_does_not_fit_is_said_without_its_values(tmp_path, capsys):
    data = tmp_path / "mine.json"
    data.write_text(json.dumps({"subject": {"name": "样本人"}}), encoding="utf-8")
    assert shown("item-change", tmp_path / "p.pdf", data=data)[0] == 1
    said = capsys.readouterr().err
    assert "item-change" in said
    assert "样本人" not in said


def test_a_placeholder_that_the_content_lacks_is_named_with_its_line(tmp_path, capsys):
    file = tmp_path / "my-kind.toml"
    right = (FOLDER / "item-change.toml").read_text(encoding="utf-8").replace('"item-change"', '"my-kind"')
    file.write_text(right.replace("subject.id_number }}", "subject.idnumber }}", 1), encoding="utf-8")
    assert shown(str(file), tmp_path / "p.pdf", data=FOLDER / "samples" / "item-change.json")[0] == 1
    said = capsys.readouterr().err
    (line,) = (
        number for number, text in enumerate(right.splitlines(), 1) if text == "[[field]]" and "公民身份号码" in right.splitlines()[number]
    )
    assert f"{file}:{line + 2}: field[1].value.zh: " in said
    assert "'idnumber'" in said


def test_a_character_that_no_font_has_is_said_with_what_to_do(tmp_path, capsys):
    content = json.loads((FOLDER / "samples" / "no-criminal-record.json").read_text(encoding="utf-8"))
    content["subject"]["name"] = "张\U0003fffd"
    data = tmp_path / "mine.json"
    data.write_text(json.dumps(content), encoding="utf-8")
    assert shown("no-criminal-record", tmp_path / "p.pdf", data=data)[0] == 1
    said = capsys.readouterr().err
    assert "no-criminal-record.toml:" in said
    assert "not U+3FFFD" in said
    assert "add a font to fonts.directories" in said


def test_a_picture_that_lies_nowhere_is_said(tmp_path, capsys):
    content = json.loads((FOLDER / "samples" / "archive-copy.json").read_text(encoding="utf-8"))
    content["pages"][0]["image"] = "0" * 64
    data = tmp_path / "mine.json"
    data.write_text(json.dumps(content), encoding="utf-8")
    assert shown("archive-copy", tmp_path / "p.pdf", data=data)[0] == 1
    assert "picture" in capsys.readouterr().err
