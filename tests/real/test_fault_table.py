"""The faults that are not the printer's, each provoked on real parts: the citizen is told, every number is accounted for, and the next
citizen is served.

What only a window can show stands in test_faults.py, what only a real pcscd can in test_reader.py, a full disk in test_journal_disk.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from demo_kiosk import choose, come_in, papers, rows, take_card, until
from hall import PLAIN, WITH_PICTURES, Hall, ImpatientClient, Spoil, hall_in

from archive.sample_cards import cards
from idcard import placements
from kiosk.demo.client import Client
from kiosk.demo.proxy import changed
from kiosk.session.machine import Machine
from tests.crash.nursery import CARD
from tests.crash.stage import until as wait_for

pytestmark = pytest.mark.real

OTHER_CARD = "family-1"

OPEN, CHOICES, DRAFT, IMAGE = (
    "POST /v1/visits", "GET /v1/visits/{}/choices/{}", "POST /v1/visits/{}/drafts", "GET /v1/visits/{}/drafts/{}/images/{}",
)  # fmt: skip
ISSUE, SIGN, FILE = "PUT /v1/issuings/{}", "POST /v1/issuings/{}/signature", "PUT /v1/issuings/{}/document"
OUTCOME, VOID, END = "PUT /v1/issuings/{}/outcome", "DELETE /v1/issuings/{}", "DELETE /v1/visits/{}"
BEFORE_A_NUMBER = (OPEN, CHOICES, DRAFT, IMAGE)
WHILE_ISSUING = (ISSUE, SIGN, FILE)
AFTER_THE_PAPER = (OUTCOME, END)
REQUESTS = (*BEFORE_A_NUMBER, *WHILE_ISSUING, *AFTER_THE_PAPER, VOID)
"""Every request of a visit. Those of a kiosk at rest are LOOKS; what a restarted kiosk asks is cut in the crash matrix."""
LOOKS = ("GET /readyz", "GET /healthz", "GET /v1/datasets")


@pytest.fixture(scope="module")
def open_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """One hall for all tests: the citizen of each is the next after the one before."""
    with hall_in(tmp_path_factory.mktemp("hall")) as hall:
        yield hall


@pytest.fixture
def hall(open_hall: Hall) -> Iterator[Hall]:
    """A kiosk with nobody before it; afterwards every number is accounted for."""
    open_hall.stage.printer.set(clear=True)
    yield open_hall
    open_hall.on.clear()
    ImpatientClient.impatient_of = ""
    open_hall.kiosk.wait("attract")
    open_hall.account()


def spoilt_visit(hall: Hall, spoil: Spoil) -> tuple[str, int]:
    """What the citizen was told (nothing: a paper in the hand), and how many papers came."""
    shown, came, spoilt = len(hall.screens), hall.papers, hall.proxy.spoilt
    hall.proxy.spoil = spoil
    if spoil.route == VOID:  # a number is void when its citizen gives it up
        hall.on["take-card"] = lambda: hall.kiosk.touch("cancel")
    ImpatientClient.impatient_of = spoil.route if spoil.chunk_s else ""
    hall.visit(kind=WITH_PICTURES if spoil.route in (CHOICES, IMAGE) else PLAIN)
    wait_for(lambda: hall.proxy.spoilt == spoilt + 1, "nothing was spoilt")
    hall.account()
    told = [screen for screen in hall.screens[shown:] if screen.startswith("apology")]
    assert len(told) <= 1
    return "".join(told), hall.papers - came


def cut(place: int) -> Callable[[bytes], bytes]:
    """The answer's first bytes: none, one, within the head, the head, one more, within the body, all but one."""

    def so_far(whole: bytes) -> bytes:
        head = whole.index(b"\r\n\r\n") + 4
        places = (0, 1, head // 2, head, min(head + 1, len(whole) - 1), (head + len(whole)) // 2, len(whole) - 1)
        return whole[: places[place]]

    return so_far


def answering(status: int) -> Callable[[bytes], bytes]:
    body = b"<html>Bad Gateway</html>"
    return lambda _: b"HTTP/1.1 %d X\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


CUT_OFF = ("archive-unreachable", "archive-garbage")


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize(
    ("spoils", "problems"),
    [
        ([Spoil("", forwarded=False)], CUT_OFF[:1]),
        ([Spoil("", answer=cut(place)) for place in range(7)], CUT_OFF),
        ([Spoil("", answer=answering(500)), Spoil("", False, answering(503))], ("archive-error",)),
        ([Spoil("", chunk_s=0.1)], ("archive-slow",)),
    ],
    ids=["cut-before-it-arrives", "cut-in-every-range-of-its-answer", "server-error", "trickling"],
)
def test_a_request_that_is_spoilt_is_told_and_leaves_no_number(
    hall: Hall, request_: str, spoils: list[Spoil], problems: tuple[str, ...]
) -> None:
    """Before the paper the citizen is told and nothing comes; afterwards nobody notices, and the archive is told again."""
    for spoil in spoils:
        told, came = spoilt_visit(hall, replace(spoil, route=request_))
        if request_ in (*AFTER_THE_PAPER, VOID):
            assert (told, came) == ("", 0 if request_ == VOID else 1), spoil
        else:
            also = ("picture-unusable",) if request_ == IMAGE and problems is CUT_OFF else ()  # without its type an answer is no picture
            assert told in {f"apology ({problem})" for problem in (*problems, *also)}, spoil
            assert came == 0, spoil


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_that_is_spoilt_once_is_nothing(hall: Hall, look: str) -> None:
    """One missed look is no fault (architecture section 4): nobody is sent away for it."""
    hall.kiosk.wait("attract")
    shown = len(hall.screens)
    for spoil in (
        Spoil(look, forwarded=False),
        *(Spoil(look, answer=cut(place)) for place in range(7)),
        Spoil(look, answer=answering(500)),
    ):
        spoilt, looked = hall.proxy.spoilt, hall.proxy.asked(look)
        hall.proxy.spoil = spoil
        wait_for(lambda spoilt=spoilt: hall.proxy.spoilt == spoilt + 1, "nobody looks")  # type: ignore[misc]
        wait_for(lambda looked=looked: hall.proxy.asked(look) >= looked + 2, "nobody looks again")  # type: ignore[misc]
    assert hall.screens[shown:] == []


@pytest.mark.parametrize("screen", ["review", "issuing"])
@pytest.mark.parametrize("certificate", ["expired", "wrong-ca", "wrong-name"])
def test_a_certificate_that_turns_bad_in_a_visit_is_told_and_leaves_no_number(hall: Hall, screen: str, certificate: str) -> None:
    came, shown = hall.papers, len(hall.screens)
    hall.on[screen] = lambda: hall.proxy.behave(changed(hall.proxy.behaviour, certificate=certificate))
    visit = hall.walk()
    assert not hall.comes_to("take-card", visit)
    hall.proxy.behave(changed(hall.proxy.behaviour, certificate="good"))
    assert set(hall.screens[shown:]) & {"apology (archive-tls)", "apology (archive-unreachable)"}  # refused, or cut as the new one came
    hall.kiosk.take_card()
    hall.finish()
    assert hall.papers == came


@pytest.mark.parametrize("years", [-2, 2])
def test_a_clock_two_years_off_puts_the_kiosk_out_of_service_until_it_is_right(hall: Hall, years: int) -> None:
    def shifted(answer: bytes) -> bytes:
        head, _, body = answer.partition(b"\r\n\r\n")
        if b'"now"' not in body:
            return answer
        said = json.loads(body)
        said["now"] = (datetime.fromisoformat(said["now"]) + timedelta(days=365 * years)).isoformat()
        new = json.dumps(said).encode()
        return head.replace(b"ength: %d" % len(body), b"ength: %d" % len(new)) + b"\r\n\r\n" + new

    hall.kiosk.wait("attract")
    hall.proxy.rewritten = shifted
    try:
        hall.kiosk.wait("out-of-service")
        assert hall.screen == "out-of-service (clock-wrong)"
        hall.kiosk.lay_card()
        hall.kiosk.touch("start")
        hall.kiosk.take_card()
    finally:
        hall.proxy.rewritten = lambda answer: answer
    hall.kiosk.wait("attract")


BEFORE_PRINT = ("reading-card", "catalogue", "searching", "details", "review")
"""The screens on which leaving uses up no number."""


@pytest.mark.parametrize("screen", [*BEFORE_PRINT, "issuing", "take-card", "printing", "collect"])
def test_a_card_pulled_at_any_screen_prints_its_own_paper_or_none(hall: Hall, screen: str) -> None:
    numbers, came = hall.numbers, hall.papers
    hall.on[screen] = hall.kiosk.take_card
    hall.visit()
    hall.account()
    printed = 0 if screen in BEFORE_PRINT else 1
    assert (hall.numbers - numbers, hall.papers - came) == (printed, printed)


@pytest.mark.parametrize("screen", [*BEFORE_PRINT, "issuing", "take-card", "printing", "collect"])
def test_two_cards_swapped_at_any_screen_are_two_visits_and_never_one_persons_paper_for_the_other(hall: Hall, screen: str) -> None:
    came = hall.papers

    def swap() -> None:
        hall.kiosk.take_card(CARD)
        hall.kiosk.lay_card(OTHER_CARD)

    hall.on[screen] = swap
    first = hall.walk()

    def machine() -> Machine:
        return hall.kiosk.runtime.machine

    def next_one_is_served() -> bool:
        if machine().visits == first and machine().state.screen in ("apology", "collect"):
            hall.kiosk.touch("done")
        return machine().visits == first + 1 and machine().state.screen == "catalogue"

    if screen in ("printing", "collect") and hall.comes_to("take-card", first):
        hall.kiosk.take_card()
    until(next_one_is_served)
    visit = machine().visit
    assert visit is not None
    assert visit.subject is not None
    assert visit.subject.id_number == next(person for person in cards() if person.sample == "family").id_number
    hall.kiosk.take_card(OTHER_CARD)
    hall.kiosk.wait("attract")
    hall.account()
    assert hall.papers - came == (0 if screen in BEFORE_PRINT else 1)


@pytest.mark.parametrize("gone", [placements.ServiceGone(), placements.ReadersGone()], ids=["pcscd", "reader"])
@pytest.mark.parametrize("screen", [*BEFORE_PRINT, "issuing", "printing", "collect"])
def test_pcscd_or_the_reader_gone_at_any_screen_is_told_or_does_not_matter(hall: Hall, screen: str, gone: placements.ReaderEvent) -> None:
    came = hall.papers
    hall.on[screen] = lambda: hall.kiosk.reader_tells(gone)
    visit = hall.walk()
    if screen == "issuing" and hall.comes_to("take-card", visit):
        hall.kiosk.touch("confirm")  # a reader that is gone cannot tell that the card is taken: the citizen is asked
    elif screen in ("printing", "collect") and hall.comes_to("take-card", visit):
        hall.kiosk.take_card()
    assert hall.kiosk.wait("apology", "collect") == ("apology" if screen in BEFORE_PRINT else "collect")
    hall.kiosk.take_card()
    hall.kiosk.touch("done")
    hall.kiosk.wait("out-of-service")
    hall.kiosk.reader_tells(placements.ReaderAppeared("reader"))
    hall.kiosk.wait("attract")
    hall.account()
    assert hall.papers - came == (0 if screen in BEFORE_PRINT else 1)


def test_ten_touches_on_print_in_one_second_give_one_number_and_one_paper(kiosk: Client) -> None:
    """With the real window: what the X server delivers while the screen changes."""
    before, numbers = len(papers(kiosk)), len({row["number"] for row in rows(kiosk)})
    come_in(kiosk)
    shown = choose(kiosk, "no-criminal-record", "purpose:employment")
    print_ = next(control for control in shown["controls"] if control["name"] == "print")
    x, y, width, height = print_["rect_px"]
    for _ in range(10):
        kiosk.do("tap", at_px=[x + width / 2, y + height / 2])
    kiosk.wait("take-card")
    take_card(kiosk)
    kiosk.wait("collect")
    kiosk.tap("done")
    kiosk.wait("attract")
    until(lambda: rows(kiosk)[-1]["state"] == "closed")
    assert len(papers(kiosk)) == before + 1
    assert len({row["number"] for row in rows(kiosk)}) <= numbers + 1


def test_ten_touches_on_print_at_once_give_one_number_and_one_paper(hall: Hall) -> None:
    numbers, came = hall.numbers, hall.papers
    hall.on["review"] = lambda: [hall.kiosk.touch("print") for _ in range(10)]
    hall.visit()
    hall.account()
    assert (hall.numbers, hall.papers) == (numbers + 1, came + 1)


def test_after_all_these_visits_the_journals_bytes_name_nobody(hall: Hall) -> None:
    hall.visit()
    hall.account()
    raw = hall.journal_bytes()
    assert b"no-criminal-record" in raw
    people = [person for person in cards() if person.sample in (CARD.partition("-")[0], OTHER_CARD.partition("-")[0])]
    for secret in (text for person in people for text in (person.name, person.id_number, person.address)):
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert secret.encode(encoding) not in raw
