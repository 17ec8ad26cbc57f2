"""What a citizen agrees to who reads a kind's sentence on the screen."""

from __future__ import annotations

import hashlib
from pathlib import Path

from archive.consents import Agreed
from printing.definition import load

DEFINITIONS = Path(__file__).parents[1] / "config" / "certificates"


def agreed_to(kind: str, language: str = "zh") -> Agreed | None:
    """The consent to the kind's sentence in this language; None where it has none."""
    consent = load(DEFINITIONS / f"{kind}.toml").consent
    return None if consent is None else Agreed(language, hashlib.sha256(consent.sentences[language].encode()).hexdigest())
