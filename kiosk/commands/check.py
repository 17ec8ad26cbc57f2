"""`run_kiosk.py check`: for each part ok, or what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

from kiosk.check import check_file


def command(config: Path, as_json: bool) -> int:
    """Prints the report. Returns 0 (ready), 1 (something is not ready) or 2 (a file is wrong)."""
    report = check_file(config)
    if as_json:
        print(report.as_json())
    else:
        for line in report.lines():
            print(line)
    return report.status
