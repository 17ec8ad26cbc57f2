"""The technician's words made text: a Jinja2 sandbox with a few documented filters, and what may stand in a placeholder.

Filters, all of which take and give text: `zh_date`, `en_date`, `zh_datetime` (ISO 8601 in), `mask_name`, `mask_number`,
`word('table')` (a code to its word in the definition's [words.table]; an unknown code stays as it is), `dash` (empty becomes —).
Besides these only `length`, `join`, `first`, `last`, `upper` and `default` of Jinja itself. An empty placeholder prints —.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from collections.abc import Mapping

EMPTY: Final = "—"  # never a blank on paper (GB/T 9704 practice, reference section 3.1)
CHINA: Final = timezone(timedelta(hours=8))
_LONGEST_TEMPLATE: Final = 4000  # characters
_FROM_JINJA: Final = ("length", "join", "first", "last", "upper", "default")
_TESTS: Final = ("defined", "none", "equalto", "eq", "ne", "in")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ID_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])|(?<![0-9A-Za-z])\d{15}(?![0-9A-Za-z])")


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
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    local = moment.astimezone(CHINA) if moment.tzinfo else moment
    return f"{zh_date(local.date())} {local:%H:%M}"


def mask_name(value: object) -> str:
    """The name without its middle: 张三 -> 张*, 张小三 -> 张*三, 阿依古丽·买买提 -> 阿*提 (one star, so that the length tells nothing)."""
    name = str(value or "").strip()
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
    number = str(value or "").strip()
    if not number:
        return EMPTY
    shown, tail = (6, 4) if len(number) > 10 else (0, 2)
    return number[:shown] + "*" * max(len(number) - shown - tail, 1) + (number[-tail:] if len(number) > tail else "")


def dash(value: object) -> str:
    """The value as text, or — for nothing."""
    return EMPTY if _is_empty(value) else str(value)


def mask_id_numbers(value: Any) -> Any:
    """A copy of JSON data in which every resident id number inside any text is masked: what a preview may show."""
    if isinstance(value, str):
        return _ID_NUMBER.sub(lambda found: mask_number(found.group()), value)
    if isinstance(value, dict):
        return {key: mask_id_numbers(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask_id_numbers(item) for item in value]
    return value


FILTERS: Final = {
    "zh_date": zh_date, "en_date": en_date, "zh_datetime": zh_datetime, "mask_name": mask_name, "mask_number": mask_number, "dash": dash,
}  # fmt: skip
FILTER_NAMES: Final = frozenset((*FILTERS, "word", *_FROM_JINJA))
TEST_NAMES: Final = frozenset(_TESTS)


def environment(words: Mapping[str, Mapping[str, str]]) -> ImmutableSandboxedEnvironment:
    """The sandbox for one definition; `words` are its code tables for the filter `word`."""
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, finalize=_finalize, trim_blocks=True)
    sandbox.globals.clear()
    sandbox.tests = {name: sandbox.tests[name] for name in _TESTS}
    sandbox.filters = {**{name: sandbox.filters[name] for name in _FROM_JINJA}, **FILTERS, "word": _word_filter(words)}
    return sandbox


@lru_cache(maxsize=8)
def _shared(frozen_words: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> ImmutableSandboxedEnvironment:
    return environment({name: dict(table) for name, table in frozen_words})


def fill(template: str, content: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> str:
    """The template with the content's values, ends trimmed. Raises jinja2.TemplateError or ValueError when they do not fit."""
    if len(template) > _LONGEST_TEMPLATE:
        raise ValueError(f"a text longer than {_LONGEST_TEMPLATE} characters")
    frozen = tuple((name, tuple(table.items())) for name, table in words.items())
    return _shared(frozen).from_string(template).render(content).strip()


def _word_filter(words: Mapping[str, Mapping[str, str]]) -> Any:
    def word(value: object, table: str) -> str:
        if _is_empty(value):
            return EMPTY
        return words[table].get(str(value), str(value))

    return word


def _finalize(value: Any) -> Any:
    return EMPTY if _is_empty(value) else value


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.astimezone(CHINA).date() if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    text = str(value)
    return date.fromisoformat(text) if len(text) == 10 else _day(datetime.fromisoformat(text))
