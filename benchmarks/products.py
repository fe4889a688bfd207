"""Products of irreps on a CPU, one thread, beside e3nn: `python -m benchmarks.products`.

Batch 1,000, 128 channels, channelwise, weights of every entry, all paths of natural parity with
l3 <= lmax. Every way is timed in one run, in turns, by the CPU time of this thread; medians, and
in brackets minima, in milliseconds. With `--algorithms` those of one product along edges, instead,
beside `cg`.
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

from benchmarks import algorithms
from benchmarks.problems import Problem, natural
from symc.algebra import wigner_3j
from symc.emit import form_page, render_form
from symc.ir.form import Form
from symc.schedule.forms import Route, form_of, normalized

NONE = (None,) * 6
Call = Callable[[], object]


def merged(degree: int, channels: int) -> tuple[Form, list[tuple[int, int, int]]]:
    """The form in which all paths to a degree are summed, and their degrees."""
    problem = Problem("", natural(channels, degree), degree, degree, True)
    paths = sorted((l3, i, l2) for i, l2, l3, _ in problem.paths)
    routes = normalized(tuple(Route(i, l2, l3, wigner_3j(i, l2, l3)) for l3, i, l2 in paths))
    sizes = tuple(2 * each + 1 for each in range(degree + 1))
    form = form_of((sizes, sizes, sizes), routes, channels, "entry")
    return form, [(i, l2, l3) for l3, i, l2 in paths]


def load(form: Form, folder: str) -> ModuleType:
    path = Path(folder) / f"product_{form.sizes[0]}.py"
    path.write_text(render_form(form_page(form, "product")), encoding="utf-8")
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # where torch.compile looks for it
    spec.loader.exec_module(module)
    return module


def e3nn_product(degree: int, channels: int, paths: list[tuple[int, int, int]]) -> Any:
    from e3nn import o3

    one = "+".join(f"{channels}x{k}{'eo'[k % 2]}" for k in range(degree + 1))
    two = "+".join(f"1x{k}{'eo'[k % 2]}" for k in range(degree + 1))
    instructions = [(*path, "uvu", True) for path in paths]
    return o3.TensorProduct(
        one, two, one, instructions, shared_weights=False, internal_weights=False
    )


def ways(degree: int, channels: int, batch: int, folder: str, compiled: bool) -> dict[str, Any]:
    """Each way as a function of x, y and w, with its own operands."""
    form, paths = merged(degree, channels)
    module = load(form, folder)
    table = module._path_table(module._PRODUCT_PATHS, module._PRODUCT_RUNS, form.sizes[1])
    size, count = form.sizes[0], len(form.paths)
    x, y = torch.randn(batch, size, channels), torch.randn(batch, size)
    w = torch.randn(batch, count, channels)
    data = (module._PRODUCT_RUNS, module._PRODUCT_GROUPS, table, module._PRODUCT_SUMS)
    theirs = e3nn_product(degree, channels, paths)
    blocks = x.split([2 * k + 1 for k in range(degree + 1)], 1)
    flat = torch.cat([block.mT.flatten(1) for block in blocks], 1)

    def native(x: Any, y: Any, w: Any) -> Any:
        return module._product(x, y, w, NONE, table)

    def plain(x: Any, y: Any, w: Any) -> Any:
        return module._along(x, y, w, NONE, *data)

    found: dict[str, Any] = {
        "C++": (native, (x, y, w)),
        "PyTorch": (plain, (x, y, w)),
        "e3nn": (theirs, (flat, y, w.flatten(1))),
    }
    expected = theirs(flat, y, w.flatten(1))
    for call in (native, plain):
        made = call(x, y, w).split([2 * k + 1 for k in range(degree + 1)], 1)
        ours = torch.cat([block.mT.flatten(1) for block in made], 1)
        assert torch.allclose(ours, expected, atol=1e-4), "the products are not equal"
    if compiled:
        found["e3nn compiled"] = (torch.compile(theirs), (flat, y, w.flatten(1)))
        found["PyTorch compiled"] = (torch.compile(plain), (x, y, w))
    return found


def forward(call: Any, values: Any) -> Call:
    def run() -> None:
        with torch.no_grad():
            call(*values)

    return run


def both(call: Any, values: Any) -> Call:
    values = tuple(value.clone().requires_grad_() for value in values)
    g = torch.randn_like(call(*values))

    def run() -> None:
        torch.autograd.grad(call(*values), values, g)

    return run


def race(calls: dict[str, Call], rounds: int) -> dict[str, tuple[float, float]]:
    times: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(rounds + 2):
        for name, call in calls.items():
            started = time.process_time()
            call()
            if turn > 1:
                times[name].append((time.process_time() - started) * 1e3)
    return {name: (statistics.median(t), min(t)) for name, t in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--channels", type=int, default=128)
    parser.add_argument("--no-compile", action="store_true", help="leave torch.compile out")
    parser.add_argument("--algorithms", type=int, nargs="*", metavar="LMAX")
    words = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    print(f"torch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}, one thread")
    with tempfile.TemporaryDirectory() as folder:
        if words.algorithms is not None:
            for degree in words.algorithms or (1, 2, 3, 4, 5, 6):
                found = algorithms.ways(degree, words.channels, folder)
                table(f"lmax {degree}", "cg", found, words.rounds)
            return
        for degree in (2, 3):
            found = ways(degree, words.channels, words.batch, folder, not words.no_compile)
            table(f"lmax {degree}", "e3nn", found, words.rounds)


def table(head: str, base: str, found: dict[str, Any], rounds: int) -> None:
    for title, kind in (("forward", forward), ("forward and backward", both)):
        calls = {name: kind(*each) for name, each in found.items()}
        times = race(calls, rounds)
        first = times[base]
        print(f"\n{head}, {title}: ms, and times faster than {base}")
        for name, (median, least) in times.items():
            ratio = f"{first[0] / median:5.1f}x ({first[1] / least:.1f}x)"
            print(f"  {name:18}{median:8.2f} ({least:.2f})  {ratio}")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
