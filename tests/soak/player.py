"""A citizen at the kiosk, whom a seed has made resolute or fickle, patient or not, and what goes wrong around them."""

from __future__ import annotations

from collections import Counter, deque
from random import Random

from idcard.profiles import CardFault
from kiosk.problems import Code
from kiosk.session.controls import LANGUAGES, controls
from kiosk.session.events import Failed, PrintSettled, Touch, VisitOpened
from kiosk.session.machine import Machine
from kiosk.session.states import Attract, OutOfService, Phone, Review, TakeCard
from kiosk.session.values import MODES, SOUND, Outcome
from tests.soak.house import House, Stuck
from tests.soak.printer import Mood
from tests.soak.spoilt_archive import PHONE_ROUTES, ROUTES, Whim

MOST_STEPS = 150
MOST_PUSHES = 40  # a screen is twice as wide and twice as high as the glass, and a push moves it by a part of that
HOLDABLE = ROUTES[:7]  # those a citizen waits for
SHOWING = (*LANGUAGES, *MODES, SOUND)


class Player:
    """One visit. `seen` counts what happened in it; `samples` are the citizens who laid their cards."""

    def __init__(self, house: House, rng: Random) -> None:
        self.house = house
        self.rng = rng
        self.seen: Counter[str] = Counter()
        self.samples: list[str] = []
        self._fickle = rng.random() < 0.3
        self._gone = False
        self._tapped: deque[str] = deque(maxlen=6)
        self._before = house.machine

    def play(self) -> None:
        """From attract to attract, or to out of service. Raises AssertionError when an invariant does not hold."""
        self._tempt_fate()
        began = self.house.machine.visits
        self._come()
        for _ in range(MOST_STEPS):
            self.house.settle()
            machine = self.house.machine
            self._look(machine)
            if machine.visit is None and isinstance(machine.state, Attract | OutOfService) and (self._gone or machine.visits > began):
                break
            self._act(machine)
        else:
            raise Stuck(f"no end after {MOST_STEPS} steps: {self.house.machine.state.screen} {self._where_it_stands()}")

    def _where_it_stands(self) -> str:
        """For whoever is to find out why nothing changes."""
        machine, window = self.house.machine, self.house.window
        drawn = window.shown
        told = {
            "left": machine.seconds_left,
            "visit": (machine.visit_id, drawn.visit_id if drawn else None),
            "card": (machine.card is not None, machine.stale_card, machine.lifted, self.house.reader.lying),
            "gone": self._gone,
            "places": {name: control["rect_px"] for name, control in window.controls().items()},
            "tapped": list(self._tapped),
        }
        return repr(told)

    def _tempt_fate(self) -> None:
        """What will go wrong in this visit."""
        house, rng = self.house, self.rng
        if rng.random() < 0.22:
            for _ in range(rng.randint(1, 2)):
                route = rng.choice(ROUTES + PHONE_ROUTES if house.machine.rules.phone else ROUTES)
                whim = rng.choice([whim for whim in Whim if whim is not Whim.HELD or route in HOLDABLE])
                house.archive.whims[route] = whim
                self.seen[f"archive {whim.value}"] += 1
        if rng.random() < 0.15:
            house.printer.mood = rng.choice(list(Mood))
            house.printer.remembers = rng.random() < 0.5
            self.seen[f"printer {house.printer.mood.value}"] += 1
        if rng.random() < 0.03:
            house.reader.unreadable = rng.choice([CardFault.UNREADABLE, CardFault.REMOVED])
            self.seen["card unreadable"] += 1
        if rng.random() < 0.03:
            house.printer.sheets = 0
            self.seen["printer short of paper"] += 1

    def _come(self) -> None:
        if self.rng.random() < 0.3:
            self._tap("start")  # where it is on the glass: a part may not have been looked at yet when the first citizen comes
            self.house.settle()
        if self.rng.random() < 0.97:
            self._lay()
        else:
            self._gone = True

    def _lay(self) -> None:
        sample = self.rng.choice(self.house.cards.names)
        self.samples.append(sample)
        self.house.reader.lay(sample)

    def _look(self, machine: Machine) -> None:
        """Invariant 5, in the machine and on the glass."""
        self.seen[f"screen {machine.state.screen}"] += 1
        if problem := getattr(machine.state, "problem", None):
            self.seen[f"told {problem.value}"] += 1
        ways = _ways(machine)
        resting = isinstance(machine.state, Attract | OutOfService) or (isinstance(machine.state, TakeCard) and machine.card is not None)
        assert ways or machine.limit_s is not None or resting, f"a dead end: {machine.state.screen}"
        drawn = self.house.window.shown  # a watch may have told the kiosk something since
        if drawn is not None and (ways := _ways(drawn)):
            shown = {name for name, control in self.house.window.controls().items() if control["enabled"]}
            assert shown & ways, f"nothing to touch: {drawn.state.screen}, {sorted(ways)} offered, {sorted(shown)} shown"

    def _act(self, machine: Machine) -> None:
        if self._gone:
            self._keep_silent(machine)
        elif self._fickle and self.rng.random() < 0.2:
            self._mischief(machine)
        else:
            self._go_on(machine)

    def _keep_silent(self, machine: Machine) -> None:
        """Invariant 4: the limit ends the state, and where the citizen may ask for more time there was a warning."""
        left, state = machine.seconds_left, machine.state
        if left is None:
            self.house.release()
            return
        if left > 2 and hasattr(machine, "warning"):
            self.house.wait(left - 1)
            now = self.house.machine
            if now.state is state and now.warning:
                assert "more-time" in self.house.window.controls(), "no warning on the glass"
        self.house.wait(max(0.0, self.house.machine.seconds_left or 0.0) + 0.5)
        now = self.house.machine
        assert now.state is not state or now.seconds_left is None or now.seconds_left > 0, f"silence does not end {state.screen}"

    def _mischief(self, machine: Machine) -> None:
        what = self.rng.choice(["pull", "swap", "leave", "show", "any", "twice", "stale", "wait", "flood"])
        self.seen[f"mischief {what}"] += 1
        match what:
            case "pull":
                self.house.reader.take()
            case "swap":
                self.house.reader.take()
                self._lay()
            case "leave":
                self._gone = True
                if self.rng.random() < 0.5:
                    self.house.reader.take()
            case "show":
                self._tap(self.rng.choice(SHOWING))
            case "any":
                self._tap(*self._enabled())
            case "twice":
                self._tap(*self._enabled(), times=2)
            case "stale":
                self._speak_of_the_past(machine)
            case "wait":
                self.house.wait(self.rng.uniform(0.0, (machine.seconds_left or 5.0) * 0.95))
            case "flood":
                for control in self._enabled():
                    self.house.runtime.post(Touch(control, machine.visit_id))

    def _speak_of_the_past(self, machine: Machine) -> None:
        """Invariant 6: what belongs to an earlier visit changes nothing."""
        earlier = machine.visit_id - 1 if machine.visit_id else machine.visits
        if earlier <= 0 or machine.visit_id == earlier:
            return
        late = (
            VisitOpened(earlier, "token", "nobody", ()),
            Failed(earlier, Code.UNEXPECTED),
            PrintSettled(earlier, "key", Outcome.PRINTED, None),
            *(Touch(control, earlier) for control in self._enabled()),
        )
        for event in late:
            self.house.runtime.post(event)
        self.house.settle()
        assert self.house.machine.state is machine.state or self.house.machine.now > machine.now, "the past changed the present"

    def _go_on(self, machine: Machine) -> None:
        """The way to the paper."""
        rng, house = self.rng, self.house
        match machine.state.screen:
            case "attract" | "ask-for-card":
                if house.reader.lying:
                    house.reader.take()
                elif machine.state.screen == "attract" and rng.random() < 0.3:
                    self._tap(rng.choice(["start", *(kind.id for kind in machine.rules.kinds)]))
                else:
                    self._lay()
            case "catalogue":
                self._shop(machine)
            case "details":
                self._answer()
            case "consent":
                self._tap("agree")
            case "review":
                assert isinstance(machine.state, Review)
                if "page-next" in self._enabled() and rng.random() < 0.4:
                    self._tap("page-next")
                else:
                    enabled = self._enabled()
                    ways = [way for way in ("print", "phone") if way in enabled]
                    more = "add-another" in enabled and rng.random() < 0.3
                    self._tap("add-another" if more else rng.choice(ways) if ways else "cancel")
            case "take-card":
                house.reader.take()
                if "confirm" in self._enabled():
                    self._tap("confirm")
            case "phone":
                assert isinstance(machine.state, Phone)
                self._by_phone(machine.state)
            case "collect":
                self._tap("done")
            case "apology":
                self._after_refusal()
            case _:
                # Something is held: patience, or the limit.
                if rng.random() < 0.5:
                    house.release()
                else:
                    self._keep_silent(machine)

    def _by_phone(self, state: Phone) -> None:
        """Scans and fetches, and waits or goes; or has no phone after all; or looks at the code until it is gone."""
        fate = self.rng.random()
        if state.url is not None and fate < 0.7:
            self.house.phone.fetch(state.url)
        if state.url is not None and fate < 0.55:
            self.house.release()  # the kiosk hears of it
        elif fate < 0.85:
            self._tap("done")
        elif fate < 0.95:
            self._tap("cancel")
        else:
            self._keep_silent(self.house.machine)

    def _shop(self, machine: Machine) -> None:
        """Chooses a paper; whoever has chosen some prints them, takes one out again, or goes on."""
        enabled, fate = self._enabled(), self.rng.random()
        kinds = [kind.id for kind in machine.rules.kinds if kind.id in enabled]
        chosen = [name for name in enabled if name.startswith("remove:")]
        if "print" in enabled and (fate < 0.4 or not kinds):
            self._tap("print")
        elif chosen and fate < 0.5:
            self._tap(*chosen)
        else:
            self._tap(self.rng.choice(kinds or ["cancel"]))

    def _answer(self) -> None:
        enabled = self._enabled()
        options = [name for name in enabled if ":" in name]
        for _ in range(self.rng.choice([0, 1, 1, 2]) if "next" in enabled else 1):
            if options:
                self._tap(self.rng.choice(options))
                self.house.settle()
        if "next" in self._enabled():
            self._tap("next")
        elif not options:
            self._tap("cancel")

    def _after_refusal(self) -> None:
        enabled = self._enabled()
        if "print-slip" in enabled and self.rng.random() < 0.5:
            self._tap("print-slip")
        elif "back" in enabled and self.rng.random() < 0.75:
            self._tap("back")
        else:
            self._tap("done")

    def _enabled(self) -> list[str]:
        """What can be touched on the glass, but for language and modes."""
        return [name for name, control in self.house.window.controls().items() if control["enabled"] and name not in SHOWING]

    def _tap(self, *among: str, times: int = 1) -> None:
        """Touches one of these, if it is on the glass."""
        here = self.house.window.controls()
        present = [name for name in among if name in here]
        if not present:
            return
        name = self.rng.choice(present)
        for _ in range(times):
            self._tapped.append(name)
            if name in self.house.window.controls():
                self._bring(name)
                self.house.window.tap(name)

    def _bring(self, name: str) -> None:
        """A magnified screen is larger than the glass: whoever wants what lies beside it pushes the screen."""
        window = self.house.window
        for _ in range(MOST_PUSHES):
            controls = window.controls()
            if controls[name]["in_view"]:
                return
            x, y, width, height = controls[name]["rect_px"]
            window.tap(_arrow(x + width // 2, y + height // 2, self.house.display.width_px))
        raise Stuck(f"{name} cannot be brought onto the glass of {self.house.machine.state.screen}")


def _arrow(x: int, y: int, width_px: int) -> str:
    """Which of the magnifier's arrows leads to a place beside the glass; below it is whatever is neither above nor at a side."""
    if not 0 <= x < width_px:
        return "pan-left" if x < 0 else "pan-right"
    return "pan-up" if y < 0 else "pan-down"


def _ways(machine: Machine) -> set[str]:
    """What leads on or out."""
    return {control.name for control in controls(machine) if control.enabled} - set(SHOWING)
