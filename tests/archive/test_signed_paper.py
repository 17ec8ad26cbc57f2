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


def test_a_pdf_signed_by_the_archive_is_filed_and_validates_against_its_published_certificate(kiosk: Any) -> None:
    issued = kiosk.issue("clean")
    signed = sign(blank_pdf(), lambda digest: kiosk.cms(issued["key"], digest), signed_at=datetime.fromisoformat(issued["issued_at"]))
    assert kiosk.file(issued["key"], signed).status_code == 200
    certificate = x509.load_pem_x509_certificate(kiosk.call("GET", "/.well-known/document-signer.pem").content)
    report = validate(signed, [certificate])
    assert report is not None
    assert report.intact
    assert report.valid
    assert report.complete
