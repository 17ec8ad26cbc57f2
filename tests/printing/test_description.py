"""Whether a kiosk can work with a printer, and why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from printing.description import counts_pages, describe, refusals, warnings
from printing.ipp_codec import IppTag
from printing.ipp_message import IppError
from tests.printing.ipp_server import Request, Server, message, serving

MEDIA = "iso_a4_210x297mm"
NEEDED = (2, 8, 9, 10, 11)
GOOD: list[tuple[str, IppTag, Any]] = [
    ("printer-state", IppTag.ENUM, 3),
    ("printer-is-accepting-jobs", IppTag.BOOLEAN, True),
    ("printer-make-and-model", IppTag.TEXT, "Example 9000"),
    ("document-format-supported", IppTag.MIME_TYPE, ("application/pdf", "image/urf")),
    ("media-supported", IppTag.KEYWORD, (MEDIA, "na_letter_8.5x11in")),
    ("media-ready", IppTag.KEYWORD, MEDIA),
    ("sides-supported", IppTag.KEYWORD, ("one-sided", "two-sided-long-edge")),
    ("printer-input-tray", IppTag.STRING, "mediafeed=29700;mediaxfeed=21000;level=80;name=T1"),
    ("copies-default", IppTag.INTEGER, 1),
    ("number-up-default", IppTag.INTEGER, 1),
    ("job-sheets-default", IppTag.KEYWORD, ("none", "none")),
]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def says(server: Server, changed: Sequence[tuple[str, IppTag, Any]] = (), operations: tuple[int, ...] = NEEDED) -> None:
    names = {name for name, _, _ in changed}
    group = [*(row for row in GOOD if row[0] not in names), *changed]

    def answer(request: Request) -> bytes:
        wanted = [("operations-supported", IppTag.ENUM, operations)] if b"operations-supported" in request.body else group
        return message(request.id, printer=wanted)

    server.answer = answer


def test_a_printer_that_fits_has_nothing_against_it(server: Server) -> None:
    says(server)
    printer = describe(server.uri, MEDIA)
    assert (printer.model, printer.queue, printer.device_uri) == ("Example 9000", False, None)
    assert refusals(printer, MEDIA) == warnings(printer) == ()


@pytest.mark.parametrize(
    ("changed", "operations", "word"),
    [
        ([("document-format-supported", IppTag.MIME_TYPE, "application/postscript")], NEEDED, "application/postscript"),
        ([("media-supported", IppTag.KEYWORD, "na_letter_8.5x11in")], NEEDED, "does not know the paper"),
        ([("sides-supported", IppTag.KEYWORD, "two-sided-long-edge")], NEEDED, "one-sided"),
        ([], (2, 9, 10, 11), "CANCEL_JOB"),
        ([], (2, 8, 9, 11), "GET_JOBS"),
    ],
)
def test_a_printer_that_cannot_serve_is_refused_with_the_reason(
    server: Server, changed: list[tuple[str, IppTag, Any]], operations: tuple[int, ...], word: str
) -> None:
    says(server, changed, operations)
    (refusal,) = refusals(describe(server.uri, MEDIA), MEDIA)
    assert word in refusal


def test_an_operation_of_the_makers_own_hides_nothing(server: Server) -> None:
    says(server, operations=(*NEEDED, 0x7ABC))
    printer = describe(server.uri, MEDIA)
    assert refusals(printer, MEDIA) == ()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ([("device-uri", IppTag.URI, "usb://Example/9000")], "unconfirmed"),
        ([("device-uri", IppTag.URI, "ipp://p/"), ("printer-error-policy", IppTag.NAME, "retry-job")], "abort-job"),
        (
            [
                ("document-format-supported", IppTag.MIME_TYPE, "image/urf"),
                ("urf-supported", IppTag.KEYWORD, ("W8", "RS600")),
            ],
            "pixels",
        ),
        ([("printer-input-tray", IppTag.STRING, "level=-2;name=T1")], "count its sheets"),
        ([("copies-default", IppTag.INTEGER, 2)], "`lpadmin -p NAME -o copies-default=1`"),
        ([("number-up-default", IppTag.INTEGER, 4)], "`lpadmin -p NAME -o number-up-default=1`"),
        ([("job-sheets-default", IppTag.KEYWORD, ("none", "standard"))], "`lpadmin -p NAME -o job-sheets-default=none`"),
        ([("media-ready", IppTag.KEYWORD, "plain")], "which paper"),
    ],
)
def test_what_works_less_well_is_told(server: Server, changed: list[tuple[str, IppTag, Any]], word: str) -> None:
    says(server, changed)
    printer = describe(server.uri, MEDIA)
    assert refusals(printer, MEDIA) == ()
    (warning,) = warnings(printer)
    assert word in warning


COUNTED = ("job-impressions-completed", IppTag.INTEGER, 1)


@pytest.mark.parametrize(("jobs", "counts"), [([], None), ([[]], False), ([[], [COUNTED]], True)])
def test_whether_a_printer_counts_pages_is_seen_by_the_jobs_it_has_had(server: Server, jobs: list[list[Any]], counts: bool | None) -> None:
    ended = [[("job-id", IppTag.INTEGER, number), *job] for number, job in enumerate(jobs, 1)]
    server.answer = lambda request: message(request.id, jobs=ended)
    assert counts_pages(server.uri) is counts


def test_what_does_not_answer_as_a_printer_is_no_printer(server: Server) -> None:
    server.answer = lambda _: b"<html>"
    with pytest.raises(IppError):
        describe(server.uri, MEDIA)
    with pytest.raises(ValueError, match="ipp://"):
        describe("http://printer", MEDIA)
