"""A range of whole months, moved by large steps. Pure: the bounds are the archive's, and the first month is never after the last."""

from __future__ import annotations

from dataclasses import dataclass

_YEAR = 12

STEPS = {
    f"{end}-{unit}-{way}": (end, (months if way == "later" else -months))
    for end in ("from", "to")
    for unit, way, months in (("year", "earlier", _YEAR), ("month", "earlier", 1), ("month", "later", 1), ("year", "later", _YEAR))
}
"""Word of a step to the end it moves and by how many months, in reading order."""

PRESETS: dict[str, int | None] = {"last-year": _YEAR, "last-3-years": 3 * _YEAR, "last-5-years": 5 * _YEAR, "everything": None}
"""Word of a preset to its length in months, the newest month included; None for the whole span."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year, 1 to 12."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month written as "2021-01". Raises ValueError."""
        year, _, month = text.partition("-")
        if (
            len(year) != 4
            or len(month) != 2
            or not (year + month).isascii()
            or not (year + month).isdigit()
            or not 1 <= int(month) <= 12
            or int(year) < 1
        ):
            raise ValueError("a month is written as 2021-01")
        return cls(int(year), int(month))

    def plus(self, months: int) -> Month:
        """So many months later. Raises ValueError beyond the years 1 to 9999."""
        year, month = divmod(self.year * _YEAR + self.month - 1 + months, _YEAR)
        if not 1 <= year <= 9999:
            raise ValueError("no such year")
        return Month(year, month + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True, slots=True)
class Span:
    """The months the archive answers for, both included. Raises ValueError when the first is after the last."""

    earliest: Month
    latest: Month

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError("the earliest month is after the latest")

    @property
    def months(self) -> int:
        """How many there are."""
        return (self.latest.year - self.earliest.year) * _YEAR + self.latest.month - self.earliest.month + 1

    @property
    def texts(self) -> tuple[str, str]:
        """Both ends as the archive writes them."""
        return str(self.earliest), str(self.latest)


def chosen(values: tuple[str, ...]) -> Span:
    """The range that two texts stand for. Raises ValueError."""
    first, last = values
    return Span(Month.parse(first), Month.parse(last))


def presets(span: Span) -> tuple[str, ...]:
    """The presets that differ from each other within `span`: what is not shorter than the whole is the whole."""
    return tuple(word for word, months in PRESETS.items() if months is None or months < span.months)


def preset(span: Span, word: str) -> Span:
    """The newest months of `span` that the preset stands for. Raises KeyError."""
    months = PRESETS[word]
    if months is None or months >= span.months:
        return span
    return Span(span.latest.plus(1 - months), span.latest)


def stepped(span: Span, now: Span, word: str) -> Span:
    """`now` with one end moved, as far as `span` and the other end allow. Raises KeyError."""
    end, by = STEPS[word]
    if end == "from":
        room = (span.earliest, now.latest)
        return Span(_moved(now.earliest, by, *room), now.latest)
    room = (now.earliest, span.latest)
    return Span(now.earliest, _moved(now.latest, by, *room))


def _moved(month: Month, by: int, least: Month, most: Month) -> Month:
    if by < 0:
        return least if month.year * _YEAR + month.month + by <= least.year * _YEAR + least.month else month.plus(by)
    return most if month.year * _YEAR + month.month + by >= most.year * _YEAR + most.month else month.plus(by)
