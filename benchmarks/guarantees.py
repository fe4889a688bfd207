"""Prints which example passes which software guarantee, as the table of `docs/guarantees.md`.

    python -m benchmarks.guarantees > docs/guarantees.md

`pytest -m slow tests/verify/test_guarantees.py` holds every row against what it finds.
"""

import sys
from pathlib import Path

import torch

from symc.compiler import understand
from symc.files import importer, read_spec, reader
from symc.verify import open_module
from symc.verify.guarantees import GUARANTEES, Case, Guarantee, look
from symc.verify.loading import Opened
from symc.verify.results import Check

EXAMPLES = Path(__file__).parent.parent / "examples"
PLACE = Path(__file__).parent.parent / "docs" / "guarantees.md"
COMPILED = ("board",)
"""The examples that go through a C++ compiler, which takes minutes for the large ones."""

UNTRIED = "·"
WORDS = {"passed": "yes", "failed": "**no**", "skipped": "–"}

TOP = """\
Every model of `examples/*.sym`, and whether it can be used with what stands above: `torch.compile`
as one graph, compiled once for three batch sizes and three n; the default backend; `torch.export`
and ONNX with free batch and n; copies, `torch.func`, autocast to bfloat16; a step of two processes;
import without symc. **no** fails, for the reason under the table. `–` says nothing: it is not
applicable, or values cannot be drawn, for the reason under the table.
`·` is not tried, for want of time: only `board` goes through a C++ compiler.
"""


def opened(path: Path) -> Opened:
    """An example, compiled."""
    meaning = understand(read_spec(path), importer(path), None, reader(path))
    return open_module(meaning, path.name)


def checks(path: Path) -> dict[str, tuple[Check, ...]]:
    """All guarantees of all models of an example."""
    there = opened(path)
    return {
        model.name: tuple(look(g, Case(there, model)) for g in tried(path))
        for model in there.meaning.models
    }


def tried(path: Path) -> tuple[Guarantee, ...]:
    """What is tried with an example."""
    return tuple(g for g in GUARANTEES if not g.slow or path.stem in COMPILED)


def row(path: Path, model: str, found: tuple[Check, ...]) -> str:
    """A line of the table."""
    by_name = {check.name: WORDS[check.status] for check in found}
    cells = [by_name.get(g.name, UNTRIED) for g in GUARANTEES]
    cells = [f"`{path.stem}`", f"`{model}`", *cells]
    return f"| {' | '.join(cells)} |"


def reasons(path: Path, model: str, found: tuple[Check, ...]) -> list[str]:
    """For what did not pass, a line that says why; one for all guarantees with the same reason."""
    names: dict[str, list[str]] = {}
    for check in found:
        if check.status != "passed":
            names.setdefault(check.detail, []).append(check.name)
    return [f"- `{path.stem}`, `{model}`: {', '.join(x)}: {why}" for why, x in names.items()]


def head() -> str:
    """The first two lines of the table."""
    names = ["example", "model", *(g.name for g in GUARANTEES)]
    return f"| {' | '.join(names)} |\n|{'---|' * 2}{':-:|' * len(GUARANTEES)}"


def main() -> int:
    torch.set_num_threads(1)
    print(TOP)
    print(head(), flush=True)
    failed, why = 0, [""]
    for path in sorted(EXAMPLES.glob("*.sym")):
        for model, found in checks(path).items():
            print(row(path, model, found), flush=True)
            why += reasons(path, model, found)
            failed += sum(not check.ok for check in found)
    print("\n".join(why))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
