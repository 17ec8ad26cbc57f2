"""Papers nobody has seen come out: which, what to look for, what was found, and once more to be sure; and a card that was left behind."""

from __future__ import annotations

from typing import Final

from kiosk.screens.staff import DATE_WAIT, StaffScreen, desk_of
from kiosk.staff.answers import Unseen
from kiosk.staff.asks import Found
from kiosk.staff.happened import PREFIX
from kiosk.staff.unsettled import FoundCard, Unsettled
from kiosk.widgets.controls import Action
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column, Gap, Row
from kiosk.widgets.leaves import MenuTile
from kiosk.widgets.panels import Note
from kiosk.widgets.paper_to_find import PaperToFind
from kiosk.widgets.tokens import look
from kiosk.words import say, word

FOUND_WORDS: Final = {
    Found.PRINTED: word("The whole paper was found"),
    Found.NOT_PRINTED: word("None, or not all pages"),
}

CONFIRM_WORDS: Final = {
    Found.PRINTED: word("You say: the whole paper with this number was found. It stays valid. This cannot be taken back."),
    Found.NOT_PRINTED: word(
        "You say: no whole paper was found. Its number becomes void; destroy what came out. This cannot be taken back."
    ),
}

DONE_WORDS: Final = {
    Found.PRINTED: word("{number} was settled: printed."),
    Found.NOT_PRINTED: word("{number} was settled: not printed. Its number is void."),
}


MOST_NUMBERS: Final = 3
"""As many numbers of disputed papers as a note shows; the technician's `check` lists all."""

_DISPUTED: Final = word(
    "The archive has another outcome for {numbers} than this machine. Call the technician: `run_kiosk.py check` says what has to be done."
)


class StaffUnsettledScreen(StaffScreen):
    """A list, or the paper that was chosen from it."""

    heading = word("Papers to settle")

    def page(self, page: Unsettled) -> None:
        self._side: Row | None = None
        self._about: Words | None = None
        if page.chosen is not None:
            self._one(page, page.chosen)
        elif page.card is FoundCard.IN_HAND:
            self._card()
        elif page.papers is None:
            self.put(Words(text=say(DATE_WAIT), style="lead", tone="soft", balance=True))
        else:
            self._list(page, page.papers)

    def _list(self, page: Unsettled, papers: tuple[Unseen, ...]) -> None:
        if page.settled is not None:
            number, found = page.settled
            self.put(Note(text=say(DONE_WORDS[found], number=number), icon="check"))
        if page.disputed:
            self.put(Note(text=say(_DISPUTED, numbers=_some(page.disputed))))
        if page.card is FoundCard.LOCKED_AWAY:
            self.put(Note(text=say("It stands in the log that a card was found and locked away."), icon="check"))
        if not papers:
            self.put(Words(text=say("No paper waits for an answer."), style="lead"))
            self.put(Gap(grow=1))
            return
        lead = say("Nobody has seen these papers come out; nothing is printed until each is settled. Touch one.")
        self.put(Words(text=lead, style="lead", tone="soft", balance=True))
        self.put_leaves([MenuTile(f"{PREFIX}paper:{one.number}", one.number, "document", _about(one)) for one in papers], gap=5)

    def _one(self, page: Unsettled, paper: Unseen) -> None:
        pages = say("Page {page} of {pages}", page=1, pages=paper.pages) if paper.pages else ""
        side = Row(gap=10, grow=1)
        picture = Column(gap=0)
        picture.width_mm = wide = 80 if look().narrow else 150
        picture.add_widget(PaperToFind(paper.number, paper.pages, pages, width_mm=wide))
        picture.add_widget(Gap(grow=1))
        side.add_widget(picture)
        self._side, self._picture = side, picture
        words = Column(gap=4, grow=1)
        words.add_widget(
            Words(text=say("Look for this number at the upper right of a sheet, in the output tray and inside the printer."), style="body")
        )
        words.add_widget(Words(text=paper.number, style="body", weight=700))
        self._about = Words(text=_about(paper), style="body", tone="soft")
        words.add_widget(self._about)
        words.add_widget(Gap(grow=1))
        side.add_widget(words)
        self.put(side)
        if page.found is None:
            answers = Column(gap=5)
            for found, label in FOUND_WORDS.items():
                icon = "check" if found is Found.PRINTED else "close"
                answers.add_widget(Action(name=f"{PREFIX}found:{found.value}", label=say(label), icon=icon, height_mm=30))
            self.put(answers)
            return
        self.put(Note(text=say(CONFIRM_WORDS[page.found])))
        if page.settling:
            self.put(Words(text=say(DATE_WAIT), style="lead", tone="soft", balance=True))
        else:
            self.put(Action(name=PREFIX + "confirm", label=say("Yes, settle it so"), icon="check", kind="primary", height_mm=30))

    def _card(self) -> None:
        self.put(Note(text=say("You say: a card was left behind at this kiosk, and you have locked it away. The log notes when and who.")))
        self.put(Gap(grow=1))
        label = say("Yes, it is locked away")
        self.put(Action(name=PREFIX + "card-locked-away", label=label, icon="check", kind="primary", height_mm=30))

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Where there is no room for both, what has to be answered stays and the picture goes."""
        if self._side is not None and self.natural_height(width) > height:
            self._side.remove_widget(self._picture)
        if self._about is not None and self.natural_height(width) > height:
            self._about.parent.remove_widget(self._about)
        super().place(x, y, width, height)

    def add_ways(self) -> None:
        page = desk_of(self.machine).page
        if isinstance(page, Unsettled) and not page.settling:
            if page.chosen is not None or page.card is FoundCard.IN_HAND:
                self.way("change", say("Back"), "back")
            else:
                self.way("card-found", say("Card left"), "card")
        super().add_ways()


def _some(numbers: tuple[str, ...]) -> str:
    return ", ".join(numbers[:MOST_NUMBERS]) + (" …" if len(numbers) > MOST_NUMBERS else "")


def _about(paper: Unseen) -> str:
    pages = say("{pages} pages", pages=paper.pages) if paper.pages else say("pages unknown")
    return f"{pages}  ·  {paper.at}"
