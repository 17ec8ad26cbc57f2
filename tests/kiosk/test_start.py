"""Nobody waits for what is not needed yet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAPERS_ONLY = "pyhanko"
"""What only signs papers, and takes half a second to read."""


def test_what_only_papers_need_is_not_read_before_the_first_screen() -> None:
    look = f"import sys, kiosk.commands.run; print({PAPERS_ONLY!r} in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
