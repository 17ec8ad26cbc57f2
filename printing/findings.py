"""What a check of a paper found: point by point, in sentences without personal data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printing.compare_pages import Difference
    from printing.verification import Claims


@unique
class Point(Enum):
    """One thing that is checked."""

    READABLE = "readable"  # a payload was found and has the right shape
    KEY = "key"  # a published key signed it
    EXPIRY = "expiry"  # the paper has not expired
    CODE = "code"  # the QR on the page is the one inside the PDF; this and the following only where the PDF is one of ours
    CONTENT = "content"  # the content inside the PDF is the signed one
    DEFINITION = "definition"  # the definition inside the PDF is one that the archive approved
    PAGE = "page"  # the pages say what definition, content and code say
    SIGNATURE = "signature"  # the PDF's own signature
    TIME_STAMP = "time-stamp"  # the time stamp over that signature


@unique
class Outcome(Enum):
    """GOOD, BAD, or OPEN: it could not be judged here, which the reader must know."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one point, in a sentence without personal data."""

    point: Point
    outcome: Outcome
    says: str

    @property
    def good(self) -> bool:
        """Whether nothing speaks against the paper at this point."""
        return self.outcome is not Outcome.BAD


@unique
class Seen(Enum):
    """How much of the paper was there to be checked."""

    CODE = "code"  # the code alone, or a picture or print of the page: the reader has to compare the facts
    FILE = "file"  # the electronic original


@dataclass(frozen=True, slots=True, repr=False)
class PaperCheck:
    """The result: `valid` only if no finding is bad. A specimen is never a document, however valid its signature is.

    `claims` are there as soon as the payload was readable; believe them only when `valid`. Without them `altered` tells a code of ours
    whose payload was made unreadable from a paper with nothing to check. `differences` name what on the pages is not as it should be, and
    may hold personal data.
    """

    findings: tuple[Finding, ...]
    claims: Claims | None
    seen: Seen = Seen.CODE
    differences: tuple[Difference, ...] = ()
    altered: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there was nothing to check: neither for the paper nor against it."""
        return self.claims is None and not self.altered

    @property
    def valid(self) -> bool:
        """Whether nothing that was checked was bad."""
        return self.claims is not None and bool(self.findings) and all(finding.good for finding in self.findings)

    @property
    def specimen(self) -> bool:
        """Whether the payload calls itself a specimen."""
        return self.claims is not None and self.claims.specimen

    @property
    def why(self) -> str:
        """The first thing that was not good, or the empty text."""
        return next((finding.says for finding in self.findings if not finding.good), "")


def unreadable(says: str) -> PaperCheck:
    """A check that found nothing to check."""
    return PaperCheck((Finding(Point.READABLE, Outcome.BAD, says),), None)


def altered(says: str) -> PaperCheck:
    """A check that found a code of ours whose payload cannot be read."""
    return PaperCheck((Finding(Point.READABLE, Outcome.BAD, says),), None, altered=True)


def judged(point: Point, good: bool, says_good: str, says_bad: str) -> Finding:
    """A finding that is either good or bad."""
    return Finding(point, Outcome.GOOD if good else Outcome.BAD, says_good if good else says_bad)
