"""Configuration files: every mistake is named with file, line, what was expected and the remedy, and all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.faults import ConfigError, Fault
from config.schema import Settings
from config.settings import load, load_text

FOLDER = Path(__file__).resolve().parents[2] / "config"
DEMO = (FOLDER / "demo.toml").read_text(encoding="utf-8")
KINDS = DEMO[DEMO.index("kinds = [") : DEMO.index("]", DEMO.index("kinds = [")) + 1]


LOCALES = 'locales = ["zh_CN", "mn_Mong", "en"]'


def faults(text: str | bytes) -> tuple[Fault, ...]:
    """What is wrong with a file of that content."""
    with pytest.raises(ConfigError) as caught:
        load_text(text.encode() if isinstance(text, str) else text, Path("x.toml"))
    return caught.value.faults


def fault(text: str) -> Fault:
    """The only thing that is wrong with it."""
    (only,) = faults(text)
    return only


def line_of(text: str, start: str) -> int:
    """The line that begins so."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(start))


def test_the_demo_configuration_is_right() -> None:
    settings = load(FOLDER / "demo.toml")
    assert settings.kiosk.id == "DEMO-0001"
    assert settings.certificates.directory == FOLDER / "certificates"
    assert settings.fonts.directories == (FOLDER.parent / ".fonts", Path("/usr/share/fonts"))


def test_the_shipped_configuration_lacks_only_the_archives_address_and_the_decision_about_the_second_proof() -> None:
    with pytest.raises(ConfigError) as caught:
        load(FOLDER / "kiosk.toml")
    address, proof = caught.value.faults
    text = (FOLDER / "kiosk.toml").read_text(encoding="utf-8")
    assert (address.where, address.line) == ("archive.url", line_of(text, "url = "))
    assert "https://" in address.expected
    assert "url = " in address.remedy
    assert (proof.where, proof.line) == ("proof.default", line_of(text, "default = []"))
    assert "found an empty array" in proof.expected
    assert '["code", "officer"]' in proof.remedy


def test_without_the_table_proof_nobody_has_decided() -> None:
    said = fault(DEMO.replace('[proof]\ndefault = ["none"]', ""))
    assert said.where == "proof"
    assert "missing" in said.expected
    assert '["code", "officer"]' in said.remedy
    assert said.line >= 1


@pytest.mark.parametrize(
    ("table", "where", "words"),
    [
        ('default = ["none", "code"]', "proof.default", "alone"),
        ('default = ["code", "code"]', "proof.default[2]", "twice"),
        ('default = ["fingerprint"]', "proof.default[1]", "officer"),
        ('default = "code"', "proof.default", "a list of"),
        ('default = ["code"]\n[proof.kinds]\nbirth = []', "proof.kinds.birth", "a list of"),
        ('default = ["code"]\n[proof.kinds]\nno-such-kind = ["code"]', "proof.kinds.no-such-kind", "menu"),
        ('default = ["code"]\n[proof.kinds]\nbirth = ["none", "officer"]', "proof.kinds.birth", "alone"),
    ],
)
def test_what_is_wrong_with_the_second_proof_is_said_with_place_and_remedy(table: str, where: str, words: str) -> None:
    text = DEMO.replace('default = ["none"]', table)
    said = fault(text)
    assert (said.where, said.file) == (where, "x.toml")
    assert words in said.expected + said.remedy
    assert said.remedy
    assert text.splitlines()[said.line - 1].strip(), "the line is the fault's"


def test_the_demo_with_proof_is_the_demo_but_for_that_table() -> None:
    shown, plain = load(FOLDER / "demo-proof.toml"), load(FOLDER / "demo.toml")
    assert shown.model_copy(update={"proof": plain.proof}) == plain
    assert shown.proof.default == ("code", "officer")
    assert shown.proof.kinds["exit-entry"] == ("code",)


def test_an_unknown_key_is_named_with_its_line_and_the_nearest_known_one() -> None:
    text = DEMO.replace("width_px = 1080", "widht_px = 1080")
    said = fault(text)
    assert (said.file, said.line, said.where) == ("x.toml", line_of(text, "widht_px"), "screen.widht_px")
    assert "`width_px`" in said.remedy


