"""The tables about devices: screen, printer, readers, sound, and programs that reach lamps and sensors."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, Strict, StringConstraints
from pydantic_core import PydanticCustomError

from config.key_names import KEYCODES
from config.values import FilePath, IppUrl, Number, Switch, Table, Text, Whole, seconds, time_of_day


class ScreenTable(Table):
    """[screen] The touch screen; every size on it is in millimetres and follows from these three numbers."""

    diagonal_in: Number = Field(default=27.0, ge=10, le=100, description="the visible diagonal in inches, 10 to 100", examples=[27.0])
    width_px: Whole = Field(default=1080, ge=480, le=8000, description="pixels across, 480 to 8000", examples=[1080])
    height_px: Whole = Field(default=1920, ge=480, le=8000, description="pixels down, 480 to 8000", examples=[1920])
    fullscreen: Switch = Field(default=True, description="true or false: whether the window fills the screen", examples=[True])
    bottom_edge_mm: Number = Field(
        default=750.0,
        ge=300,
        le=900,
        description="millimetres from the floor to the lower edge of the glass, 300 to 900; low reach puts what is touched below 1200 mm",
        examples=[750.0],
    )
    lit_from: Annotated[time | None, BeforeValidator(time_of_day)] = Field(
        default=None,
        description='the Chinese time "HH:MM" from which the screen is lit; dark outside its hours while nobody is there; "" for always',
        examples=["07:00"],
    )
    lit_to: Annotated[time | None, BeforeValidator(time_of_day)] = Field(
        default=None, description='the Chinese time "HH:MM" until which the screen is lit; "" for always lit', examples=["20:00"]
    )
    touch: Text = Field(
        default="mouse",
        pattern=r"^(mouse|sdl|(mtdev|hidinput),/dev/input/\S+)$",
        description="the only source of touches: mouse (the X pointer), sdl (X touch events), or such as mtdev,/dev/input/event5",
        examples=["mouse"],
    )


class PrinterTable(Table):
    """[printer] The printer, spoken to by IPP."""

    uri: IppUrl = Field(description="the printer's address, beginning with ipp:// or ipps://", examples=["ipp://localhost:60000/ipp/print"])
    endpoint: Literal["device", "queue"] = Field(
        default="device", description='"device" for a printer, "queue" for a CUPS queue', examples=["device"]
    )
    device_uri: IppUrl | None = Field(
        default=None,
        description="for a queue, the address of the printer behind it, beginning with ipp:// or ipps://; its word alone counts",
        examples=["ipp://localhost:60000/ipp/print"],
    )
    media: Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z]+_[a-z0-9-]+_[0-9.]+x[0-9.]+(mm|in)$", max_length=60)] = Field(
        default="iso_a4_210x297mm", description="the paper's name as the printer lists it (PWG 5101.1)", examples=["iso_a4_210x297mm"]
    )
    job_limit_s: Number = seconds(300.0, 10, 3600, "how long a job may take before it is cancelled")
    poll_s: Number = seconds(0.5, 0.1, 10, "between two questions about a running job")
    health_every_s: Number = seconds(5.0, 0.5, 300, "between two looks at the printer")


class ReaderTable(Table):
    """[[reader]] A card reader that may be used; a reader that no table names is not."""

    name: Text = Field(description="the reader's name as `pcsc_scan` shows it, with * and ? as wildcards", examples=["Some Reader*"])
    profile: Literal["storage-page", "sam-apdu", "sam-control", "sam-serial"] = Field(
        description='how its cards are read: "storage-page", "sam-apdu", "sam-control" or "sam-serial"', examples=["storage-page"]
    )
    atr_mask: Annotated[str, Strict(), StringConstraints(pattern=r"^([0-9A-Fa-f]{2}|\.\.)( ?([0-9A-Fa-f]{2}|\.\.)){1,32}$")] | None = Field(
        default=None, description="the ATR in hex, `..` for a byte that varies (2 to 33 bytes)", examples=["3B 8F 80 01 .. .."]
    )
    tells_removal: Switch = Field(default=True, description="true or false: whether the reader says that a card is gone", examples=[True])
    apdu: Annotated[str, Strict(), StringConstraints(pattern=r"^[0-9A-Fa-f]{2}( ?[0-9A-Fa-f]{2}){3}$")] | None = Field(
        default=None, description="CLA INS P1 P2 of the pseudo-APDU that carries frames, four bytes in hex", examples=["FF 00 00 00"]
    )
    control_code: Whole | None = Field(
        default=None, ge=1, le=0xFFFF, description="the function number of the reader's control call, 1 to 65535", examples=[1]
    )
    port: Annotated[str, Strict(), StringConstraints(pattern=r"^(/\S+|COM[0-9]{1,3})$", max_length=200)] | None = Field(
        default=None,
        description="the serial port; under /dev/serial/by-id it keeps its name when plugged elsewhere",
        examples=["/dev/serial/by-id/usb-Reader-if00-port0"],
    )
    baud: Literal[115200, 57600, 38400, 19200, 9600] | None = Field(
        default=None, description="the port's speed: 115200, 57600, 38400, 19200 or 9600", examples=[115200]
    )


Program = tuple[Annotated[str, Strict(), StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")], ...]


class SignalsTable(Table):
    """[signals] Programs that call people: a lamp, a horn, the desk. None is needed."""

    help: Program = Field(
        default=(),
        description="a program and its arguments, run when a citizen calls for somebody; call or over is added. "
        "With it every screen has a button for that",
        examples=[["/usr/local/bin/kiosk-lamp", "help"]],
    )
    card_left: Program = Field(
        default=(),
        description="a program and its arguments, run when a card is left; remind, call, staff or over is added",
        examples=[["/usr/local/bin/kiosk-lamp", "card"]],
    )
    paper_left: Program = Field(
        default=(),
        description="a program and its arguments, run when a paper is left in the tray; remind, call, staff or over is added",
        examples=[["/usr/local/bin/kiosk-lamp", "paper"]],
    )
    tray_sensor: Program = Field(
        default=(),
        description="a program that ends with status 1 while paper lies in the tray and with 0 when it is empty",
        examples=[["/usr/local/bin/tray"]],
    )


def _key_name(value: str) -> str:
    if value not in KEYCODES:
        raise PydanticCustomError("key", "the name of a key")
    return value


KeyNames = tuple[Annotated[str, Strict(), AfterValidator(_key_name)], ...]


class KeysTable(Table):
    """[sound.keys] Which keys of a keypad mean what; names as Kivy has them."""

    up: KeyNames = Field(default=("up", "numpad8"), description="names of keys that move the focus up", examples=[["up"]])
    down: KeyNames = Field(default=("down", "numpad2"), description="names of keys that move the focus down", examples=[["down"]])
    back: KeyNames = Field(default=("left", "numpad4"), description="names of keys that go back", examples=[["left"]])
    repeat: KeyNames = Field(default=("right", "numpad6"), description="names of keys that tell it again", examples=[["right"]])
    confirm: KeyNames = Field(default=("enter", "numpad5"), description="names of keys that choose", examples=[["enter"]])


Device = Annotated[str, Strict(), StringConstraints(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_:,.=-]+$")]


class SoundTable(Table):
    """[sound] The kiosk for ears: speech, the five keys, recorded prompts."""

    offered: Switch = Field(default=False, description="true or false: whether the screens can be heard", examples=[True])
    speaker: Device = Field(
        default="default", description="the ALSA device of the loudspeaker, as `aplay -L` names it", examples=["default"]
    )
    earphone: Device | None = Field(
        default=None,
        description="the ALSA device of the earphone's socket; personal words are said there and nowhere else",
        examples=["plughw:1,0"],
    )
    earphone_plugged: Program = Field(
        default=(),
        description="a program that ends with status 0 while an earphone is plugged in, and with another while none is",
        examples=[["/usr/local/bin/earphone"]],
    )
    prompts: FilePath | None = Field(
        default=None,
        description="the folder of recorded prompts, one folder for each locale in it",
        examples=["/etc/archive-kiosk/prompts"],
    )
    volume: Whole = Field(default=3, ge=1, le=5, description="loudness at the beginning of a visit, 1 to 5", examples=[3])
    keys: KeysTable = Field(default=KeysTable(), description="the table [sound.keys]")
