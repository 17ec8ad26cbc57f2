"""One point of the crash matrix: a citizen, a cut, a new start, and what archive, journal and tray say of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.commands import as_archived, settle
from tests.crash.account import hold_to_account
from tests.crash.clerk import FOUND
from tests.crash.life import Begin, Life
from tests.crash.phone import Phone
from tests.crash.points import Cut, Meanwhile, Point, Start
from tests.crash.stage import JAMMED_PAGE_S, PAGE_S, SLOW_PAGE_S, InTray, Journalled, Registered, Stage, journalled, until

_FORGETFUL = (Meanwhile.FORGETS, Meanwhile.SETTLED_THERE)
LOCKED = "out-of-service (unconfirmed-lock)"


@dataclass(frozen=True, slots=True)
class Result:
    """A line of the table."""

    point: Point
    citizen: str  # the last screen before the cut
    afterwards: str  # what the next citizen finds
    archive: str
    tray: str
    staff: str


@dataclass
class Bench:
    """Where points are tried. `begin` starts a kiosk, with a window or without."""

    stage: Stage
    begin: Begin
    tried: int = 0

    def tries(self, point: Point) -> Result:
        """Cuts there, starts again, and holds what is left against the rules. Raises AssertionError, naming the point."""
        return self._trial(point).run()

    def rehearse(self, script: str, earlier: Start | None = None) -> list[str]:
        """The boundaries passed when nothing is cut, in order."""
        return self._trial(Point(Cut.KIOSK, script, "", earlier)).rehearse()

    def _trial(self, point: Point) -> Trial:
        self.tried += 1
        return Trial(self.stage, self.begin, point, self.stage.config(f"kiosk-{self.tried}", phone=point.by_phone))


class Trial:
    """One point."""

    def __init__(self, stage: Stage, begin: Begin, point: Point, config: Path) -> None:
        self._stage = stage
        self._begin = begin
        self._point = point
        self._config = config
        self._journal_file = config.parent / "journal.sqlite3"
        # A full tray: what the points before have used up is no fault of this one's. Time enough to see the page before the one it dies on,
        # also for a kiosk that a busy machine makes wait.
        # And time enough to jam before the first page.
        page_s = JAMMED_PAGE_S if point.jams else SLOW_PAGE_S if point.needs_time else PAGE_S
        stage.printer.set(clear=True, page_s=page_s)
        self._before = {row.key for row in stage.archive.registered()}
        self._papers = len(stage.tray())
        self._lives: list[Life] = []
        self._phone = Phone(stage, lambda: [link for life in self._lives for link in life.links()]) if point.by_phone else None

    def run(self) -> Result:
        """The whole of it."""
        try:
            match self._point.cut:
                case Cut.KIOSK | Cut.POWER:
                    return self._cut_kiosk()
                case Cut.ARCHIVE:
                    return self._cut_archive()
                case Cut.PRINTER:
                    return self._cut_printer()
        except AssertionError as error:
            raise AssertionError(f"{self._point.name}: {error}") from error
        finally:
            self._end()

    def rehearse(self) -> list[str]:
        """The boundaries passed from the first start to the last row's end, nothing being cut."""
        try:
            first = self._prepared()
            if first is None:
                first = self._live(self._point.script)
                if self._point.script == "lose-the-printer":
                    self._printer_dies_and_comes_back()
            until(first.has_played, "the visit does not end")
            self._settled()
            until(lambda: _all_ended(first.points()), "not all has ended", first.points)
            return first.points()
        finally:
            self._end()

    def _end(self) -> None:
        if self._phone is not None:
            self._phone.put_away()
        for life in self._lives:
            life.end()

    def _prepared(self) -> Life | None:
        """For the points of a new start: an earlier life has been cut, and this is the next. None for the points of a visit."""
        start = self._point.earlier
        if start is None:
            if self._point.script == "lose-the-printer":
                self._stage.printer.set(kill_on_page=2)
            return None
        earlier = self._live(start.script, start.boundary, self._with_it(start.meanwhile in _FORGETFUL))
        until(earlier.is_over, f"never came to {start.boundary}", lambda: (earlier.screens()[-3:], earlier.points()[-3:]))
        match start.meanwhile:
            case Meanwhile.NOTHING:
                pass
            case Meanwhile.FORGETS:
                self._printer_dies_and_comes_back()
            case Meanwhile.SETTLED_THERE:
                self._printer_dies_and_comes_back()
                (row,) = self._open()
                assert row.number is not None
                self._stage.archive.operator_settles(row.number, "printed" if self._found((row,), self._tray()) == "printed" else "void")
            case Meanwhile.CANCELLED:
                (row,) = self._open()
                assert row.job_name is not None
                self._stage.cancel_at_printer(row.job_name)
            case Meanwhile.JAMMED:
                self._stage.printer.set(jam=True)
        if start.meanwhile is not Meanwhile.JAMMED:
            self._stage.printer_rests()
        self._links_end()
        (self._config.parent / FOUND).write_text(self._found(self._open(), self._tray()), encoding="utf-8")
        return self._live(start.then, self._point.boundary or None)

    def _cut_kiosk(self) -> Result:
        cut = self._prepared()
        if cut is None:
            cut = self._live(self._point.script, self._point.boundary, self._with_it(self._point.cut is Cut.POWER))
            if self._point.script == "lose-the-printer":
                self._printer_dies_and_comes_back()
        until(cut.is_over, f"never came to {self._point.boundary}", lambda: (cut.screens()[-3:], cut.points()[-3:]))
        return self._judged(cut, self._next_life())

    def _cut_archive(self) -> Result:
        archive = self._stage.archive
        life = archive.life
        archive.cut_at(self._point.boundary)
        now = self._live(self._point.script)
        until(lambda: not archive.cut_is_due, f"never came to {self._point.boundary}")
        until(lambda: archive.life != life, "the archive does not come back")
        until(now.has_played, "the visit does not end")
        return self._judged(now, now)

    def _cut_printer(self) -> Result:
        self._stage.printer.set(kill_on_page=int(self._point.boundary.removeprefix("page ")))
        now = self._live("print")
        self._printer_dies_and_comes_back()
        until(now.has_played, "the visit does not end")
        return self._judged(now, now)

    def _printer_dies_and_comes_back(self) -> None:
        until(lambda: not self._stage.printer.running, "the printer does not die")
        self._printer_back()

    def _printer_back(self) -> None:
        self._stage.printer.set(start=True, clear=True)

    def _with_it(self, printer: bool) -> tuple[int, ...]:
        return (self._stage.printer_process(),) if printer else ()

    def _live(self, script: str, cut_at: str | None = None, with_it: tuple[int, ...] = ()) -> Life:
        self._lives.append(self._begin(self._config, {"lose-the-printer": "print"}.get(script, script), cut_at, with_it))
        return self._lives[-1]

    def _next_life(self) -> Life:
        """The power is back: the printer, where that was cut too, and the kiosk."""
        if self._point.cut is Cut.POWER:
            self._printer_dies_and_comes_back()
        return self._live("nobody")

    def _judged(self, cut: Life, now: Life) -> Result:
        """Waits until everything is settled that settles by itself, has staff settle the rest, and holds it against the rules."""
        citizen = _last_words(cut.screens())
        if self._point.jams:
            until(now.rounds, "the open rows are not looked at")  # the job is called off by now, and nobody minds the jam any more
            self._stage.printer.set(clear=True)
        self._stage.printer_rests()
        tray, rounds = self._tray(), now.rounds()
        until(
            lambda: now.rounds() >= rounds + 2, "the open rows are not looked at"
        )  # the first may have begun before the printer came to rest
        self._links_end()
        left = self._settled()
        locked = any(row.state == "unconfirmed" for row in left)
        assert self._tray() == tray, "something was printed after the cut"
        if locked:
            until(lambda: now.screens()[-1:] == [LOCKED], "printing is not locked", now.screens)
        afterwards = now.screens()[-1] if locked else self._rests(now)
        archive = self._archive_says()
        staff = self._staff(left, tray, now)
        on_phones = self._phone.papers if self._phone is not None else ()
        hold_to_account(journalled(self._journal_file), self._registered(), tray, on_phones)
        return Result(self._point, citizen, afterwards, archive, _said_of(tray, on_phones), staff)

    def _links_end(self) -> None:
        """The phone fetches what it has scanned, and for every other link its time is over."""
        phone = self._phone
        if phone is not None:
            until(lambda: phone.has_all, "the phone does not get its paper")
            self._stage.archive.time_passes()

    def _settled(self) -> tuple[Journalled, ...]:
        """The rows only staff can settle, once every other is closed and the archive has heard of these, and the printer of the settled."""
        until(lambda: all(_waits_for_staff(row) for row in self._open()), "rows stay open", self._open)
        until(lambda: not any(row.may_come for row in journalled(self._journal_file)), "the printer is not asked about what staff settled")
        return self._open()

    def _rests(self, now: Life) -> str:
        until(lambda: now.screens()[-1:] == ["attract"], "the kiosk does not open", now.screens)
        return now.screens()[-1]

    def _open(self) -> tuple[Journalled, ...]:
        return tuple(row for row in journalled(self._journal_file) if row.state != "closed")

    def _tray(self) -> tuple[InTray, ...]:
        return self._stage.tray()[self._papers :]

    def _registered(self) -> tuple[Registered, ...]:
        return tuple(row for row in self._stage.archive.registered() if row.key not in self._before)

    def _archive_says(self) -> str:
        said = [row.status if row.number else f"{row.status} (before it had a number)" for row in self._registered()]
        return ", ".join(said) or "no number"

    def _staff(self, left: tuple[Journalled, ...], tray: tuple[InTray, ...], now: Life) -> str:
        """Staff look into the tray and say so, or give in to the archive; the kiosk opens again."""
        if not left:
            return "nothing to do"
        (row,) = left
        assert row.reason, "an open row without its reason"
        assert row.number is not None
        if row.state == "unconfirmed":
            word = self._found(left, tray)
            assert settle.command(row.number, word, self._config) == 0
        else:
            word = "as-archived"
            assert as_archived.command(row.number, self._config) == 0
        until(lambda: not self._open(), "what staff said does not reach the archive")
        until(lambda: now.screens()[-1] != LOCKED, "the kiosk stays locked")
        return f"settle {word}"

    @staticmethod
    def _found(rows: tuple[Journalled, ...], tray: tuple[InTray, ...]) -> str:
        """What a clerk says who has looked for the paper of the row that is open."""
        came = any(paper.complete and paper.sha256 == row.sent_sha256 for row in rows for paper in tray)
        return "printed" if came else "not-printed"


def _waits_for_staff(row: Journalled) -> bool:
    """Unconfirmed, and the archive knows it; or decided here, and the archive has it otherwise."""
    return row.refused is not None or row.state == row.told == "unconfirmed"


def _all_ended(points: list[str]) -> bool:
    """Whether whatever has begun has ended, and a visit that has begun is closed at the archive."""
    begun, ended = ({point.removesuffix(f": {end}") for point in points if point.endswith(f": {end}")} for end in ("before", "after"))
    return begun == ended and ("archive open_visit" not in begun or "archive end_visit" in ended)


def _last_words(screens: list[str]) -> str:
    """The last screen with anything for the citizen who was there; the next citizen's is another matter."""
    own = [screen for screen in screens if screen != "attract" and not screen.startswith("out-of-service")]
    return own[-1] if own else (screens[-1] if screens else "nothing yet")


def _said_of(tray: tuple[InTray, ...], on_phones: tuple[str, ...]) -> str:
    said = [f"1 paper, {paper.pages} pages" if paper.complete else f"{paper.pages} of its pages" for paper in tray]
    return ", ".join([*said, *("a phone has it" for _ in on_phones)]) or "nothing"