def test_an_unknown_table_is_named() -> None:
    said = fault(DEMO + "\n[prnter]\nx = 1\n")
    assert said.where == "prnter"
    assert "`printer`" in said.remedy


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("width_px = 1080", 'width_px = "1080"', "screen.width_px"),
        ("fullscreen = false", "fullscreen = 0", "screen.fullscreen"),
        ("diagonal_in = 27.0", "diagonal_in = true", "screen.diagonal_in"),
        ('media = "iso_a4_210x297mm"', "media = 4", "printer.media"),
        (KINDS, 'kinds = "no-criminal-record"', "certificates.kinds"),
        ('directories = [".fonts", "/usr/share/fonts"]', "directories = [3]", "fonts.directories[1]"),
    ],
)
def test_a_wrong_type_is_named(old: str, new: str, where: str) -> None:
    text = DEMO.replace(old, new)
    said = fault(text)
    assert said.where == where
    assert said.line == line_of(text, new.split(" =")[0])
    assert "found" in said.expected
    assert said.remedy.startswith("Write for example")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('id = "DEMO-0001"', 'id = "demo 1"', "kiosk.id"),
        ('url = "https://localhost:8443"', 'url = "http://localhost:8443"', "archive.url"),
        ('url = "https://localhost:8443"', 'url = "https://user:secret@localhost"', "archive.url"),
        ('uri = "ipp://localhost:8631/ipp/print"', 'uri = "http://localhost"', "printer.uri"),
        ("timeout_s = 5", "timeout_s = nan", "archive.timeout_s"),
        ("timeout_s = 5", "timeout_s = -1", "archive.timeout_s"),
        ("width_px = 1080", "width_px = 1", "screen.width_px"),
        ('locale = "zh_CN"', 'locale = "fr"', "kiosk.locale"),
        (LOCALES, 'locales = ["zh_CN", "fr"]', "kiosk.locales[2]"),
        (LOCALES, "locales = []", "kiosk.locales"),
        ('mongolian = "before"', 'mongolian = "left"', "kiosk.mongolian"),
        ('name_mn = "', 'name_mn = "Wuhai ', "kiosk.name_mn"),
        ('profile = "storage-page"', 'profile = "sam"', "reader[1].profile"),
        ('endpoint = "device"', 'endpoint = "usb"', "printer.endpoint"),
        (KINDS, "kinds = []", "certificates.kinds"),
        ("[fonts]", '[sound.keys]\nup = ["uparrow"]\n[fonts]', "sound.keys.up[1]"),
        ("[sound]", "[sound]\nvolume = 6", "sound.volume"),
        ('verify_host = "verify.demo.example"', 'verify_host = "https://verify.demo.example"', "certificates.verify_host"),
        ('verify_host = "verify.demo.example"', f'verify_host = "{"h" * 41}"', "certificates.verify_host"),
    ],
)
def test_an_impossible_value_is_named(old: str, new: str, where: str) -> None:
    said = {f.where for f in faults(DEMO.replace(old, new))}
    assert where in said


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (LOCALES, 'locales = ["en", "zh_CN", "en"]', "kiosk.locales[3]"),
        (LOCALES, 'locales = ["en", "mn_Mong"]', "kiosk.locale"),
        ("name_mn =", "# name_mn =", "kiosk.name_mn"),
        (LOCALES + '\nmongolian = "before"', 'mongolian = "none"', "kiosk.name_mn"),
        ("[archive]", "[times]\nidle_s = 15\n[archive]", "times.warning_s"),
        ("[archive]", "[times]\nprinting_s = 434\n[archive]", "times.printing_s"),
        ("[printer]", "[printer]\njob_limit_s = 316", "times.printing_s"),
        ("connect_timeout_s = 2", "connect_timeout_s = 9", "archive.connect_timeout_s"),
        ("connect_timeout_s = 2", 'client_cert = "a.pem"', "archive.client_key"),
        ('    "family-relationship",', '    "no-criminal-record",', "certificates.kinds[4]"),
        ('profile = "storage-page"', 'profile = "sam-serial"', "reader[1].port"),
        ("[sound]", '[sound]\nearphone_plugged = ["jack"]', "sound.earphone"),
        ("[fonts]", '[sound.keys]\nup = ["enter"]\n[fonts]', "sound.keys.up"),
        ('profile = "storage-page"', 'profile = "sam-apdu"', "reader[1].apdu"),
        ('profile = "storage-page"', 'profile = "sam-serial"\nport = "/dev/ttyS0"\natr_mask = "3B 00"', "reader[1].atr_mask"),
        ('profile = "storage-page"', 'profile = "storage-page"\nport = "/dev/ttyS0"', "reader[1].port"),
        ('profile = "storage-page"', 'profile = "sam-apdu"\napdu = "FF00"', "reader[1].apdu"),
        ('profile = "storage-page"', 'profile = "sam-serial"\nport = "/dev/ttyS0"\nbaud = 4800', "reader[1].baud"),
        ("[fonts]", '[[reader]]\nname = "Virtual PCD*"\nprofile = "storage-page"\n[fonts]', "reader[2]"),
    ],
)
def test_values_that_contradict_each_other_are_named(old: str, new: str, where: str) -> None:
    assert fault(DEMO.replace(old, new)).where == where


