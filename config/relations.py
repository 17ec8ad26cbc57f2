"""Rules between two keys of a configuration. They look at the raw values, so that one wrong key hides no other fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from config.devices import KeysTable, PrinterTable
from config.faults import Fault
from config.places import Path, Places
from config.schema import AROUND_A_JOB_S, TimesTable


def relations(data: dict[str, Any], file: str, where: Places) -> Iterator[Fault]:
    """Every pair of values in `data` (a file's raw content) that cannot both be meant."""

    def fault(path: Path, shown: str, expected: str, remedy: str) -> Fault:
        return Fault(file, where.line(path), shown, expected, remedy)

    yield from _languages(data, fault)
    yield from _times(data, fault)
    yield from _client(data, fault)
    yield from _lit(data, fault)
    yield from _kinds(data, fault)
    yield from _proof(data, fault)
    yield from _readers(data, fault)
    yield from _paper(data, fault)
    yield from _seals(data, fault)
    yield from _queue(data, fault)
    yield from _hours(data, fault)
    yield from _sound(data, fault)


def _hours(data: dict[str, Any], fault: Any) -> Iterator[Fault]:
    table, menu = data.get("hours"), data.get("certificates")
    kinds = table.get("kind") if isinstance(table, dict) else None
    if not isinstance(kinds, list):
        return
    ids = [kind.get("id") if isinstance(kind, dict) else None for kind in kinds]
    yield from _twice(ids, ("hours", "kind"), "hours.kind", fault)
    known = menu.get("kinds") if isinstance(menu, dict) else None
    for index, kind in enumerate(ids):
        if isinstance(kind, str) and isinstance(known, list) and kind not in known:
            said = f"{kind[:40]!r} is not on the menu: certificates.kinds does not list it."
            yield fault(
                ("hours", "kind", index, "id"), f"hours.kind[{index + 1}].id", said, "Write an id that stands there, or add it there."
            )


def _queue(data: dict[str, Any], fault: Any) -> Iterator[Fault]:
    table = data.get("printer")
    if isinstance(table, dict) and "device_uri" in table and table.get("endpoint", "device") == "device":
        said = 'printer.device_uri is for endpoint = "queue" only: it names the printer behind the queue.'
        yield fault(("printer", "device_uri"), "printer.device_uri", said, 'Take it out, or write endpoint = "queue".')


def _sound(data: dict[str, Any], fault: Any) -> Iterator[Fault]:
    table = data.get("sound")
    if not isinstance(table, dict):
        return
    if "earphone_plugged" in table and "earphone" not in table:
        said = "This is missing: sound.earphone_plugged tells of its socket."
        yield fault(("sound", "earphone_plugged"), "sound.earphone", said, "Add `earphone`, or take earphone_plugged out.")
    keys = table.get("keys", {})
    given = keys if isinstance(keys, dict) else {}
    meanings = {meaning: given.get(meaning, field.default) for meaning, field in KeysTable.model_fields.items()}
    seen: dict[str, str] = {}
    for meaning, names in meanings.items():
        for name in names if isinstance(names, list | tuple) else ():
            if isinstance(name, str) and seen.setdefault(name, meaning) != meaning:
                at = meaning if meaning in given else seen[name]
                said = f"The key {name[:20]!r} cannot mean {seen[name]} and {meaning} at once."
                yield fault(("sound", "keys", at), f"sound.keys.{at}", said, "Give each key one meaning.")


def _times(data: dict[str, Any], fault: Any) -> Iterator[Fault]:
    idle, warning = _number(data, "times", "idle_s"), _number(data, "times", "warning_s")
    if idle is not None and warning is not None and warning >= idle:
        expected = f"Expected less than times.idle_s ({idle:g}): the warning stands at the end of the silence; found {warning:g}."
        yield fault(("times", "warning_s"), "times.warning_s", expected, "Make warning_s smaller or idle_s larger.")
    printing, job = _number(data, "times", "printing_s"), _number(data, "printer", "job_limit_s")
    if printing is not None and job is not None and printing < job + AROUND_A_JOB_S:
        least = f"printer.job_limit_s and {AROUND_A_JOB_S:g} s around the job ({job + AROUND_A_JOB_S:g})"
        expected = f"Expected at least {least}, so that the printer's word comes first; found {printing:g}."
        yield fault(("times", "printing_s"), "times.printing_s", expected, "Make printing_s larger or job_limit_s smaller.")
    connect, whole = _number(data, "archive", "connect_timeout_s"), _number(data, "archive", "timeout_s")
    if connect is not None and whole is not None and connect > whole:
        expected = f"Expected no more than archive.timeout_s ({whole:g}); found {connect:g}."
        yield fault(("archive", "connect_timeout_s"), "archive.connect_timeout_s", expected, "Make connect_timeout_s smaller.")


def _lit(data: dict[str, Any], fault: Any) -> Iterator[Fault]:
    table = data.get("screen")
    if not isinstance(table, dict):
        return
    for one, other in (("lit_from", "lit_to"), ("lit_to", "lit_from")):
        if table.get(one) and not table.get(other):
            yield fault(("screen", one), f"screen.{other}", f"This is missing: screen.{one} needs its partner.", f"Add `{other}`.")


def _client(data: dict[str, Any], fault: Any) -> Iterator[Fault]:
    table = data.get("archive")
    if not isinstance(table, dict):
        return
    for one, other in (("client_cert", "client_key"), ("client_key", "client_cert")):
        if one in table and other not in table:
            yield fault(("archive", one), f"archive.{other}", f"This is missing: archive.{one} needs its partner.", f"Add `{other}`.")


def _kinds(data: dict[str, Any], fault: Any) -> Iterator[Fault]:
    table = data.get("certificates")
    kinds = table.get("kinds") if isinstance(table, dict) else None
    yield from _twice(kinds, ("certificates", "kinds"), "certificates.kinds", fault)


def _proof(data: dict[str, Any], fault: Any) -> Iterator[Fault]:
    table = data.get("proof")
    if not isinstance(table, dict):
        return
    yield from _methods(table.get("default"), ("proof", "default"), fault)
    kinds = table.get("kinds")
    certificates = data.get("certificates")
    menu = certificates.get("kinds") if isinstance(certificates, dict) else None
    for kind, methods in kinds.items() if isinstance(kinds, dict) else ():
        yield from _methods(methods, ("proof", "kinds", kind), fault)
        if isinstance(menu, list) and kind not in menu:
            said = "No such kind is on the menu (certificates.kinds)."
            yield fault(("proof", "kinds", kind), f"proof.kinds.{kind}", said, "Correct its id, or take the line out.")


def _methods(methods: Any, path: Path, fault: Any) -> Iterator[Fault]:
    shown = ".".join(str(part) for part in path)
    yield from _twice(methods, path, shown, fault)
    if isinstance(methods, list) and "none" in methods and len(methods) > 1:
        yield fault(path, shown, 'Expected "none" alone: beside it another method means nothing.', 'Take out "none", or the others.')


def _readers(data: dict[str, Any], fault: Any) -> Iterator[Fault]:
    readers = data.get("reader")
    if isinstance(readers, list):
        names = [reader.get("name") if isinstance(reader, dict) else None for reader in readers]
        yield from _twice(names, ("reader",), "reader", fault)
        for index, reader in enumerate(readers):
            if isinstance(reader, dict):
                yield from _profile_keys(reader, index, fault)


_OFFERED = ("zh_CN", "en")  # the schema's default


def _languages(data: dict[str, Any], fault: Any) -> Iterator[Fault]:
    """A language shown first must be one that can be come back to; a sign in Mongolian needs its words."""
    table = data.get("kiosk")
    if not isinstance(table, dict):
        return
    offered = table.get("locales", list(_OFFERED))
    yield from _twice(offered, ("kiosk", "locales"), "kiosk.locales", fault)
    first = table.get("locale", "zh_CN")
    if isinstance(offered, list) and isinstance(first, str) and offered and first not in offered:
        said = f"Expected one of kiosk.locales ({', '.join(map(str, offered))}): it is the language shown first; found {first!r}."
        at = "locale" if "locale" in table else "locales"
        yield fault(("kiosk", at), "kiosk.locale", said, f"Add {first!r} to locales, or write another locale.")
    shown = table.get("mongolian", "none") != "none"
    if shown and "name_mn" not in table:
        said = "This is missing: kiosk.mongolian shows the name in Mongolian too."
        yield fault(("kiosk", "mongolian"), "kiosk.name_mn", said, 'Add `name_mn = "…"`, or write `mongolian = "none"`.')
    if not shown and "name_mn" in table and "mn_Mong" not in (offered if isinstance(offered, list) else ()):
        said = 'This is never shown while kiosk.mongolian is "none" and mn_Mong is not offered.'
        yield fault(("kiosk", "name_mn"), "kiosk.name_mn", said, 'Write `mongolian = "before"` or "after", offer mn_Mong, or take it out.')


_KEYS_OF_PROFILES = {
    "storage-page": ({"atr_mask"}, {}),
    "sam-apdu": ({"atr_mask"}, {"apdu": '"FF 00 00 00"'}),
    "sam-control": ({"atr_mask", "control_code"}, {}),
    "sam-serial": ({"baud"}, {"port": '"/dev/ttyUSB0"'}),
}
"""Profile -> the keys it may have beside name, profile and tells_removal, and those it has to have, with an example."""


def _profile_keys(reader: dict[str, Any], index: int, fault: Any) -> Iterator[Fault]:
    profile = reader.get("profile")
    if not isinstance(profile, str) or profile not in _KEYS_OF_PROFILES:
        return
    allowed, needed = _KEYS_OF_PROFILES[profile]
    shown = f"reader[{index + 1}]"
    for key, example in needed.items():
        if key not in reader:
            yield fault(("reader", index), f"{shown}.{key}", f"This is missing: profile {profile!r} needs it.", f"Add `{key} = {example}`.")
    for key in ("atr_mask", "apdu", "control_code", "port", "baud"):
        if key in reader and key not in allowed and key not in needed:
            known = ", ".join(sorted({*allowed, *needed})) or "none of its own"
            said = f"Profile {profile!r} has no use for this; it knows {known}."
            yield fault(("reader", index, key), f"{shown}.{key}", said, "Take it out, or name the profile that it is meant for.")


def _paper(data: dict[str, Any], fault: Any) -> Iterator[Fault]:
    """Mongolian script without the unit's name in it would print half a heading, and a name without the switch nothing."""
    table = data.get("paper")
    if not isinstance(table, dict):
        return
    printed = table.get("mongolian", "none") != "none"
    if printed and "unit_mn" not in table:
        said = "This is missing: paper.mongolian prints the unit's name in Mongolian too."
        yield fault(("paper", "mongolian"), "paper.unit_mn", said, 'Add `unit_mn = "…"`, or write `mongolian = "none"`.')
    if not printed and "unit_mn" in table:
        said = 'This is never printed while paper.mongolian is "none".'
        yield fault(("paper", "unit_mn"), "paper.unit_mn", said, 'Write `mongolian = "before"` or "after", or take it out.')


_ART = (".svg", ".pdf", ".png")


def _seals(data: dict[str, Any], fault: Any) -> Iterator[Fault]:
    seals = data.get("seal")
    if not isinstance(seals, list):
        return
    yield from _twice([seal.get("name") if isinstance(seal, dict) else None for seal in seals], ("seal",), "seal", fault)
    for index, seal in enumerate(seals):
        art = seal.get("art") if isinstance(seal, dict) else None
        if isinstance(art, str) and not art.lower().endswith(_ART):
            said = f"Expected a file that ends in {', '.join(_ART)}; found {art[-40:]!r}."
            yield fault(("seal", index, "art"), f"seal[{index + 1}].art", said, "Have the bureau's art saved as one of these.")


def _twice(values: Any, path: Path, shown: str, fault: Any) -> Iterator[Fault]:
    if not isinstance(values, list):
        return
    for index, value in enumerate(values):
        if isinstance(value, str) and value in values[:index]:
            yield fault((*path, index), f"{shown}[{index + 1}]", f"{value[:40]!r} stands here twice.", "Take one of them out.")


_DEFAULTS = {
    ("times", "idle_s"): TimesTable().idle_s,
    ("times", "warning_s"): TimesTable().warning_s,
    ("times", "printing_s"): TimesTable().printing_s,
    ("printer", "job_limit_s"): float(PrinterTable.model_fields["job_limit_s"].default),
    ("archive", "timeout_s"): 10.0,
    ("archive", "connect_timeout_s"): 3.0,
}


def _number(data: dict[str, Any], table: str, key: str) -> float | None:
    """The value of a number; its default where the key is absent; None where it is no number (a fault of its own)."""
    values = data.get(table, {})
    value = values.get(key, _DEFAULTS[table, key]) if isinstance(values, dict) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 else None
