"""What a configuration file may say. Every field's description is what `expected` reads in a fault, its example the remedy's."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, Strict, StringConstraints

from config.devices import PrinterTable, ReaderTable, ScreenTable, SignalsTable, SoundTable
from config.values import FilePath, HttpsUrl, Locale, Mongolian, Number, OsmHours, Switch, Table, Text, Whole, seconds, time_of_day


class KioskTable(Table):
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


AROUND_A_JOB_S = 135.0
"""Seconds that handing a paper over and hearing the last of it may take beside the job itself, at the most: another job is waited for, the
hand-over is slow, its answer is lost and the job looked for; the job is cancelled, and the printer slow to say so. A test adds it up."""


class TimesTable(Table):
    """[times] How long a screen may stay silent."""

    idle_s: Number = seconds(60.0, 10, 600, "silence that ends a visit")
    warning_s: Number = seconds(20.0, 5, 300, "how long before that the countdown is shown (WCAG 2.2.1 asks for 20)")
    take_card_s: Number = seconds(60.0, 10, 600, "time to take the card")
    proof_s: Number = seconds(180.0, 30, 600, "time for a code to come, or an officer to confirm")
    collect_s: Number = seconds(30.0, 5, 600, "time to take the paper")
    apology_s: Number = seconds(30.0, 5, 600, "time to read why something cannot be done")
    reading_s: Number = seconds(15.0, 3, 120, "reading the card and asking the archive who it is")
    searching_s: Number = seconds(30.0, 3, 300, "the archive's search")
    issuing_s: Number = seconds(60.0, 5, 600, "registering and signing a paper")
    phone_s: Number = seconds(120.0, 30, 600, "silence while the code for the phone is shown; the link lives on")
    printing_s: Number = seconds(450.0, 30, 3600, f"printing one paper; at least {AROUND_A_JOB_S:g} above printer.job_limit_s")
    slow_factor: Number = Field(
        default=3.0,
        ge=1.5,
        le=10,
        description="1.5 to 10: how many times longer what waits for people lasts in slow mode",
        examples=[3.0],
    )


class ArchiveTable(Table):
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
    timeout_s: Number = seconds(10.0, 1, 120, "an answer of the archive")
    connect_timeout_s: Number = seconds(3.0, 0.5, 60, "a connection to the archive")
    health_every_s: Number = seconds(5.0, 0.5, 300, "between two looks at the archive")


class CertificatesTable(Table):
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


class ProofTable(Table):
    """[proof] How a citizen shows a second time who they are: somebody has to decide, so nothing here has a default."""

    default: ProofMethods = Field(description=f"what every document asks for: {_METHODS}", examples=[["code", "officer"]])
    kinds: dict[str, ProofMethods] = Field(
        default_factory=dict, description=f"what single documents ask for instead: {_METHODS}", examples=[["officer"]]
    )


class ServiceTable(Table):
    """[service] How the kiosk looks after itself over the years."""

    restart_at: Annotated[time | None, BeforeValidator(time_of_day)] = Field(
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


class StaffTable(Table):
    """[staff] The staff screen behind its hidden gesture. PINs are set by `run_kiosk.py staff add`, never here."""

    file: FilePath | None = Field(
        default=None,
        description="the file of staff; without it staff.json in kiosk.data_dir",
        examples=["/var/lib/archive-kiosk/staff.json"],
    )
    idle_s: Number = seconds(120.0, 20, 900, "silence that ends the staff screen")


class FontsTable(Table):
    """[fonts] Where fonts are looked for."""

    directories: tuple[FilePath, ...] = Field(
        default=(Path(".fonts"), Path("/usr/share/fonts")),
        min_length=1,
        description="folders of fonts, the first one first",
        examples=[[".fonts", "/usr/share/fonts"]],
    )


class PaperTable(Table):
    """[paper] What the bureau's papers wear beyond their words."""

    mongolian: Literal["none", "before", "after"] = Field(
        default="none",
        description='"none", or whether traditional Mongolian stands "before" or "after" the Chinese on papers',
        examples=["before"],
    )
    unit_mn: Text | None = Field(
        default=None, description="the issuing unit's name in traditional Mongolian script", examples=["ᠨᠡᠶᠢᠲᠡ ᠶᠢᠨ ᠠᠮᠤᠭᠤᠯᠠᠩ"]
    )


class SealTable(Table):
    """[[seal]] The art of a seal; definitions name it by `seal = "..."`."""

    name: Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)] = Field(
        description="the name by which definitions ask for this seal: small letters, digits and hyphens", examples=["official"]
    )
    art: FilePath = Field(
        description="the seal's picture from the bureau: an SVG, PDF or PNG file", examples=["/etc/archive-kiosk/seal.svg"]
    )
    diameter_mm: Number = Field(default=42.0, ge=20, le=45, description="its width on paper in millimetres, 20 to 45", examples=[42.0])


class HelpTable(Table):
    """[help] Where the screen sends people."""

    window: Text = Field(default="服务窗口", description="the window that helps", examples=["3号窗口"])
    phone: Text | None = Field(default=None, description="a telephone number", examples=["0473-0000000"])
    hours: Text | None = Field(default=None, description="when the window is open", examples=["周一至周五 9:00-17:00"])
    elsewhere: Text | None = Field(
        default=None, description="where else to go when this machine is out of service", examples=["乌海市政务服务中心二楼"]
    )


class PhoneTable(Table):
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


class KindHours(Table):
    """[[hours.kind]] When one kind is issued."""

    id: Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)] = Field(
        description="the id of a kind on the menu", examples=["exit-entry"]
    )
    open: OsmHours = Field(description=_HOURS, examples=["Mo-Fr 09:00-12:00,13:00-17:00"])


class HoursTable(Table):
    """[hours] When the kiosk, and each kind, can be used. Without it: always."""

    kiosk: OsmHours | None = Field(default=None, description=_HOURS, examples=["Mo-Fr 09:00-17:00; Sa 09:00-12:00"])
    kinds: tuple[KindHours, ...] = Field(default=(), alias="kind", description="the tables [[hours.kind]]")


class VisitTable(Table):
    """[visit] What one visit may do."""

    most_papers: Whole = Field(default=5, ge=1, le=6, description="how many papers one visit may print, 1 to 6", examples=[5])


class MeasuredTable(Table):
    """[measured] What was measured at this very kiosk; only then does its screen say how long a visit takes."""

    minutes: Whole = Field(ge=1, le=30, description="minutes from card to paper, as measured: 1 to 30", examples=[2])
    on: date = Field(description="the day of the measurement, a TOML date without quotes", examples=["2026-11-01"])


class LogTable(Table):
    """[log] What is written for staff; it never holds personal data."""

    file: FilePath | None = Field(
        default=None, description="a file; without it the log goes to standard error", examples=["/var/log/archive-kiosk.log"]
    )
    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug, info, warning or error", examples=["info"]
    )


class Settings(Table):
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
