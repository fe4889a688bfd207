"""Mutates generated modules and counts how many of the mutants `symc verify` catches.

    python -m benchmarks.mutants [--each 12] [--seed 0] [--jobs 2] [--alone] [SPEC...]

A mutant is a module with one small change (`benchmarks.mutating`). It is sealed again, so that only
what it does can betray it. A mutant is caught by the first check that fails; those that pass all
are listed. Mutants that are the same module (`benchmarks.equivalents`) are listed, too, and not
counted; those in lines that no check runs are counted as not caught, and said to be there.
With `--alone` nothing is compared with a module compiled now.
"""

import argparse
import json
import os
import random
import select
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import process_time
from types import FrameType
from typing import Any

import torch

from benchmarks.equivalents import argued
from benchmarks.mutating import Mutant, mutants
from symc.compiler import understand
from symc.files import importer, read_spec, reader
from symc.report import CompileError
from symc.verify import Opened, open_module, subject
from symc.verify.steps import steps

FOLDER = Path(__file__).parent.parent / "examples"
SPECS = tuple(sorted(path.stem for path in FOLDER.glob("*.sym")))

SAMPLES = 4
PATIENCE = 120
"""Seconds of computing after which a mutant that is still looked at counts as caught: it hangs."""

Look = Callable[[Opened], Iterator[str]]
"""The checks that fail."""


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: the check that caught it, or why none could, or nothing."""

    spec: str
    mutant: Mutant
    caught: str = ""
    same: str = ""
    reached: bool = True

    def __str__(self) -> str:
        where = f"{self.spec}.py: {self.mutant}"
        if self.same:
            return f"the same module: {where}: {self.same}"
        return f"survives{'' if self.reached else ', its line never runs'}: {where}"


@dataclass(frozen=True)
class Looking:
    """A spec, the steps of its verification by name, cheap ones first, and the lines they run."""

    name: str
    opened: Opened
    order: tuple[tuple[str, str], ...]
    lines: frozenset[int]


def looking(path: Path, alone: bool) -> Looking:
    """Looks at the module as it is, which has to pass."""
    meaning = understand(read_spec(path), importer(path), None, reader(path))
    fresh = open_module(meaning, str(path))
    times, lines = json.loads(_forked(lambda: _measured(fresh, path.stem)))
    order = tuple((m, s) for _, m, s in sorted(times) if not (alone and s.startswith("agreement")))
    return Looking(path.stem, fresh, order, frozenset(lines))


def _measured(fresh: Opened, name: str) -> str:
    """How long every step takes, and the lines that are run."""
    times, lines = [], set[int]()

    def local(frame: FrameType, event: str, _: Any) -> Any:
        lines.add(frame.f_lineno)
        return local

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        return local if frame.f_code.co_filename == _path(name) else None

    sys.settrace(trace)
    opened = fresh.beside(_path(name), fresh.text)
    for model in opened.meaning.models:
        for step in steps(subject(opened, model), SAMPLES):
            start = process_time()
            if not all(getattr(found, "ok", True) for found in step.findings()):
                raise AssertionError(f"{name}: {step.name} fails without a mutant")
            times.append((process_time() - start, model.name, step.name))
    sys.settrace(None)
    return json.dumps([times, sorted(lines)])


def _path(name: str) -> str:
    return f"mutant of {name}.py"


def fate(held: Looking, mutant: Mutant) -> Fate:
    """Looks at a mutant until a check fails."""
    found = Fate(held.name, mutant)
    try:
        opened = held.opened.beside(_path(held.name), mutant.of(held.opened.text))
    except CompileError:
        return replace(found, caught="opening")
    planned = {
        (model.name, step.name): step
        for model in opened.meaning.models
        for step in steps(subject(opened, model), SAMPLES)
    }
    for key in held.order:
        if not all(getattr(each, "ok", True) for each in planned[key].findings()):
            return replace(found, caught=key[1])
    same = argued(held.opened, opened, mutant)
    return replace(found, same=same, reached=mutant.line in held.lines)


def _forked(run: Callable[[], str]) -> str:
    """What a function says in a process of its own, which nothing that it does outlives."""
    ((_, said),) = pooled([run], 1)
    return said


def pooled(runs: list[Callable[[], str]], jobs: int) -> Iterator[tuple[int, str]]:
    """What functions say, each in a process of its own; of one that dies, `died`."""
    running: dict[int, tuple[int, int]] = {}
    for i, run in enumerate(runs):
        if len(running) == jobs:
            yield _ended(running)
        read, write = os.pipe()
        child = os.fork()
        if not child:
            _be(run, write)
        os.close(write)
        running[read] = i, child
    while running:
        yield _ended(running)


def _be(run: Callable[[], str], write: int) -> None:
    """Says what a function gives and ends; a limit of computing time ends it earlier."""
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        with os.fdopen(write, "w") as out:
            out.write(run())
    except BaseException as problem:
        sys.stderr.write(f"{type(problem).__name__}: {problem}\n")
    finally:
        os._exit(0)


def _ended(running: dict[int, tuple[int, int]]) -> tuple[int, str]:
    """Waits for one of the processes, by what they say."""
    ((read, *_), _, _) = select.select(list(running), [], [])
    i, child = running.pop(read)
    with os.fdopen(read) as said:
        told = said.read()
    os.waitpid(child, 0)
    return i, told or "died"


def score(
    specs: tuple[str, ...], each: int, seed: int, jobs: int = 1, alone: bool = False
) -> list[Fate]:
    """What became of some mutants of every spec."""
    fates: list[Fate] = []
    for name in specs:
        path = Path(name) if name.endswith(".sym") else FOLDER / f"{name}.sym"
        start = os.times()
        held = looking(path, alone)
        every = list(mutants(held.opened.text))
        chosen = random.Random(seed).sample(every, min(each, len(every)))
        found = []
        runs = [partial(_told, held, mutant) for mutant in chosen]
        for i, said in pooled(runs, jobs):
            whole = Fate(held.name, chosen[i], caught="the process")
            found.append(whole if said == "died" else replace(whole, **json.loads(said)))
        fates += sorted(found, key=lambda f: f.mutant.line)
        used = sum(b - a for a, b in zip(start[:4], os.times()[:4], strict=True))
        count = sum(bool(f.caught) for f in found)
        print(
            f"{path.stem:12} {count:3} of {sum(not f.same for f in found):3} caught, "
            f"of {len(every):,}; {used:.0f} s",
            flush=True,
        )
    return fates


def _told(held: Looking, mutant: Mutant) -> str:
    """What is found of a mutant, as text."""
    found = fate(held, mutant)
    return json.dumps({"caught": found.caught, "same": found.same, "reached": found.reached})


def main() -> int:
    parser = argparse.ArgumentParser(description="How many mutants does `symc verify` catch?")
    parser.add_argument("specs", nargs="*", default=SPECS)
    parser.add_argument("--each", type=int, default=12, help="mutants of each spec")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--alone", action="store_true", help="compare with no fresh module")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    fates = score(tuple(options.specs), options.each, options.seed, options.jobs, options.alone)
    counted = [each for each in fates if not each.same]
    found = sum(bool(each.caught) for each in counted)
    print(f"\n{found} of {len(counted)} mutants caught: {found / len(counted):.1%}")
    for each in fates:
        if not each.caught:
            print(each)
    return 0 if found >= 0.95 * len(counted) else 1


if __name__ == "__main__":
    sys.exit(main())
