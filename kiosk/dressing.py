"""What the bureau's papers wear, as the settings say: the art of the seals and the second script. Read once, off the UI thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from config.settings import Settings
from kiosk.words import MONGOLIAN
from printing.dress import Dress, MongolianPlace
from printing.mongolian import MongolianFaceMissing, MongolianScript, NotMongolian
from printing.seal import SealArt, SealError

_MONGOLIAN = ("\u1800", "\u18af")  # the block of Unicode


@dataclass(frozen=True, slots=True)
class DressFault:
    """What cannot be used: `key` is its path in the configuration file, `said` what is wrong, `remedy` what to do."""

    key: tuple[str | int, ...]
    said: str
    remedy: str

    @property
    def where(self) -> str:
        """The key as a technician reads it: `seal[1].art`."""
        return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" if at else part for at, part in enumerate(self.key))

    def __str__(self) -> str:
        return f"{self.where}: {self.said} {self.remedy}"


class DressError(ValueError):
    """Seals or script cannot be used; `faults` holds all of it."""

    def __init__(self, faults: tuple[DressFault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def dress_of(settings: Settings) -> Dress:
    """The dress of every paper. Raises DressError with everything that is wrong."""
    faults: list[DressFault] = []
    seals: dict[str, SealArt] = {}
    for index, row in enumerate(settings.seals):
        try:
            seals[row.name] = SealArt.load(row.art, row.diameter_mm)
        except (SealError, OSError) as error:
            said = error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
            faults.append(DressFault(("seal", index, "art"), f"{row.art}: {said}.", "Put the bureau's art there (SVG, PDF or PNG)."))
    place = MongolianPlace(settings.paper.mongolian)
    script = None
    faults += _screen(settings)
    if place is not MongolianPlace.NONE:
        try:
            script = MongolianScript.find(settings.fonts.directories)
        except MongolianFaceMissing as error:
            faults.append(
                DressFault(("paper", "mongolian"), f"{error}.", "Run `make fonts`, or name the face's folder in fonts.directories.")
            )
        else:
            faults += _unreadable(script, settings.paper.unit_mn)
    if faults:
        raise DressError(tuple(faults))
    return Dress(seals=seals, mongolian=place, unit_mn=settings.paper.unit_mn, script=script, help_line=settings.help.phone)


def _screen(settings: Settings) -> Iterator[DressFault]:
    """Mongolian on the screen needs its face too: without it the screen would show boxes, or letters that are joined wrongly."""
    key = "locales" if MONGOLIAN in settings.kiosk.locales else "mongolian" if settings.kiosk.mongolian != "none" else ""
    if not key:
        return
    try:
        MongolianScript.find(settings.fonts.directories)
    except MongolianFaceMissing as error:
        yield DressFault(("kiosk", key), f"{error}.", "Run `make fonts`, or name the face's folder in fonts.directories.")


def _unreadable(script: MongolianScript, unit: str | None) -> Iterator[DressFault]:
    """A unit in another script would be printed upright or not at all."""
    if unit is None:
        return
    remedy = "Write it with Unicode's Mongolian letters (U+1800 to U+18AF)."
    try:
        script.words(unit)
    except NotMongolian as error:
        codes = ", ".join(f"U+{ord(character):04X}" for character in error.characters)
        yield DressFault(("paper", "unit_mn"), f"The face has no {codes}.", remedy)
        return
    if any(character.isalpha() and not _MONGOLIAN[0] <= character <= _MONGOLIAN[1] for character in unit):
        yield DressFault(("paper", "unit_mn"), "It holds letters of another script.", remedy)
