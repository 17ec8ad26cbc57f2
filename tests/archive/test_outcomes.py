"""Every row of docs/samples.md, walked by a kiosk before the running service: the sample citizen gets what the table promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from archive import outside
from archive.sample_outcomes import Outcome, Step, markdown, outcomes
from archive.times import now
from printing.definition import Definition, load

ROOT = Path(__file__).parents[2]
DEFINITIONS = ROOT / "config" / "certificates"
KINDS = [load(file) for file in sorted(DEFINITIONS.glob("*.toml"))]
ROWS = [(definition, outcome) for definition in KINDS for outcome in outcomes(definition)]
LISTS = ("violations", "records", "entries", "relatives", "pages")


def name(value: object) -> str | None:
    match value:
        case Definition():
            return value.id
        case Outcome():
            return f"{value.sample}-{'paper' if value.problem is None else value.problem.value}"
    return None


@contextmanager
def down(office: Any, source: str | None) -> Iterator[None]:
    def mark(up: bool) -> None:
        with office.store.write() as session:
            if source is not None:
                outside.mark(session, source, up, now())

    mark(False)
    try:
        yield
    finally:
        mark(True)


@pytest.mark.parametrize(("definition", "outcome"), ROWS, ids=name)
def test_every_row_of_the_table_gives_the_outcome_it_promises(kiosk_with_quota: Any, definition: Definition, outcome: Outcome) -> None:
    kiosk, office = kiosk_with_quota
    opened = kiosk.call("POST", "/v1/visits", json=kiosk.evidence(outcome.sample))
    if outcome.step is Step.VISIT:
        assert opened.status_code >= 400
        assert opened.json()["code"] == outcome.problem.value
        form = None if outcome.receipt is None else outcome.receipt.value
        assert opened.json().get("receipt", {}).get("form") == form
        return
    assert opened.status_code == 201
    visit = opened.json()["visit"]
    with down(office, outcome.down):
        offered = {kind["id"]: kind["reason"] for kind in kiosk.open(outcome.sample)["kinds"]}[definition.id]
        can_pick = offered is None
        picks = kiosk.picks(visit, definition.id, outcome.pick, outcome.two) if can_pick else {}
        answer = kiosk.post_draft(visit, definition.id, picks)
    body = answer.json()
    if outcome.problem is not None:
        assert (answer.status_code, body["outcome"], body["reason"]) == (200, "refused", outcome.problem.value)
        form = None if outcome.receipt is None else outcome.receipt.value
        assert (None if body["receipt"] is None else body["receipt"]["form"]) == form
        return
    assert (answer.status_code, body["outcome"]) == (201, "draft"), body
    check_paper(outcome, body["content"])


def check_paper(outcome: Outcome, content: dict[str, Any]) -> None:
    if outcome.pick is not None:
        assert outcome.pick in str(content)
    if outcome.rows is not None:
        rows = next(content[key] for key in LISTS if key in content)
        assert len(rows) >= outcome.rows
        assert (len(rows) == 0) == (outcome.rows == 0)
    for entry in content.get("entries", ()):
        assert not re.search(r"\d-\d", f"{entry['before']}{entry['after']}"), "a date that a citizen reads is written in words"
    if outcome.two:
        assert content["language"] == "zh-en"
        assert content["spelling"]["subject"]


def test_the_table_in_the_docs_is_the_one_the_code_makes() -> None:
    assert (ROOT / "docs" / "samples.md").read_text(encoding="utf-8") == markdown(DEFINITIONS)


def test_every_dataset_has_every_outcome_that_can_befall_it() -> None:
    found = {(definition.dataset, outcome.problem.value if outcome.problem else "paper") for definition, outcome in ROWS}
    registers = {"birth", "death", "family", "household-changes", "archive-pages"}
    for dataset in {definition.dataset for definition in KINDS}:
        wanted = {"paper", "no-right", "data-conflict", "not-found", "card-expired"}
        wanted |= {"not-digitised"} if dataset in registers else set()
        wanted |= {"at-window", "over-quota"} if dataset == "criminal-record" else set()
        wanted |= {"source-down"} if dataset in {"vehicle-violations", "exit-entry"} else set()
        assert {(dataset, one) for one in wanted} <= found
