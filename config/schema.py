"""What a configuration file may say. Every field's description is what `expected` reads in a fault, its example the remedy's."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stub forgets the error
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints
from pydantic_core import PydanticCustomError

from config.key_names import KEYCODES

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


def _time_of_day(value: object) -> object:
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


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


def _seconds(default: float, least: float, most: float, purpose: str) -> Any:
    return Field(default, ge=least, le=most, description=f"seconds from {least:g} to {most:g}: {purpose}", examples=[default])


class KioskTable(_Table):
    """[kiosk] Who and where this machine is."""

    id: Annotated[str, Strict(), StringConstraints(pattern=r"^[A-Z0-9-]{3,16}$")] = Field(
        description="3 to 16 capital letters, digits or hyphens; it is printed on every paper", examples=["WH-0001"]
    )
    name: Text = Field(description="what people call this machine", examples=["1号自助机"])
    place: Text = Field(description="where it stands", examples=["乌海市公安局办事大厅"])
    data_dir: FilePath = Field(description="the folder of the journal, writable by the kiosk alone", examples=["/var/lib/archive-kiosk"])
    locale: Locale = Field(
        default="zh_CN",
        description="the language shown first, and again after every visit: zh_CN, mn_Mong or en; one of kiosk.locales",
        examples=["zh_CN"],
    )
    locales: tuple[Locale, ...] = Field(
        default=("zh_CN", "en"),
        min_length=1,
        description="the languages offered, in the order of their buttons: zh_CN, mn_Mong, en",
        examples=[["zh_CN", "mn_Mong", "en"]],
    )
    mongolian: Literal["none", "before", "after"] = Field(
        default="none",
        description='"none", or whether traditional Mongolian stands "before" or "after" the other language on the signs of the screen',
        examples=["before"],
    )
    name_mn: Mongolian | None = Field(
        default=None, description="kiosk.name in traditional Mongolian script (U+1800 to U+18AF)", examples=["ᠮᠣᠩᠭᠣᠯ"]
    )


class ScreenTable(_Table):
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
    lit_from: Annotated[time | None, BeforeValidator(_time_of_day)] = Field(
        default=None,
        description='the Chinese time "HH:MM" from which the screen is lit; dark outside its hours while nobody is there; "" for always',
        examples=["07:00"],
    )
    lit_to: Annotated[time | None, BeforeValidator(_time_of_day)] = Field(
        default=None, description='the Chinese time "HH:MM" until which the screen is lit; "" for always lit', examples=["20:00"]
    )
    touch: Text = Field(
        default="mouse",
        pattern=r"^(mouse|sdl|(mtdev|hidinput),/dev/input/\S+)$",
        description="the only source of touches: mouse (the X pointer), sdl (X touch events), or such as mtdev,/dev/input/event5",
        examples=["mouse"],
    )


AROUND_A_JOB_S = 135.0
"""Seconds that handing a paper over and hearing the last of it may take beside the job itself, at the most: another job is waited for, the
hand-over is slow, its answer is lost and the job looked for; the job is cancelled, and the printer slow to say so. A test adds it up."""


class TimesTable(_Table):
    """[times] How long a screen may stay silent."""

    idle_s: Number = _seconds(60.0, 10, 600, "silence that ends a visit")
    warning_s: Number = _seconds(20.0, 5, 300, "how long before that the countdown is shown (WCAG 2.2.1 asks for 20)")
    take_card_s: Number = _seconds(60.0, 10, 600, "time to take the card")
    proof_s: Number = _seconds(180.0, 30, 600, "time for a code to come, or an officer to confirm")
    collect_s: Number = _seconds(30.0, 5, 600, "time to take the paper")
    apology_s: Number = _seconds(30.0, 5, 600, "time to read why something cannot be done")
    reading_s: Number = _seconds(15.0, 3, 120, "reading the card and asking the archive who it is")
    searching_s: Number = _seconds(30.0, 3, 300, "the archive's search")
    issuing_s: Number = _seconds(60.0, 5, 600, "registering and signing a paper")
    phone_s: Number = _seconds(120.0, 30, 600, "silence while the code for the phone is shown; the link lives on")
    printing_s: Number = _seconds(450.0, 30, 3600, f"printing one paper; at least {AROUND_A_JOB_S:g} above printer.job_limit_s")
    slow_factor: Number = Field(
        default=3.0,
        ge=1.5,
        le=10,
        description="1.5 to 10: how many times longer what waits for people lasts in slow mode",
        examples=[3.0],
    )


class ArchiveTable(_Table):
    """[archive] The archive service."""

    url: HttpsUrl = Field(
        description="the address of the archive service, beginning with https://", examples=["https://archive.example:8443"]
    )
    ca_file: FilePath | None = Field(
        default=None,
        description="a PEM file with the authority that signed the service's certificate",
        examples=["/etc/archive-kiosk/ca.pem"],
    )
    client_cert: FilePath | None = Field(
        default=None, description="a PEM file with this kiosk's certificate", examples=["/etc/archive-kiosk/kiosk.pem"]
    )
    client_key: FilePath | None = Field(
        default=None, description="a PEM file with this kiosk's private key", examples=["/etc/archive-kiosk/kiosk.key"]
    )
    timeout_s: Number = _seconds(10.0, 1, 120, "an answer of the archive")
    connect_timeout_s: Number = _seconds(3.0, 0.5, 60, "a connection to the archive")
    health_every_s: Number = _seconds(5.0, 0.5, 300, "between two looks at the archive")


class CertificatesTable(_Table):
    """[certificates] Which kinds are on the menu."""

    directory: FilePath = Field(
        default=Path("config/certificates"), description="the folder of the definitions", examples=["config/certificates"]
    )
    kinds: tuple[Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)], ...] = Field(
        min_length=1,
        description="ids of definitions in the order of the menu, at least one",
        examples=[["birth", "family-relationship"]],
    )
    verify_host: Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$", max_length=40)] = (
        Field(
            description="the host in the QR code's address, without https:// and without a path, "
            "at most 40 characters (more make the code too dense to scan)",
            examples=["verify.example"],
        )
    )


ProofMethod = Literal["none", "code", "officer", "camera"]
ProofMethods = Annotated[tuple[ProofMethod, ...], Field(min_length=1)]
_METHODS = 'a list of "code" (to the phone on record), "officer" (at the desk), "camera", or "none" alone'


class ProofTable(_Table):
    """[proof] How a citizen shows a second time who they are: somebody has to decide, so nothing here has a default."""

    default: ProofMethods = Field(description=f"what every document asks for: {_METHODS}", examples=[["code", "officer"]])
    kinds: dict[str, ProofMethods] = Field(
        default_factory=dict, description=f"what single documents ask for instead: {_METHODS}", examples=[["officer"]]
    )


class PrinterTable(_Table):
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
    job_limit_s: Number = _seconds(300.0, 10, 3600, "how long a job may take before it is cancelled")
    poll_s: Number = _seconds(0.5, 0.1, 10, "between two questions about a running job")
    health_every_s: Number = _seconds(5.0, 0.5, 300, "between two looks at the printer")


class ReaderTable(_Table):
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


class ServiceTable(_Table):
    """[service] How the kiosk looks after itself over the years."""

    restart_at: Annotated[time | None, BeforeValidator(_time_of_day)] = Field(
        default=time(3, 30),
        description='the Chinese time "HH:MM" from which the kiosk starts afresh once a night when nobody is there; "" for never',
        examples=["03:30"],
    )
    memory_ceiling_mb: Whole = Field(
        default=1500,
        ge=800,
        le=65536,
        description="megabytes of memory, 800 to 65536, above which it starts afresh when idle",
        examples=[1500],
    )


Program = tuple[Annotated[str, Strict(), StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")], ...]


class SignalsTable(_Table):
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


class KeysTable(_Table):
    """[sound.keys] Which keys of a keypad mean what; names as Kivy has them."""

    up: KeyNames = Field(default=("up", "numpad8"), description="names of keys that move the focus up", examples=[["up"]])
    down: KeyNames = Field(default=("down", "numpad2"), description="names of keys that move the focus down", examples=[["down"]])
    back: KeyNames = Field(default=("left", "numpad4"), description="names of keys that go back", examples=[["left"]])
    repeat: KeyNames = Field(default=("right", "numpad6"), description="names of keys that tell it again", examples=[["right"]])
    confirm: KeyNames = Field(default=("enter", "numpad5"), description="names of keys that choose", examples=[["enter"]])


Device = Annotated[str, Strict(), StringConstraints(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_:,.=-]+$")]


class SoundTable(_Table):
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


class StaffTable(_Table):
    """[staff] The staff screen behind its hidden gesture. PINs are set by `run_kiosk.py staff add`, never here."""

    file: FilePath | None = Field(
        default=None,
        description="the file of staff; without it staff.json in kiosk.data_dir",
        examples=["/var/lib/archive-kiosk/staff.json"],
    )
    idle_s: Number = _seconds(120.0, 20, 900, "silence that ends the staff screen")


class FontsTable(_Table):
    """[fonts] Where fonts are looked for."""

    directories: tuple[FilePath, ...] = Field(
        default=(Path(".fonts"), Path("/usr/share/fonts")),
        min_length=1,
        description="folders of fonts, the first one first",
        examples=[[".fonts", "/usr/share/fonts"]],
    )


class PaperTable(_Table):
    """[paper] What the bureau's papers wear beyond their words."""

    mongolian: Literal["none", "before", "after"] = Field(
        default="none",
        description='"none", or whether traditional Mongolian stands "before" or "after" the Chinese on papers',
        examples=["before"],
    )
    unit_mn: Text | None = Field(
        default=None, description="the issuing unit's name in traditional Mongolian script", examples=["ᠨᠡᠶᠢᠲᠡ ᠶᠢᠨ ᠠᠮᠤᠭᠤᠯᠠᠩ"]
    )


