"""The opening hours as the kiosk understands them: what is open at a moment, and when that changes."""

from __future__ import annotations

from datetime import datetime

import pytest

from config.schema import HoursTable
from kiosk.opening import HoursWatch, OpeningTimes
from kiosk.session.events import HoursChanged
from kiosk.session.values import Hours, Moment

WEEK = "Mo-Fr 09:00-12:00,13:30-17:00"
FRIDAY = datetime(2026, 11, 27)


def hours(kiosk: str | None = WEEK, **kinds: str) -> OpeningTimes:
    table = [{"id": kind, "open": text} for kind, text in kinds.items()]
    return OpeningTimes.of(HoursTable.model_validate({"kiosk": kiosk, "kind": table} if kiosk else {"kind": table}))


def at(clock: str, day: datetime = FRIDAY) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return day.replace(hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("clock", "is_open", "until"),
    [
        ("8:59", False, Moment(at("9:00"), 0)),
        ("9:00", True, Moment(at("12:00"), 0)),
        ("12:00", False, Moment(at("13:30"), 0)),
        ("16:59", True, Moment(at("17:00"), 0)),
        ("17:00", False, Moment(datetime(2026, 11, 30, 9, 0), 3)),
    ],
)
def test_it_opens_and_closes_to_the_minute_and_after_friday_comes_monday(clock: str, is_open: bool, until: Moment) -> None:
    assert hours().at(at(clock)) == Hours(is_open, until)


def test_without_hours_the_kiosk_is_always_open() -> None:
    assert hours(None).at(at("3:00")) == Hours()


def test_round_the_clock_never_changes_and_off_never_opens() -> None:
    assert hours("24/7").at(at("3:00")) == Hours(open=True, until=None)
    assert hours("off").at(at("3:00")) == Hours(open=False, until=None)


def test_a_kind_has_hours_of_its_own_within_those_of_the_kiosk() -> None:
    told = hours(birth="Mo-Fr 09:00-11:00", death="Tu 09:00-10:00").at(at("11:30"))
    assert told.closed == (("birth", Moment(datetime(2026, 11, 30, 9, 0), 3)), ("death", Moment(datetime(2026, 12, 1, 9, 0), 4)))
    assert told.keeps_closed("birth")
    assert not told.keeps_closed("exit-entry")


def test_a_day_that_is_named_is_closed() -> None:
    assert hours("Mo-Fr 09:00-17:00; Nov 30 off").at(at("18:00")).until == Moment(datetime(2026, 12, 1, 9, 0), 4)


def test_a_statutory_holiday_is_closed_where_the_hours_say_so() -> None:
    new_year = hours("Mo-Su 09:00-17:00; PH off").at(datetime(2026, 12, 31, 18, 0))
    assert new_year.until == Moment(datetime(2027, 1, 2, 9, 0), 2)


def test_the_watch_tells_once_what_has_changed_and_a_new_day_changes_how_it_is_said() -> None:
    now = [at("16:00")]
    watch = HoursWatch(hours(), now=lambda: now[0])
    assert watch.before() == (HoursChanged(Hours(True, Moment(at("17:00"), 0))),)
    assert watch.look() == ()
    now[0] = at("17:00")
    (event,) = watch.look()
    assert isinstance(event, HoursChanged)
    assert event.hours.until == Moment(datetime(2026, 11, 30, 9, 0), 3)
    now[0] = datetime(2026, 11, 29, 12, 0)
    (event,) = watch.look()
    assert isinstance(event, HoursChanged)
    assert event.hours.until == Moment(datetime(2026, 11, 30, 9, 0), 1), "tomorrow now"
