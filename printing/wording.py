"""The technician's words made text: a Jinja2 sandbox with a few documented filters, and what may stand in a placeholder.

Filters, all of which take and give text: `zh_date`, `en_date`, `zh_datetime`, `en_datetime`, `zh_month`, `en_month`, `iso_day` (ISO 8601
in), `money`, `plate`, `mask_name`, `mask_number`, `word('table')` (a code to its word in the definition's [words.table]; an unknown
code stays as it is), `dash` (empty becomes —), `join('、')` (a list as one text). Besides these only `length`, `first`, `last`, `upper`,
`lower` and `default` of Jinja itself. An empty placeholder prints —; a record or a list is never printed. docs/definitions.md shows each.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, Final

from jinja2 import StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from printing.spaces import SPACES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Template

EMPTY: Final = "—"  # never a blank on paper (GB/T 9704 practice, reference section 3.1)
CHINA: Final = timezone(timedelta(hours=8))
NO_TEXT: Final = "\ufdd0\ufdd1\ufdd2\ufdd3"  # noncharacters: never in a text, so that they may stand between texts
_LONGEST_TEMPLATE: Final = 400_000  # characters: every text of a definition together
_LONGEST_TEXT: Final = 1_000_000  # characters of one filled paper
_MOST_DIGITS: Final = 15  # of an amount before its point: more is no amount, and would be written out digit by digit
_FROM_JINJA: Final = ("length", "first", "last", "upper", "lower", "default")
_TESTS: Final = ("defined", "none", "equalto", "eq", "ne", "in")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PLATE: Final = re.compile(r"([\u4e00-\u9fff][A-Z])([0-9A-Z\u4e00-\u9fff]{5,7})")
_ID_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])|(?<![0-9A-Za-z])\d{15}(?![0-9A-Za-z])")


class NotPrintable(ValueError):
    """A placeholder's value is neither text nor number: printing it would print the program's own notation."""


class FilterRefused(ValueError):
    """A filter was given what it cannot take. Carries no content: `name` is the filter, `takes` what it is for."""

    def __init__(self, name: str, takes: str) -> None:
        self.name = name
        self.takes = takes
        super().__init__(f"{name} takes {takes}")


def zh_date(value: object) -> str:
    """A date in Chinese form, no leading zeros (GB/T 9704): 2026-01-02 -> 2026年1月2日. Raises ValueError for what is no date."""
    if _is_empty(value):
        return EMPTY
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日"


def en_date(value: object) -> str:
    """A date in English form: 2026-01-02 -> 2 January 2026. Raises ValueError for what is no date."""
    if _is_empty(value):
        return EMPTY
    day = _day(value)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def zh_datetime(value: object) -> str:
    """A moment in Chinese form, in China's time: 2026年1月2日 09:05. Raises ValueError for what is no moment."""
    if _is_empty(value):
        return EMPTY
    local = _moment(value)
    return f"{zh_date(local.date())} {local:%H:%M}"


def en_datetime(value: object) -> str:
    """A moment in English form, in China's time: 2 January 2026, 09:05. Raises ValueError for what is no moment."""
    if _is_empty(value):
        return EMPTY
    local = _moment(value)
    return f"{en_date(local.date())}, {local:%H:%M}"


def zh_month(value: object) -> str:
    """The month of a date or of 2026-01 in Chinese form: 2026年1月. Raises ValueError for what is neither."""
    if _is_empty(value):
        return EMPTY
    day = _month(value)
    return f"{day.year}年{day.month}月"


def en_month(value: object) -> str:
    """The month of a date or of 2026-01 in English form: January 2026. Raises ValueError for what is neither."""
    if _is_empty(value):
        return EMPTY
    day = _month(value)
    return f"{_MONTHS[day.month - 1]} {day.year}"


def iso_day(value: object) -> str:
    """The day, short, for facts: 2026-01-02. Raises ValueError for what is neither date nor moment."""
    return EMPTY if _is_empty(value) else _day(value).isoformat()


