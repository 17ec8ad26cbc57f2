"""`make bench`: every figure as a ratio to something measured beside it; also in out/bench.json."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks import cards, devices, papers

OUT = Path("out") / "bench.json"


def main() -> None:
    """Prints a table and writes it."""
    with tempfile.TemporaryDirectory(dir=_folder()) as folder:
        ratios = [*cards.run(Path(folder)), *papers.run(), *devices.run(Path(folder))]
    for ratio in ratios:
        print(
            f"{ratio.what:<55} {ratio.seconds * 1000:9.3f} ms  = {ratio.ratio:6.2f} x {ratio.beside} ({ratio.beside_seconds * 1000:.3f} ms)"
        )
    OUT.write_text(json.dumps([asdict(ratio) for ratio in ratios], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"written to {OUT}")


def _folder() -> Path:
    OUT.parent.mkdir(exist_ok=True)
    return OUT.parent


if __name__ == "__main__":
    main()
