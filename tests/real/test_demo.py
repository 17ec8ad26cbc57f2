"""The whole visit on real parts: card through pcscd, touches through X, paper through IPP, the archive over TLS."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import psutil
import pypdfium2
import pytest
from demo_kiosk import LONG_PAPER, ROOT, Demo, choose, come_in, papers, rows, take_card, texts, to_the_gate, until

from kiosk.commands.published import published
from kiosk.demo.client import Client
from kiosk.demo.private import MARK
from printing.check_paper import check_paper

pytestmark = pytest.mark.real

RARE = "𠮷𬭩𫖮㐱䶮"


def text_of(pdf: Path) -> str:
    """What a reader can copy out of the paper."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def print_it(kiosk: Client) -> dict[str, object]:
    """From the page on the screen to the paper in the hand; returns what the printer says of it."""
    kiosk.tap("print")
    kiosk.wait("take-card")
    take_card(kiosk)
    kiosk.wait("collect")
    kiosk.tap("done")
    kiosk.wait("attract")
    return papers(kiosk)[-1]


def daemons() -> set[int]:
    """Process ids of what a demo starts."""
    names = {"pcscd", "ippeveprinter", "avahi-daemon", "dbus-daemon", "Xvfb", "unshare"}
    return {process.pid for process in psutil.process_iter() if process.name() in names}


def test_the_demo_command_plays_a_visit_stays_open_on_request_and_leaves_nothing_behind(tmp_path: Path) -> None:
    before, out = daemons(), tmp_path / "out"
    env = {name: value for name, value in os.environ.items() if name not in (MARK, "DISPLAY")}
    command = [sys.executable, "run_kiosk.py", "demo", "--hold", "--out", str(out)]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        said = list(takewhile(lambda line: "stays open" not in line, process.stdout))
        process.send_signal(signal.SIGINT)
        said += process.stdout.readlines()
        assert process.wait(20) == 0, said
    assert not [line for line in said if "nanobind" in line], "a library complains of what was left to it"
    assert daemons() <= before
    assert f"The paper as the printer received it: {out / 'paper.pdf'}" in "".join(said)
    timings = json.loads((out / "timings.json").read_text(encoding="utf-8"))
    assert {"card_to_name_s", "tap_to_screen_s", "print_to_accepted_s", "last_byte_at_printer_s"} <= set(timings)
    assert {name.stem[3:] for name in out.glob("[0-9]*.png")} >= {"attract", "ask-for-card", "catalogue", "details", "review", "collect"}
    known = published(str(out / "keys.json"))
    for paper in ("paper.pdf", "paper-1.png"):
        check = check_paper((out / paper).read_bytes(), known)
        assert check.valid, check.findings


@pytest.mark.parametrize(
    ("kind", "choices", "title"),
    [
        ("no-criminal-record", ("purpose:employment",), "无犯罪记录证明"),
        ("family-relationship", ("relative:1", "relative:2", "purpose:study"), "亲属关系证明"),
    ],
)
def test_a_citizen_leaves_with_the_paper(kiosk: Client, kind: str, choices: tuple[str, ...], title: str) -> None:
    before = len(papers(kiosk))
    come_in(kiosk)
    assert choose(kiosk, kind, *choices)["screen"] == "review"
    paper = print_it(kiosk)
    assert len(papers(kiosk)) == before + 1
    assert paper["complete"]
    assert paper["sent"], "the printer received other bytes than the kiosk handed over"
    said = text_of(Path(str(paper["path"])))
    assert title in said.replace(" ", "")
    assert "张安宁" in said
    until(lambda: rows(kiosk)[-1]["state"] == "closed")
    assert rows(kiosk)[-1]["outcome"] == "printed"
    assert rows(kiosk)[-1]["sha256"] == paper["sha256"]


def test_three_papers_are_chosen_printed_together_and_listed_at_the_end(kiosk: Client) -> None:
    before, known = len(papers(kiosk)), {row["number"] for row in rows(kiosk)}
    kiosk.tap("no-criminal-record")
    assert "无犯罪记录" in texts(kiosk.wait("ask-for-card"))
    kiosk.do("card", place="clean")
    kiosk.wait("details")
    kiosk.tap("purpose:employment")
    kiosk.next_question()
    kiosk.wait("consent")
    kiosk.tap("agree")
    kiosk.wait("review")
    kiosk.tap("add-another")
    kiosk.wait("catalogue")
    choose(kiosk, "family-relationship", "relative:1", "purpose:study")
    kiosk.tap("add-another")
    kiosk.wait("catalogue")
    choose(kiosk, "household-changes", "purpose:study")
    kiosk.tap("add-another")
    shown = kiosk.wait("catalogue")
    assert {"remove:0", "remove:1", "remove:2", "print"} <= {control["name"] for control in shown["controls"]}
    kiosk.tap("print")
    kiosk.wait("take-card")
    assert len(papers(kiosk)) == before
    take_card(kiosk)
    said = texts(kiosk.wait("collect", timeout_s=60))
    assert all(name in said for name in ("无犯罪记录", "家庭关系", "户籍变更"))
    kiosk.tap("done")
    kiosk.wait("attract")
    new = papers(kiosk)[before:]
    assert [paper["complete"] for paper in new] == [True, True, True]
    until(lambda: sum(row["state"] == "closed" and row["number"] not in known for row in rows(kiosk)) == 3)
    assert {row["outcome"] for row in rows(kiosk) if row["number"] not in known} == {"printed"}


