"""The few printed facts that neither the content nor the signed code holds: kiosk, print time, and what the bureau's dress adds in words.

They travel inside the PDF as an associated file, so that whoever checks the paper can set its pages again and compare them. Nothing but
the PDF's own signature vouches for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from printing.canonical import ContentError, canonical, parse
from printing.dress import Dress, MongolianPlace
from printing.frame import Marks
from printing.ops import Rule
from printing.seal import SEAL_DIAMETER, SealArt
from printing.wording import CHINA

if TYPE_CHECKING:
    from printing.mongolian import MongolianScript
    from printing.verification import Claims

NAME: Final = "page.json"
_LONGEST: Final = 200  # characters of any one of them


class PageFactsError(ValueError):
    """The bytes are not what `dump` writes."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """`printed_at` is aware; `unit_mn` and `help_line` are None where the paper has none."""

    kiosk: str
    printed_at: datetime
    mongolian: MongolianPlace
    unit_mn: str | None
    help_line: str | None

    def marks(self, claims: Claims, url: str, code: str) -> Marks:
        """The marks of the paper with these claims; `url` is the QR's whole text."""
        last_day = None if claims.expires is None else (claims.expires.astimezone(CHINA) - timedelta(seconds=1)).date()
        return Marks(
            number=claims.number, issued_at=claims.issued_at.astimezone(CHINA), valid_until=last_day, verification_url=url, code=code,
            specimen=claims.specimen, kiosk=self.kiosk, unit=claims.issuer, printed_at=self.printed_at,
        )  # fmt: skip

    def dress(self, script: MongolianScript | None, seal: str) -> Dress:
        """The dress with a blank in the place of its seal, for setting the words again.

        Without `script` Mongolian is left out: it is drawn as outlines, and its words are not compared.
        """
        place = self.mongolian if script is not None else MongolianPlace.NONE
        blank = SealArt((Rule(0.0, 0.0, 0.0, 0.0),), SEAL_DIAMETER, "seal-blank")
        return Dress(seals={seal: blank}, mongolian=place, unit_mn=self.unit_mn, script=script, help_line=self.help_line)


def dump(marks: Marks, dress: Dress) -> bytes:
    """The facts of a page as canonical JSON."""
    return canonical({
        "kiosk": marks.kiosk, "printed_at": marks.printed_at.astimezone(CHINA).isoformat(timespec="seconds"),
        "mongolian": dress.mongolian.value, "unit_mn": dress.unit_mn, "help_line": dress.help_line,
    })  # fmt: skip


def load(data: bytes) -> PageFacts:
    """What `dump` wrote. Raises PageFactsError for anything else."""
    try:
        values: dict[str, Any] = parse(data)
        printed_at = datetime.fromisoformat(values["printed_at"])
        facts = PageFacts(
            values["kiosk"], printed_at, MongolianPlace(values["mongolian"]), values["unit_mn"], values["help_line"]
        )  # fmt: skip
    except (ContentError, KeyError, ValueError, TypeError) as error:
        raise PageFactsError("not the facts of a page") from error
    texts = (facts.unit_mn, facts.help_line)
    if not _is_text(facts.kiosk) or not all(text is None or _is_text(text) for text in texts) or printed_at.tzinfo is None:
        raise PageFactsError("not the facts of a page")
    return facts


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST
