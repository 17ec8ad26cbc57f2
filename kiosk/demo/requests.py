"""What may be asked on the control socket (docs/control-socket.md): one JSON object a line, unknown keys are errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

LONGEST_LINE = 64 * 1024
"""Bytes. A card of one's own making is the longest request, at about 4 KB."""

SCREENS = (
    "attract", "ask-for-card", "reading-card", "catalogue", "details", "searching", "review",
    "issuing", "take-card", "printing", "collect", "apology", "out-of-service", "proof", "consent",
    "report", "phone", "staff",
)  # fmt: skip

Screen = Literal[
    "attract", "ask-for-card", "reading-card", "catalogue", "details", "searching", "review",
    "issuing", "take-card", "printing", "collect", "apology", "out-of-service", "proof", "consent",
    "report", "phone", "staff",
]  # fmt: skip
Yes = Literal[True]
Pixels = Annotated[float, Field(allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)]


class RequestError(ValueError):
    """The line is no request; the text says why. `id` is what to echo."""

    def __init__(self, problem: str, identifier: object = None) -> None:
        super().__init__(problem)
        self.id = identifier


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Any = None

    def wishes(self) -> dict[str, Any]:
        """What was asked for, in the order in which it is done: as the fields stand here."""
        asked = self.model_fields_set - {"id", "do"}
        return {name: getattr(self, name) for name in type(self).model_fields if name in asked}


class _Wishes(_Request):
    """A request that does nothing unless it says what."""

    @model_validator(mode="after")
    def _something(self) -> _Wishes:
        if not self.model_fields_set - {"id", "do"}:
            known = ", ".join(sorted(set(type(self).model_fields) - {"id", "do"}))
            raise PydanticCustomError("nothing", "{do} needs one of {known}", {"do": getattr(self, "do"), "known": known})  # noqa: B009
        return self


class ScreenRequest(_Request):
    """What is on the screen now."""

    do: Literal["screen"]


class Wait(_Request):
    """Wait until one of these screens is shown."""

    do: Literal["wait"]
    screen: Screen | Annotated[list[Screen], Field(min_length=1)]
    timeout_s: Seconds = 10.0

    @property
    def screens(self) -> frozenset[str]:
        """The names waited for."""
        return frozenset([self.screen] if isinstance(self.screen, str) else self.screen)


class Tap(_Wishes):
    """A touch through the X server, on a control or at a place."""

    do: Literal["tap"]
    name: str | None = None
    at_px: Annotated[list[Pixels], Field(min_length=2, max_length=2)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Tap:
        if (self.name is None) == (self.at_px is None):
            raise PydanticCustomError("one", "tap needs name or at_px, one of the two")
        return self


class Screenshot(_Request):
    """The window as a PNG file."""

    do: Literal["screenshot"]
    path: Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\x00]+$")]


class OwnCard(BaseModel):
    """A card of one's own making; `idcard.virtual` documents the faults and checks the values."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    record: str
    photo: str | None = None
    atr: str | None = None
    fault: dict[str, Any] | None = None


class Card(_Request):
    """Lay a card on a virtual reader, take it off, or list the samples."""

    do: Literal["card"]
    samples: Yes | None = None
    place: str | OwnCard | None = None
    remove: Yes | None = None
    slot: Annotated[int, Field(ge=0, le=1)] = 0

    @model_validator(mode="after")
    def _one(self) -> Card:
        if [self.samples, self.place, self.remove].count(None) != 2:
            raise PydanticCustomError("one", "card needs samples, place or remove, one of the three")
        return self


class Reader(_Request):
    """How many virtual readers pcscd has."""

    do: Literal["reader"]
    count: Annotated[int, Field(ge=0, le=2)]


class Printer(_Request):
    """The IPP printer: without a wish only its state."""

    do: Literal["printer"]
    clear: Yes | None = None
    stop: Yes | None = None
    start: Yes | None = None
    paper: Annotated[int, Field(ge=0, le=10_000)] | None = None
    toner: Annotated[int, Field(ge=0, le=100)] | None = None
    jam: bool | None = None
    cover: bool | None = None
    kill_on_page: Annotated[int, Field(ge=1, le=1000)] | None = None


class Archive(_Wishes):
    """The archive service and the proxy in front of it."""

    do: Literal["archive"]
    stop: Yes | None = None
    start: Yes | None = None
    delay_ms: Annotated[int, Field(ge=0, le=600_000)] | None = None
    answer: Literal["normal", "garbage"] | Annotated[int, Field(ge=400, le=599)] | None = None
    cut_after_bytes: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    certificate: Literal["good", "wrong-ca", "expired", "wrong-name"] | None = None
    down: list[Literal["traffic", "borders"]] | None = None
    """The outside systems that do not answer the archive; all others do."""


class Proof(_Request):
    """The second proof: the newest code in the test outbox, or the officer's word on who waits (`number`, else the longest waiting)."""

    do: Literal["proof"]
    code: Yes | None = None
    confirm: Yes | None = None
    refuse: Yes | None = None
    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,8}$")] | None = None

    @model_validator(mode="after")
    def _one(self) -> Proof:
        if [self.code, self.confirm, self.refuse].count(None) != 2:
            raise PydanticCustomError("one", "proof needs code, confirm or refuse, one of the three")
        return self


class Pcscd(_Wishes):
    """The PC/SC daemon."""

    do: Literal["pcscd"]
    stop: Yes | None = None
    start: Yes | None = None


class Printed(_Request):
    """What the printer put out."""

    do: Literal["printed"]


class Phone(_Request):
    """A phone scans the code on the screen and takes the paper; with `look` it only opens the page."""

    do: Literal["phone"]
    look: Yes | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https://localhost:[0-9]{1,5}/p/[A-Za-z0-9_-]{1,128}$")] | None = None
    """Instead of scanning: a link that was scanned before."""


class Journal(_Request):
    """Open and last closed rows, without personal data."""

    do: Literal["journal"]


class Settle(_Request):
    """What staff do for an unconfirmed paper."""

    do: Literal["settle"]
    number: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    as_: Annotated[Literal["printed", "not-printed"], Field(alias="as")]


class Press(_Request):
    """A key of the keypad, through the X server."""

    do: Literal["key"]
    name: Literal["up", "down", "back", "repeat", "confirm"]


class Sound(_Request):
    """What has been said so far; with `plugged` an earphone is plugged in or pulled out."""

    do: Literal["sound"]
    plugged: bool | None = None


class Quit(_Request):
    """End the demo cleanly."""

    do: Literal["quit"]


Request = (
    ScreenRequest | Wait | Tap | Press | Sound | Screenshot | Card | Reader
    | Printer | Archive | Proof | Pcscd | Printed | Phone | Journal | Settle | Quit
)  # fmt: skip

_REQUESTS: dict[str, type[_Request]] = {
    "screen": ScreenRequest, "wait": Wait, "tap": Tap, "screenshot": Screenshot, "card": Card, "reader": Reader, "printer": Printer,
    "archive": Archive, "proof": Proof, "pcscd": Pcscd, "key": Press, "sound": Sound, "printed": Printed, "phone": Phone,
    "journal": Journal, "settle": Settle, "quit": Quit,
}  # fmt: skip


def parse(line: bytes) -> Request:
    """The request in one line. Raises RequestError, in words."""
    try:
        data = json.loads(line.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except RequestError:
        raise
    except (ValueError, RecursionError):
        raise RequestError("this is not JSON") from None
    if not isinstance(data, dict):
        raise RequestError("a request is a JSON object")
    name = data.get("do")
    model = _REQUESTS.get(name) if isinstance(name, str) else None
    if model is None:
        raise RequestError(f"`do` is one of {', '.join(_REQUESTS)}", data.get("id"))
    try:
        return model.model_validate(data)  # type: ignore[return-value]  # the table holds the members of Request
    except ValidationError as error:
        raise RequestError(_words(error, model), data.get("id")) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise RequestError("a key stands twice in one object")
    return dict(pairs)


def _no_constant(name: str) -> object:
    raise RequestError(f"{name} is not JSON (RFC 8259)")


def _words(error: ValidationError, model: type[_Request]) -> str:
    said: list[str] = []
    for fault in error.errors(include_url=False, include_input=False):
        at = ".".join(str(part) for part in fault["loc"] if not (isinstance(part, str) and ("[" in part or part in _BRANCHES)))
        match fault["type"]:
            case "extra_forbidden":
                known = ", ".join(field.alias or name for name, field in model.model_fields.items() if name != "id")
                said.append(f"unknown key `{at}`; known are {known}")
            case "missing":
                said.append(f"`{at}` is missing")
            case _:
                message = fault["msg"]
                said.append(f"`{at}`: {message[:1].lower()}{message[1:]}" if at else message)
    return "; ".join(dict.fromkeys(said))


_BRANCHES = frozenset({"str", "OwnCard", "int", "list", "float", "constrained-int", "constrained-str"})
"""What pydantic puts into the place of a fault for the branches of a union."""


def absolute(path: str) -> Path:
    """A path of a request, as an absolute one; relative ones start where the demo was started."""
    return Path(path).expanduser().absolute()
