"""The languages on the glass: Mongolian within the rules, English without Chinese, and a switch that loses nothing."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest
from glass import Glass

from kiosk.session.advance import advance
from kiosk.session.controls import LANGUAGES, controls
from kiosk.session.events import Touch
from kiosk.session.machine import Machine
from kiosk.session.states import Details, Staff

HANZI = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uff00-\uffef\U00020000-\U0003ffff]")
MONGOLIAN_MODES = [frozenset[str](), frozenset({"large-print", "slow"}), frozenset({"high-contrast", "low-reach"}), frozenset({"zoom"})]
NAMES = re.compile(
    r"张\S{0,3}|李秀英|王春花|阿依古丽·买买提|单万俟|曾乐|仇朝|蒙C·\w+挂?|演示市公安局|海勃湾区\S*|滨河\S*|自助证明机|迁入|汉族|蒙古族|[㐱䶮𠮷𬭩𫖮*]+"
)
"""Proper names and plates of the samples, and what their register holds as data: the same in every language."""


def _samples() -> list[tuple[str, Machine]]:
    from kiosk.screens.samples import samples

    return list(samples())


@pytest.mark.parametrize("modes", MONGOLIAN_MODES, ids=lambda modes: "+".join(sorted(modes)) or "plain")
def test_every_screen_in_mongolian_keeps_the_rules_of_the_layout(glass: Glass, modes: frozenset[str]) -> None:
    from kiosk.screens.audit import breaches
    from kiosk.screens.samples import in_mongolian

    found = []
    for name, sample in _samples():
        machine = replace(in_mongolian(sample), modes=modes)
        glass.show(machine)
        found += [f"{name}: {breach}" for breach in breaches(glass.screen, machine)]
    assert found == []


def test_every_problem_in_mongolian_can_be_shown_within_the_rules(glass: Glass) -> None:
    from kiosk.screens.audit import breaches
    from kiosk.screens.samples import every_problem, in_mongolian

    found = []
    for name, sample in every_problem():
        machine = in_mongolian(sample)
        glass.show(machine)
        found += [f"{name}: {breach}" for breach in breaches(glass.screen, machine)]
    assert found == []


def test_every_screen_says_in_mongolian_what_it_is_and_what_can_be_touched_as_far_as_the_words_are_there(glass: Glass) -> None:
    from kiosk.screens.samples import in_mongolian
    from kiosk.widgets.label import Words
    from kiosk.words import mongolian_of

    silent = []
    for name, sample in _samples():
        glass.show(in_mongolian(sample))
        words = [widget for widget in glass.screen.walk(restrict=True) if isinstance(widget, Words) and mongolian_of(widget.text)]
        silent += [name] if words and not any(widget.setting for widget in words) else []
    # The page to be checked and a list of nine papers need the room for themselves.
    assert [name for name in silent if not name.startswith(("review", "collect-nine"))] == []


def _said_twice(glass: Glass) -> set[str]:
    """Out of service says everything in both languages, also where staff rehearse it."""
    return {other for widget in glass.screen.walk(restrict=True) if (other := getattr(widget, "other", ""))}


def test_no_chinese_is_shown_in_english_but_names_and_data(glass: Glass) -> None:
    strange: set[str] = set()
    for _, sample in _samples():
        glass.show(replace(sample, locale="en"))
        others = _said_twice(glass)
        for said in glass.app.describe()["texts"]:
            rest = NAMES.sub("", said)
            if said not in {"中文", *others} and HANZI.search(rest):
                strange.add(said)
    assert not strange


def test_no_problem_shows_chinese_in_english(glass: Glass) -> None:
    from kiosk.screens.samples import every_problem

    strange: set[str] = set()
    for _, sample in every_problem():
        glass.show(replace(sample, locale="en"))
        others = _said_twice(glass)
        strange |= {said for said in glass.app.describe()["texts"] if said not in {"中文", *others} and HANZI.search(NAMES.sub("", said))}
    assert not strange


def _controls(glass: Glass) -> dict[str, bool]:
    """What can be touched; a touch ends the warning, and long words are leafed through."""
    return {c["name"]: c["enabled"] for c in glass.app.describe()["controls"] if not c["name"].startswith(("more-time", "choices-"))}


def _touched(machine: Machine, control: str) -> Machine:
    after, effects = advance(machine, Touch(control, machine.visit_id))
    assert effects == ()
    return after


def _with_languages() -> list[tuple[str, Machine]]:
    """Where a language can be chosen, with the three of them offered."""
    from kiosk.screens.samples import in_mongolian

    offering = []
    for name, sample in _samples():
        if {control.name for control in controls(sample)} & set(LANGUAGES):
            offering.append((name, replace(in_mongolian(sample), locale="zh_CN")))
        else:
            assert isinstance(sample.state, Staff), name  # touched by staff only
    return offering


@pytest.mark.parametrize(
    "way", [("language-en", "language-mn", "language-zh"), ("language-mn", "language-en", "language-zh")], ids="-".join
)
def test_a_switch_of_language_loses_nothing_of_the_visit(way: tuple[str, ...]) -> None:
    same = [f.name for f in fields(Machine) if f.name not in ("locale", "now", "quiet_since", "touched_at", "warned")]
    for name, begun in _with_languages():
        machine = begun
        for control in way:
            machine = _touched(machine, control)
            assert machine.locale == LANGUAGES[control], name
            assert [getattr(machine, field) for field in same] == [getattr(begun, field) for field in same], name
            assert {c.name: c.selected for c in controls(machine) if not c.name.startswith(("language", "more"))} == {
                c.name: c.selected for c in controls(begun) if not c.name.startswith(("language", "more"))
            }, name


def test_the_same_can_be_touched_in_every_language_on_any_screen(glass: Glass) -> None:
    for name, sample in _with_languages():
        offered = []
        kinds = {kind.id for kind in sample.rules.kinds}
        for locale in LANGUAGES.values():
            glass.show(replace(sample, locale=locale))
            # A list is leafed through in more pages where the words are longer.
            offered.append({place: so for place, so in _controls(glass).items() if ":" not in place and place not in kinds})
        assert offered[0] == offered[1] == offered[2], name


def test_what_was_fetched_in_one_language_is_said_in_the_one_chosen_afterwards(glass: Glass) -> None:
    machine = dict(_samples())["details-six"]
    assert isinstance(machine.state, Details)
    glass.show(machine)
    chinese = set(glass.app.describe()["texts"])
    glass.show(_touched(machine, "language-en"))
    english = set(glass.app.describe()["texts"])
    assert {"父亲", "母亲", "配偶"} <= chinese
    assert {"Father", "Mother", "Spouse"} <= english
    assert {"张大山", "李秀英"} <= chinese & english
    purposes = replace(dict(_samples())["details-purpose"], locale="en")
    glass.show(purposes)
    assert {"Study", "Notarisation"} <= set(glass.app.describe()["texts"])


def test_signs_are_in_both_scripts_in_every_language_where_the_technician_wants_that(glass: Glass) -> None:
    from kiosk.screens.samples import DISPLAY

    machine = dict(_samples())["attract"]
    for place in ("before", "after"):
        glass.become(replace(DISPLAY, mongolian=place))
        for locale in ("zh_CN", "en"):
            glass.show(replace(machine, locale=locale))
            assert DISPLAY.unit_mn in glass.app.describe()["texts"]
            title = next(words for words in glass.screen.walk(restrict=True) if getattr(words, "style", "") == "display")
            (columns, line) = title.boxes
            assert (columns[0] < line[0]) is (place == "before")
    glass.become(DISPLAY)
    glass.show(machine)
    assert DISPLAY.unit_mn not in glass.app.describe()["texts"]
