"""The kinds of values a configuration file may hold, and what every table of it has in common."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stub forgets the error
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints
from pydantic_core import PydanticCustomError

Text = Annotated[str, Strict(), StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Switch = Annotated[bool, Strict()]
Locale = Literal["zh_CN", "mn_Mong", "en"]


def _path(value: object) -> object:
    if isinstance(value, Path):
        return value
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise PydanticCustomError("path", "a path")
    return Path(value)


def _url(*schemes: str) -> Any:
    """A validator for an address with one of `schemes`, a host, and no user name or password in it."""

    def check(value: str) -> str:
        try:
            parts = urlsplit(value)
            sound = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0 and not parts.username and not parts.fragment
        except ValueError:
            sound = False
        if not sound or value != value.strip() or " " in value:
            raise PydanticCustomError("url", "an address")
        return value

    return AfterValidator(check)


def time_of_day(value: object) -> object:
    """`HH:MM`, or an empty text for never."""
    if isinstance(value, time) or value is None:
        return value
    if value == "":
        return None
    try:
        if not isinstance(value, str) or len(value) != len("HH:MM"):
            raise ValueError
        return time.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("time", "a time of day") from None


def _mongolian(value: str) -> str:
    """Traditional script: its letters and marks, digits, spaces and U+202F; another script would lie on its side."""
    if not any("\u1820" <= sign <= "\u18aa" for sign in value) or any(
        sign.isalpha() and not "\u1800" <= sign <= "\u18af" for sign in value
    ):
        raise PydanticCustomError("mongolian", "traditional Mongolian script")
    return value


def _opening_hours(value: str) -> str:
    try:
        OpeningHours(value)
    except ParserError:
        raise PydanticCustomError("hours", "opening hours") from None
    return value


OsmHours = Annotated[str, Strict(), StringConstraints(min_length=1, max_length=200), AfterValidator(_opening_hours)]
FilePath = Annotated[Path, BeforeValidator(_path)]
HttpsUrl = Annotated[str, Strict(), _url("https")]
IppUrl = Annotated[str, Strict(), _url("ipp", "ipps")]
Mongolian = Annotated[Text, AfterValidator(_mongolian)]


class Table(BaseModel):
    """A table: what it does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


def seconds(default: float, least: float, most: float, purpose: str) -> Any:
    """A field of so many seconds."""
    return Field(default, ge=least, le=most, description=f"seconds from {least:g} to {most:g}: {purpose}", examples=[default])
