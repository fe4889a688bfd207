"""Which example passes which software guarantee: the tables of `docs/guarantees.md` and the README.

    python -m benchmarks.guarantees [--write] [--all] [EXAMPLE...]

Prints a row for every model; with `--write` they replace those that are shown, and rows of other
files, and what was not tried, stay. `--all` takes every model through a C++ compiler, for minutes
each. `pytest -m slow tests/verify/test_guarantees.py` holds every row against what it finds.
"""

import argparse
import sys
from pathlib import Path

import torch

from benchmarks.guarantee_tables import (
    PLACE,
    README,
    cells,
    models,
    put,
    reasons,
    rows,
    summary,
    told,
)
from symc.compiler import understand
from symc.files import importer, read_spec, reader
from symc.verify import open_module
from symc.verify.guarantees import GUARANTEES, Case, Guarantee, look
from symc.verify.loading import Opened

EXAMPLES = Path(__file__).parent.parent / "examples"
COMPILED = frozenset(
    {
        ("atoms", "Potential"),
        ("board", "Value"),
        ("bodies", "Later"),
        ("clouds", "Solid"),
        ("discovery", "Free"),
        ("discovery", "Trap"),
        ("editing", "Edit"),
        ("from_e3nn", "Channelwise"),
        ("gravity", "Exact"),
        ("inertia", "Inertia"),
        ("inertia", "Moments"),
        ("learning", "MlpStep"),
        ("oscillators", "Flow"),
        ("particles", "Scatter"),
        ("pendulum", "Exact"),
        ("quantum", "Evolve"),
        ("rotated_digits", "Plain"),
        ("sets", "Spread"),
        ("siren", "Digits"),
        ("square", "Exact"),
        ("triangles", "Cycles"),
        ("triangles", "Degrees"),
        ("triangles", "Linear"),
        ("votes", "Districts"),
        ("votes", "Whole"),
        ("zoo", "Accuracy"),
    }
)
"""A model of every file, or all, goes through a C++ compiler in CI, for 10 s to 2 minutes."""


def opened(path: Path) -> Opened:
    """An example, compiled; modules of the user's that it calls are beside it."""
    if str(EXAMPLES) not in sys.path:
        sys.path.append(str(EXAMPLES))
    meaning = understand(read_spec(path), importer(path), None, reader(path))
    return open_module(meaning, path.name)


def tried(example: str, model: str, everything: bool = False) -> tuple[Guarantee, ...]:
    """What is tried with a model."""
    ahead = everything or (example, model) in COMPILED
    return tuple(g for g in GUARANTEES if ahead or not g.slow)


def main() -> int:
    """Tries examples, all without a name, and writes what was found."""
    parser = argparse.ArgumentParser(description="Which example passes which guarantee?")
    parser.add_argument("examples", nargs="*", help="names of files of examples/, without .sym")
    parser.add_argument("--write", action="store_true", help="to docs/guarantees.md and README.md")
    parser.add_argument("--all", action="store_true", help="every model through a C++ compiler")
    options = parser.parse_args()
    torch.set_num_threads(1)
    failed = 0
    for path in sorted(EXAMPLES.glob("*.sym")):
        if options.examples and path.stem not in options.examples:
            continue
        there = opened(path)
        names = {(path.stem, model.name) for model in there.meaning.models}
        for model in there.meaning.models:
            key = (path.stem, model.name)
            found = [look(g, Case(there, model)) for g in tried(*key, options.all)]
            failed += sum(not check.ok for check in found)
            page = PLACE.read_text(encoding="utf-8")
            shown, why = rows(page), told(page)
            shown[key] = cells(found, shown.get(key, ()))
            why[key] = reasons(*key, found)
            print(f"| `{path.stem}` | `{model.name}` | {' | '.join(shown[key])} |", flush=True)
            print("\n".join(why[key]), end="\n" if why[key] else "", flush=True)
            if options.write:
                stays = {k: v for k, v in shown.items() if k[0] != path.stem or k in names}
                _write(models(stays, why))
    return 1 if failed else 0


def _write(page: str) -> None:
    PLACE.write_text(page, encoding="utf-8")
    README.write_text(put(README.read_text(encoding="utf-8"), summary(page)), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
