"""The printed facts that travel inside the PDF, and the pages that are set again with them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing import page_facts
from printing.canonical import canonical
from printing.compare_pages import runs_of
from printing.dress import PLAIN, Dress, MongolianPlace
from printing.filled import filled
from printing.geometry import mm
from printing.layout import lay_out
from printing.mongolian import MongolianScript
from printing.ops import Box
from printing.seal import SealArt
from printing.set_again import NotSettable, set_again
from printing.verification import read

KIND = "no-criminal-record"
ROOT = Path(__file__).parents[2]
FONTS = [ROOT / ".fonts", Path("/usr/share/fonts")]


@pytest.fixture(scope="module")
def content():
    return json.loads((ROOT / "config" / "certificates" / "samples" / f"{KIND}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def script():
    return MongolianScript.find(FONTS)


def words_of(pages) -> list[str]:
    return ["".join(run.text for run in runs_of(page, 0.0, 0.0)) for page in pages]


def art(definition) -> dict[str, SealArt]:
    return {definition.seal: SealArt((Box(0, 0, 9, 9, (1, 0, 0)),), mm(42), "seal-art")}


@pytest.mark.parametrize("specimen", [True, False])
@pytest.mark.parametrize("place", list(MongolianPlace))
@pytest.mark.parametrize("help_line", [None, "0470-000-0000"])
def test_pages_set_again_have_the_words_of_the_first_setting_whatever_the_dress(
    kinds, issuer, fonts, content, script, specimen, place, help_line
):
    definition = kinds[KIND]
    marks = issuer.marks(definition, content, specimen=specimen)
    dress = Dress(seals=art(definition), mongolian=place, unit_mn="ᠮᠣᠩᠭᠣᠯ", script=script, help_line=help_line)
    first = lay_out(filled(definition, content), marks, marks.unit, fonts, dress=dress).pages
    payload = read(marks.verification_url)
    facts = page_facts.load(page_facts.dump(marks, dress))
    again = set_again(definition, content, payload.claims, facts, marks.verification_url, payload.code or "", fonts, script)
    assert words_of(again) == words_of(first)
    if help_line:
        assert help_line in "".join(words_of(again))


def test_the_marks_come_back_from_claims_and_facts(kinds, issuer, content):
    marks = issuer.marks(kinds[KIND], content)
    payload = read(marks.verification_url)
    again = page_facts.load(page_facts.dump(marks, PLAIN)).marks(payload.claims, marks.verification_url, payload.code or "")
    assert replace(again, valid_until=marks.valid_until) == marks


def test_the_last_day_of_validity_is_the_one_before_the_payload_expires(kinds, issuer, content):
    marks = issuer.marks(kinds[KIND], content)
    claims = read(marks.verification_url).claims
    midnight = claims.issued_at.astimezone(marks.issued_at.tzinfo).replace(hour=0, minute=0, month=12, day=24)
    facts = page_facts.load(page_facts.dump(marks, PLAIN))
    assert facts.marks(replace(claims, expires=midnight), "", "").valid_until.isoformat() == "2026-12-23"
    assert facts.marks(replace(claims, expires=None), "", "").valid_until is None


def test_content_that_does_not_fit_its_definition_is_not_set(kinds, issuer, fonts, content):
    marks = issuer.marks(kinds[KIND], content)
    claims = read(marks.verification_url).claims
    facts = page_facts.load(page_facts.dump(marks, PLAIN))
    with pytest.raises(NotSettable) as fault:
        set_again(kinds[KIND], {"subject": content["subject"]["name"]}, claims, facts, "", "", fonts, None)
    assert content["subject"]["name"] not in str(fault.value)


GOOD = {"kiosk": "WH-0001", "printed_at": "2026-11-23T10:15:00+08:00", "mongolian": "none", "unit_mn": None, "help_line": None}


@pytest.mark.parametrize(
    "change",
    [
        {"kiosk": None}, {"kiosk": "x" * 201}, {"printed_at": "2026-11-23T10:15:00"}, {"printed_at": 5}, {"mongolian": "above"},
        {"unit_mn": 5}, {"help_line": ["x"]},
    ],
)  # fmt: skip
def test_facts_of_another_form_are_refused(change):
    assert page_facts.load(canonical(GOOD)).kiosk == "WH-0001"
    with pytest.raises(page_facts.PageFactsError):
        page_facts.load(canonical({**GOOD, **change}))
    with pytest.raises(page_facts.PageFactsError):
        page_facts.load(canonical({name: value for name, value in GOOD.items() if name not in change}))


@given(st.binary(max_size=200))
def test_junk_is_refused(data):
    with pytest.raises(page_facts.PageFactsError):
        page_facts.load(data)
