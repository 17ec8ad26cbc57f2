"""The second proof on real parts: a code from the archive's test outbox, and an officer who confirms, up to the paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from demo_kiosk import QUICK, Demo, choose, come_in, papers, rows, take_card, texts, until

from kiosk.demo.client import Client

pytestmark = pytest.mark.real

PROOF = {
    **QUICK,
    'default = ["none"]': 'default = ["code", "officer"]\n\n[proof.kinds]\nfamily-relationship = ["officer"]\nhousehold-changes = ["none"]',
}


@pytest.fixture(scope="module")
def proving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with Demo(tmp_path_factory.mktemp("proof"), PROOF) as demo:
        yield demo


@pytest.fixture
def kiosk(proving: Demo) -> Client:
    proving.make_sound()
    return proving.kiosk


def to_the_paper(kiosk: Client) -> None:
    """From the page on the screen to the paper in the hand."""
    before = len(papers(kiosk))
    kiosk.tap("print")
    kiosk.wait("take-card")
    take_card(kiosk)
    kiosk.wait("collect")
    kiosk.tap("done")
    kiosk.wait("attract")
    until(lambda: len(papers(kiosk)) == before + 1 and rows(kiosk)[-1]["outcome"] == "printed")


def go_on(kiosk: Client) -> None:
    """The questions of no-criminal-record and its consent."""
    kiosk.wait("details")
    kiosk.tap("purpose:employment")
    while kiosk.next_question()["screen"] == "details":
        pass
    kiosk.wait("consent")
    kiosk.tap("agree")
    kiosk.wait("review")


def until_step(kiosk: Client, name: str) -> None:
    """Waits for a control of the next step."""
    until(lambda: any(control["name"] == name for control in kiosk.do("screen")["controls"]))


def test_card_code_consent_paper(kiosk: Client) -> None:
    come_in(kiosk)
    kiosk.tap("no-criminal-record")
    kiosk.wait("proof")
    kiosk.tap("proof:code")
    until_step(kiosk, "digit:1")
    shown = texts(kiosk.do("screen"))
    said = kiosk.do("proof", code=True)
    assert said["code"] in said["text"]
    assert said["code"] not in shown
    wrong = f"{(int(said['code']) + 1) % 10**6:06}"
    for digit in wrong:
        kiosk.tap(f"digit:{digit}")
    until(lambda: kiosk.do("screen")["problem"] == "code-wrong")
    for digit in said["code"]:
        kiosk.tap(f"digit:{digit}")
    go_on(kiosk)
    to_the_paper(kiosk)
    assert not kiosk.ask("proof", code=True)["ok"], "nothing is kept after the visit"


def test_card_officer_paper(kiosk: Client) -> None:
    come_in(kiosk)
    kiosk.tap("family-relationship")
    kiosk.wait("proof")
    until(lambda: kiosk.ask("proof", confirm=True)["ok"])
    kiosk.wait("details")
    kiosk.tap("back")
    kiosk.wait("catalogue")
    assert choose(kiosk, "family-relationship", "relative:1", "purpose:other")["screen"] == "review", "once a visit"
    to_the_paper(kiosk)


def test_an_officer_who_does_not_confirm_leaves_only_the_window(kiosk: Client) -> None:
    come_in(kiosk)
    kiosk.tap("family-relationship")
    kiosk.wait("proof")
    until(lambda: kiosk.ask("proof", refuse=True)["ok"])
    assert kiosk.wait("apology")["problem"] == "proof-failed"
    take_card(kiosk)
    kiosk.wait("attract")


def test_the_card_taken_while_the_code_is_typed_ends_the_visit(kiosk: Client) -> None:
    come_in(kiosk)
    kiosk.tap("no-criminal-record")
    kiosk.wait("proof")
    kiosk.tap("proof:code")
    until_step(kiosk, "digit:1")
    kiosk.tap("digit:4")
    take_card(kiosk)
    assert "4" not in kiosk.wait("apology", timeout_s=3)["texts"]
    kiosk.tap("done")
    kiosk.wait("attract")


def test_the_shipped_configuration_is_the_one_tried_here() -> None:
    text = (Path(__file__).parents[2] / "config" / "demo-proof.toml").read_text(encoding="utf-8")
    assert 'default = ["code", "officer"]' in text