def test_a_missing_key_says_which_table_lacks_it() -> None:
    text = DEMO.replace('uri = "ipp://localhost:8631/ipp/print"\n', "")
    said = fault(text)
    assert (said.where, said.line) == ("printer.uri", line_of(text, "[printer]"))
    assert "uri = " in said.remedy


def test_an_empty_file_lacks_every_required_table() -> None:
    assert {f.where for f in faults("")} == {"kiosk", "archive", "certificates", "proof", "printer", "reader"}


def test_everything_wrong_is_reported_at_once_in_the_order_of_the_file() -> None:
    text = DEMO.replace("fullscreen", "fulscreen").replace("poll_s = 0.2", 'poll_s = "x"').replace('id = "DEMO-0001"', "id = 7")
    found = faults(text + "\n[times]\nidle_s = 10\nwarning_s = 30\n")
    assert [f.where for f in found] == ["kiosk.id", "screen.fulscreen", "printer.poll_s", "times.warning_s"]
    assert [f.line for f in found] == sorted(f.line for f in found)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[kiosk]\nid = \n", 2),
        ('a = 1\nb = "unended\nc = 3\n', 2),
        ("[kiosk]\nid = 'x'\n[kiosk]\n", 3),
        ("a = 1\na = 2\n", 2),
        ("a = [1,\n", 1),
        ("\x00", 1),
        ("[" * 5000, 1),
        ("a = " + "9" * 5000, 1),
    ],
)
def test_what_is_not_toml_is_said_with_its_line(text: str, line: int) -> None:
    said = fault(text)
    assert (said.where, said.line) == ("syntax", line)


def test_bytes_that_are_not_utf8_are_said_with_their_line() -> None:
    (said,) = faults(b'[kiosk]\nname = "\xff"\n')
    assert (said.where, said.line) == ("file", 2)


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path, Path("/dev/zero")):
        with pytest.raises(ConfigError) as caught:
            load(path)
        assert caught.value.faults[0].where == "file"


def test_a_copy_elsewhere_still_finds_the_programs_own_files(tmp_path: Path) -> None:
    copy = tmp_path / "mine.toml"
    copy.write_text(DEMO, encoding="utf-8")
    assert load(copy).certificates.directory == FOLDER / "certificates"


def test_files_beside_a_copied_config_folder_come_first(tmp_path: Path) -> None:
    (tmp_path / "config" / "certificates").mkdir(parents=True)
    copy = tmp_path / "config" / "kiosk.toml"
    copy.write_text(DEMO, encoding="utf-8")
    assert load(copy).certificates.directory == tmp_path / "config" / "certificates"


