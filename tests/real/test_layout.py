"""The audit of the layout: every screen in both languages, on two panels, in the modes of showing, on what is drawn in the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import pytest
from glass import Glass

from kiosk.session.machine import Machine
from kiosk.session.values import MODES

FACTORS = ("en", "small", *MODES)
"""Language, panel (27 inches, or 24 mounted higher) and modes: each there or not."""

ROWS = (
    frozenset[str](),
    frozenset({"large-print", "high-contrast", "low-reach", "slow"}),
    frozenset({"small", "high-contrast", "zoom"}),
    frozenset({"en", "large-print", "zoom", "slow"}),
    frozenset({"en", "large-print", "high-contrast", "low-reach", "zoom"}),
    frozenset({"en", "small", "low-reach", "slow"}),
    frozenset({"small", "large-print"}),
    frozenset({"en", "small", "large-print"}),
    frozenset({"en"}),
)
"""A covering array of strength two: of any two factors, each of their combinations is met in one of these rows, each a run of all
screens. All 128 combinations would take twenty minutes; and what goes wrong in a layout goes wrong because of one factor (long words) or
two (long words in large letters). The last rows are what most people stand before: large letters on the small panel, and English alone.
"""

PIXELS = (0, 1)
"""Rows whose pixels are looked at too: the ordinary palette and high contrast, without the magnifier, which hides most of a screen."""


def _panel(row: frozenset[str]) -> object:
    from kiosk.screens.samples import DISPLAY

    return replace(DISPLAY, diagonal_in=24.0, bottom_edge_mm=800.0) if "small" in row else replace(DISPLAY, diagonal_in=27.0)


def _varied(machine: Machine, row: frozenset[str]) -> Machine:
    return replace(machine, locale="en" if "en" in row else "zh_CN", modes=row & frozenset(MODES))


def _named(row: frozenset[str]) -> str:
    return "+".join(factor for factor in FACTORS if factor in row) or "plain"


def _samples() -> Iterator[tuple[str, Machine]]:
    from kiosk.screens.samples import samples

    return samples()


def test_every_two_factors_are_met_in_each_of_their_combinations() -> None:
    for one, other in combinations(FACTORS, 2):
        assert {(one in row, other in row) for row in ROWS} == set(product((False, True), repeat=2)), (one, other)


def test_the_pixels_are_looked_at_in_both_palettes_without_the_magnifier() -> None:
    looked_at = [ROWS[place] for place in PIXELS]
    assert {"high-contrast" in row for row in looked_at} == {False, True}
    assert not any("zoom" in row for row in looked_at)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("row", ROWS, ids=_named)
def test_every_screen_keeps_the_rules_of_the_layout(glass: Glass, row: frozenset[str]) -> None:
    from kiosk.screens.audit import breaches
    from kiosk.screens.audit_pixels import faint

    glass.become(_panel(row))
    found = []
    for name, sample in _samples():
        machine = _varied(sample, row)
        glass.show(machine)
        found += [f"{name}: {breach}" for breach in breaches(glass.screen, machine)]
        if ROWS.index(row) in PIXELS:
            found += [f"{name}: {breach}" for breach in faint(glass.screen, glass.image())]
    assert found == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("row", [ROWS[0], frozenset({"en", "large-print"})], ids=_named)
def test_every_problem_can_be_shown_within_the_rules(glass: Glass, row: frozenset[str]) -> None:
    from kiosk.screens.audit import breaches
    from kiosk.screens.samples import every_problem

    found = []
    for name, sample in every_problem():
        machine = _varied(sample, row)
        glass.show(machine)
        found += [f"{name}: {breach}" for breach in breaches(glass.screen, machine)]
    assert found == []


@pytest.mark.parametrize("row", ROWS, ids=_named)
def test_a_page_that_is_seen_closely_keeps_the_rules_too(glass: Glass, row: frozenset[str]) -> None:
    from kiosk.screens.audit import breaches

    glass.become(_panel(row))
    machine = _varied(dict(_samples())["review-pages"], row)
    glass.show(machine)
    assert glass.screen.takes("page-zoom")
    assert breaches(glass.screen, machine) == []


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("name", ["ask-for-card-warned", "details-purpose", "review-pages", "take-card", "printing-held"])
def test_the_foot_and_what_stands_round_it_fit_a_panel_of_21_and_a_half_inches(glass: Glass, name: str, locale: str) -> None:
    from kiosk.screens.audit import breaches
    from kiosk.screens.samples import DISPLAY

    glass.become(replace(DISPLAY, diagonal_in=21.5))
    machine = replace(dict(_samples())[name], locale=locale)
    glass.show(machine)
    assert breaches(glass.screen, machine) == []
    if glass.screen.takes("page-zoom"):
        assert breaches(glass.screen, machine) == []
