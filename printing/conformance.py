"""Whether a PDF is what our papers claim to be: PDF/A-3u (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), as far as a machine can tell.

A checker of ours, on pikepdf, and no validator of the standards: it knows the parts of PDF that a paper uses, and is stricter in
three things. Transparency, optional content and actions are refused whole, for a certificate has no use for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

import pikepdf

from printing.conformance_archive import archive_rules, byte_rules
from printing.conformance_content import read_pages
from printing.conformance_fonts import font_rules
from printing.conformance_tags import tag_rules

ARCHIVE: Final = "ISO 19005-3"
ACCESS: Final = "ISO 14289-1"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One rule broken: the standard, its clause, and what was found, without any of the page's own text."""

    standard: str
    clause: str
    what: str

    def __str__(self) -> str:
        return f"{self.standard}, {self.clause}: {self.what}"


def check(pdf: bytes) -> tuple[Finding, ...]:
    """Everything that breaks a rule, once each, in the order of the clauses; empty for a conforming paper. Reads only the bytes."""
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            pages = read_pages(document)
            archive = [*byte_rules(pdf), *archive_rules(document, pages), *font_rules(document, pages)]
            access = list(tag_rules(document, pages))
    except pikepdf.PasswordError:
        return (Finding(ARCHIVE, "6.1.3", "the file is encrypted"),)
    except pikepdf.PdfError:
        return (Finding(ARCHIVE, "6.1.1", "not a PDF that can be read"),)
    found = {Finding(ARCHIVE, clause, what) for clause, what in archive} | {Finding(ACCESS, clause, what) for clause, what in access}
    return tuple(sorted(found, key=lambda one: (one.standard, [int(part) for part in one.clause.split(".")], one.what)))