class SealTable(_Table):
    """[[seal]] The art of a seal; definitions name it by `seal = "..."`."""

    name: Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)] = Field(
        description="the name by which definitions ask for this seal: small letters, digits and hyphens", examples=["official"]
    )
    art: FilePath = Field(
        description="the seal's picture from the bureau: an SVG, PDF or PNG file", examples=["/etc/archive-kiosk/seal.svg"]
    )
    diameter_mm: Number = Field(default=42.0, ge=20, le=45, description="its width on paper in millimetres, 20 to 45", examples=[42.0])


class HelpTable(_Table):
    """[help] Where the screen sends people."""

    window: Text = Field(default="服务窗口", description="the window that helps", examples=["3号窗口"])
    phone: Text | None = Field(default=None, description="a telephone number", examples=["0473-0000000"])
    hours: Text | None = Field(default=None, description="when the window is open", examples=["周一至周五 9:00-17:00"])
    elsewhere: Text | None = Field(
        default=None, description="where else to go when this machine is out of service", examples=["乌海市政务服务中心二楼"]
    )


class PhoneTable(_Table):
    """[phone] Papers on the citizen's phone instead of on paper."""

    offered: Switch = Field(
        default=False, description="true or false: whether papers may go to a phone; then no printer is needed for a visit", examples=[True]
    )
    address: HttpsUrl | None = Field(
        default=None,
        description="the public address of the archive's pick-up page, beginning with https://, to which /p/ and a token are added",
        examples=["https://pickup.example"],
    )
    minutes: Whole = Field(default=10, ge=2, le=60, description="minutes from 2 to 60 for which a link is open", examples=[10])


