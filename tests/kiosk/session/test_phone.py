"""Phone instead of paper, what is wrong with a page, and what citizens thought: journeys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journey import Journey
from world import PLAIN, draft, pages, paper, receipt

from kiosk.problems import Code
from kiosk.session import Machine, advance, controls
from kiosk.session.effects import EndVisit, IssuePaper, OfferPaper, Rate, SendReport, VoidPaper, WithdrawPaper
from kiosk.session.events import (
    CardRemoved,
    Event,
    Failed,
    HealthChanged,
    PaperReady,
    PhoneOffered,
    PhoneSettled,
    PrintSettled,
    ReportTaken,
    Tick,
    Touch,
    UnconfirmedChanged,
)
from kiosk.session.rating import LEVELS, MOST_LISTED, SEVERAL, SLIP, asked, kind_of
from kiosk.session.report import FIELDS, reportable
from kiosk.session.states import Apology, Collect, Issuing, Phone, Printing, Report, Review, TakeCard
from kiosk.session.values import Ending, Listed, Outcome, Part, SlipForm

LINK = "https://pickup.example/p/token"


def at_review() -> Machine:
    return Journey().to_review().machine


def names(made: Machine) -> list[str]:
    """What can be touched."""
    return [control.name for control in controls(made) if control.enabled]


def reviewing(**rules: object) -> Machine:
    """A citizen before the page, where papers may go to a phone."""
    made = at_review()
    return replace(made, rules=replace(made.rules, phone=True, **rules))


def went(made: Machine, *events: Event) -> tuple[Machine, list[object]]:
    """After these events, and every effect on the way."""
    effects: list[object] = []
    for event in events:
        made, more = advance(made, event)
        effects += more
    return made, effects


def touch(made: Machine, control: str) -> Touch:
    return Touch(control, made.visit_id)


def ready(made: Machine, key: str = "key-1") -> PaperReady:
    assert isinstance(made.state, Issuing)
    return PaperReady(made.visit_id, paper(key, made.state.draft.kind, draft_id=made.state.draft.id))


def offered(made: Machine, key: str = "key-1") -> PhoneOffered:
    return PhoneOffered(made.visit_id, key, LINK, 600.0)


def showing() -> Machine:
    """The code is on the screen."""
    made, _ = went(reviewing(), touch(reviewing(), "phone"))
    made, _ = went(made, ready(made), offered(made))
    assert isinstance(made.state, Phone)
    return made


def test_a_paper_goes_to_the_phone_without_a_gate_and_without_the_printer() -> None:
    made, effects = went(reviewing(), touch(reviewing(), "phone"))
    assert [type(effect) for effect in effects] == [IssuePaper]
    made, effects = went(made, ready(made))
    assert isinstance(made.state, Phone)
    assert made.card is not None, "the card may lie there still"
    assert [type(effect) for effect in effects] == [OfferPaper]
    made, _ = went(made, offered(made))
    assert (made.state.url, made.state.until) == (LINK, made.now + 600)  # type: ignore[union-attr]
    made, _ = went(made, PhoneSettled(made.visit_id, "key-1", True))
    assert isinstance(made.state, Phone)
    assert made.state.paper is None
    assert [line.ending for line in made.state.listed] == [Ending.DELIVERED]
    made, effects = went(made, touch(made, "done"))
    assert made.state == TakeCard(), "the card is asked for"
    assert [type(effect) for effect in effects] == [EndVisit]


def test_who_has_scanned_may_leave_and_the_link_lives_on() -> None:
    made, effects = went(showing(), touch(showing(), "done"))
    assert made.visit is None
    assert [type(effect) for effect in effects] == [EndVisit], "nothing is voided and nothing withdrawn"


def test_silence_leads_back_with_a_warning_before_and_the_link_lives_on() -> None:
    made = showing()
    limit = made.rules.limits.phone_s
    warned, _ = went(made, Tick(made.now + limit - 1))
    assert warned.warning
    assert "more-time" in names(warned)
    longer, _ = went(warned, touch(warned, "more-time"))
    assert longer.seconds_left == limit
    over, effects = went(warned, Tick(made.now + limit))
    assert over.visit is None
    assert [type(effect) for effect in effects] == [EndVisit]


def test_taking_the_card_while_the_code_is_shown_ends_nothing() -> None:
    made = showing()
    assert made.card is not None
    after, effects = went(made, CardRemoved(made.card))
    assert (type(after.state), after.card, effects) == (Phone, None, [])


def test_a_code_that_cannot_be_scanned_is_withdrawn() -> None:
    made, effects = went(showing(), touch(showing(), "cancel"))
    assert made.visit is None
    assert effects[0] == WithdrawPaper(1, "key-1")


def test_a_link_that_expired_is_told_with_the_number_that_is_void() -> None:
    made, _ = went(showing(), PhoneSettled(1, "key-1", False))
    assert made.state == Apology(Code.PHONE_EXPIRED, number="No. 1")
    assert made.visit is None


def test_an_archive_that_opens_no_link_voids_the_number_and_says_why() -> None:
    made, _ = went(reviewing(), touch(reviewing(), "phone"))
    made, _ = went(made, ready(made))
    made, effects = went(made, Failed(made.visit_id, Code.ARCHIVE_SLOW))
    assert isinstance(made.state, Apology)
    assert made.state.problem is Code.ARCHIVE_SLOW
    assert VoidPaper(1, "key-1", "archive-slow") in effects


def test_nobody_leaves_with_done_before_there_is_a_code() -> None:
    made, _ = went(reviewing(), touch(reviewing(), "phone"))
    made, _ = went(made, ready(made))
    assert "done" not in names(made)
    ended, effects = went(made, Tick(made.now + made.rules.limits.phone_s))
    assert ended.visit is None
    assert VoidPaper(1, "key-1", "left") in effects


def two_papers() -> Machine:
    made = reviewing()
    assert made.visit is not None
    other = replace(draft(PLAIN, "CITIZEN-1", "draft-9"), picked=(("purpose", ("study",)),), pages=1)
    made = replace(made, visit=replace(made.visit, basket=(other,)))
    made, _ = went(made, touch(made, "phone"))
    made, _ = went(made, ready(made, "key-1"))
    made, _ = went(made, ready(made, "key-2"))
    return made


def test_several_papers_go_one_after_the_other_each_with_its_own_link() -> None:
    made, _ = went(two_papers(), offered(two_papers()))
    assert isinstance(made.state, Phone)
    assert made.state.paper is not None
    assert made.state.paper.key == "key-1"
    made, effects = went(made, PhoneSettled(1, "key-1", True))
    assert [effect.paper.key for effect in effects if isinstance(effect, OfferPaper)] == ["key-2"]
    made, _ = went(made, offered(made, "key-2"), PhoneSettled(1, "key-2", False))
    assert isinstance(made.state, Phone)
    assert [line.ending for line in made.state.listed] == [Ending.DELIVERED, Ending.VOID]


def test_who_leaves_after_the_first_gets_the_numbers_of_the_rest_voided() -> None:
    made, _ = went(two_papers(), offered(two_papers()))
    _, effects = went(made, touch(made, "done"))
    assert [effect.key for effect in effects if isinstance(effect, VoidPaper)] == ["key-2"]


# The printer is in no state to print --------------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", [HealthChanged(Part.PRINTER, Code.PRINTER_MEDIA_EMPTY), UnconfirmedChanged(("No. 0",))])
def test_without_a_printer_the_kiosk_stays_open_print_is_greyed_and_the_phone_is_not(trouble: Event) -> None:
    made, _ = went(reviewing(), trouble)
    assert isinstance(made.state, Review)
    assert made.blocked is None
    assert "print" not in names(made)
    assert "phone" in names(made)


def test_without_the_phone_everything_stays_as_it_was() -> None:
    made, _ = went(at_review(), HealthChanged(Part.PRINTER, Code.PRINTER_MEDIA_EMPTY))
    assert made.blocked is Code.PRINTER_MEDIA_EMPTY
    assert not {"phone"} & set(names(made))


def test_a_journal_that_cannot_be_written_stops_the_phone_too() -> None:
    made, _ = went(reviewing(), HealthChanged(Part.JOURNAL, Code.DISK_FULL))
    assert made.blocked is Code.DISK_FULL
    assert not {"phone", "print"} & set(names(made))


def printing() -> Machine:
    made, _ = went(reviewing(), touch(reviewing(), "print"))
    made, _ = went(made, ready(made))
    assert made.card is not None
    made, _ = went(made, CardRemoved(made.card))
    assert isinstance(made.state, Printing)
    return made


def test_after_a_paper_that_was_not_printed_the_phone_is_offered_under_a_new_number() -> None:
    made, _ = went(printing(), PrintSettled(1, "key-1", Outcome.NOT_PRINTED, Code.PRINT_FAILED))
    assert isinstance(made.state, Apology)
    assert {"phone", "done"} <= set(names(made))
    assert "back" not in names(made), "the card is gone: nothing else can be asked for"
    made, effects = went(made, touch(made, "phone"))
    (again,) = (effect for effect in effects if isinstance(effect, IssuePaper))
    assert again.instead_of == "key-1"
    made, effects = went(made, ready(made, "key-2"))
    assert [effect.paper.key for effect in effects if isinstance(effect, OfferPaper)] == ["key-2"]


def test_a_paper_that_may_lie_in_the_tray_is_not_offered_to_the_phone() -> None:
    made, _ = went(printing(), PrintSettled(1, "key-1", Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED))
    assert isinstance(made.state, Apology)
    assert made.state.again == ()
    assert made.visit is None


def test_a_printer_that_fails_at_the_gate_leaves_the_phone() -> None:
    made, _ = went(reviewing(), touch(reviewing(), "print"))
    made, _ = went(made, ready(made), HealthChanged(Part.PRINTER, Code.PRINTER_MEDIA_JAM))
    assert made.card is not None
    made, effects = went(made, CardRemoved(made.card))
    assert isinstance(made.state, Apology)
    assert made.state.problem is Code.PRINTER_MEDIA_JAM
    assert "phone" in names(made)
    assert VoidPaper(1, "key-1", "printer-media-jam") in effects


# This is wrong -------------------------------------------------------------------------------------------------------


def wrong(*fields: str) -> Machine:
    made = reviewing()
    assert isinstance(made.state, Review)
    return replace(made, state=replace(made.state, draft=replace(made.state.draft, reportable=fields)))


def test_what_is_wrong_is_picked_and_leads_to_a_receipt_like_every_other_way_to_the_window() -> None:
    made, _ = went(wrong("name", "birth", "other"), touch(wrong("name"), "wrong"))
    assert isinstance(made.state, Report)
    assert "confirm" not in names(made)
    made, _ = went(made, touch(made, "wrong:other"), touch(made, "wrong:name"), touch(made, "wrong:birth"), touch(made, "wrong:birth"))
    made, effects = went(made, touch(made, "confirm"))
    assert effects == [SendReport(1, "token", "draft-1", ("name", "other"))]
    taken = receipt(form=SlipForm.REPORT)
    made, _ = went(made, ReportTaken(1, taken))
    assert made.state == Apology(Code.REPORT_TAKEN, taken)
    assert {"print-slip", "back", "done"} <= set(names(made))


def test_what_was_picked_is_sent_once() -> None:
    made, _ = went(wrong("name"), touch(wrong("name"), "wrong"))
    made, _ = went(made, touch(made, "wrong:name"), touch(made, "confirm"))
    again, effects = went(made, touch(made, "confirm"), touch(made, "wrong:name"), touch(made, "back"))
    assert (again.state, effects) == (made.state, [])


def test_back_leads_to_the_page_and_taking_the_card_ends_it() -> None:
    before = wrong("name")
    made, _ = went(before, touch(before, "wrong"))
    back, _ = went(made, touch(made, "back"))
    assert back.state == before.state
    assert made.card is not None
    gone, _ = went(made, CardRemoved(made.card))
    assert gone.state == Apology(Code.CARD_REMOVED)


def test_a_receipt_for_somebody_else_is_shown_to_nobody() -> None:
    made, _ = went(wrong("name"), touch(wrong("name"), "wrong"))
    made, _ = went(made, touch(made, "wrong:name"), touch(made, "confirm"), ReportTaken(1, receipt("CITIZEN-2")))
    assert made.state == Apology(Code.PERSON_MISMATCH)


@pytest.mark.parametrize(("answer", "code"), [(Failed(1, Code.ARCHIVE_SLOW), Code.ARCHIVE_SLOW), (Tick(10_000.0), Code.TOOK_TOO_LONG)])
def test_an_archive_that_takes_no_report_is_told(answer: Event, code: Code) -> None:
    made, _ = went(wrong("name"), touch(wrong("name"), "wrong"))
    made, _ = went(made, touch(made, "wrong:name"), touch(made, "confirm"), answer)
    assert isinstance(made.state, Apology)
    assert made.state.problem is code


@given(st.lists(st.sampled_from([*FIELDS, "of-a-later-archive"]), unique=True).map(tuple))
def test_only_what_there_are_words_for_is_asked_and_always_in_the_same_order(said: tuple[str, ...]) -> None:
    found = reportable(replace(draft(), reportable=said))
    assert set(found) == set(said) & set(FIELDS)
    assert list(found) == sorted(found, key=FIELDS.index)
    assert ("wrong" in names(wrong(*said))) == bool(found)


# What citizens thought -----------------------------------------------------------------------------------------------


def collected() -> Machine:
    made, _ = went(printing(), PrintSettled(1, "key-1", Outcome.PRINTED))
    assert isinstance(made.state, Collect)
    return made


@pytest.mark.parametrize("level", LEVELS)
def test_one_touch_counts_and_neither_delays_the_end_nor_belongs_to_a_visit(level: int) -> None:
    made, _ = went(collected(), Tick(collected().now + 20))
    left = made.seconds_left
    made, effects = went(made, touch(made, f"rate:{level}"))
    assert effects == [Rate(PLAIN, level)]
    assert effects[0].visit == 0  # type: ignore[attr-defined]
    assert made.seconds_left == left
    assert isinstance(made.state, Collect)
    assert made.state.rated == level
    again, effects = went(made, *(touch(made, f"rate:{other}") for other in LEVELS))
    assert (again, effects) == (made, [])
    ended, effects = went(made, touch(made, "done"))
    assert [type(effect) for effect in effects] == [EndVisit]
    assert ended.visit is None


def test_the_end_on_the_phone_asks_too() -> None:
    made, _ = went(showing(), PhoneSettled(1, "key-1", True))
    _, effects = went(made, touch(made, "rate:1"))
    assert effects == [Rate(PLAIN, 1)]


@pytest.mark.parametrize(
    ("kinds", "counted"),
    [
        (("birth",), "birth"),
        (("birth", "birth"), "birth"),
        (("birth", "death"), SEVERAL),
        ((None,), SLIP),
        (("birth", None), "birth"),
    ],
)
def test_a_rating_is_counted_under_the_kind_of_the_papers(kinds: tuple[str | None, ...], counted: str) -> None:
    assert kind_of(kinds) == counted


@pytest.mark.parametrize("ending", Ending)
def test_nobody_is_asked_beside_bad_news_or_a_long_list(ending: Ending) -> None:
    line = Listed("birth", ending, "No. 1")
    assert asked((line,)) == (ending in (Ending.PRINTED, Ending.DELIVERED))
    assert not asked((line,) * (MOST_LISTED + 1))


def test_pages_that_the_printer_has_no_sheets_for_grey_the_printer_alone() -> None:
    made = reviewing()
    assert isinstance(made.state, Review)
    made = replace(made, state=replace(made.state, pages=pages(3), lacking=Code.PRINTER_MEDIA_SHORT))
    assert "print" not in names(made)
    assert "phone" in names(made)