def money(value: object) -> str:
    """Yuan with commas between thousands and no needless decimals: 1250 -> 1,250; 12.5 -> 12.50. Raises ValueError for no number."""
    if _is_empty(value):
        return EMPTY
    try:
        amount = Decimal(str(value))
    except ArithmeticError:
        raise ValueError("no amount") from None
    if not amount.is_finite() or amount.adjusted() >= _MOST_DIGITS:
        raise ValueError("no amount")
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def plate(value: object) -> str:
    """A number plate with the dot after its office: 蒙C12345 -> 蒙C·12345; what already has one, or is no such plate, stays."""
    if _is_empty(value):
        return EMPTY
    text = str(value).strip(SPACES)
    found = _PLATE.fullmatch(text)
    return f"{found[1]}·{found[2]}" if found else text


def mask_name(value: object) -> str:
    """The name without its middle: 张三 -> 张*, 张小三 -> 张*三, 阿依古丽·买买提 -> 阿*提 (one star, so that the length tells nothing)."""
    name = str(value or "").strip(SPACES)
    match len(name):
        case 0:
            return EMPTY
        case 1:
            return "*"
        case 2:
            return f"{name[0]}*"
        case _:
            return f"{name[0]}*{name[-1]}"


def mask_number(value: object) -> str:
    """A number with its first 6 and last 4 characters only (reference section 2.4); shorter than 11 loses all but the last 2."""
    number = str(value or "").strip(SPACES)
    if not number:
        return EMPTY
    shown, tail = (6, 4) if len(number) > 10 else (0, 2)
    return number[:shown] + "*" * max(len(number) - shown - tail, 1) + (number[-tail:] if len(number) > tail else "")


def dash(value: object) -> str:
    """The value as text, or — for nothing."""
    return EMPTY if _is_empty(value) else str(value)


def join(value: object, separator: str = "") -> str:
    """The texts of a list as one, the separator between them. Raises ValueError for what is no list of texts, and when it gets too long."""
    if _is_empty(value):
        return EMPTY
    if not isinstance(value, list | tuple):
        raise NotPrintable("no list")
    texts = [str(_finalize(one)) for one in value]
    if sum(map(len, texts)) + len(separator) * len(texts) > _LONGEST_TEXT:
        raise ValueError(f"a text longer than {_LONGEST_TEXT} characters")
    return separator.join(texts)


def mask_id_numbers(value: Any) -> Any:
    """A copy of JSON data in which every resident id number inside any text is masked: what a preview may show."""
    if isinstance(value, str):
        return _ID_NUMBER.sub(lambda found: mask_number(found.group()), value)
    if isinstance(value, dict):
        return {key: mask_id_numbers(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask_id_numbers(item) for item in value]
    return value


FrozenWords = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
_NO_TEXT: Final = re.compile(f"[{NO_TEXT}]")

FILTERS: Final = {
    "zh_date": zh_date, "en_date": en_date, "zh_datetime": zh_datetime, "en_datetime": en_datetime, "zh_month": zh_month,
    "en_month": en_month, "iso_day": iso_day, "money": money, "plate": plate, "mask_name": mask_name, "mask_number": mask_number,
    "dash": dash, "join": join,
}  # fmt: skip
FILTER_NAMES: Final = frozenset((*FILTERS, "word", *_FROM_JINJA))
ARGUMENTS: Final = {"word": 1, "join": 1, "default": 2}
"""How many arguments a filter may have; one that is not named has none."""
LISTED: Final = frozenset(("length", "first", "last", "join", "default"))
"""The filters that may be given a list; all the others take one text or number."""
_TAKES: Final = {
    "zh_date": "a date, as 2026-01-02", "en_date": "a date, as 2026-01-02", "zh_datetime": "a moment, as 2026-01-02T09:05:00+08:00",
    "en_datetime": "a moment, as 2026-01-02T09:05:00+08:00", "zh_month": "a date or a month, as 2026-01",
    "en_month": "a date or a month, as 2026-01", "iso_day": "a date or a moment", "money": "an amount, as 12.50", "join": "a list of texts",
}  # fmt: skip
TEST_NAMES: Final = frozenset(_TESTS)


def environment(words: Mapping[str, Mapping[str, str]]) -> ImmutableSandboxedEnvironment:
    """The sandbox for one definition; `words` are its code tables for the filter `word`."""
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, finalize=_finalize, trim_blocks=True)
    sandbox.globals.clear()
    sandbox.tests = {name: sandbox.tests[name] for name in _TESTS}
    filters = {**{name: sandbox.filters[name] for name in _FROM_JINJA}, **FILTERS, "word": _word_filter(words)}
    sandbox.filters = {name: one if name in LISTED - {"join"} else _named(name, one) for name, one in filters.items()}
    return sandbox


