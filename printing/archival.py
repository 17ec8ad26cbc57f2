"""What makes a PDF a lasting one: metadata, output intent, the files it carries, the signature field (ISO 19005-3; ISO 14289-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from PIL import ImageCms

from printing.pdf_file import Entries, Items, deflated, string
from printing.structure import widget_key
from printing.wording import CHINA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from printing.drawing import Drawn
    from printing.layout import SealPlace
    from printing.pdf_file import PdfFile, Ref

CONTENT_NAME: Final = "content.json"
VERIFICATION_NAME: Final = "verification.txt"
DEFINITION_NAME: Final = "definition.toml"
FIELD: Final = "Signature"
LANGUAGE: Final = "zh-CN"
_FIELD_WORDS: Final = "电子印章与数字签名"  # read out by a screen reader
_PRODUCER: Final = "archive-kiosk"
_INTENT: Final = "sRGB IEC61966-2.1"
_ICC_DATE: Final = slice(24, 36)  # creation date in the ICC header (ICC.1, 7.2.8): cleared, so that the bytes stay the same
_ICC_ID: Final = slice(84, 100)  # an MD5 that covers more than we clear (7.2.18): zero means not computed
_PRINT: Final = 4  # annotation flag (ISO 32000-2, table 167)
_SIGNED_APPEND_ONLY: Final = 3  # SigFlags: there is a signature field, and whoever saves must append (table 225)


@dataclass(frozen=True, slots=True, repr=False)
class Attachment:
    """A file inside the paper. `relationship` is one of ISO 19005-3 annex E; `description` is English."""

    name: str
    data: bytes
    mime: str
    relationship: str
    description: str


@dataclass(frozen=True, slots=True)
class Description:
    """What the metadata say; nothing of a citizen. `made_at` is aware; None on a page that is not issued."""

    title: str
    author: str
    kind: str
    made_at: datetime | None


def finish(file: PdfFile, drawn: Drawn, about: Description, attachments: Sequence[Attachment] = (), field: Field | None = None) -> bytes:
    """The file with its catalog and everything that hangs on it. Same input, same bytes."""
    widget = None
    catalog = Entries({
        "Type": "/Catalog", "Pages": drawn.tree, "Lang": string(LANGUAGE), "MarkInfo": Entries({"Marked": "true"}),
        "ViewerPreferences": Entries({"DisplayDocTitle": "true"}), "OutputIntents": Items([_intent(file)]),
        "Metadata": file.put_raw({"Type": "/Metadata", "Subtype": "/XML"}, _xmp(about).encode()),
    })  # fmt: skip
    if field is not None:
        field.put(drawn)
        widget = (field.ref, field.page, _FIELD_WORDS)
        catalog["AcroForm"] = Entries({"Fields": Items([field.ref]), "SigFlags": _SIGNED_APPEND_ONLY})
    catalog["StructTreeRoot"] = drawn.structure.write(drawn.pages, widget)
    if attachments:
        specs = {one.name: _attach(file, one, about.made_at) for one in attachments}
        named = [part for key in sorted(specs) for part in (string(key), specs[key])]
        catalog["AF"] = Items(specs.values())
        catalog["Names"] = Entries({"EmbeddedFiles": Entries({"Names": Items(named)})})
    return file.finished(catalog, _info(about))


class Field:
    """The empty signature field: its widget lies on the seal and shows the seal's own form, so that both are one thing.

    Without a seal it is an invisible rectangle of no size. The archive's signature goes into this field.
    """

    def __init__(self, file: PdfFile, place: SealPlace | None, last_page: int) -> None:
        self._entries = Entries({"Type": "/Annot", "Subtype": "/Widget", "FT": "/Sig", "F": _PRINT})
        self.ref: Ref = file.put(self._entries)
        self.page = place.page if place else last_page
        self._place = place

    def put(self, drawn: Drawn) -> None:
        """Fills in the field, which is its own widget (ISO 32000-2, 12.7.5.5)."""
        place = self._place if drawn.seal else None
        corners = (place.x, place.y, place.x + place.width, place.y + place.height) if place else (0, 0, 0, 0)
        entries = self._entries
        entries["T"], entries["TU"] = string(FIELD), string(_FIELD_WORDS)
        entries["P"], entries["Rect"] = drawn.pages[self.page], Items(corners)
        entries["StructParent"] = widget_key(len(drawn.pages))
        if drawn.seal:
            entries["AP"] = Entries({"N": drawn.seal})


def _attach(file: PdfFile, one: Attachment, made_at: datetime | None) -> Ref:
    kind = "/" + one.mime.replace("/", "#2F")  # PDFName leaves the slash, which would end the name
    params = Entries({"Size": len(one.data), **_dates(made_at)})
    stream = file.put_stream({"Type": "/EmbeddedFile", "Subtype": kind, "Params": params}, one.data)
    return file.put(Entries({
        "Type": "/Filespec", "F": string(one.name), "UF": string(one.name), "EF": Entries({"F": stream, "UF": stream}),
        "AFRelationship": f"/{one.relationship}", "Desc": string(one.description),
    }))  # fmt: skip


def _intent(file: PdfFile) -> Ref:
    profile = file.put_deflated({"N": 3}, _packed_srgb())
    condition = string(_INTENT)
    return file.put(Entries({
        "Type": "/OutputIntent", "S": "/GTS_PDFA1", "OutputConditionIdentifier": condition, "Info": condition, "DestOutputProfile": profile,
    }))  # fmt: skip


@cache
def _packed_srgb() -> bytes:
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[_ICC_DATE] = bytes(12)
    data[_ICC_ID] = bytes(16)
    return deflated(bytes(data))


def _info(about: Description) -> Entries:
    producer = string(_PRODUCER)
    return Entries({
        "Title": string(about.title), "Author": string(about.author), "Creator": producer, "Producer": producer,
        **_dates(about.made_at),
    })  # fmt: skip


def _dates(moment: datetime | None) -> dict[str, object]:
    return {key: string(_pdf_date(moment)) for key in ("CreationDate", "ModDate")} if moment else {}


def _xmp(about: Description) -> str:
    """The metadata packet; its values are those of the information dictionary (ISO 19005-3, 6.6.2)."""
    dates = ""
    if about.made_at:
        stamp = about.made_at.astimezone(CHINA).isoformat(timespec="seconds")
        dates = "".join([f"<xmp:{which}>{stamp}</xmp:{which}>" for which in ("CreateDate", "ModifyDate", "MetadataDate")])
    return _XMP.format(
        title=escape(about.title), author=escape(about.author), kind=escape(about.kind), language=LANGUAGE, producer=_PRODUCER, dates=dates
    )


def _pdf_date(moment: datetime) -> str:
    return f"D:{moment.astimezone(UTC):%Y%m%d%H%M%S}Z"


# The schema of PDF/UA's property is not among those that PDF/A knows, so it is described (ISO 19005-3, 6.6.2.3).
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:subject><rdf:Bag><rdf:li>{kind}</rdf:li></rdf:Bag></dc:subject>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>{dates}
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
