"""What stands on the screen Proof, one function a layout."""

from __future__ import annotations

from typing import Any, Final

from kiosk.session.proof_values import CODE_DIGITS, ProofMethod
from kiosk.widgets.controls import Action
from kiosk.widgets.keypad import Figures, Keypad
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Column, Gap, Row
from kiosk.widgets.pictures import Picture
from kiosk.widgets.progress import Ring
from kiosk.widgets.tokens import look
from kiosk.words import say, word

METHODS: Final = {
    ProofMethod.CODE: (
        word("A code to your phone"),
        word("It is sent to the number that the police have on record for you."),
        "message",
    ),
    ProofMethod.OFFICER: (
        word("The officer at the desk"),
        word("You tell the officer a short number; nothing else is needed."),
        "badge",
    ),
    ProofMethod.CAMERA: (
        word("The camera of this machine"),
        word("Your face is compared with the photo on your card. You are asked first."),
        "camera",
    ),
}
"""Name, one line about it, and icon of every method."""

CAMERA_RULES: Final = (
    ("camera", word("The pictures are compared on this machine and are not sent anywhere.")),
    ("lock", word("Nothing of them is kept once your visit ends.")),
    ("window", word("You need not agree: go back and choose another way, or come to the service window.")),
)


def code_entry(content: Any, note: Words) -> tuple[Figures, Keypad, Words]:
    """Figures, what was wrong, keypad, and the way to another code; returns what changes."""
    figures, keypad = Figures(CODE_DIGITS, look().narrow), Keypad()
    again = Words(style="body", tone="soft", grow=1, middle=True, lines=2, valign="middle")
    row = Row(gap=6)
    row.add_widget(again)
    row.add_widget(Action(name="send-again", label=say("Send again"), icon="message", style="body", width_mm=92, height_mm=26))
    for part in (figures, note, Gap(grow=1), keypad, Gap(height_mm=2), row, Gap(grow=1)):
        content.add_widget(part)
    return figures, keypad, again


def number_panel(content: Any, number: str) -> None:
    """The number for the officer, large enough to be read from the desk's side, and that somebody is waited for."""
    panel = Column(surface="tint", edge="edge", radius=8, gap=2, inset=[12, 14, 12, 16])
    panel.add_widget(Words(text=" ".join(number), style="display", on="tint", align="center"))
    row = Row(gap=6)
    row.add_widget(Gap(grow=1))
    row.add_widget(Ring(size_mm=20, middle=True))
    row.add_widget(Words(text=say("Waiting for the officer"), style="lead", middle=True))
    row.add_widget(Gap(grow=1))
    for part in (panel, Gap(height_mm=4), row, Gap(height_mm=4), Picture(picture="window", grow=1, height_mm=44, optional=True)):
        content.add_widget(part)


def waiting(content: Any, picture: str) -> None:
    """A picture and the ring."""
    content.add_widget(Picture(picture=picture, grow=1, height_mm=60, optional=True))
    row = Row()
    for part in (Gap(grow=1), Ring(size_mm=44), Gap(grow=1)):
        row.add_widget(part)
    content.add_widget(row)
    content.add_widget(Gap(height_mm=24))


def camera_consent(content: Any) -> None:
    """What is done with the pictures, before anybody agrees: a consent of its own, as the law asks."""
    panel = Column(surface="surface", edge="hairline", radius=6, gap=8, inset=[12, 12, 12, 12])
    for icon, rule in CAMERA_RULES:
        row = Row(gap=8)
        row.add_widget(Icon(icon=icon, size_mm=13, middle=True, on="surface"))
        row.add_widget(Words(text=say(rule), style="lead", on="surface", grow=1, middle=True))
        panel.add_widget(row)
    content.add_widget(Picture(picture="face", grow=1, height_mm=50, optional=True))
    content.add_widget(panel)
    content.add_widget(Gap(height_mm=4))
