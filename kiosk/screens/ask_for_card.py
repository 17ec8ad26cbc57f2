"""AskForCard: the card, please."""

from __future__ import annotations

from kiosk.screens.screen import Screen, load_kv
from kiosk.session.states import AskForCard


class AskForCardScreen(Screen):
    """Somebody touched start; the card is awaited."""

    state = AskForCard


load_kv(__file__)
