"""Proof: the citizen shows a second time who they are, in one of the ways that this document and this kiosk allow."""

from __future__ import annotations

from enum import Enum
from math import ceil

from kivy.properties import StringProperty

from kiosk.problems import Code, problem
from kiosk.screens.proof_parts import METHODS, camera_consent, code_entry, number_panel, waiting
from kiosk.screens.screen import Screen, explained, load_kv
from kiosk.session.controls import Control
from kiosk.session.machine import Machine
from kiosk.session.proof_values import ProofStep
from kiosk.session.states import Proof
from kiosk.widgets.controls import Action
from kiosk.widgets.keypad import ROWS_MM
from kiosk.widgets.kind_tile import KindTile
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Gap
from kiosk.widgets.pictures import Picture
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import joined, say, word


class Layout(Enum):
    """What stands on the screen."""

    METHOD = "method"
    WAIT = "wait"
    CODE = "code"
    OFFICER = "officer"
    CAMERA_CONSENT = "camera-consent"


_LAYOUTS = {
    ProofStep.METHOD: Layout.METHOD,
    ProofStep.SENDING: Layout.WAIT,
    ProofStep.ASKING: Layout.WAIT,
    ProofStep.CAMERA: Layout.WAIT,
    ProofStep.CODE: Layout.CODE,
    ProofStep.CHECKING: Layout.CODE,
    ProofStep.OFFICER: Layout.OFFICER,
    ProofStep.CAMERA_CONSENT: Layout.CAMERA_CONSENT,
}

TITLES = {
    Layout.METHOD: word("Please show once more that it is you"),
    Layout.WAIT: word("One moment, please"),
    Layout.CODE: word("Please type the code from the message"),
    Layout.OFFICER: word("Please tell the officer this number"),
    Layout.CAMERA_CONSENT: word("May the camera compare your face?"),
}

LEADS = {
    ProofStep.METHOD: word("So that nobody who has only found your card can get your papers."),
    ProofStep.SENDING: word("A code is on its way to the phone number on record."),
    ProofStep.ASKING: word("A number for the officer is being fetched."),
    ProofStep.CAMERA: word("Please look into the camera."),
    ProofStep.CODE: word("Six digits, sent to the number on record that ends in {digits}."),
    ProofStep.CHECKING: word("Six digits, sent to the number on record that ends in {digits}."),
    ProofStep.OFFICER: word("The officer looks at you and your card. This screen then goes on by itself. Leave the card where it is."),
    ProofStep.CAMERA_CONSENT: word("It is compared with the photo on your card, on this machine alone."),
}


_PICTURES = {ProofStep.SENDING: "second-proof", ProofStep.ASKING: "window", ProofStep.CAMERA: "face"}