def _named(name: str, function: Callable[..., str]) -> Callable[..., str]:
    """The filter, saying its name when it is given what it cannot take: a record, a list, a text that is no date."""

    @wraps(function)
    def checked(value: object, *arguments: str) -> str:
        if isinstance(value, Undefined):
            str(value)  # says which field is missing
        try:
            if name not in LISTED and not isinstance(value, date):
                _printable(value)
            return function(value, *arguments)
        except ValueError:
            raise FilterRefused(name, _TAKES.get(name, "a text or a number")) from None

    return checked


@lru_cache(maxsize=1)
def grammar() -> ImmutableSandboxedEnvironment:
    """To read templates with, not to fill them: how one is read does not depend on a definition's words."""
    return environment({})


@lru_cache(maxsize=64)
def _shared(frozen_words: FrozenWords) -> ImmutableSandboxedEnvironment:
    return environment({name: dict(table) for name, table in frozen_words})


@lru_cache(maxsize=256)
def _compiled(template: str, frozen_words: FrozenWords) -> Template:
    """Compiling takes a hundred times as long as filling, and a kind's templates are the same for every paper."""
    return _shared(frozen_words).from_string(template)


def fill(template: str, content: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> str:
    """The template with the content's values, ends trimmed. Raises jinja2.TemplateError or ValueError when they do not fit."""
    if len(template) > _LONGEST_TEMPLATE:
        raise ValueError(f"a text longer than {_LONGEST_TEMPLATE} characters")
    frozen = tuple([(name, tuple(table.items())) for name, table in words.items()])
    pieces: list[str] = []
    length = 0
    for piece in _compiled(template, frozen).generate(content):
        length += len(piece)
        if length > _LONGEST_TEXT:
            raise ValueError(f"a paper longer than {_LONGEST_TEXT} characters")
        pieces.append(piece)
    return "".join(pieces).strip(SPACES)


def _word_filter(words: Mapping[str, Mapping[str, str]]) -> Any:
    def word(value: object, table: str) -> str:
        if _is_empty(value):
            return EMPTY
        return words[table].get(str(value), str(value))

    return word


def _finalize(value: Any) -> Any:
    value = _printable(value)
    if isinstance(value, str):
        if _NO_TEXT.search(value):
            raise ValueError("a noncharacter in the content")
        return value if value.strip(SPACES) else EMPTY
    return EMPTY if value is None else value


def _printable(value: Any) -> Any:
    """The value, if it is one that can be printed; an undefined one says itself, in being printed, what is missing."""
    if value is None or isinstance(value, str | int | float | Decimal | Undefined):
        return value
    raise NotPrintable("neither text nor number")


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip(SPACES))


def _moment(value: object) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.astimezone(CHINA) if moment.tzinfo else moment


def _month(value: object) -> date:
    return date.fromisoformat(f"{value}-01") if isinstance(value, str) and len(value) == len("2026-01") else _day(value)


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.astimezone(CHINA).date() if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    text = str(value)
    return date.fromisoformat(text) if len(text) == 10 else _day(datetime.fromisoformat(text))
