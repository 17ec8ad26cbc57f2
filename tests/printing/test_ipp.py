from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.ipp import LARGEST_ANSWER, Client, http_url
from printing.ipp_codec import IppOperation, IppStatus, IppTag
from printing.ipp_message import DEEPEST_COLLECTION, Answer, IppError, IppFault, decode, encode
from tests.printing.ipp_server import Drop, Request, Server, message, serving

REQUEST = 0x01020304
SOUND = message(
    REQUEST,
    printer=[
        ("printer-state", IppTag.ENUM, 3),
        ("printer-state-reasons", IppTag.KEYWORD, ("media-low-report", "toner-low-report")),
        ("printer-is-accepting-jobs", IppTag.BOOLEAN, True),
        ("printer-input-tray", IppTag.STRING, "level=3;name=main;"),
    ],
    jobs=[
        [("job-id", IppTag.INTEGER, 7), ("job-state", IppTag.ENUM, 9), ("job-name", IppTag.NAME, "token")],
        [("job-id", IppTag.INTEGER, 8)],
    ],
)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def outcome(data: bytes) -> Answer | IppFault:
    try:
        return decode(data, REQUEST)
    except IppError as error:
        return error.fault


def groups(body: bytes) -> bytes:
    """A message with `body` where its groups stand."""
    return struct.pack(">bbhi", 2, 0, 0, REQUEST) + body + b"\x03"


def value(tag: int, name: bytes, content: bytes) -> bytes:
    return struct.pack(">BH", tag, len(name)) + name + struct.pack(">H", len(content)) + content


CHARSET = b"\x01" + value(0x47, b"attributes-charset", b"utf-8")


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("ipp://printer", "http://printer:631/"),
        ("ipp://printer.local/ipp/print", "http://printer.local:631/ipp/print"),
        ("ipps://printer:8443/ipp/print", "https://printer:8443/ipp/print"),
        ("ipp://[fe80::1]/ipp/print", "http://[fe80::1]:631/ipp/print"),
    ],
)
def test_a_printer_uri_becomes_its_http_address(uri: str, url: str) -> None:
    assert http_url(uri) == url


@pytest.mark.parametrize("uri", ["http://printer/", "usb://x", "printer", "ipp://", "ipp:///ipp", "ipp://u:p@host/", "ipp://host:99999/"])
def test_what_is_no_printer_uri_is_refused(uri: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        http_url(uri)


def test_a_request_is_the_one_of_rfc_8010() -> None:
    asked = encode(IppOperation.PRINT_JOB, 1, [("printer-uri", IppTag.URI, "ipp://p/")], [("copies", IppTag.INTEGER, 20)], b"%PDF")
    assert asked == (
        b"\x02\x00\x00\x02\x00\x00\x00\x01\x01"
        + value(0x47, b"attributes-charset", b"utf-8")
        + value(0x48, b"attributes-natural-language", b"en")
        + value(0x45, b"printer-uri", b"ipp://p/")
        + b"\x02"
        + value(0x21, b"copies", b"\0\0\0\x14")
        + b"\x03%PDF"
    )


def test_a_sound_answer_is_read_whole() -> None:
    answer = decode(SOUND, REQUEST)
    assert answer.printer.integer("printer-state") == 3
    assert answer.printer.boolean("printer-is-accepting-jobs") is True
    assert answer.printer.texts("printer-state-reasons") == ("media-low-report", "toner-low-report")
    assert [job.integer("job-id") for job in answer.jobs] == [7, 8]
    assert answer.jobs[0].text("job-name") == "token"


def test_an_attribute_of_another_type_is_as_good_as_missing() -> None:
    printer = decode(SOUND, REQUEST).printer
    assert printer.integer("printer-is-accepting-jobs") is None
    assert printer.boolean("printer-state") is None
    assert printer.texts("printer-state") == ()
    assert printer.text("nothing") is None
    assert printer.integers("printer-state-reasons") == ()


def test_text_loses_its_control_characters() -> None:
    answer = decode(message(REQUEST, printer=[("printer-info", IppTag.TEXT, "a\x1b[31m\nb")]), REQUEST)
    assert answer.printer.text("printer-info") == "a[31mb"


def test_an_empty_group_is_allowed() -> None:
    answer = decode(groups(CHARSET + b"\x05\x02" + value(0x21, b"job-id", b"\0\0\0\x07") + b"\x04"), REQUEST)
    assert answer.jobs[0].integer("job-id") == 7


def test_an_error_status_is_a_refusal_with_that_status() -> None:
    with pytest.raises(IppError) as caught:
        decode(message(REQUEST, status=IppStatus.ERROR_BUSY), REQUEST)
    assert (caught.value.fault, caught.value.status) == (IppFault.REFUSED, IppStatus.ERROR_BUSY)


def test_an_answer_to_another_request_is_garbage() -> None:
    assert outcome(message(REQUEST + 1)) is IppFault.GARBAGE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x02\x00",
        groups(b""),
        groups(CHARSET)[:-1],
        groups(CHARSET + b"\x21\xff\xfd"),  # a name of -3 bytes would send the parser back
        groups(CHARSET + value(0x21, b"job-id", b"\0\0\0")),
        groups(CHARSET + b"\x02" + value(0x21, b"", b"\0\0\0\x01")),  # an additional value of nothing
        groups(CHARSET + b"\x06" + value(0x21, b"x", b"\0\0\0\x01")),  # a group of subscriptions
        groups(CHARSET + value(0x34, b"c", b"")),  # a collection that never ends
        groups(CHARSET + value(0x37, b"c", b"")),
        groups(CHARSET + value(0x34, b"c", b"") + value(0x34, b"", b"") * DEEPEST_COLLECTION),
        groups(CHARSET + value(0x35, b"t", b"\0\x02en\0\x09x")),
        groups(CHARSET + b"\x02" + value(0x23, b"job-state", b"\0\0\0\x63")),
        groups(CHARSET + b"\x02" + value(0x41, b"\xff\xfe", b"x")),
        struct.pack(">bbhi", 9, 0, 0, REQUEST) + CHARSET + b"\x03",
    ],
)
def test_a_malformed_answer_is_garbage(data: bytes) -> None:
    assert outcome(data) is IppFault.GARBAGE