def test_the_screen_leads_through_every_step_in_order(kiosk: Client) -> None:
    kiosk.tap("start")
    seen = [kiosk.wait("ask-for-card")["screen"]]
    kiosk.do("card", place="clean")
    kiosk.wait("reading-card", "catalogue")  # a good card is read within a few frames
    seen.append(kiosk.wait("catalogue")["screen"])
    kiosk.tap(LONG_PAPER)
    seen.append(kiosk.wait("details")["screen"])
    kiosk.tap("purpose:travel")
    kiosk.next_question()
    kiosk.tap("next")
    seen.append(kiosk.wait("consent")["screen"])
    kiosk.tap("agree")
    seen.append(kiosk.wait("searching", "review")["screen"])
    kiosk.wait("review")
    kiosk.tap("print")
    seen.append(kiosk.wait("issuing")["screen"])
    seen.append(kiosk.wait("take-card")["screen"])
    kiosk.do("printer", paper=1)  # so that it prints for as long as it takes to see it
    take_card(kiosk)
    seen.append(kiosk.wait("printing")["screen"])
    kiosk.do("printer", paper=10)
    seen.append(kiosk.wait("collect")["screen"])
    kiosk.tap("done")
    seen.append(kiosk.wait("attract")["screen"])
    assert [name for name in seen if name != "searching" and name != "review"] == [
        "ask-for-card", "catalogue", "details", "consent", "issuing", "take-card", "printing", "collect", "attract",
    ]  # fmt: skip


def test_nothing_is_printed_before_the_card_is_taken(kiosk: Client) -> None:
    before = len(papers(kiosk))
    to_the_gate(kiosk)
    shown = kiosk.ask("wait", screen=["printing", "collect"], timeout_s=1.0)
    assert not shown["ok"]
    assert len(papers(kiosk)) == before
    take_card(kiosk)
    kiosk.wait("collect")
    assert len(papers(kiosk)) == before + 1


def test_a_card_that_is_never_taken_voids_the_number(kiosk: Client) -> None:
    before = len(papers(kiosk))
    to_the_gate(kiosk)
    kiosk.ask("wait", screen=["attract", "apology"], timeout_s=60)
    until(lambda: rows(kiosk)[-1]["state"] == "closed")
    assert rows(kiosk)[-1]["outcome"] == "void"
    take_card(kiosk)
    assert len(papers(kiosk)) == before


def test_a_record_and_a_manual_check_read_the_very_same(demo: Demo) -> None:
    kiosk = demo.kiosk
    said = {}
    for sample in ("record", "manual"):
        demo.make_sound()
        come_in(kiosk, sample)
        shown = choose(kiosk, "no-criminal-record", "purpose:employment")
        assert (shown["screen"], shown["problem"]) == ("apology", "at-window")
        words = [text for text in shown["texts"] if not any(character.isdigit() for character in text) and "*" not in text]
        said[sample] = (words, [(c["name"], c["enabled"], c["rect_px"]) for c in shown["controls"]])
        assert "犯罪记录" not in texts(shown).replace("无犯罪记录证明", "")
    assert said["record"] == said["manual"]


def test_a_sealed_juvenile_record_is_no_record(kiosk: Client) -> None:
    come_in(kiosk, "juvenile")
    assert choose(kiosk, "no-criminal-record", "purpose:employment")["screen"] == "review"


def test_rare_characters_stand_on_the_screen_and_on_the_paper(kiosk: Client) -> None:
    shown = come_in(kiosk, "rare")
    assert RARE[0] in texts(shown), "the masked name shows its first character"
    kiosk.tap("family-relationship")
    assert "王𫖮" in texts(kiosk.wait("details"))
    kiosk.tap("back")
    kiosk.wait("catalogue")
    assert choose(kiosk, "family-relationship", "relative:1", "purpose:other")["screen"] == "review"
    said = text_of(Path(str(print_it(kiosk)["path"])))
    assert RARE in said
    assert "王𫖮" in said