def test_every_key_is_explained_in_the_documentation() -> None:
    said = (FOLDER.parent / "docs" / "configuration.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        table = field.annotation if name != "readers" else None
        keys = Settings.model_fields[name].annotation if table is None else table
        model = getattr(keys, "__args__", (keys,))[0]
        assert f"[{field.alias or name}]" in said
        for key in model.model_fields:
            assert f"`{key}`" in said, f"{name}.{key} is not explained"


PAPER = '[paper]\nmongolian = "before"\nunit_mn = "ᠮᠣᠩᠭᠣᠯ"\n\n[[seal]]\nname = "household"\nart = "seals/household.svg"\n'


def test_seals_and_script_are_read_and_their_paths_are_absolute(tmp_path: Path) -> None:
    (tmp_path / "seals").mkdir()
    (tmp_path / "seals" / "household.svg").write_text("<svg/>", encoding="utf-8")
    settings = load_text((DEMO + PAPER).encode(), tmp_path / "demo.toml")
    assert (settings.paper.mongolian, settings.paper.unit_mn) == ("before", "ᠮᠣᠩᠭᠣᠯ")
    (seal,) = settings.seals
    assert (seal.name, seal.art, seal.diameter_mm) == ("household", tmp_path / "seals" / "household.svg", 42.0)


@pytest.mark.parametrize(
    ("wrong", "right", "where"),
    [
        ('mongolian = "above"', 'mongolian = "before"', "paper.mongolian"),
        ("", 'unit_mn = "ᠮᠣᠩᠭᠣᠯ"\n', "paper.unit_mn"),
        ('mongolian = "none"', 'mongolian = "before"', "paper.unit_mn"),
        ('name = "House Hold"', 'name = "household"', "seal[1].name"),
        ("household.doc", "household.svg", "seal[1].art"),
        ('name = "household"\n', 'name = "household"\ndiameter_mm = 60\n', "seal[1].diameter_mm"),
    ],
)
def test_a_wrong_seal_or_script_is_named(wrong: str, right: str, where: str) -> None:
    text = PAPER.replace(right, wrong) if right in PAPER else PAPER.replace(wrong, right)
    said = fault(DEMO + text)
    assert said.where == where
    assert said.remedy


def test_a_seal_that_stands_twice_is_named() -> None:
    seal = '\n[[seal]]\nname = "household"\nart = "a.svg"\n'
    said = fault(DEMO + 2 * seal)
    assert said.where == "seal[2]"
    assert said.line == (DEMO + 2 * seal).splitlines().index("[[seal]]", len((DEMO + seal).splitlines())) + 1


values = st.recursive(
    st.one_of(st.integers(), st.floats(), st.booleans(), st.text(max_size=8)), lambda inner: st.lists(inner, max_size=3), max_leaves=4
)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_configuration_or_a_list_of_faults(data: bytes) -> None:
    said = faults(data)
    assert all(f.line >= 1 and f.remedy for f in said)


@given(st.sampled_from(DEMO.splitlines()), st.text(max_size=20))
def test_a_line_replaced_by_anything_never_ends_in_a_traceback(line: str, other: str) -> None:
    text = DEMO.replace(line, other)
    found: tuple[Fault, ...] = ()
    try:
        load_text(text.encode("utf-8", "replace"), Path("x.toml"))
    except ConfigError as error:
        found = error.faults
    assert all(1 <= f.line <= text.count("\n") + 2 for f in found)


@given(st.sampled_from(["kiosk", "screen", "archive", "certificates", "printer", "reader", "fonts", "help", "log"]), values)
def test_any_value_in_the_place_of_a_table_is_a_fault(table: str, value: object) -> None:
    text = f"{table} = {_toml(value)}\n"
    assert any(f.where.startswith(table) for f in faults(text))


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case float():
            return repr(value) if value == value and abs(value) != float("inf") else "nan"
        case list():
            return "[" + ", ".join(_toml(inner) for inner in value) + "]"
        case str():
            return '"' + "".join(f"\\U{ord(c):08X}" if not 0xD800 <= ord(c) <= 0xDFFF else "?" for c in value) + '"'
        case _:
            return str(value)