_HOURS = "opening hours as OpenStreetMap writes them, in the kiosk's own time"


class KindHours(_Table):
    """[[hours.kind]] When one kind is issued."""

    id: Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)] = Field(
        description="the id of a kind on the menu", examples=["exit-entry"]
    )
    open: OsmHours = Field(description=_HOURS, examples=["Mo-Fr 09:00-12:00,13:00-17:00"])


class HoursTable(_Table):
    """[hours] When the kiosk, and each kind, can be used. Without it: always."""

    kiosk: OsmHours | None = Field(default=None, description=_HOURS, examples=["Mo-Fr 09:00-17:00; Sa 09:00-12:00"])
    kinds: tuple[KindHours, ...] = Field(default=(), alias="kind", description="the tables [[hours.kind]]")


class VisitTable(_Table):
    """[visit] What one visit may do."""

    most_papers: Whole = Field(default=5, ge=1, le=6, description="how many papers one visit may print, 1 to 6", examples=[5])


class MeasuredTable(_Table):
    """[measured] What was measured at this very kiosk; only then does its screen say how long a visit takes."""

    minutes: Whole = Field(ge=1, le=30, description="minutes from card to paper, as measured: 1 to 30", examples=[2])
    on: date = Field(description="the day of the measurement, a TOML date without quotes", examples=["2026-11-01"])


class LogTable(_Table):
    """[log] What is written for staff; it never holds personal data."""

    file: FilePath | None = Field(
        default=None, description="a file; without it the log goes to standard error", examples=["/var/log/archive-kiosk.log"]
    )
    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug, info, warning or error", examples=["info"]
    )


class Settings(_Table):
    """A whole configuration file. Paths are absolute once `config.settings.load` has returned it."""

    kiosk: KioskTable = Field(description="the table [kiosk]")
    screen: ScreenTable = Field(default=ScreenTable(), description="the table [screen]")
    times: TimesTable = Field(default=TimesTable(), description="the table [times]")
    archive: ArchiveTable = Field(description="the table [archive]")
    certificates: CertificatesTable = Field(description="the table [certificates]")
    proof: ProofTable = Field(
        description='the table [proof] with default = ["code", "officer"], or ["none"] where a card alone is to be enough'
    )
    printer: PrinterTable = Field(description="the table [printer]")
    readers: tuple[ReaderTable, ...] = Field(alias="reader", min_length=1, description="at least one table [[reader]]")
    signals: SignalsTable = Field(default=SignalsTable(), description="the table [signals]")
    service: ServiceTable = Field(default=ServiceTable(), description="the table [service]")
    sound: SoundTable = Field(default=SoundTable(), description="the table [sound]")
    staff: StaffTable = Field(default=StaffTable(), description="the table [staff]")
    fonts: FontsTable = Field(default=FontsTable(), description="the table [fonts]")
    paper: PaperTable = Field(default=PaperTable(), description="the table [paper]")
    seals: tuple[SealTable, ...] = Field(default=(), alias="seal", description="the tables [[seal]]")
    help: HelpTable = Field(default=HelpTable(), description="the table [help]")
    phone: PhoneTable = Field(default=PhoneTable(), description="the table [phone]")
    hours: HoursTable = Field(default=HoursTable(), description="the table [hours]")
    visit: VisitTable = Field(default=VisitTable(), description="the table [visit]")
    measured: MeasuredTable | None = Field(default=None, description="the table [measured]")
    log: LogTable = Field(default=LogTable(), description="the table [log]")
