"""Printers that announce themselves, as avahi-browse writes them down; whatever they say of themselves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing import discovery
from printing.discovery import BrowserMissing, Found, parse, usb_uris, without_doubles

TXT = '"txtvers=1" "UUID=378898d9" "pdl=application/pdf,image/urf" "ty=Example Printer" "rp=ipp/print"'


def line(interface: str = "eth0", protocol: str = "IPv4", name: str = "Hall", service: str = "_ipp._tcp", text: str = TXT) -> str:
    address = "fe80::1" if protocol == "IPv6" else "192.0.2.7"
    return f"={';'}{interface};{protocol};{name};{service};local;prn.local;{address};631;{text}\n"


def no(_host: str) -> bool:
    return False


def test_a_printer_is_read_with_its_model_and_formats() -> None:
    (found,) = parse("+;eth0;IPv4;Hall;_ipp._tcp;local\n" + line(), no)
    assert found == Found(
        "Hall", "ipp://192.0.2.7:631/ipp/print", "Example Printer", ("application/pdf", "image/urf"), "378898d9", here=False
    )


def test_a_name_that_resolves_is_better_than_an_address_that_changes() -> None:
    (found,) = parse(line(), lambda host: host == "prn.local")
    assert found.uri == "ipp://prn.local:631/ipp/print"


def test_what_ipp_usb_announces_is_on_this_machine() -> None:
    (found,) = parse(line(interface="lo"), no)
    assert (found.uri, found.here) == ("ipp://localhost:631/ipp/print", True)


def test_a_printer_announced_twice_is_listed_once_without_tls_and_those_here_first() -> None:
    network = parse(line(service="_ipps._tcp") + line(), no)
    here = parse(line(interface="lo", text=TXT.replace("378898d9", "other")), no)
    assert [found.uri for found in without_doubles((*network, *here))] == [
        "ipp://localhost:631/ipp/print",
        "ipp://192.0.2.7:631/ipp/print",
    ]


def test_an_address_without_meaning_elsewhere_is_left_out() -> None:
    assert parse(line(protocol="IPv6"), no) == ()


def test_escaped_names_are_read_and_control_characters_are_not_shown() -> None:
    (found,) = parse(line(name=r"\228\185\140\230\181\183\032printer\027[2J"), no)
    assert found.name == "乌海 printer[2J"


def test_a_printer_that_says_little_has_the_usual_path() -> None:
    (found,) = parse(line(text=""), no)
    assert found == Found("Hall", "ipp://192.0.2.7:631/ipp/print", "", (), None, here=False)


@given(st.text(max_size=300))
@settings(deadline=None)
def test_nothing_an_announcement_says_breaks_the_list(text: str) -> None:
    for found in parse("=;" + text + "\n" + line(text=text.replace("\n", "")), no):
        assert found.uri.startswith(("ipp://", "ipps://"))


def test_usb_printers_are_looked_for_where_ipp_usb_serves_them() -> None:
    assert usb_uris(lambda port: port in (60000, 60002)) == ("ipp://localhost:60000/ipp/print", "ipp://localhost:60002/ipp/print")


def test_without_avahis_tool_the_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BrowserMissing, match="avahi-utils"):
        discovery.browse()
