"""Several papers in one visit: chosen one after the other, issued, printed one after the other, and told in one list at the end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from journey import Journey
from world import CHOICES, PICKED, PLAIN, RULES, SPAN, draft, machine, offers, pages, paper, personal, receipt

from kiosk.problems import Code
from kiosk.session import controls
from kiosk.session.effects import EndVisit, IssuePaper, PrintPaper, PrintSlip, RenderPreview, VoidPaper
from kiosk.session.events import (
    CardRemoved,
    ChoicesReady,
    DraftReady,
    Event,
    Failed,
    HealthChanged,
    PaperReady,
    PreviewReady,
    PrintSettled,
    UnconfirmedChanged,
    VisitOpened,
)
from kiosk.session.values import Ending, Kind, Offer, Outcome, Part

THREE = replace(RULES, kinds=(Kind("one"), Kind("two"), Kind("three"), *RULES.kinds))


class Shopping(Journey):
    """A visit that chooses "one", "two" and "three"."""

    def __init__(self, most: int = 5) -> None:
        super().__init__(replace(machine(), rules=replace(THREE, most_papers=most)))

    def to_catalogue(self) -> Shopping:
        super().to_catalogue()
        offered = (*(Offer(kind.id, True) for kind in THREE.kinds[:3]), *offers())
        assert self.machine.visit is not None
        self.machine = replace(self.machine, visit=replace(self.machine.visit, offers=offered))
        return self

    def look_at(self, kind: str, sheets: int = 1) -> Shopping:
        self.touch(kind)
        self.on(DraftReady(1, draft(kind, draft_id=f"draft-{kind}")), PreviewReady(1, f"draft-{kind}", pages(sheets)))
        assert self.screen == "review"
        return self

    def choose_three(self) -> Shopping:
        self.to_catalogue().look_at("one").touch("add-another")
        self.look_at("two").touch("add-another")
        return self.look_at("three")

    def issued(self, *kinds: str) -> Shopping:
        for kind in kinds:
            self.on(PaperReady(1, paper(f"key-{kind}", kind, draft_id=f"draft-{kind}")))
        return self

    def to_gate_with_three(self) -> Shopping:
        self.choose_three().touch("print")
        return self.issued("one", "two", "three")

    def to_printing_three(self) -> Shopping:
        self.to_gate_with_three().on(CardRemoved("card-1"))
        return self

    def printed(self, *kinds: str) -> Shopping:
        for kind in kinds:
            self.on(PrintSettled(1, f"key-{kind}", Outcome.PRINTED))
        return self

    def voided(self) -> list[str]:
        return [effect.key for effect in self.effects if isinstance(effect, VoidPaper)]

    def handed_over(self) -> list[str]:
        return [effect.paper.key for effect in self.effects if isinstance(effect, PrintPaper)]

    def endings(self) -> list[tuple[str | None, Ending, Code | None]]:
        return [(line.kind, line.ending, line.problem) for line in self.machine.state.listed]

    def reasons(self) -> dict[str, Code | None]:
        return {control.name: control.reason for control in controls(self.machine) if not control.enabled}


def test_three_papers_are_issued_and_printed_one_after_the_other_and_listed_at_the_end() -> None:
    visit = Shopping().choose_three().touch("print")
    assert [effect.draft.kind for effect in visit.done(IssuePaper)] == ["one"], "the second waits for the first"
    visit.issued("one", "two")
    assert (visit.screen, visit.machine.state.index) == ("issuing", 2)
    visit.issued("three")
    assert visit.screen == "take-card"
    assert visit.done(PrintPaper) == [], "the card gates all of them"
    visit.on(CardRemoved("card-1"))
    assert visit.handed_over() == ["key-one"]
    visit.printed("one")
    assert visit.handed_over() == ["key-one", "key-two"]
    visit.printed("two", "three")
    assert visit.screen == "collect"
    assert visit.endings() == [(kind, Ending.PRINTED, None) for kind in ("one", "two", "three")]
    assert visit.machine.state.problem is None
    visit.touch("done")
    assert visit.voided() == []
    assert len(visit.done(EndVisit)) == 1
    assert personal(visit.machine) == set()


def test_the_papers_chosen_so_far_can_be_printed_from_the_menu() -> None:
    visit = Shopping().to_catalogue()
    assert "print" not in visit.offered()
    visit.look_at("one").touch("add-another", "print")
    assert [effect.draft.kind for effect in visit.done(IssuePaper)] == ["one"]


def test_a_paper_can_be_taken_out_of_the_basket() -> None:
    visit = Shopping().choose_three().touch("add-another")
    assert {"remove:0", "remove:1", "remove:2"} <= visit.offered()
    visit.touch("remove:1")
    assert [chosen.kind for chosen in visit.machine.visit.basket] == ["one", "three"]
    visit.touch("remove:0", "remove:0")
    assert visit.machine.visit.basket == ()
    assert not {"print", "remove:0"} & visit.offered()


def test_leaving_uses_up_no_number_whatever_lies_in_the_basket() -> None:
    for leave in ("cancel", "card", "silence"):
        visit = Shopping().choose_three()
        match leave:
            case "cancel":
                visit.touch("cancel")
            case "card":
                visit.on(CardRemoved("card-1"))
            case _:
                visit.silent(61)
        assert visit.machine.visit is None
        assert (visit.done(IssuePaper), visit.voided()) == ([], [])
        assert personal(visit.machine) == set()


def test_a_document_that_asks_nothing_is_greyed_once_it_is_chosen() -> None:
    visit = Shopping().to_catalogue().look_at("one").touch("add-another")
    assert visit.reasons()["one"] is Code.IN_BASKET


def test_the_same_document_with_the_same_picks_is_not_put_in_twice_and_with_others_it_is() -> None:
    visit = Shopping().to_catalogue()
    for number, relative in enumerate(("1", "1", "2")):
        visit.touch(PICKED).on(ChoicesReady(1, PICKED, CHOICES)).touch(f"relative:{relative}", "next", "purpose:study", "next")
        visit.on(DraftReady(1, draft(PICKED, draft_id=f"draft-{number}")), PreviewReady(1, f"draft-{number}", pages()))
        visit.touch("add-another")
    assert [chosen.id for chosen in visit.machine.visit.basket] == ["draft-1", "draft-2"], "the newer draft took the older one's place"


def test_no_more_papers_than_the_configuration_allows() -> None:
    visit = Shopping(most=2).to_catalogue().look_at("one").touch("add-another").look_at("two")
    assert visit.reasons()["add-another"] is Code.BASKET_FULL
    visit.touch("back")
    visit.look_at("two").touch("add-another")
    assert visit.screen == "review"
    visit.touch("print")
    assert visit.screen == "issuing"
    assert len(visit.machine.state.drafts) == 2


def test_a_kiosk_for_one_paper_a_visit_knows_no_basket() -> None:
    visit = Shopping(most=1).to_catalogue().look_at("one")
    assert "add-another" not in visit.offered()
    assert "print" in visit.offered()


def test_a_kind_is_greyed_when_the_basket_holds_all_that_the_quota_leaves() -> None:
    visit = Shopping().to_catalogue()
    left_one = tuple(replace(offer, left=1) if offer.kind == PICKED else offer for offer in visit.machine.visit.offers)
    visit.machine = replace(visit.machine, visit=replace(visit.machine.visit, offers=left_one))
    visit.touch(PICKED).on(ChoicesReady(1, PICKED, CHOICES)).touch("relative:1", "next", "purpose:study", "next")
    visit.on(DraftReady(1, draft(PICKED)), PreviewReady(1, "draft-1", pages())).touch("add-another")
    assert visit.reasons()[PICKED] is Code.OVER_QUOTA


def test_a_preview_is_held_against_the_pages_already_chosen() -> None:
    visit = Shopping().to_catalogue().look_at("one", sheets=3).touch("add-another").look_at("two", sheets=2).touch("add-another")
    visit.touch("three").on(DraftReady(1, draft("three")))
    assert [effect.pages_before for effect in visit.done(RenderPreview)] == [0, 3, 5]


@pytest.mark.parametrize("health", [HealthChanged(Part.PRINTER, Code.PRINTER_MEDIA_EMPTY), UnconfirmedChanged(("No. 0",))])
def test_nothing_is_chosen_or_printed_from_the_menu_while_nothing_can_be_printed(health: Event) -> None:
    visit = Shopping().choose_three().touch("add-another").on(health)
    reasons = visit.reasons()
    assert reasons["print"] is reasons[SPAN] is visit.machine.cannot_print


def test_a_refused_document_leaves_the_basket_as_it_was() -> None:
    visit = Shopping().to_catalogue().look_at("one").touch("add-another", "two").on(Failed(1, Code.NOT_FOUND)).touch("back")
    assert (visit.screen, [chosen.kind for chosen in visit.machine.visit.basket]) == ("catalogue", ["one"])


def test_a_paper_that_fails_while_being_issued_does_not_take_the_others_along() -> None:
    visit = Shopping().choose_three().touch("print").issued("one")
    visit.on(Failed(1, Code.OVER_QUOTA)).issued("three")
    assert visit.screen == "take-card"
    visit.on(CardRemoved("card-1")).printed("one", "three")
    assert visit.screen == "collect"
    assert visit.endings() == [
        ("one", Ending.PRINTED, None),
        ("three", Ending.PRINTED, None),
        ("two", Ending.NOT_ISSUED, Code.OVER_QUOTA),
    ]
    assert visit.machine.state.problem is Code.OVER_QUOTA


def test_what_is_wrong_with_the_archive_is_not_tried_again_for_every_paper() -> None:
    visit = Shopping().choose_three().touch("print").issued("one").on(Failed(1, Code.ARCHIVE_UNREACHABLE))
    assert len(visit.done(IssuePaper)) == 2
    visit.on(CardRemoved("card-1")).printed("one")
    assert visit.endings()[1:] == [(kind, Ending.NOT_ISSUED, Code.ARCHIVE_UNREACHABLE) for kind in ("two", "three")]


def test_when_no_paper_could_be_issued_one_list_says_so() -> None:
    visit = (
        Shopping()
        .choose_three()
        .touch("print")
        .on(Failed(1, Code.NOT_FOUND), Failed(1, Code.AT_WINDOW, receipt()), Failed(1, Code.NOT_FOUND))
    )
    assert (visit.screen, visit.machine.visit) == ("apology", None)
    assert [(line.kind, line.number) for line in visit.machine.state.listed] == [("one", None), ("two", "HZ-2026-000001"), ("three", None)]
    assert personal(visit.machine) == set()


def test_silence_while_issuing_prints_what_is_ready_and_voids_what_comes_too_late() -> None:
    visit = Shopping().choose_three().touch("print").issued("one").silent(61)
    assert visit.screen == "take-card"
    visit.issued("two")
    assert visit.voided() == ["key-two"]
    visit.on(CardRemoved("card-1")).printed("one")
    assert visit.endings()[1:] == [(kind, Ending.NOT_ISSUED, Code.TOOK_TOO_LONG) for kind in ("two", "three")]


@pytest.mark.parametrize("ready", [0, 1, 2])
def test_cancel_while_issuing_voids_every_number_of_the_visit(ready: int) -> None:
    kinds = ("one", "two", "three")
    visit = Shopping().choose_three().touch("print").issued(*kinds[:ready]).touch("cancel")
    visit.issued(kinds[ready])
    assert visit.voided() == [f"key-{kind}" for kind in kinds[: ready + 1]]
    assert len(visit.done(IssuePaper)) == ready + 1, "nothing more is issued"
    assert visit.machine.visit is None


@pytest.mark.parametrize("ready", [0, 1, 2])
def test_the_card_taken_while_issuing_prints_all_of_them_without_a_gate(ready: int) -> None:
    kinds = ("one", "two", "three")
    visit = Shopping().choose_three().touch("print").issued(*kinds[:ready]).on(CardRemoved("card-1")).issued(*kinds[ready:])
    assert (visit.screen, visit.handed_over()) == ("printing", ["key-one"])


@pytest.mark.parametrize("leave", ["cancel", "silence"])
def test_whoever_leaves_at_the_gate_voids_every_number(leave: str) -> None:
    visit = Shopping().to_gate_with_three()
    visit = visit.touch("cancel") if leave == "cancel" else visit.silent(61)
    assert visit.voided() == ["key-one", "key-two", "key-three"]
    visit.on(CardRemoved("card-1"))
    assert visit.handed_over() == []


def test_a_printer_that_fails_before_the_gate_voids_every_number() -> None:
    visit = Shopping().to_gate_with_three().on(HealthChanged(Part.PRINTER, Code.PRINTER_MEDIA_EMPTY), CardRemoved("card-1"))
    assert visit.voided() == ["key-one", "key-two", "key-three"]
    assert visit.machine.state.problem is Code.PRINTER_MEDIA_EMPTY
    assert visit.endings() == [(kind, Ending.VOID, Code.PRINTER_MEDIA_EMPTY) for kind in ("one", "two", "three")]


@pytest.mark.parametrize(
    ("outcome", "ending", "problem"),
    [
        (Outcome.NOT_PRINTED, Ending.NOT_PRINTED, Code.PRINT_FAILED),
        (Outcome.UNCONFIRMED, Ending.UNCONFIRMED, Code.PRINT_UNCONFIRMED),
    ],
)
@pytest.mark.parametrize("came", [0, 1, 2])
def test_after_a_paper_that_did_not_come_or_that_nobody_saw_come_the_rest_is_voided(
    came: int, outcome: Outcome, ending: Ending, problem: Code
) -> None:
    kinds = ("one", "two", "three")
    visit = Shopping().to_printing_three().printed(*kinds[:came]).on(PrintSettled(1, f"key-{kinds[came]}", outcome))
    assert visit.voided() == [f"key-{kind}" for kind in kinds[came + 1 :]]
    assert visit.handed_over() == [f"key-{kind}" for kind in kinds[: came + 1]]
    assert visit.screen == ("collect" if came else "apology")
    assert visit.machine.state.problem is problem
    assert visit.endings() == [
        *((kind, Ending.PRINTED, None) for kind in kinds[:came]),
        (kinds[came], ending, problem),
        *((kind, Ending.VOID, Code.NOT_BEGUN) for kind in kinds[came + 1 :]),
    ]


def test_a_printer_that_fails_between_two_papers_voids_those_not_handed_over() -> None:
    visit = Shopping().to_printing_three().on(HealthChanged(Part.PRINTER, Code.PRINTER_MEDIA_EMPTY)).printed("one")
    assert visit.voided() == ["key-two", "key-three"]
    assert visit.screen == "collect"
    assert visit.endings()[1:] == [(kind, Ending.VOID, Code.PRINTER_MEDIA_EMPTY) for kind in ("two", "three")]


def test_silence_of_the_printer_is_unconfirmed_and_voids_those_not_handed_over() -> None:
    visit = Shopping().to_printing_three().printed("one").silent(451)
    assert visit.voided() == ["key-three"]
    assert visit.endings()[1][1:] == (Ending.UNCONFIRMED, Code.PRINT_UNCONFIRMED)


def test_somebody_elses_paper_among_them_voids_all_that_were_issued() -> None:
    visit = Shopping().choose_three().touch("print").issued("one")
    visit.on(PaperReady(1, paper("key-two", "two", "CITIZEN-2", "draft-two")))
    assert visit.voided() == ["key-one", "key-two"]
    assert visit.machine.state.problem is Code.PERSON_MISMATCH


def test_a_paper_of_a_draft_given_up_earlier_in_the_visit_is_no_answer_to_another() -> None:
    visit = Shopping().to_catalogue().look_at("one").touch("print")
    visit.on(PaperReady(1, paper("key-late", "one", draft_id="draft-another")))
    assert (visit.screen, visit.voided()) == ("issuing", ["key-late"])


def test_a_slip_is_printed_together_with_the_papers_chosen_before() -> None:
    visit = Shopping().to_catalogue().look_at("one").touch("add-another", "two").on(Failed(1, Code.AT_WINDOW, receipt()))
    visit.touch("print-slip").issued("one").on(CardRemoved("card-1")).printed("one")
    assert len(visit.done(PrintSlip)) == 1
    visit.on(PrintSettled(1, "HZ-2026-000001", Outcome.PRINTED))
    assert visit.screen == "collect"
    assert visit.endings() == [("one", Ending.PRINTED, None), (None, Ending.PRINTED, None)]


def test_cancel_at_the_gate_voids_the_papers_and_shows_the_slips_number_again() -> None:
    visit = Shopping().to_catalogue().look_at("one").touch("add-another", "two").on(Failed(1, Code.AT_WINDOW, receipt()))
    visit.touch("print-slip").issued("one").touch("cancel")
    assert visit.voided() == ["key-one"]
    assert (visit.screen, visit.machine.state.receipt) == ("apology", receipt())


def test_a_slip_that_did_not_come_is_named_and_locks_nothing() -> None:
    visit = Shopping().to_catalogue().look_at("one").touch("add-another", "two").on(Failed(1, Code.AT_WINDOW, receipt()))
    visit.touch("print-slip").issued("one").on(CardRemoved("card-1")).printed("one")
    visit.on(PrintSettled(1, "HZ-2026-000001", Outcome.NOT_PRINTED))
    assert visit.endings() == [("one", Ending.PRINTED, None), (None, Ending.NOT_PRINTED, Code.SLIP_NOT_PRINTED)]


def test_the_list_stays_longer_where_something_did_not_come() -> None:
    well = Shopping().to_printing_three().printed("one", "two", "three")
    amiss = Shopping().to_printing_three().printed("one").on(PrintSettled(1, "key-two", Outcome.NOT_PRINTED))
    assert (well.machine.limit_s, amiss.machine.limit_s) == (30.0, 60.0)


def test_the_kind_chosen_before_the_card_is_gone_to_straight_away() -> None:
    visit = Journey().touch(PLAIN)
    assert (visit.screen, visit.machine.state.kind) == ("ask-for-card", PLAIN)
    visit.to_opened()
    assert visit.screen == "searching"


def test_the_kind_chosen_while_a_card_lies_there_needs_no_second_touch() -> None:
    visit = Journey().on(HealthChanged(Part.ARCHIVE, Code.ARCHIVE_UNREACHABLE)).lay().on(HealthChanged(Part.ARCHIVE, None)).touch(PLAIN)
    assert visit.screen == "reading-card"
    visit.opened()
    assert visit.screen == "searching"


def test_the_kind_chosen_before_the_card_and_not_to_be_had_leads_to_the_menu_with_the_reason() -> None:
    refused = tuple(replace(offer, available=False, reason=Code.NOT_FOUND) if offer.kind == PLAIN else offer for offer in offers())
    visit = Journey().touch(PLAIN).lay().read().on(VisitOpened(1, "token", "CITIZEN-1", refused))
    assert (visit.screen, visit.machine.state.refused) == ("catalogue", PLAIN)
    assert {c.name: c.reason for c in controls(visit.machine)}[PLAIN] is Code.NOT_FOUND


def test_a_choice_made_before_is_gone_with_its_visit() -> None:
    visit = Journey().touch(PLAIN, "cancel", "start")
    assert visit.machine.state.kind is None
