"""The JSON Schema that editors use: it is generated, accepts what ships and refuses what the program refuses."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from printing.definition import ICONS
from printing.definition_schema import schema

CONFIG = Path(__file__).parents[2] / "config"
FILES = sorted((CONFIG / "certificates").rglob("*.toml"))
SCHEMA = json.loads((CONFIG / "certificate.schema.json").read_text(encoding="utf-8"))
CHECK = jsonschema.Draft202012Validator(SCHEMA)
KINSHIP = (CONFIG / "certificates" / "family-relationship.toml").read_text(encoding="utf-8")
SLIP = (CONFIG / "certificates" / "slips" / "acceptance.toml").read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    return [error.message for error in CHECK.iter_errors(tomllib.loads(text))]


def test_the_file_is_the_one_the_program_generates():
    assert schema() == SCHEMA
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_accepts_every_shipped_file_and_each_file_names_it(file):
    text = file.read_text(encoding="utf-8")
    assert faults(text) == []
    first, _, address = text.split("\n", 1)[0].partition(" ")
    assert first == "#:schema"
    assert (file.parent / address).resolve() == CONFIG / "certificate.schema.json"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('icon = "family"', 'icon = "spaceship"'),
        ('icon = "family"', ""),
        ('type = "language"', 'type = "tongue"'),
        ("at_most = 6", "at_most = 0"),
        ('rows = "relatives"', 'rows = "../relatives"'),
        ('seal = "household"', "seal = 5"),
        ('seal = "household"', 'stamp = "household"'),
        ('dataset = "family"', ""),
        ('languages = ["zh", "zh-en"]', 'languages = ["en"]'),
        ('title = { zh = "亲属关系证明", en = "Certificate of Family Relationship" }', 'title = { zh = "亲属关系证明" }'),
    ],
)
def test_it_refuses_what_the_program_refuses(old, new):
    assert faults(KINSHIP) == []
    assert old in KINSHIP
    assert faults(KINSHIP.replace(old, new)) != []


def test_a_certificate_needs_its_legal_basis_and_facts_and_a_slip_must_not_have_a_seal():
    lines = KINSHIP.split("\n")
    assert faults("\n".join(line for line in lines if not line.startswith("legal_basis"))) != []
    assert faults(SLIP) == []
    assert faults(SLIP.replace('form = "slip"', 'form = "slip"\nseal = "household"')) != []
    assert faults(SLIP.replace('form = "slip"', "")) != []


def test_every_key_is_described_and_closed_sets_are_listed():
    for model in (SCHEMA, *SCHEMA["$defs"].values()):
        assert model["additionalProperties"] is False
        assert all(one.get("description") for one in model["properties"].values()), model["title"]
    assert SCHEMA["$defs"]["Menu"]["properties"]["icon"]["enum"] == list(ICONS)