def test_a_long_name_with_a_middle_dot_is_printed_whole(kiosk: Client) -> None:
    come_in(kiosk, "mongol")
    assert choose(kiosk, "no-criminal-record", "purpose:employment")["screen"] == "review"
    assert "孛儿只斤·巴特尔孟克朝鲁门" in text_of(Path(str(print_it(kiosk)["path"]))).replace("\r\n", "").replace("\n", "")


def test_no_more_relatives_can_be_picked_than_fit_on_the_paper(kiosk: Client) -> None:
    come_in(kiosk, "long")
    kiosk.tap("family-relationship")
    kiosk.wait("details")
    for number in range(1, 7):
        kiosk.tap(f"relative:{number}")
    refused = kiosk.ask("tap", name="relative:7")
    assert not refused["ok"]
    assert "disabled" in refused["problem"]


def test_a_second_reader_serves_as_well(kiosk: Client) -> None:
    kiosk.do("card", place="family", slot=1)
    kiosk.wait("catalogue")
    take_card(kiosk, slot=1)
    kiosk.wait("attract")


def test_nothing_about_the_citizen_is_left_on_the_screen(kiosk: Client) -> None:
    come_in(kiosk)
    choose(kiosk, "family-relationship", "relative:1", "purpose:other")
    kiosk.tap("cancel")
    kiosk.wait("take-card", "attract")
    take_card(kiosk)
    shown = kiosk.wait("attract")
    assert not any(name in texts(shown) for name in ("张", "李静怡"))


def test_the_language_can_be_changed_in_the_middle_of_a_visit(kiosk: Client) -> None:
    before = come_in(kiosk)
    kiosk.tap("language-en")
    english = kiosk.do("screen")
    assert (english["screen"], english["locale"]) == ("catalogue", "en")
    assert english["texts"] != before["texts"]
    kiosk.tap("language-zh")
    assert kiosk.do("screen")["texts"] == before["texts"]


def test_silence_ends_the_visit_after_a_warning(kiosk: Client) -> None:
    kiosk.tap("start")
    kiosk.wait("ask-for-card")
    until(lambda: "more-time" in [control["name"] for control in kiosk.do("screen")["controls"]])
    kiosk.tap("more-time")
    assert kiosk.do("screen")["screen"] == "ask-for-card"
    kiosk.wait("attract", timeout_s=60)


def test_a_touch_beside_the_controls_does_nothing(kiosk: Client) -> None:
    shown = come_in(kiosk)
    kiosk.do("tap", at_px=[540, 4])
    assert kiosk.do("screen")["screen"] == shown["screen"]
    assert not kiosk.ask("tap", at_px=[540, 1920])["ok"]
    assert not kiosk.ask("tap", name="print")["ok"]


def test_the_journal_shows_nothing_about_anybody(kiosk: Client) -> None:
    to_the_gate(kiosk)
    take_card(kiosk)
    kiosk.wait("collect")
    said = json.dumps(rows(kiosk), ensure_ascii=False)
    assert "张" not in said
    assert "150390" not in said


def test_the_log_shows_nothing_about_anybody(demo: Demo) -> None:
    to_the_gate(demo.kiosk)
    said = (demo.out / "kiosk.log").read_text(encoding="utf-8")
    assert "paper-issued" in said
    assert "张" not in said
    assert "150390" not in said


def test_the_qr_on_the_paper_is_signed_by_the_published_key(demo: Demo) -> None:
    come_in(demo.kiosk)
    choose(demo.kiosk, "no-criminal-record", "purpose:employment")
    paper = print_it(demo.kiosk)
    check = check_paper(Path(str(paper["path"])).read_bytes(), published(str(demo.out / "keys.json")))
    assert check.valid, check.findings
    assert check.specimen


@pytest.fixture
def raw(demo: Demo) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(demo.socket))
        connection.settimeout(10)
        yield connection


def test_the_socket_is_the_owners_alone_and_survives_rubbish(demo: Demo, raw: socket.socket) -> None:
    assert stat.S_IMODE(demo.socket.stat().st_mode) == 0o600
    raw.sendall(b"\xff\xfe\n{}\n" + b'{"id":3,"do":"screen"}\n')
    with raw.makefile("rb") as lines:
        answers = [json.loads(lines.readline()) for _ in range(3)]
    assert [answer["ok"] for answer in answers] == [False, False, True]
    assert answers[2]["id"] == 3


def test_every_control_is_within_the_screen_and_large_enough_to_touch(kiosk: Client) -> None:
    for shown in (kiosk.do("screen"), come_in(kiosk)):
        for control in shown["controls"]:
            x, y, width, height = control["rect_px"]
            assert 0 <= x <= x + width <= 1080
            assert 0 <= y <= y + height <= 1920
            assert min(control["rect_mm"][2:]) >= 20
            assert control["label"]
