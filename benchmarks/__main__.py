"""`make bench`: every figure as a ratio to something measured beside it; also in out/bench.json."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks import cards, certificates, devices, papers, screens
from benchmarks.measure import Figure, Ratio

OUT = Path("out") / "bench.json"


def main() -> None:
    """Prints a table and writes it; arguments name the parts that are wanted (cards, certificates, papers, devices, screens)."""
    with tempfile.TemporaryDirectory(dir=_folder()) as folder:
        parts = {"cards": cards.run, "certificates": certificates.run, "papers": papers.run, "devices": devices.run, "screens": screens.run}
        found: list[Ratio | Figure] = []
        for name in sys.argv[1:] or parts:
            for one in parts[name](Path(folder)):
                print(one, flush=True)
                found.append(one)
    OUT.write_text(json.dumps([asdict(one) for one in found], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"written to {OUT}")


def _folder() -> Path:
    OUT.parent.mkdir(exist_ok=True)
    return OUT.parent


if __name__ == "__main__":
    main()
