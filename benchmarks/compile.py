"""How long compiling takes, and importing what was compiled: `python -m benchmarks.compile`.

Whole processes from start to finish, in wall time and in CPU time, which other processes on the
machine do not touch. The import is the first one, without bytecode, on top of that of torch.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

TARGETS = {"compile": 1.5, "import": 0.05}
IMPORT = """
import sys, time
import torch
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
wall, cpu = time.perf_counter(), time.process_time()
__import__(sys.argv[2])
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians over all runs, in seconds."""

    wall: float
    cpu: float


def median(times: Sequence[tuple[float, float]]) -> Timing:
    """The medians of pairs of wall and CPU times."""
    walls, cpus = zip(*times, strict=True)
    return Timing(statistics.median(walls), statistics.median(cpus))


class Failed(Exception):
    """A process that ended badly; its text is the first line that says why."""


def run(command: Sequence[str]) -> tuple[tuple[float, float], str]:
    """Wall and CPU seconds of a process, and what it wrote."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise Failed((done.stderr.strip().splitlines() or ["no message"])[0])
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (wall, cpu), done.stdout


def measure(spec: Path, runs: int) -> dict[str, Timing | int]:
    """Compile a spec and import its module, each time in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        compiles, imports = [], []
        for _ in range(runs):
            output = ["-o", folder, "--force"]
            compiles.append(run([sys.executable, "-m", "symc", "compile", str(spec), *output])[0])
        for _ in range(runs):
            wall, cpu = run([sys.executable, "-c", IMPORT, folder, spec.stem])[1].split()
            imports.append((float(wall), float(cpu)))
        lines = (Path(folder) / f"{spec.stem}.py").read_text().count("\n")
    return {"compile": median(compiles), "import": median(imports), "lines": lines}


def drawn(name: str, row: dict[str, Timing | int]) -> str:
    """One line of the table; `!` marks a missed target, by CPU time."""
    cells = []
    for key, target in TARGETS.items():
        found, unit = row[key], 1 if target >= 1 else 1000
        mark = " " if found.cpu <= target else "!"
        cells.append(f"{found.wall * unit:11.2f}{found.cpu * unit:8.2f}{mark}")
    return f"{name:18}{''.join(cells)}{row['lines']:7}"


def main() -> None:
    """Measure every spec in the given files and folders."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("specs", nargs="*", type=Path, default=[Path("examples")])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    print(f"{'spec':18}{'compile s':>11}{'(CPU)':>8} {'import ms':>11}{'(CPU)':>8}   lines")
    rows = {}
    for path in options.specs:
        for spec in sorted(path.glob("*.sym")) if path.is_dir() else [path]:
            try:
                rows[spec.name] = measure(spec, options.runs)
                print(drawn(spec.name, rows[spec.name]), flush=True)
            except Failed as failed:
                print(f"{spec.name:18} {failed}", flush=True)
    if options.json:
        plain = {
            n: {k: v if k == "lines" else asdict(v) for k, v in r.items()} for n, r in rows.items()
        }
        options.json.write_text(json.dumps(plain, indent=1))


if __name__ == "__main__":
    main()