@given(st.binary(max_size=300))
def test_no_bytes_at_all_raise_anything_but_ipp_error(data: bytes) -> None:
    outcome(data)
    outcome(groups(CHARSET + data))


@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(SOUND)))
def test_no_damage_to_a_sound_answer_raises_anything_but_ipp_error(damage: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(SOUND)
    for place, byte in damage:
        data[place] = byte
    for said in (bytes(data), bytes(data[:cut])):
        if isinstance(answer := outcome(said), Answer):
            for group in (answer.printer, *answer.jobs):
                for name in group.values:
                    group.integer(name), group.boolean(name), group.texts(name), group.integers(name)


TAGS = st.sampled_from(
    [0x10, 0x13, 0x21, 0x22, 0x23, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x41, 0x42, 0x43, 0x44, 0x4A, 0x7F, 0xFF]
)
NAMES = st.sampled_from([b"", b"a", b"job-state", b"printer-state", b"operations-supported"])


@given(
    st.lists(
        st.one_of(st.builds(value, TAGS, NAMES, st.binary(max_size=11)), st.sampled_from([b"\x01", b"\x02", b"\x04", b"\x05"])), max_size=12
    )
)
def test_no_structure_raises_anything_but_ipp_error(parts: list[bytes]) -> None:
    outcome(groups(CHARSET + b"".join(parts)))


def ask(server: Server, limit_s: float = 5.0) -> Answer:
    return Client(server.uri).ask(IppOperation.GET_PRINTER_ATTRIBUTES, limit_s=limit_s)


def fault(server: Server, limit_s: float = 5.0) -> IppError:
    with pytest.raises(IppError) as caught:
        ask(server, limit_s)
    return caught.value


def test_a_request_names_the_printer_and_the_kiosk_and_nobody_else(server: Server) -> None:
    server.answer = lambda request: message(request.id, printer=[("printer-state", IppTag.ENUM, 3)])
    assert ask(server).printer.integer("printer-state") == 3
    (request,) = server.seen
    assert request.operation == IppOperation.GET_PRINTER_ATTRIBUTES
    assert server.uri.encode() in request.body
    assert b"requesting-user-name\x00\x05kiosk" in request.body


def test_nobody_there_means_that_nothing_was_sent() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(IppError) as caught:
            Client(f"ipp://127.0.0.1:{port}/").ask(IppOperation.GET_PRINTER_ATTRIBUTES)
    assert (caught.value.fault, caught.value.request_sent) == (IppFault.UNREACHABLE, False)


def test_silence_ends_at_the_limit_and_the_request_may_have_arrived() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        with pytest.raises(IppError) as caught:
            Client(f"ipp://127.0.0.1:{silent.getsockname()[1]}/").ask(IppOperation.GET_PRINTER_ATTRIBUTES, limit_s=0.2)
    assert (caught.value.fault, caught.value.request_sent) == (IppFault.SILENT, True)
    assert time.monotonic() - begun < 1.0


def test_an_answer_that_drips_byte_by_byte_ends_at_the_limit(server: Server) -> None:
    server.stalls = True
    begun = time.monotonic()
    error = fault(server, limit_s=0.3)
    assert error.request_sent
    assert time.monotonic() - begun < 1.0


def test_a_cut_connection_is_silence_after_sending(server: Server) -> None:
    def drop(_: Request) -> bytes:
        raise Drop

    server.answer = drop
    error = fault(server)
    assert (error.fault, error.request_sent) == (IppFault.SILENT, True)


def test_an_answer_larger_than_any_printer_gives_is_garbage(server: Server) -> None:
    server.answer = lambda request: message(request.id) + bytes(LARGEST_ANSWER)
    assert fault(server).fault is IppFault.GARBAGE


def test_an_http_status_is_told(server: Server) -> None:
    server.status = 503
    error = fault(server)
    assert (error.fault, error.status) == (IppFault.HTTP, 503)


def test_a_redirect_is_not_followed(server: Server) -> None:
    server.status, server.headers = 307, {"Location": f"http://127.0.0.1:{server.port}/elsewhere", "Content-Type": "application/ipp"}
    assert fault(server).status == 307
    assert len(server.seen) == 1


def test_a_web_page_is_no_answer(server: Server) -> None:
    server.headers = {"Content-Type": "text/html"}
    assert fault(server).fault is IppFault.GARBAGE


def test_a_compressed_answer_is_not_unpacked(server: Server) -> None:
    server.headers = {"Content-Type": "application/ipp", "Content-Encoding": "gzip"}
    assert ask(server).status == 0  # its bytes are taken as they are


def test_no_proxy_of_the_environment_stands_between(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert ask(server).status == 0


def test_without_tls_on_the_other_side_nothing_is_sent(server: Server) -> None:
    with pytest.raises(IppError) as caught:
        Client(server.uri.replace("ipp://", "ipps://")).ask(IppOperation.GET_PRINTER_ATTRIBUTES)
    assert (caught.value.fault, caught.value.request_sent) == (IppFault.TLS, False)
    assert server.seen == []
