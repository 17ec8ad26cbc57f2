from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
from cryptography import x509

from printing.signature import sign, validate


def blank_pdf() -> bytes:
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def signed_in_its_room(kiosk: Any, issued: dict[str, Any]) -> bytes:
    return sign(
        blank_pdf(),
        lambda digest: kiosk.cms(issued["key"], digest),
        signed_at=datetime.fromisoformat(issued["issued_at"]),
        room=issued["signature_bytes"],
    )


def test_a_signature_without_a_time_stamp_keeps_no_room_free_for_one(kiosk: Any) -> None:
    """Each byte takes two in the file, and a paper is to have at most 120 kB (issue 4)."""
    issued = kiosk.issue("clean")
    assert issued["signature_bytes"] < 2_560
    assert len(signed_in_its_room(kiosk, issued)) < len(blank_pdf()) + 2 * 2_560 + 1_500


def test_a_pdf_signed_by_the_archive_is_filed_and_validates_against_its_published_certificate(kiosk: Any) -> None:
    issued = kiosk.issue("clean")
    signed = signed_in_its_room(kiosk, issued)
    assert kiosk.file(issued["key"], signed).status_code == 200
    certificate = x509.load_pem_x509_certificate(kiosk.call("GET", "/.well-known/document-signer.pem").content)
    report = validate(signed, [certificate])
    assert report is not None
    assert report.intact
    assert report.valid
    assert report.complete
