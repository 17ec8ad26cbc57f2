"""The screens in a real window on an X server of their own: layout, touches, keys, and what is left after a visit."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest
from glass import Glass

from kiosk.session.controls import controls as offered
from kiosk.session.events import Touch
from kiosk.session.machine import Machine
from kiosk.session.states import Attract, Catalogue, Details, Review

MODES = [frozenset(), frozenset({"large-print"}), frozenset({"high-contrast"}), frozenset({"low-reach"}), frozenset({"zoom", "slow"})]


def _samples() -> list[tuple[str, Machine]]:
    from kiosk.screens.samples import samples

    return list(samples())


PAIRS = [
    ("attract", "attract-card-left"),
    ("attract-nine", "attract-nine-card-left"),
    ("ask-for-card", "ask-for-card-warned"),
    ("reading-card", "reading-card-opening"),
    ("catalogue", "catalogue-warned"),
    ("details-purpose", "details-purpose-picked"),
    ("details-language", "details-language-both"),
    ("details-months", "details-months-moved"),
    ("proof-barred", "proof-expired"),
    ("apology-receipt", "apology-receipt-no-paper"),
    ("searching", "searching-preview"),
    ("review", "review-no-paper"),
    ("issuing", "issuing-cancelled"),
    ("take-card", "take-card-asked"),
    ("printing", "printing-held"),
]


@pytest.mark.parametrize("modes", MODES, ids=lambda modes: "+".join(sorted(modes)) or "plain")
@pytest.mark.parametrize(("first", "second"), PAIRS, ids=lambda name: name)
def test_nothing_moves_while_a_screen_stands(glass: Glass, first: str, second: str, modes: frozenset[str]) -> None:
    from kiosk.screens.audit import geometry, moved

    machines = dict(_samples())
    glass.show(replace(machines[first], modes=modes))
    screen, before = glass.screen, geometry(glass.screen)
    glass.show(replace(machines[second], modes=modes))
    assert glass.screen is screen
    assert moved(before, geometry(glass.screen)) == []


def test_leafing_through_a_long_list_moves_nothing_and_reaches_all_of_it(glass: Glass) -> None:
    from kiosk.screens.audit import breaches

    machine = replace(dict(_samples())["details-sixteen"], modes=frozenset({"large-print"}))
    glass.show(machine)
    glass.frames(3)
    before, seen = glass.middle("next"), set()
    while True:
        assert breaches(glass.screen, machine) == []
        assert glass.middle("next") == before
        controls = {control["name"]: control for control in glass.app.describe()["controls"]}
        seen |= {name for name in controls if name.startswith("relative:")}
        if not controls["choices-next"]["enabled"]:
            break
        glass.x("mousemove", *glass.middle("choices-next"), "click", 1)
        assert glass.until(lambda seen=set(controls): {c["name"] for c in glass.app.describe()["controls"]} != seen)  # type: ignore[misc]
    assert seen == {f"relative:{number}" for number in range(1, 17)}


def test_a_menu_that_is_too_long_for_large_print_is_leafed_by_touch(glass: Glass) -> None:
    from kiosk.screens.audit import breaches
    from kiosk.screens.samples_asked import ALL_RULES

    machine = replace(dict(_samples())["catalogue-nine-none"], locale="en", modes=frozenset({"large-print"}))
    glass.show(machine)
    glass.frames(3)
    seen: set[str] = set()
    kinds = {kind.id for kind in ALL_RULES.kinds}
    for _ in kinds:
        assert breaches(glass.screen, machine) == []
        controls = {control["name"]: control for control in glass.app.describe()["controls"]}
        seen |= kinds & set(controls)
        if not controls["choices-next"]["enabled"]:
            break
        glass.x("mousemove", *glass.middle("choices-next"), "click", 1)
        assert glass.until(lambda seen=set(controls): {c["name"] for c in glass.app.describe()["controls"]} != seen)  # type: ignore[misc]
    assert seen == kinds


def test_a_long_list_of_staff_has_its_ends_a_touch_away_and_a_short_one_needs_none(glass: Glass) -> None:
    def there() -> dict[str, bool]:
        return {control["name"]: control["enabled"] for control in glass.app.describe()["controls"]}

    def touch(name: str) -> None:
        before = glass.app.describe()["texts"]
        glass.x("mousemove", *glass.middle(name), "click", 1)
        assert glass.until(lambda: glass.app.describe()["texts"] != before)

    samples = dict(_samples())
    glass.show(samples["staff-rehearse"])
    glass.frames(3)
    first = glass.app.describe()["texts"]
    assert not there()["choices-first"]
    touch("choices-last")
    assert not there()["choices-next"]
    assert not there()["choices-last"]
    touch("choices-previous")
    assert there()["choices-last"]
    touch("choices-first")
    assert glass.app.describe()["texts"] == first
    glass.show(samples["staff-recent"])
    glass.frames(3)
    assert "choices-next" in there()
    assert "choices-last" not in there(), "two touches lead there"


def test_a_range_of_months_is_moved_by_touch(glass: Glass) -> None:
    glass.show(dict(_samples())["details-months"])
    glass.frames(3)
    glass.touches.clear()
    for name in ("period:last-3-years", "period:from-year-later", "period:to-month-earlier"):
        glass.x("mousemove", *glass.middle(name), "click", 1)
    assert glass.until(lambda: len(glass.touches) == 3)
    assert [touch.control for touch in glass.touches] == ["period:last-3-years", "period:from-year-later", "period:to-month-earlier"]


def test_the_description_has_the_fields_of_the_control_socket(glass: Glass) -> None:
    glass.show(dict(_samples())["review-no-paper"])
    told = glass.app.describe()
    assert set(told) == {"screen", "problem", "texts", "controls", "locale", "modes", "focus"}
    assert told["screen"] == "review"
    control = next(c for c in told["controls"] if c["name"] == "print")
    assert set(control) == {"name", "label", "role", "enabled", "reason", "in_view", "rect_px", "rect_mm"}
    assert control["label"] == "确认打印"
    assert control["enabled"] is False
    assert "缺纸" in control["reason"]
    x, y, width, height = control["rect_px"]
    assert 0 <= x < x + width <= 1080
    assert 960 < y < y + height <= 1920


def test_one_tap_is_one_event(glass: Glass) -> None:
    glass.show(dict(_samples())["attract"])
    glass.frames(3)
    glass.touches.clear()
    x, y = glass.middle("start")
    glass.x("mousemove", x, y, "click", "--repeat", 12, "--delay", 40, 1)
    assert glass.until(lambda: len(glass.touches) >= 12)
    glass.frames(10)
    assert glass.touches == [Touch("start", 0)] * 12


def test_a_touch_shows_within_one_frame(glass: Glass) -> None:
    glass.show(dict(_samples())["attract"])
    glass.frames(3)
    start = next(widget for widget in glass.screen.touchables() if widget.name == "start")
    x, y = glass.middle("start")
    before = glass.image().getpixel((x - 200, y))
    glass.x("mousemove", x, y, "mousedown", 1)
    assert glass.until(lambda: start.pressed)
    # The event came in during the frame just drawn or before it; what the window shows now is that frame.
    assert glass.image().getpixel((x - 200, y)) != before
    glass.x("mousemove", 540, 700, "mouseup", 1)
    assert glass.until(lambda: not start.pressed)


def test_a_finger_that_slides_off_presses_nothing(glass: Glass) -> None:
    glass.show(dict(_samples())["attract"])
    glass.frames(3)
    glass.touches.clear()
    x, y = glass.middle("start")
    glass.x("mousemove", x, y, "mousedown", 1, "mousemove", x, 700, "mouseup", 1)
    glass.frames(15)
    assert glass.touches == []


def test_a_disabled_control_and_the_rim_of_the_panel_are_dead(glass: Glass) -> None:
    glass.show(dict(_samples())["review-no-paper"])
    glass.frames(3)
    glass.touches.clear()
    for x, y in (glass.middle("print"), (3, 1860), (1077, 1860), (540, 1917)):
        glass.x("mousemove", x, y, "click", 1)
    glass.frames(15)
    assert glass.touches == []


def test_keys_lead_nowhere(glass: Glass) -> None:
    glass.show(dict(_samples())["attract"])
    glass.frames(3)
    before = glass.image().tobytes()
    for key in ("Escape", "F1", "ctrl+e", "F6", "F7", "F8", "F11", "F12", "alt+F4", "super"):
        glass.x("key", key)
    glass.frames(20)
    assert not glass.loop.quit
    assert glass.image().tobytes() == before


def test_touches_carry_the_visit_they_were_made_in(glass: Glass) -> None:
    glass.show(dict(_samples())["catalogue"])
    glass.frames(3)
    glass.touches.clear()
    glass.x("mousemove", *glass.middle("family-relationship"), "click", 1)
    assert glass.until(lambda: bool(glass.touches))
    assert glass.touches == [Touch("family-relationship", 1)]


def test_nothing_of_the_citizen_is_left_on_any_widget_after_the_visit(glass: Glass) -> None:
    from kiosk.screens.samples import RULES
    from kiosk.widgets.label import Words
    from kiosk.widgets.page import PageView

    for state in (Catalogue, Details, Review):
        for _, machine in _samples():
            if isinstance(machine.state, state):
                glass.show(machine)
                glass.frames(1)
    glass.show(Machine(rules=RULES, state=Attract()))
    glass.frames(5)
    gc.collect()
    left = [thing for thing in gc.get_objects() if issubclass(type(thing), Words | PageView)]
    assert not [words.text for words in left if type(words) is Words and ("三" in words.text or "张" in words.text)]
    assert not [view for view in left if type(view) is PageView]


def test_every_screen_of_a_visit_says_where_help_is_to_be_had_while_nothing_is_counted(glass: Glass) -> None:
    from kiosk.screens.samples import DISPLAY
    from kiosk.session.states import Apology, Staff

    without = []
    for name, machine in _samples():
        if isinstance(machine.state, Apology | Staff) or machine.warning or machine.only_by_phone or machine.called:
            continue  # whoever has called somebody has help on the way, and is told so
        glass.show(machine)
        if DISPLAY.window not in " ".join(glass.app.describe()["texts"]):
            without.append(name)
    # What is waited for by the clock from the first second on has its countdown there; paper that comes and a covered screen need none.
    assert [name for name in without if not name.startswith(("take-card", "collect", "printing", "phone-end"))] == []


def test_standing_help_is_not_heard_on_each_screen_but_what_is_wrong_is(glass: Glass) -> None:
    from kiosk.screens.samples import DISPLAY
    from kiosk.voice.of_screen import read_of

    machines = dict(_samples())
    glass.show(machines["details-purpose"])
    assert DISPLAY.phone in " ".join(glass.app.describe()["texts"])
    assert DISPLAY.phone not in " ".join(read_of(glass.screen, machines["details-purpose"]).texts)
    glass.show(machines["ask-for-card-no-paper"])
    assert "打印机缺纸" in " ".join(read_of(glass.screen, machines["ask-for-card-no-paper"]).texts)


@pytest.mark.parametrize("name", ["attract-nine", "ask-for-card", "catalogue-nine", "details-purpose", "consent"])
def test_a_printer_without_paper_is_told_before_anything_is_chosen_where_a_phone_can_have_it(glass: Glass, name: str) -> None:
    from kiosk.problems import Code
    from kiosk.session.values import Part

    machine = dict(_samples())[name]
    by_phone = replace(machine, rules=replace(machine.rules, phone=True))
    glass.show(by_phone)
    assert "打印机缺纸" not in " ".join(glass.app.describe()["texts"])
    glass.show(replace(by_phone, health=frozenset({(Part.PRINTER, Code.PRINTER_MEDIA_EMPTY)})))
    assert "打印机缺纸。可将证明发到您的手机" in "".join(glass.app.describe()["texts"])


def test_one_reason_against_every_kind_is_said_once_with_where_to_go(glass: Glass) -> None:
    glass.show(dict(_samples())["catalogue-nine-none"])
    said = [text for text in glass.app.describe()["texts"] if "受托人" in text]
    assert len(said) == 1
    assert "人工窗口" in said[0]


@pytest.mark.parametrize("name", ["attract-nine", "catalogue-nine"])
def test_in_large_print_at_most_six_kinds_stand_on_the_screen_at_a_time(glass: Glass, name: str) -> None:
    machine = dict(_samples())[name]
    kinds = {kind.id for kind in machine.rules.kinds}

    def shown() -> int:
        return len(kinds & {control["name"] for control in glass.app.describe()["controls"]})

    glass.show(machine)
    assert shown() == 9
    glass.show(replace(machine, modes=frozenset({"large-print"})))
    assert shown() == 6


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("name", ["details-sixteen", "report-all", "details-spelling-seven"])
def test_in_large_print_at_most_six_answers_stand_on_the_screen_at_a_time(glass: Glass, name: str, locale: str) -> None:
    from kiosk.screens.audit import breaches

    machine = replace(dict(_samples())[name], locale=locale, modes=frozenset({"large-print"}))
    answers = {control.name for control in offered(machine) if ":" in control.name}
    assert len(answers) > 6
    glass.show(machine)
    glass.frames(3)
    before, pages = glass.middle("cancel"), list[set[str]]()
    while True:
        assert breaches(glass.screen, machine) == []
        assert glass.middle("cancel") == before, "leafing moves nothing"
        controls = {control["name"]: control for control in glass.app.describe()["controls"]}
        pages.append(answers & set(controls))
        assert len(pages[-1]) <= 6
        if not controls["choices-next"]["enabled"]:
            break
        glass.tap("choices-next")
    assert sorted(name for page in pages for name in page) == sorted(answers), "each of them once"
    if name == "details-spelling-seven":
        # The readings of a person's name are compared with each other: spelling:2.1, spelling:2.2.
        people = [{name.split(".")[0] for name in page} for page in pages]
        assert sum(map(len, people)) == len(set().union(*people)) == 7


def test_where_not_all_papers_have_room_the_start_screen_says_where_the_others_are_and_where_help_is(glass: Glass) -> None:
    from kiosk.screens.samples import DISPLAY

    machine = replace(dict(_samples())["attract-nine-some-closed"], locale="en", modes=frozenset({"large-print"}))
    glass.become(replace(DISPLAY, diagonal_in=21.5))
    glass.show(machine)
    told = glass.app.describe()
    kinds = {kind.id for kind in machine.rules.kinds} & {control["name"] for control in told["controls"]}
    assert 2 <= len(kinds) < 6
    said = " ".join(told["texts"])
    assert "For more certificates touch Start." in said
    assert "Need help?" in said
    glass.tap("start")


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("name", ["review", "review-phone", "review-pages"])
def test_a_page_can_be_made_out_in_large_print_on_a_small_panel(glass: Glass, name: str, locale: str) -> None:
    from kiosk.screens.samples import DISPLAY
    from kiosk.widgets.page import PageView
    from kiosk.widgets.tokens import look

    glass.become(replace(DISPLAY, diagonal_in=24.0))
    glass.show(replace(dict(_samples())[name], locale=locale, modes=frozenset({"large-print"})))
    page = next(glass.screen.parts(PageView))
    assert look().mm(page.height) > 120
    assert look().mm(page.cut.size[1]) > 120


@pytest.mark.parametrize("name", ["review-phone", "apology-basket"])
def test_an_icon_stands_beside_its_words(glass: Glass, name: str) -> None:
    """Also beside words on two lines: never more than a letter away from the widest of them."""
    from kiosk.widgets.controls import Action
    from kiosk.widgets.label import Icon, Words

    for modes in (frozenset[str](), frozenset({"large-print"})):
        glass.show(replace(dict(_samples())[name], locale="en", modes=modes))
        for button in (b for b in glass.screen.parts(Action) if not b.bare and not b.stacked and b.present):
            words = next(part for part in button.inside if isinstance(part, Words))
            icons = [part for part in button.inside if isinstance(part, Icon)]
            assert all(0 < words.x - icon.right < words.face.size for icon in icons if not button.icon_last), button.name
            left, right = min(p.x for p in (words, *icons)) - button.x, button.right - max(p.right for p in (words, *icons))
            assert abs(left - right) <= 2, f"{button.name}: words and icon stand in the middle"
            assert words.width - words.ink_size[0] <= words.face.size / 2, f"{button.name}: no wider than its lines"
