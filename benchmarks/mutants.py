"""Mutates generated modules and counts how many of the mutants `symc verify` catches.

    python -m benchmarks.mutants [--each 8] [--seed 0] [--jobs 2] [--alone] [SPEC...]

A mutant is a module with one small change (`benchmarks.mutating`). It is sealed again, so that only
what it does can betray it. A mutant is caught by the first check that fails; those that pass all
are listed. Mutants that are the same module (`benchmarks.equivalents`) are listed, too, and not
counted. One in lines that no check runs is caught only as code that differs from what is compiled
now and of which nothing is known; how many these are is said. With `--alone` nothing is compared
with a module compiled now, and these are not caught.
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
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch

from benchmarks.equivalents import WAYS, argued
from benchmarks.mutating import Mutant, mutants
from symc.compiler import understand
from symc.files import importer, read_spec, reader
from symc.report import CompileError
from symc.verify import Opened, open_module, subject
from symc.verify.graphs import on_graphs
from symc.verify.routes import by_itself, routed
from symc.verify.steps import steps
from symc.verify.unrun import traced, watch
from symc.verify.verify import UNRUN, WATCHED

FOLDER = Path(__file__).parent.parent / "examples"
SPECS = tuple(sorted(path.stem for path in FOLDER.glob("*.sym")))

SAMPLES, AGREEMENT, CPP = 4, "agreement", "C++"
PATIENCE = 400
"""Seconds of computing after which a mutant that is still looked at counts as caught: it hangs."""


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: the check that caught it, or why none could, or nothing."""

    spec: str
    mutant: Mutant
    caught: str = ""
    same: str = ""

    def __str__(self) -> str:
        where = str(self.mutant)
        if self.same:
            return f"the same module: {where}: {self.same}"
        return f"survives: {where}"


@dataclass(frozen=True)
class Looking:
    """A spec with its module as it is, and the checks that are left out."""

    name: str
    opened: Opened
    alone: bool

    @property
    def path(self) -> str:
        """The file that a mutant seems to be."""
        return f"mutant of {self.name}.py"


def failing(held: Looking, opened: Opened, function: str = "") -> str:
    """The first check that fails, or nothing.

    The comparison with a fresh module comes first, or that of C++ if the mutant is there, and that
    of the model first whose function it is.
    """
    planned = [
        (model.name, step)
        for model in opened.meaning.models
        for step in steps(subject(opened, model), SAMPLES)
        if not (held.alone and step.name == AGREEMENT)
    ]
    own, first = function.partition(".")[0], CPP if function.endswith("_SOURCE") else AGREEMENT
    seen = watch(opened)
    for _, step in sorted(planned, key=lambda each: (each[1].name != first, each[0] != own)):
        with seen.running() if step.name in WATCHED else nullcontext():
            if not all(getattr(each, "ok", True) for each in step.findings()):
                return step.name
    return UNRUN if not held.alone and seen.unrun() else ""


def fate(held: Looking, mutant: Mutant) -> Fate:
    """Looks at a mutant until a check fails."""
    found = Fate(held.name, mutant)
    try:
        opened = held.opened.beside(held.path, mutant.of(held.opened.text))
    except CompileError:
        return replace(found, caught="opening")
    caught = failing(held, opened, mutant.function)
    if caught:
        return replace(found, caught=caught)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)  # it has come to its end
    return replace(found, same=argued(held.opened, opened, mutant, mutant.line in _lines(held)))


def _lines(held: Looking) -> set[int]:
    """The lines that results and derivatives take."""
    lines = set[int]()
    opened = held.opened.beside(held.path, held.opened.text)
    names = vars(opened.module)
    with traced(lines, lambda frame: frame.f_globals is names):
        for model in opened.meaning.models:
            net, sizes = on_graphs(opened.make(model), model), subject(opened, model).sizes
            for way in WAYS:
                routed(model, net, sizes, way, by_itself)
    return lines


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
        meaning = understand(read_spec(path), importer(path), None, reader(path))
        held = Looking(path.stem, open_module(meaning, str(path)), alone)
        every = list(mutants(held.opened.text))
        chosen = random.Random(seed).sample(every, min(each, len(every)))
        found = []
        runs = [partial(_told, held, mutant) for mutant in chosen]
        for i, said in pooled([partial(_sound, held), *runs], jobs):
            if not i:
                assert said == "sound", f"{name} fails without a mutant: {said}"
                continue
            whole = Fate(held.name, chosen[i - 1], caught="the process")
            found.append(whole if said == "died" else replace(whole, **json.loads(said)))
        fates += sorted(found, key=lambda f: f.mutant.line)
        used = sum(b - a for a, b in zip(start[:4], os.times()[:4], strict=True))
        _show(fates[-len(found) :], len(every), used)
    return fates


def _show(found: list[Fate], every: int, seconds: float) -> None:
    """One line for a spec, and one for each mutant that lives."""
    caught, counted = sum(bool(f.caught) for f in found), sum(not f.same for f in found)
    name = found[0].spec
    print(f"{name:14} {caught:3} of {counted:3} caught, of {every:,}; {seconds:.0f} s", flush=True)
    for each in found:
        if not each.caught:
            print(f"  {each}", flush=True)


def _sound(held: Looking) -> str:
    """What fails in a module that is as it should be."""
    return failing(held, held.opened.beside(held.path, held.opened.text)) or "sound"


def _told(held: Looking, mutant: Mutant) -> str:
    """What is found of a mutant, as text."""
    found = fate(held, mutant)
    return json.dumps({"caught": found.caught, "same": found.same})


def main() -> int:
    parser = argparse.ArgumentParser(description="How many mutants does `symc verify` catch?")
    parser.add_argument("specs", nargs="*", default=SPECS)
    parser.add_argument("--each", type=int, default=8, help="mutants of each spec")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--alone", action="store_true", help="compare with no fresh module")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    sys.path.insert(0, str(FOLDER))  # where examples keep what they call
    fates = score(tuple(options.specs), options.each, options.seed, options.jobs, options.alone)
    counted = [each for each in fates if not each.same]
    found = sum(bool(each.caught) for each in counted)
    print(f"\n{found} of {len(counted)} mutants caught: {found / len(counted):.1%}")
    unrun = sum(each.caught == UNRUN for each in counted)
    print(f"{unrun} of these as code that differs and that no check runs: nothing is known of it")
    print(f"{len(fates) - len(counted)} more are the same module")
    return 0 if found >= 0.95 * len(counted) else 1


if __name__ == "__main__":
    sys.exit(main())
