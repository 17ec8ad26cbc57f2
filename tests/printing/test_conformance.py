"""The checker finds what it should, in papers broken on purpose, one rule at a time; and in ours it finds nothing."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from printing import signature
from printing.conformance import ACCESS, ARCHIVE, check
from printing.document import compose
from tests.printing.own_papers import NOON, RARE, kinship, kinship_content, marks, pages, picture, slip, slip_marks


@pytest.fixture(scope="module")
def paper(fonts) -> bytes:
    return compose(kinship(), kinship_content(3, RARE), marks(), fonts)


def broken(paper: bytes, hurt) -> set[tuple[str, str]]:
    """The standards and clauses that the paper breaks once `hurt` has been at it."""
    with pikepdf.open(BytesIO(paper)) as document:
        hurt(document)
        out = BytesIO()
        document.save(out, fix_metadata_version=False)
    return {(one.standard, one.clause) for one in check(out.getvalue())}


def fonts_in(document: Pdf) -> list:
    return list(document.pages[0].Resources.Font.values())


def append(document: Pdf, operators: bytes) -> None:
    """More operators at the end of the first page."""
    document.pages[0].Contents = document.make_stream(document.pages[0].Contents.read_bytes() + b"\n" + operators)


def state(document: Pdf, **entries) -> None:
    document.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(Type=Name.ExtGState, **entries))


def metadata(document: Pdf, old: bytes, new: bytes) -> None:
    data = document.Root.Metadata.read_bytes()
    assert old in data
    document.Root.Metadata.write(data.replace(old, new))


def element(document: Pdf, kind: str):
    """The first element of the kind, in reading order."""
    waiting = [document.Root.StructTreeRoot.K]
    while waiting:
        one = waiting.pop(0)
        if str(one.get("/S")) == f"/{kind}":
            return one
        kids = one.get("/K")
        waiting += [kid for kid in (kids if isinstance(kids, Array) else [kids]) if isinstance(kid, Dictionary) and "/S" in kid]
    raise AssertionError(kind)


def change(target, key: str, value: object) -> None:
    target[key] = value


def remove(target, key: str) -> None:
    del target[key]


def attached(document: Pdf):
    return document.Root.AF[0]


def field(document: Pdf):
    return document.Root.AcroForm.Fields[0]


def unicode_map(document: Pdf, old: bytes, new: bytes) -> None:
    stream = fonts_in(document)[0].ToUnicode
    stream.write(re.sub(old, new, stream.read_bytes(), count=1))


def narrow(document: Pdf) -> None:
    for font in fonts_in(document):
        font.DescendantFonts[0].W[1] = Array([0] + [17] * (len(font.DescendantFonts[0].W[1]) - 1))


def recolour(document: Pdf) -> None:
    append(document, b"/Artifact BMC 0 0 0 1 k 0 0 1 1 re f EMC")


def add_file(document: Pdf) -> None:
    document.attachments["more.txt"] = pikepdf.AttachedFileSpec(document, b"more", filename="more.txt", mime_type="text/plain")


def glyph_list(document: Pdf) -> None:
    fonts_in(document)[0].DescendantFonts[0].FontDescriptor.CIDSet = document.make_stream(b"\x80")


def drop_from_parents(document: Pdf) -> None:
    document.Root.StructTreeRoot.ParentTree.Nums[1][0] = document.Root.StructTreeRoot.K


def name_absent_content(document: Pdf) -> None:
    element(document, "H1").K = Array([element(document, "H1").K, 999])


def extra_cell(document: Pdf) -> None:
    row = element(document, "TR")
    cell = document.make_indirect(Dictionary(S=Name.TD, P=row))
    row.K.append(cell)
    row.K.append(document.make_indirect(Dictionary(S=Name.TD, P=row)))


def image_with(document: Pdf, **entries) -> None:
    stream = Stream(
        document, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, ColorSpace=Name.DeviceGray, BitsPerComponent=8, **entries
    )
    document.pages[0].Resources.XObject.Im = document.make_indirect(stream)


def tagged_form(document: Pdf) -> None:
    form = Stream(
        document, b"/P <</MCID 0>> BDC 0 0 1 1 re f EMC", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1], Resources=Dictionary()
    )
    document.pages[0].Resources.XObject.Fm = document.make_indirect(form)
    append(document, b"/Fm Do")


RULES = {
    ("A", "6.1.7.1", "outside"): lambda d: change(d.pages[0].Contents, "/F", String("other.bin")),
    ("A", "6.1.13", "name"): lambda d: change(d.Root, "/" + "n" * 128, 1),
    ("A", "6.1.13", "string"): lambda d: change(d.Root, "/PieceInfo", Dictionary(X=String("s" * 32768))),
    ("A", "6.1.13", "depth"): lambda d: append(d, b"q " * 29 + b"Q " * 29),
    ("A", "6.2.2", "operator"): lambda d: append(d, b"1 frobnicate"),
    ("A", "6.2.2", "resource"): lambda d: append(d, b"/Artifact BMC /Nowhere Do EMC"),
    ("A", "6.2.3", "none"): lambda d: remove(d.Root, "/OutputIntents"),
    ("A", "6.2.3", "channels"): lambda d: change(d.Root.OutputIntents[0].DestOutputProfile, "/N", 4),
    ("A", "6.2.4.3", "cmyk"): recolour,
    ("A", "6.2.5", "transfer"): lambda d: state(d, TR=Name.Identity),
    ("A", "6.2.8", "interpolate"): lambda d: image_with(d, Interpolate=True),
    ("A", "6.2.9", "reference"): lambda d: change(field(d).AP.N, "/Ref", Dictionary()),
    ("A", "6.2.10", "constant"): lambda d: state(d, ca=0.5),
    ("A", "6.2.10", "mask"): lambda d: image_with(d, SMask=Stream(d, b"\0")),
    ("A", "6.2.10", "blend"): lambda d: state(d, BM=Name.Multiply),
    ("A", "6.2.10", "group"): lambda d: change(d.pages[0].obj, "/Group", Dictionary(S=Name.Transparency)),
    ("A", "6.2.11.3.2", "map"): lambda d: remove(fonts_in(d)[0].DescendantFonts[0], "/CIDToGIDMap"),
    ("A", "6.2.11.3.3", "encoding"): lambda d: change(fonts_in(d)[0], "/Encoding", Name("/GBK-EUC-H")),
    ("A", "6.2.11.4.1", "embedded"): lambda d: remove(fonts_in(d)[0].DescendantFonts[0].FontDescriptor, "/FontFile2"),
    ("A", "6.2.11.4.1", "damaged"): lambda d: fonts_in(d)[0].DescendantFonts[0].FontDescriptor.FontFile2.write(b"no font"),
    ("A", "6.2.11.4.2", "tag"): lambda d: change(fonts_in(d)[0].DescendantFonts[0], "/BaseFont", Name("/Plain")),
    ("A", "6.2.11.4.2", "list"): glyph_list,
    ("A", "6.2.11.5", "width"): narrow,
    ("A", "6.2.11.7.2", "none"): lambda d: remove(fonts_in(d)[0], "/ToUnicode"),
    ("A", "6.2.11.7.2", "code"): lambda d: unicode_map(d, rb"<0001> <\w+>", b""),
    ("A", "6.2.11.7.2", "character"): lambda d: unicode_map(d, rb"<0001> <\w+>", b"<0001> <FEFF>"),
    ("A", "6.2.11.8", "missing glyph"): lambda d: append(d, b"/Artifact BMC BT /F1 9 Tf <0000> Tj ET EMC"),
    ("A", "6.3.1", "kind"): lambda d: change(field(d), "/Subtype", Name.Movie),
    ("A", "6.3.2", "hidden"): lambda d: change(field(d), "/F", 2 | 4),
    ("A", "6.3.2", "not printed"): lambda d: change(field(d), "/F", 0),
    ("A", "6.3.3", "appearance"): lambda d: remove(field(d), "/AP"),
    ("A", "6.3.3", "rollover"): lambda d: change(field(d).AP, "/R", field(d).AP.N),
    ("A", "6.4.1", "left to the reader"): lambda d: change(d.Root.AcroForm, "/NeedAppearances", True),
    ("A", "6.4.2", "xfa"): lambda d: change(d.Root.AcroForm, "/XFA", String("x")),
    ("A", "6.5.1", "script"): lambda d: change(d.Root, "/PieceInfo", Dictionary(X=Dictionary(S=Name.JavaScript, JS=String("1")))),
    ("A", "6.5.1", "open"): lambda d: change(d.Root, "/OpenAction", Dictionary(S=Name.Named, N=Name.NextPage)),
    ("A", "6.5.1", "field"): lambda d: change(field(d), "/A", Dictionary(S=Name.ResetForm)),
    ("A", "6.5.2", "trigger"): lambda d: change(d.pages[0].obj, "/AA", Dictionary()),
    ("A", "6.6.2.1", "none"): lambda d: remove(d.Root, "/Metadata"),
    ("A", "6.6.2.3", "schema"): lambda d: metadata(
        d, b"pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/", b"pdfaSchema:namespaceURI>http://x/"
    ),
    ("A", "6.6.3", "title"): lambda d: change(d.docinfo, "/Title", String("another")),
    ("A", "6.6.3", "date"): lambda d: change(d.docinfo, "/ModDate", String("D:20200101000000Z")),
    ("A", "6.6.4", "part"): lambda d: metadata(d, b"<pdfaid:part>3<", b"<pdfaid:part>1<"),
    ("A", "6.8", "relationship"): lambda d: remove(attached(d), "/AFRelationship"),
    ("A", "6.8", "name"): lambda d: remove(attached(d), "/UF"),
    ("A", "6.8", "type"): lambda d: remove(attached(d).EF.F, "/Subtype"),
    ("A", "6.8", "date"): lambda d: remove(attached(d).EF.F.Params, "/ModDate"),
    ("A", "6.8", "not associated"): add_file,
    ("A", "6.9", "optional"): lambda d: change(d.Root, "/OCProperties", Dictionary()),
    ("A", "6.10", "alternate"): lambda d: change(d.Root.Names, "/AlternatePresentations", Dictionary()),
    ("A", "6.11", "requirements"): lambda d: change(d.Root, "/Requirements", Array()),
    ("U", "5", "part"): lambda d: metadata(d, b"<pdfuaid:part>1</pdfuaid:part>", b""),
    ("U", "7.1", "title"): lambda d: metadata(d, "亲属关系证明".encode(), b""),
    ("U", "7.1", "shown title"): lambda d: remove(d.Root, "/ViewerPreferences"),
    ("U", "7.1", "not marked"): lambda d: remove(d.Root, "/MarkInfo"),
    ("U", "7.1", "suspects"): lambda d: change(d.Root.MarkInfo, "/Suspects", True),
    ("U", "7.1", "no tree"): lambda d: remove(d.Root, "/StructTreeRoot"),
    ("U", "7.1", "loose"): lambda d: append(d, b"0 0 1 1 re f"),
    ("U", "7.1", "nested"): lambda d: append(d, b"/Artifact BMC /P <</MCID 999>> BDC 0 0 1 1 re f EMC EMC"),
    ("U", "7.1", "twice"): lambda d: append(d, b"/P <</MCID 0>> BDC 0 0 1 1 re f EMC"),
    ("U", "7.1", "unknown"): lambda d: append(d, b"/P <</MCID 999>> BDC 0 0 1 1 re f EMC"),
    ("U", "7.1", "other parent"): drop_from_parents,
    ("U", "7.1", "absent"): name_absent_content,
    ("U", "7.1", "type"): lambda d: change(element(d, "P"), "/S", Name.Paragraph),
    ("U", "7.1", "top"): lambda d: change(d.Root.StructTreeRoot.K, "/S", Name.Sect),
    ("U", "7.2", "language"): lambda d: remove(d.Root, "/Lang"),
    ("U", "7.2", "element's language"): lambda d: change(element(d, "P"), "/Lang", String("中文")),
    ("U", "7.2", "parent"): lambda d: change(element(d, "P"), "/P", element(d, "H1")),
    ("U", "7.2", "in a table"): lambda d: change(element(d, "TR"), "/S", Name.P),
    ("U", "7.3", "figure"): lambda d: remove(element(d, "Figure"), "/Alt"),
    ("U", "7.4.2", "heading"): lambda d: change(element(d, "H1"), "/S", Name.H2),
    ("U", "7.5", "scope"): lambda d: remove(element(d, "TH"), "/A"),
    ("U", "7.5", "irregular"): extra_cell,
    ("U", "7.9", "note"): lambda d: remove(element(d, "Note"), "/ID"),
    ("U", "7.18.1", "description"): lambda d: remove(field(d), "/TU"),
    ("U", "7.18.3", "order"): lambda d: remove(d.pages[0].obj, "/Tabs"),
    ("U", "7.18.4", "form"): lambda d: remove(field(d), "/StructParent"),
    ("U", "7.20", "in a form"): tagged_form,
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: " ".join(rule))
def test_a_broken_rule_is_found_under_its_clause(paper, rule):
    standard = {"A": ARCHIVE, "U": ACCESS}[rule[0]]
    assert (standard, rule[1]) in broken(paper, RULES[rule])


def test_saving_anew_alone_breaks_nothing(paper):
    assert broken(paper, lambda document: None) == set()  # noqa: ARG005


def test_our_papers_previews_slips_and_picture_pages_break_no_rule(paper, fonts):
    digest, data = picture("RGBA")
    shown = {"pages": [{"image": digest, "title": "登记表"}]}
    made = (
        paper,
        compose(kinship(), kinship_content(70), marks(), fonts),
        compose(kinship(), {**kinship_content(), "language": "zh-en"}, marks(), fonts),
        compose(kinship(), kinship_content(), None, fonts),
        compose(slip(), {"subject": {"name": "张演示"}}, slip_marks(), fonts),
        compose(pages(), shown, marks(), fonts, images={digest: data}),
    )
    assert [check(one) for one in made] == [()] * len(made)


def test_the_signature_breaks_no_rule(paper, issuer):
    signed = signature.sign(paper, lambda digest: signature.cms(digest, issuer.key, issuer.certificate), signed_at=NOON)
    assert check(signed) == ()


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        (lambda data: b"\n" + data, "6.1.2"),
        (lambda data: data.replace(b"%\x93\x8c\x8b\x9e", b"%plain", 1), "6.1.2"),
        (lambda data: data + b"more", "6.1.3"),
        (lambda data: data.replace(b"/ID [", b"/IX ["), "6.1.3"),
        (lambda data: b"no PDF", "6.1.1"),  # noqa: ARG005
    ],
)
def test_broken_bytes_are_found(paper, change, clause):
    assert (ARCHIVE, clause) in {(one.standard, one.clause) for one in check(change(paper))}


def test_an_encrypted_paper_is_found(paper):
    with pikepdf.open(BytesIO(paper)) as document:
        for owner in ("secret", ""):
            out = BytesIO()
            document.save(out, encryption=pikepdf.Encryption(owner="o", user=owner))
            assert (ARCHIVE, "6.1.3") in {(one.standard, one.clause) for one in check(out.getvalue())}


def test_a_stream_packed_by_lzw_is_found(paper):
    with pikepdf.open(BytesIO(paper)) as document:
        packed = Stream(document, b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01")  # the example of ISO 32000-2, 7.4.4.2
        packed.Filter = Name.LZWDecode
        document.Root.PieceInfo = Dictionary(X=document.make_indirect(packed))
        out = BytesIO()
        document.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    assert (ARCHIVE, "6.1.7.2") in {(one.standard, one.clause) for one in check(out.getvalue())}


def test_a_finding_names_standard_and_clause_and_quotes_nothing(paper):
    (one,) = check(paper + b"x")
    assert str(one) == "ISO 19005-3, 6.1.3: something follows the end of the file"
