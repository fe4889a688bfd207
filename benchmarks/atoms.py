"""An interatomic potential with forces on a CPU, one thread: `python -m benchmarks.atoms`.

The potential of `tests/specs/atoms.sym`, atoms at random places. One call gives energy and
forces; one step of training is that call, a loss of both, and its derivatives by all weights. Each
is timed with the products in plain PyTorch and in C++, in turns in one run, by the CPU time of this
thread: medians, and in brackets minima, in milliseconds.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from symc.compiler import plan, understand, write
from symc.report import Source

SPEC = Path(__file__).parent.parent / "tests" / "specs" / "atoms.sym"
Call = Callable[[], object]


def load(folder: str, changes: tuple[tuple[str, str], ...] = ()) -> ModuleType:
    """The generated module, of the spec with some words in place of others."""
    path = Path(folder) / "potential.py"
    text = SPEC.read_text(encoding="utf-8")
    for old, new in changes:
        text = text.replace(old, new)
    source = Source(SPEC.name, text)
    path.write_text(write(plan(understand(source))), encoding="utf-8")
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # where torch.compile looks for it
    spec.loader.exec_module(module)
    return module


def atoms(count: int) -> tuple[Tensor, Tensor, Tensor]:
    """Kinds, places and bonds below a distance of 5, about 13 for each atom."""
    position = torch.rand(count, 3) * (40 * count) ** (1 / 3)
    near = torch.cdist(position, position) < 5.0
    near.fill_diagonal_(False)
    return torch.randn(count, 16), position, near.nonzero().T.contiguous()


def inferred(net: Any, given: tuple[Tensor, ...]) -> Call:
    def run() -> None:
        with torch.no_grad():
            net(*given)

    return run


def trained(net: Any, given: tuple[Tensor, ...]) -> Call:
    def run() -> None:
        out = net(*given)
        loss = out.forces.square().sum() + out.energy.square()
        torch.autograd.grad(loss, list(net.parameters()), allow_unused=True)

    return run


def race(module: Any, call: Call, rounds: int) -> dict[str, tuple[float, float]]:
    """Both ways of products in turns."""
    serves = module._serves
    ways: dict[str, Any] = {"PyTorch": lambda *_: False, "C++": serves}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 2):
        for name, way in ways.items():
            module._serves = way
            started = time.process_time()
            call()
            if turn > 1:
                times[name].append((time.process_time() - started) * 1e3)
    module._serves = serves
    return {name: (statistics.median(t), min(t)) for name, t in times.items()}


def main() -> None:
    """A table: for each number of atoms, one call, and one step of training."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--atoms", type=int, nargs="+", default=[100])
    words = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    print(f"torch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}, one thread")
    with tempfile.TemporaryDirectory() as folder:
        module = load(folder)
        net = module.Potential()
        for count in words.atoms:
            given = atoms(count)
            print(f"\n{count} atoms, {given[2].shape[1]} bonds: ms, and times faster")
            for title, kind in (("energy and forces", inferred), ("step of training", trained)):
                times = race(module, kind(net, given), words.rounds)
                base = times["PyTorch"]
                for name, (median, least) in times.items():
                    ratio = f"{base[0] / median:5.1f}x ({base[1] / least:.1f}x)"
                    print(f"  {title:18} {name:10}{median:8.1f} ({least:.1f})  {ratio}")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
