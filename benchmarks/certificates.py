"""A full certificate beside fpdf2, WeasyPrint and a warm Typst; a long record beside one page; the marks beside a page without."""

from __future__ import annotations

import json
import pickle
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from benchmarks.measure import Figure, Ratio, compare, figure
from benchmarks.rivals.engines import ENGINES, Engine
from benchmarks.rivals.sheet import FONTS, ROOT, UNIT, Sheet, definition, mark_of, marks, sheet
from printing.archival import Description, finish
from printing.definition import load
from printing.document import compose
from printing.drawing import draw
from printing.filled import filled
from printing.fonts import FontStack
from printing.layout import lay_out
from printing.ops import Group, Op, Page, Shape, Tagged
from printing.pdf_file import PdfFile

ROUNDS = {"typst": 60, "weasyprint": 6, "fpdf2": 3}
_ROWS = 200
_DPI = (300, 600)


def run(folder: Path) -> Iterator[Ratio | Figure]:
    """All of it; takes about a minute."""
    fonts = FontStack.find(FONTS)
    kind = definition()
    seeds = count(1)

    def fresh() -> Sheet:
        return sheet(next(seeds), kind, fonts)

    first = fresh()
    for name in ("fixed", "seal"):
        (folder / f"{name}.svg").write_text(first.words[name], encoding="utf-8")
    engines = {name: make(folder) for name, make in ENGINES.items()}
    for name, rounds in ROUNDS.items():
        papers = iter([fresh() for _ in range(2 * rounds + 2)])
        work, beside = partial(_next, engines["ours"], papers), partial(_next, engines[name], papers)
        yield compare("a full certificate, warm", work, name, beside, rounds)
    yield from _spread(engines["ours"], [fresh() for _ in range(100)])
    shown = fresh()
    for name, engine in engines.items():
        pdf = engine(shown)
        (folder / f"{name}.pdf").write_bytes(pdf)
        yield figure(f"size of the certificate, {name}", len(pdf) / 1024, "KB")
    yield from _cold(folder, [fresh() for _ in range(10)])
    yield _long_record(fonts)
    yield from _raster(fonts, shown)


def _next(engine: Engine, papers: Iterator[Sheet]) -> bytes:
    return engine(next(papers))


def _spread(engine: Engine, papers: list[Sheet]) -> Iterator[Figure]:
    times = []
    for paper in papers:
        began = time.perf_counter()
        engine(paper)
        times.append((time.perf_counter() - began) * 1000)
    yield figure("a full certificate, warm, median of 100", statistics.median(times), "ms")
    yield figure("a full certificate, warm, 95 of 100 below", sorted(times)[95], "ms")


def _cold(folder: Path, papers: list[Sheet]) -> Iterator[Figure]:
    (folder / "sheets.pickle").write_bytes(pickle.dumps(papers))
    for name in ENGINES:
        command = [sys.executable, "-m", "benchmarks.cold", name, str(folder)]
        said = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout)
        yield figure(f"first paper of a fresh process, {name}", said["first"] * 1000, "ms")
        yield figure(f"memory after ten papers, {name}", said["peak"] / 2**20, "MB")


def _long_record(fonts: FontStack) -> Ratio:
    folder = ROOT / "config" / "certificates"
    kind = load(folder / "exit-entry.toml")
    content = json.loads((folder / "samples" / "exit-entry.json").read_text(encoding="utf-8"))
    numbers = count(500_000)

    def record(rows: int) -> dict[str, Any]:
        start = next(numbers)
        day = date(2021, 12, 1) + timedelta(days=start % 30)
        one = content["records"][0]
        days = [(day + timedelta(days=8 * index)).isoformat() for index in range(rows)]
        made = [{**one, "date": on, "document_number": f"E{start + index:08}"} for index, on in enumerate(days)]
        return {**content, "records": made}

    def work(rows: int) -> bytes:
        return compose(kind, record(rows), marks(next(numbers)), fonts, unit=UNIT)

    return compare(f"an exit and entry record of {_ROWS} rows", lambda: work(_ROWS), "one of a page", lambda: work(8), rounds=15)


def _raster(fonts: FontStack, shown: Sheet) -> Iterator[Ratio]:
    """Drawing the page in grey, as for a printer that takes no PDF, with its marks and without; then without one kind of mark."""
    laid = lay_out(filled(definition(), shown.content), shown.marks, UNIT, fonts)
    whole = _pdf(laid.pages, fonts)
    bare = _pdf(tuple(_without(page, None) for page in laid.pages), fonts)
    for dpi in _DPI:
        yield compare(f"draw the page at {dpi} dpi", partial(_drawn, whole, dpi), "without marks", partial(_drawn, bare, dpi), rounds=8)
    for mark in ("watermark", "seal", "qr", "other"):
        less = _pdf(tuple(_without(page, mark) for page in laid.pages), fonts)
        dpi = _DPI[0]
        yield compare(f"draw the page at {dpi} dpi", partial(_drawn, whole, dpi), f"without {mark}", partial(_drawn, less, dpi), rounds=8)


def _without(page: Page, mark: str | None) -> Page:
    """The page without the shapes of one kind of mark, or of all; the QR is no mark, it says something."""
    return tuple(_kept(page, mark))


def _kept(ops: tuple[Op, ...], mark: str | None) -> Iterator[Op]:
    for op in ops:
        match op:
            case Group() | Tagged():
                yield replace(op, ops=tuple(_kept(op.ops, mark)))
            case Shape() if mark_of(op.name) == mark or (mark is None and mark_of(op.name) != "qr"):
                continue
            case _:
                yield op


def _pdf(pages: tuple[Page, ...], fonts: FontStack) -> bytes:
    file = PdfFile()
    return finish(file, draw(file, pages, fonts), Description("t", UNIT, "k", None))


def _drawn(pdf: bytes, dpi: int) -> None:
    document = pdfium.PdfDocument(pdf)
    document[0].render(scale=dpi / 72, grayscale=True)
    document.close()
