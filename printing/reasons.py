"""printer-state-reasons (RFC 8011 section 5.4.12, PWG 5100.9) as a closed set, and which of them keep a page from coming.

The severity suffix (-report, -warning, -error) decides nothing about a keyword known here: printers that have stopped for want
of paper have been seen to call it a report. Only for keywords nobody knows is it the best evidence there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Final


class Reason(Enum):
    """What the printer complains about, most telling first; several may hold at once."""

    OFFLINE = "offline"
    MEDIA_JAM = "media-jam"
    COVER_OPEN = "cover-open"
    MEDIA_EMPTY = "media-empty"
    MEDIA_NEEDED = "media-needed"
    TRAY_MISSING = "tray-missing"
    MEDIA_WRONG = "media-wrong"  # no tray holds our paper size; no keyword says so, the trays do
    MEDIA_SHORT = "media-short"  # fewer sheets than this job needs; likewise
    TONER_EMPTY = "toner-empty"
    OUTPUT_FULL = "output-full"
    QUEUE_STOPPED = "queue-stopped"  # the CUPS queue in between is stopped or takes no jobs; the printer may be sound
    PAUSED = "paused"
    STOPPED = "stopped"
    FAULT = "fault"  # a keyword nobody here knows, reported as an error
    UNKNOWN = "unknown"  # no usable answer
    MEDIA_LOW = "media-low"
    TONER_LOW = "toner-low"
    OUTPUT_ALMOST_FULL = "output-almost-full"
    OTHER = "other"  # a keyword nobody here knows, not reported as an error

    @property
    def blocks(self) -> bool:
        """Whether no page comes while it lasts."""
        return self not in _HARMLESS


_HARMLESS: Final = frozenset({Reason.MEDIA_LOW, Reason.TONER_LOW, Reason.OUTPUT_ALMOST_FULL, Reason.OTHER})
_SEVERITIES: Final = ("-report", "-warning", "-error")
_ORDER: Final = {reason: place for place, reason in enumerate(Reason)}

_KEYWORDS: Final = {
    "media-jam": Reason.MEDIA_JAM,
    "media-path-jam": Reason.MEDIA_JAM,
    "cover-open": Reason.COVER_OPEN,
    "door-open": Reason.COVER_OPEN,
    "interlock-open": Reason.COVER_OPEN,
    "input-tray-open": Reason.TRAY_MISSING,
    "media-empty": Reason.MEDIA_EMPTY,
    "input-media-supply-empty": Reason.MEDIA_EMPTY,
    "media-needed": Reason.MEDIA_NEEDED,
    "input-tray-missing": Reason.TRAY_MISSING,
    "toner-empty": Reason.TONER_EMPTY,
    "marker-supply-empty": Reason.TONER_EMPTY,
    "marker-supply-missing": Reason.TONER_EMPTY,
    "marker-print-cartridge-missing": Reason.TONER_EMPTY,
    "marker-toner-cartridge-missing": Reason.TONER_EMPTY,
    "developer-empty": Reason.TONER_EMPTY,
    "marker-waste-full": Reason.FAULT,
    "opc-life-over": Reason.FAULT,
    "fuser-over-temp": Reason.FAULT,
    "fuser-under-temp": Reason.FAULT,
    "spool-area-full": Reason.FAULT,
    "output-area-full": Reason.OUTPUT_FULL,
    "output-tray-missing": Reason.OUTPUT_FULL,
    "paused": Reason.PAUSED,
    "moving-to-paused": Reason.PAUSED,
    "shutdown": Reason.STOPPED,
    "stopping": Reason.STOPPED,
    "stopped-partly": Reason.OTHER,
    "deactivated": Reason.STOPPED,
    "offline": Reason.OFFLINE,
    "connecting-to-device": Reason.OFFLINE,
    "timed-out": Reason.OFFLINE,
    "media-low": Reason.MEDIA_LOW,
    "input-media-supply-low": Reason.MEDIA_LOW,
    "toner-low": Reason.TONER_LOW,
    "marker-supply-low": Reason.TONER_LOW,
    "developer-low": Reason.TONER_LOW,
    "marker-waste-almost-full": Reason.TONER_LOW,
    "opc-near-eol": Reason.TONER_LOW,
    "output-area-almost-full": Reason.OUTPUT_ALMOST_FULL,
}


def reason_of(keyword: str) -> Reason:
    """The reason a keyword stands for, whatever its suffix says."""
    base = keyword
    for severity in _SEVERITIES:
        base = base.removesuffix(severity)
    unknown = Reason.FAULT if keyword.endswith("-error") else Reason.OTHER
    return _KEYWORDS.get(base, unknown)


def reasons_of(keywords: Iterable[str]) -> tuple[Reason, ...]:
    """The reasons of `keywords`, each once, most telling first. `none` is no reason."""
    found = {reason_of(keyword) for keyword in keywords if keyword != "none"}
    return tuple(sorted(found, key=_ORDER.__getitem__))
