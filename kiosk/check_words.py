"""What `check` says of the languages: which are offered, and how far their texts are complete and approved."""

from __future__ import annotations

from config.settings import Settings
from kiosk import words
from kiosk.approval import standing
from kiosk.check import Finding, sound
from printing.definition import DefinitionError, load_all


def languages_of(settings: Settings) -> tuple[Finding, ...]:
    """The languages in the order of their buttons; of Mongolian the number of texts, of those that await their reader, and of gaps."""
    table = settings.kiosk
    said = [f"{', '.join(table.locales)}, {table.locale} first"]
    if words.MONGOLIAN in table.locales or table.mongolian != "none":
        try:
            definitions = load_all(settings.certificates.directory, settings.certificates.kinds)
        except DefinitionError:
            definitions = ()  # a finding of its own
        said.append(f"{words.MONGOLIAN}: {standing(definitions)}")
    return (sound("languages", "; ".join(said)),)
