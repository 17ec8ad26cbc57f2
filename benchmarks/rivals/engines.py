"""The engines, each as one function from a sheet to the bytes of a PDF, kept as warm as the engine allows."""

from __future__ import annotations

import base64
import html
import json
import logging
import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from string import Template

from benchmarks.rivals.sheet import FONTS, ROOT, UNIT, Sheet, definition, qr_svg
from printing.fonts import FontStack, Role

Engine = Callable[[Sheet], bytes]
HERE = Path(__file__).parent
FACES = {
    "Song": ROOT / ".fonts/NotoSerifSC_400Regular.ttf", "Heavy": ROOT / ".fonts/NotoSerifSC_900Black.ttf",
    "Hei": ROOT / ".fonts/NotoSansSC_700Bold.ttf", "Kai": Path("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"),
    "BabelStone": Path("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"),
    "HanaA": Path("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf"), "HanaB": Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
}  # fmt: skip


def ours(folder: Path) -> Engine:  # noqa: ARG001 - as the others
    """`compose`, templates, QR symbol and guilloche included."""
    from printing.document import compose

    kind, fonts = definition(), FontStack.find(FONTS)
    return lambda sheet: compose(kind, sheet.content, sheet.marks, fonts)


def typst(folder: Path) -> Engine:
    """Typst's compiler, kept; it remembers what did not change since the last paper. PDF/A-3u, tagged."""
    import typst

    (folder / "certificate.typ").write_bytes((HERE / "certificate.typ").read_bytes())
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(path.parent) for path in FACES.values()])
    compiler = typst.Compiler(str(folder / "certificate.typ"), root=str(folder), font_paths=fonts)

    def run(sheet: Sheet) -> bytes:
        pdf = compiler.compile(
            sys_inputs={"data": json.dumps({**sheet.words, "qr": qr_svg(sheet.words["url"])})}, format="pdf", pdf_standards="a-3u"
        )
        assert isinstance(pdf, bytes)
        return pdf

    return run


def weasyprint(folder: Path) -> Engine:
    """WeasyPrint with a font configuration and an image cache that are kept. PDF/A-3u."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    faces = "\n".join(f"@font-face {{ font-family: {name}; src: url(file://{path}) }}" for name, path in FACES.items())
    template = Template((HERE / "certificate.html").read_text(encoding="utf-8"))
    configuration, cache = FontConfiguration(), dict[str, object]()

    def run(sheet: Sheet) -> bytes:
        words = {key: html.escape(value) for key, value in sheet.words.items() if isinstance(value, str)}
        words["marks"], words["qr"] = (
            base64.b64encode(one.encode()).decode() for one in (sheet.words["marks"], qr_svg(sheet.words["url"]))
        )  # fmt: skip
        words["heads"] = "".join(f"<th>{html.escape(head)}</th>" for head in sheet.words["heads"])
        words["rows"] = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in sheet.words["rows"])
        words["notes"] = "".join(f"{index}．{html.escape(note)}<br>" for index, note in enumerate(sheet.words["notes"], 1))
        page = weasyprint.HTML(string=template.substitute(words, faces=faces), base_url=f"{folder}/")
        pdf = page.write_pdf(font_config=configuration, cache=cache, pdf_variant="pdf/a-3u")
        assert isinstance(pdf, bytes)
        return pdf

    return run


def fpdf2(folder: Path) -> Engine:
    """fpdf2; its fonts belong to one document, so every paper loads them again."""
    from fpdf import FPDF, FontFace
    from fpdf.svg import SVGObject

    logging.getLogger("fpdf").setLevel(logging.ERROR)  # it mentions every part of SVG that it leaves out
    stack = FontStack.find(FONTS)
    fixed, seal = ((folder / name).read_text(encoding="utf-8") for name in ("fixed.svg", "seal.svg"))

    def run(sheet: Sheet) -> bytes:
        words = sheet.words
        pdf = FPDF(format="A4", unit="pt")
        needed = [face for face in ("BabelStone", "HanaA", "HanaB") if stack_needs(stack, FACES[face].stem, words)]
        for name in ("Song", "Heavy", "Hei", "Kai", *needed):
            pdf.add_font(name, fname=str(FACES[name]))
        pdf.set_fallback_fonts(needed)
        pdf.set_margins(79.4, 104.9, 73.7)
        pdf.add_page()
        for picture in (fixed, words["marks"], seal):
            SVGObject(picture).draw_to_page(pdf, 0, 0)
        with warnings.catch_warnings(action="ignore"):
            pdf.image(BytesIO(qr_svg(words["url"]).encode()), 79.4, 663, 99.2, 99.2)
        pdf.set_font("Hei", size=10.5)
        pdf.text(79.4, 85, UNIT)
        pdf.set_font("Kai", size=10.5)
        pdf.text(400, 85, f"编号：{words['number']}")
        pdf.set_font("Heavy", size=22)
        pdf.cell(0, 60, words["title"], align="C", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Song", size=16)
        pdf.multi_cell(0, 30, f"　　{words['body']}", wrapmode="CHAR", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Song", size=12)
        heads = FontFace(family="Hei", emphasis="")
        with pdf.table(text_align="CENTER", line_height=20, col_widths=words["shares"], headings_style=heads) as table:
            for row in (words["heads"], *words["rows"]):
                table.row(row)
        pdf.set_font("Song", size=16)
        for line in (f"　　{words['closing']}", f"　　{words['remark']}", words["unit"], words["day"]):
            pdf.multi_cell(0, 30, line, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Kai", size=10.5)
        for line in (*words["notes"], words["check"], words["spaced"], f"{words['kiosk']} {words['printed']}"):
            pdf.multi_cell(300, 16, line, wrapmode="CHAR", new_x="LMARGIN", new_y="NEXT")
        return bytes(pdf.output())

    return run


def stack_needs(stack: FontStack, face: str, words: dict[str, object]) -> bool:
    """Whether a word needs this fallback face; loading all three for every paper would not be fair."""
    rows = words["rows"]
    assert isinstance(rows, list)
    return any(run.font == face for row in rows for cell in row for run in stack.runs(Role.BODY, cell))


ENGINES: dict[str, Callable[[Path], Engine]] = {"ours": ours, "typst": typst, "weasyprint": weasyprint, "fpdf2": fpdf2}
