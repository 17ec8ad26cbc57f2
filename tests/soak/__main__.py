"""`python -m tests.soak --visits N --seed S [--first F] [--width PX] [--phone] [--report FILE]`, in the private namespace (`make soak`)."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from kiosk.memory import few_arenas
from tests.soak.house import house_in
from tests.soak.simulator import Broken, Simulator


def main() -> int:
    """Plays the visits and prints the figures. 1 when an invariant did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--visits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--width", type=int, default=1080, help="of the panel, in pixels")
    parser.add_argument("--phone", action="store_true", help="papers may go to phones too")
    parser.add_argument("--report", type=Path)
    asked = parser.parse_args()
    few_arenas()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, house_in(Path(folder), asked.width, phone=asked.phone) as house:
        simulator = Simulator(house, asked.seed, lambda line: print(line, flush=True))
        try:
            figures = simulator.run(asked.visits, asked.first).figures()
        except Broken as broken:
            print(f"seed {asked.seed}: {broken}", file=sys.stderr)
            kept = Path("out/soak")
            kept.mkdir(parents=True, exist_ok=True)
            (kept / "kiosk.log").write_bytes((Path(folder) / "kiosk.log").read_bytes())
            return 1
    if asked.report is not None:
        asked.report.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    print(json.dumps({name: value for name, value in figures.items() if name != "samples"}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
