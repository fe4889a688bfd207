"""Memory of an interatomic potential on a CPU, one thread: `python -m benchmarks.memory`.

The potential of `tests/specs/atoms.sym`, with products in plain PyTorch and in C++, and with the
weights of edges stored, or made by the products (`radial_precision = ieee`). Each in a process of
its own: the most memory above that before the call, and the CPU time of a second one; of a step of
training on energies, by a model that has no forces, of energy and forces, and of training on both.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.atoms import Call, atoms, inferred, load, trained

MADE = (("channelwise)", "channelwise, radial_precision = ieee)"),)
BARE = (
    ("(energy: [], forces: [Atoms, Space.vector])", "[]"),
    ("return (energy, -gradient(energy, position))", "return energy"),
)
"""The spec without forces."""
WAYS = ("PyTorch", "C++")


def memory(key: str) -> float:
    """MiB that this process has (VmRSS), or had at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (line,) = (line for line in lines if line.startswith(key))
    return int(line.split()[1]) / 1024


def measured(way: str, weights: str, call: str, count: int) -> dict[str, float]:
    """One call of one way, in this process."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    few, given = atoms(60), atoms(count)
    changes, kind = CALLS[call]
    with tempfile.TemporaryDirectory() as folder:
        module = load(folder, (*changes, *(MADE if weights == "made" else ())))
    if way == "PyTorch":
        module._serves = lambda *_: False  # type: ignore[attr-defined]
    net = module.Potential()
    kind(net, few)()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = memory("VmRSS")
    kind(net, given)()
    most = memory("VmHWM") - before
    started = time.process_time()
    kind(net, given)()
    spent = time.process_time() - started
    return {"bonds": given[2].shape[1], "MiB": most, "s": spent}


def learned(net: Any, given: tuple[Tensor, ...]) -> Call:
    def run() -> None:
        torch.autograd.grad(net(*given).square().sum(), list(net.parameters()), allow_unused=True)

    return run


CALLS: dict[str, tuple[tuple[tuple[str, str], ...], Callable[..., Call]]] = {
    "energies": (BARE, learned),
    "forces": ((), inferred),
    "both": ((), trained),
}
"""The changes of the spec, and what is called."""


def main() -> None:
    """A line for each way, every call in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--atoms", type=int, default=3500, help="with about 12 bonds each")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.one:
        print(json.dumps(measured(*words.one, words.atoms)))
        return
    command = [sys.executable, "-m", "benchmarks.memory", "--atoms", str(words.atoms), "--one"]
    for way, weights in product(WAYS, ("stored", "made")):
        cells = []
        for call in CALLS:
            run = [*command, way, weights, call]
            done = subprocess.run(run, capture_output=True, text=True)
            if done.returncode:
                sys.exit(done.stderr)
            told = json.loads(done.stdout)
            cells.append(f"{call:>12} {told['MiB']:6.0f} MiB {told['s']:6.2f} s")
        print(f"{told['bonds']} bonds, {way:8}{weights:7}{''.join(cells)}", flush=True)


if __name__ == "__main__":
    main()