class ProofScreen(Screen):
    """Methods as tiles; figures and keypad; or the number for the officer. `note` says what was wrong."""

    state = Proof
    title = StringProperty("")
    lead = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, Proof)
        state = machine.state
        layout = _LAYOUTS[state.step]
        return layout, state.kind, state.methods, (state.step if layout is Layout.WAIT else None), state.number

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Proof)
        state = machine.state
        self._layout = _LAYOUTS[state.step]
        self.title = say(TITLES[self._layout])
        self.lead = say(LEADS[state.step], digits=state.sent.last_digits if state.sent else "")
        lines = 3 if "large-print" in machine.modes else 2
        self._note = Words(style="lead", tone="note", weight=500, align="center", balance=True, lines=lines, valign="middle")
        match self._layout:
            case Layout.METHOD:
                self._methods(state)
            case Layout.WAIT:
                waiting(self.ids.content, _PICTURES[state.step])
            case Layout.CODE:
                self._code()
            case Layout.OFFICER:
                number_panel(self.ids.content, state.number or "")
            case Layout.CAMERA_CONSENT:
                camera_consent(self.ids.content)
                self.ids.actions.add_widget(
                    Action(name="agree", label=say("I agree"), icon="check", kind="primary", grow=1, height_mm=30)
                )  # fmt: skip
        if self._layout is not Layout.CAMERA_CONSENT:
            self.ids.actions.add_widget(Gap(grow=1))

    def _methods(self, state: Proof) -> None:
        for method in state.methods:
            name, told, icon = METHODS[method]
            tile = KindTile(name=f"proof:{method.value}", label=say(name), note=say(told), icon=icon, least_mm=58)
            tile.compact, tile.brief = True, say(problem(Code.PROOF_FAILED).citizen)
            tile.keep_brief()
            self.ids.content.add_widget(tile)
        self.ids.content.add_widget(self._note)
        self.ids.content.add_widget(Picture(picture="second-proof", grow=1, height_mm=50, optional=True))

    def _code(self) -> None:
        self._figures, self._keypad, self._again = code_entry(self.ids.content, self._note)

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """The keys are as high as there is room for; where there is little, words become smaller before anything is left out."""
        for tighten in (self._low_keys, self._smaller_words, self._close_together, self._send_from_keypad, self._low_keys):
            if self._least(width) > height:
                tighten(width, height)
        super().place(x, y, width, height)
        self.update(self.machine)

    def _least(self, width: int) -> int:
        pictures = sum(int(picture.wanted(width - 2 * look().px(SPACE.margin))) for picture in self.parts(Picture))
        return int(self.natural_height(width)) - pictures

    def _low_keys(self, width: int, height: int) -> None:
        if self._layout is Layout.CODE:
            for row_mm in ROWS_MM:
                self._keypad.row_mm = row_mm
                if self._least(width) <= height:
                    return

    def _smaller_words(self, _width: int, _height: int) -> None:
        self.ids.title.style, self.ids.lead.style, self._note.style = "heading", "body", "body"
        for tile in self.parts(KindTile):
            tile.shrink()

    def _send_from_keypad(self, _width: int, _height: int) -> None:
        """`send-again` beside the zero; what there is to say of it stands where wrong codes are told, while there is none."""
        if self._layout is Layout.CODE and self._again.parent is not None:
            self.ids.content.remove_widget(self._again.parent)
            self._again.parent.clear_widgets()
            self._keypad.use_spare(Action(name="send-again", label=say("Send again"), icon="message", style="small", stacked=True))

    def _close_together(self, _width: int, _height: int) -> None:
        self.ids.content.gap = SPACE.tight
        self.ids.body.inset = [SPACE.margin, SPACE.tight, SPACE.margin, 0]
        self._note.style = self.ids.lead.style = "foot"
        if self._layout is Layout.CODE:
            self._keypad.gap = SPACE.tight
            self._figures.lower()
        for gap in self.parts(Gap):
            gap.height_mm = min(gap.height_mm, SPACE.hair)

    def refusal(self, control: Control) -> str:
        assert isinstance(self.machine.state, Proof)
        state = self.machine.state
        if state.working:
            return say("One moment, please")
        if control.name == "send-again":
            return self._when_again(state)
        if state.sent is not None and not state.sent.tries_left:
            return explained(Code.CODE_DEAD)
        return say("The code has six digits.")

    def _when_again(self, state: Proof) -> str:
        if state.sent is None or not state.sent.sends_left:
            return say("No more codes can be sent.")
        left = ceil(state.sent.again_at - self.machine.now)
        return say("No message yet? Another can be sent in {seconds} seconds.", seconds=left) if left > 0 else say("No message yet?")

    def _said(self, state: Proof) -> str:
        if state.problem is None:
            return ""
        if self._layout is Layout.METHOD and state.barred:
            # The way to the window is for who has no other way left.
            return joined(say(problem(state.problem).citizen), say("Please choose another way."))
        return explained(state.problem)

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Proof)
        state = machine.state
        self._note.text = self._said(state)
        if self._layout is Layout.CODE:
            self._figures.show(state.digits)
            self._again.text = self._when_again(state)
            if self._again.parent is None and not self._note.text:
                self._note.text = self._when_again(state)
            if state.step is ProofStep.CHECKING:
                self._note.text = say("The code is being checked.")


load_kv(__file__)
