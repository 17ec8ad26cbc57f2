"""What makes the drawn PDF a lasting one: metadata, output intent and the canonical content inside (aiming at PDF/A-3u, ISO 19005-3)."""

from __future__ import annotations

from datetime import UTC
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

import pikepdf
from PIL import ImageCms

from printing.wording import CHINA

if TYPE_CHECKING:
    from datetime import datetime

CONTENT_NAME: Final = "content.json"
VERIFICATION_NAME: Final = "verification.txt"
_PRODUCER: Final = "archive-kiosk"
_ICC_DATE: Final = slice(24, 36)  # creation date in the ICC header (ICC.1, 7.2.8): cleared, so that the bytes stay the same


def archive(pdf: bytes, *, title: str, author: str, kind: str, made_at: datetime, content: bytes, verification_url: str) -> bytes:
    """The PDF with metadata (no personal data), sRGB output intent, and content and QR text as associated files. Same input, same bytes."""
    with pikepdf.open(BytesIO(pdf)) as document:
        _describe(document, title=title, author=author, kind=kind, made_at=made_at)
        _intend(document)
        document.Root.AF = pikepdf.Array([
            _attach(document, CONTENT_NAME, content, "application/json", pikepdf.Name.Data, made_at),
            _attach(document, VERIFICATION_NAME, verification_url.encode(), "text/plain", pikepdf.Name.Supplement, made_at),
        ])  # fmt: skip
        out = BytesIO()
        document.save(out, deterministic_id=True, min_version="1.7", linearize=False)
        return out.getvalue()


def _describe(document: pikepdf.Pdf, *, title: str, author: str, kind: str, made_at: datetime) -> None:
    stamp = made_at.astimezone(CHINA)
    document.Root.Lang = pikepdf.String("zh-CN")
    document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        meta["pdfaid:part"], meta["pdfaid:conformance"] = "3", "U"
        meta["dc:title"], meta["dc:creator"], meta["dc:language"] = title, [author], ["zh-CN"]
        meta["dc:subject"] = {kind}
        meta["xmp:CreateDate"] = meta["xmp:ModifyDate"] = meta["xmp:MetadataDate"] = stamp.isoformat(timespec="seconds")
        meta["pdf:Producer"] = meta["xmp:CreatorTool"] = _PRODUCER
    moment = pikepdf.String(_pdf_date(made_at))
    document.trailer.Info = document.make_indirect(pikepdf.Dictionary(
        Title=pikepdf.String(title), Author=pikepdf.String(author), Producer=pikepdf.String(_PRODUCER),
        Creator=pikepdf.String(_PRODUCER), CreationDate=moment, ModDate=moment,
    ))  # fmt: skip


def _intend(document: pikepdf.Pdf) -> None:
    profile = document.make_stream(_srgb(), N=3)
    document.Root.OutputIntents = pikepdf.Array([document.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFA1, OutputConditionIdentifier=pikepdf.String("sRGB IEC61966-2.1"),
        Info=pikepdf.String("sRGB IEC61966-2.1"), DestOutputProfile=profile,
    ))])  # fmt: skip


@cache
def _srgb() -> bytes:
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[_ICC_DATE] = bytes(12)
    return bytes(data)


def _attach(document: pikepdf.Pdf, name: str, data: bytes, mime: str, relationship: pikepdf.Name, made_at: datetime) -> pikepdf.Object:
    spec = pikepdf.AttachedFileSpec(
        document, data, filename=name, mime_type=mime, relationship=relationship,
        creation_date=_pdf_date(made_at), mod_date=_pdf_date(made_at),
    )  # fmt: skip
    document.attachments[name] = spec
    return document.attachments[name].obj


def _pdf_date(moment: datetime) -> str:
    return f"D:{moment.astimezone(UTC):%Y%m%d%H%M%S}Z"
