"""Products of irreps along edges on a GPU: `python -m benchmarks.products_gpu`.

For the problems of `benchmarks/problems.py` at 50,000 edges, 16 for each point: forward, backward
and double backward in microseconds (medians), as multiples of the fused bound, and beside e3nn
eager. The bound counts every operand once, x and z once for each point, at the bandwidth that a
copy reaches on the device, and multiply-adds at `--flops`. e3nn stores the messages of edges.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.problems import PROBLEMS, Problem
from symc.emit import form_page, render_form
from symc.emit.backends.torch.forms import operator_of
from symc.ir.form import Form

DEGREE = 16
BUDGET = 420.0
"""Seconds after which no further problem is begun."""


@dataclass(frozen=True)
class Device:
    """Where it runs, and what it can do."""

    name: str
    bandwidth: float
    flops: float


def load(form: Form, folder: str) -> Any:
    path = Path(folder) / f"{operator_of(form)}.py"
    path.write_text(render_form(form_page(form, "product")), encoding="utf-8")
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def timed(call: Callable[[], object], device: str, rounds: int) -> float:
    """The median time of a call, in microseconds."""
    for _ in range(3):
        call()
    times = []
    for _ in range(rounds):
        if device == "cuda":
            first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            first.record()
            call()
            last.record()
            torch.cuda.synchronize()
            times.append(first.elapsed_time(last) * 1e3)
        else:
            started = time.perf_counter()
            call()
            times.append((time.perf_counter() - started) * 1e6)
    return statistics.median(times)


def bounds(form: Form, edges: int, points: int, device: Device) -> tuple[float, float]:
    """The least time forward and backward, in microseconds."""
    x, y, z = form.sizes
    c, paths = form.channels, len(form.paths)
    ends = points * (x + z) * c
    along = edges * (y + paths * c)
    products = 2 * edges * c * (form.nonzero + z)
    forward = max(4 * (ends + along) / device.bandwidth, products / device.flops)
    read_and_written = 4 * (ends + points * x * c + 2 * along)
    backward = max(read_and_written / device.bandwidth, 3 * products / device.flops)
    return forward * 1e6, backward * 1e6


def measure(form: Form, edges: int, device: str, folder: str, rounds: int) -> tuple[float, ...]:
    """Forward, backward and double backward of one product."""
    module = load(form, folder)
    points = max(1, edges // DEGREE)
    ends = torch.randint(points, (2, edges), device=device)
    graph = module._sorted_edges(*ends, points, points)
    x, y, z = form.sizes
    c, paths = form.channels, len(form.paths)
    shapes = ((points, x, c), (edges, y), (edges, paths, c))
    values = [torch.randn(s, device=device, requires_grad=True) for s in shapes]
    g = torch.randn(points, z, c, device=device, requires_grad=True)
    call = getattr(torch.ops.symc, operator_of(form))

    def forward() -> Tensor:
        with torch.no_grad():
            made: Tensor = call(*values, *graph)
        return made

    held = call(*values, *graph)

    def backward() -> object:
        return torch.autograd.grad(held, values, g, retain_graph=True)

    first = torch.autograd.grad(held, values, g, create_graph=True)
    seeds = [torch.randn_like(each) for each in first]

    def twice() -> object:
        return torch.autograd.grad(first, [*values, g], seeds, retain_graph=True)

    return tuple(timed(each, device, rounds) for each in (forward, backward, twice))


def e3nn_forward(problem: Problem, edges: int, device: str, rounds: int) -> float | None:
    """The unfused forward of e3nn, gather and scatter with it; None where it is not installed."""
    try:
        from e3nn import o3
    except ImportError:
        return None
    x = [(width, (degree, parity)) for width, degree, parity in problem.x]
    y = [(1, (degree, (-1) ** degree)) for degree in range(problem.y + 1)]
    z = [(problem.x[i][0], (l3, parity)) for i, _, l3, parity in problem.paths]
    paths = [(i, l2, n, "uvu", True) for n, (i, l2, _, _) in enumerate(problem.paths)]
    product = o3.TensorProduct(
        o3.Irreps(x),
        o3.Irreps(y),
        o3.Irreps(z),
        paths,
        shared_weights=False,
        internal_weights=False,
    ).to(device)
    points = max(1, edges // DEGREE)
    source, target = torch.randint(points, (2, edges), device=device)
    a = torch.randn(points, product.irreps_in1.dim, device=device)
    b = torch.randn(edges, product.irreps_in2.dim, device=device)
    w = torch.randn(edges, product.weight_numel, device=device)

    def call() -> Tensor:
        with torch.no_grad():
            made = product(a[source], b, w)
            return made.new_zeros(points, made.shape[1]).index_add(0, target, made)

    return timed(call, device, rounds)


def row(problem: Problem, edges: int, device: str, machine: Device, rounds: int) -> str:
    """One line of the table: all forms of a problem together."""
    points = max(1, edges // DEGREE)
    with tempfile.TemporaryDirectory() as folder:
        times = [measure(form, edges, device, folder, rounds) for form in problem.forms]
    total = [sum(each) for each in zip(*times, strict=True)]
    least = [bounds(form, edges, points, machine) for form in problem.forms]
    forward, backward = (sum(each) for each in zip(*least, strict=True))
    theirs = e3nn_forward(problem, edges, device, rounds)
    other = "      -" if theirs is None else f"{theirs:7.0f}"
    return (
        f"{problem.name:16}{total[0]:9.0f} ({total[0] / forward:.2f}x)"
        f"{total[1]:9.0f} ({total[1] / backward:.2f}x){total[2]:9.0f}{other}"
    )


def bandwidth(device: str) -> float:
    """Bytes per second of a large copy, read and written."""
    size = 1 << 28 if device == "cuda" else 1 << 22
    a, b = (torch.empty(size, device=device) for _ in range(2))
    return 8 * size / (timed(lambda: b.copy_(a), device, 10) * 1e-6)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--flops", type=float, default=67e12, help="float32, per second")
    words = parser.parse_args()
    if not torch.cuda.is_available():
        print("no CUDA device: this benchmark measures kernels on a GPU", file=sys.stderr)
        return 2
    started = time.monotonic()
    machine = Device(torch.cuda.get_device_name(), bandwidth("cuda"), words.flops)
    print(f"{machine.name}, {machine.bandwidth / 1e12:.2f} TB/s, torch {torch.__version__}")
    print(f"{'us (of bound)':16}{'forward':>17}{'backward':>17}{'double':>9}{'e3nn':>7}")
    for problem in PROBLEMS.values():
        if time.monotonic() - started > BUDGET:
            print(f"{problem.name:16} left out: out of time")
            continue
        print(row(problem, words.edges, "cuda", machine, words.rounds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
