"""Nobody waits for what is not needed yet, or never."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAPERS_ONLY = ("pyhanko", "pikepdf", "pypdfium2", "reportlab", "fontTools", "lxml", "printing.document")
"""What sets, draws and signs pages; it takes a second to read."""
NEVER_NEEDED = ("aiohttp", "pycparser")
"""What libraries read along: pyipp for a client of its own, cffi to parse declarations that the set-up has parsed."""
ASKED = "import sys, json, kiosk.commands.run; print(json.dumps(sorted(sys.modules)))"

PARSED = "import cairocffi, pangocffi, pangocairocffi"
DECLARED = f"from kiosk.widgets import declared; declared.use(); {PARSED}"
OUTDATED = f"from kiosk.widgets import declared; declared._made_of = lambda *_: 'other files'; declared.use(); {PARSED}"
TOLD = (
    "import sys, json; kinds = [m.ffi.list_types() for m in (cairocffi, pangocffi, pangocairocffi)];"
    "names = [[[name for name in kind if 'FILE' not in name] for kind in one] for one in kinds];"  # cffi's own, which it lists once written
    "sizes = [cairocffi.ffi.sizeof('cairo_matrix_t'), pangocffi.ffi.sizeof('PangoRectangle'), pangocairocffi.ffi.sizeof('PangoRectangle')];"
    "print(json.dumps([names, sizes, 'pycparser' in sys.modules]))"
)


def _said(program: str) -> object:
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def read_before_the_first_screen() -> object:
    return _said(ASKED)


@pytest.mark.parametrize("library", [*PAPERS_ONLY, *NEVER_NEEDED])
def test_what_the_first_screen_does_not_need_is_not_read_before_it(read_before_the_first_screen: list[str], library: str) -> None:
    assert "kiosk.app" in read_before_the_first_screen
    assert library not in read_before_the_first_screen


def test_declarations_that_the_set_up_wrote_are_those_that_the_libraries_parse() -> None:
    *declared, parsed_again = _said(f"{DECLARED}; {TOLD}")  # type: ignore[misc]
    *parsed, parsed_at_all = _said(f"{PARSED}; {TOLD}")  # type: ignore[misc]
    assert declared == parsed
    assert (parsed_again, parsed_at_all) == (False, True)


def test_declarations_written_of_other_files_are_not_taken() -> None:
    *declared, parsed_again = _said(f"{OUTDATED}; {TOLD}")  # type: ignore[misc]
    assert parsed_again
    assert declared[1] == [48, 16, 16]
