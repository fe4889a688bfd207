"""The generated linear layer beside four other ways to apply it: `python -m benchmarks.linear`.

All methods run round-robin in one process, on one thread, in float32. See benchmarks/README.md.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from benchmarks.diagrams import basis
from benchmarks.layers import CASES, Case, Method, methods, symmetric
from benchmarks.measure import Call, Machine, machine, peak_bytes, race

TOLERANCE = 1e-4
ALLOCATOR = 31 * 2**20
"""Bytes once allocated and freed: glibc then keeps what is freed, and nobody pays page faults."""


def forward(method: Method) -> Call:
    """One application without gradients."""

    def call() -> Tensor:
        with torch.no_grad():
            return method.layer(method.x)

    return call


def training(method: Method) -> Call:
    """One application and the gradients by the input and by all weights."""
    x = method.x.clone().requires_grad_()
    leaves = [x, *method.layer.parameters()]
    with torch.no_grad():
        upstream = torch.randn_like(method.layer(x))
    return lambda: torch.autograd.grad(method.layer(x), leaves, upstream)


def kept(method: Method) -> Call:
    """One application that remembers what its gradients need."""
    x = method.x.clone().requires_grad_()
    return lambda: method.layer(x)


def work(case: Case) -> tuple[int, int, int]:
    """Flops of the channel mixing at the waist, and bytes of the input and of the output."""
    pairs = case.batch * case.channels**2
    flops = 2 * pairs * sum(m.entries for m in basis(case.groups))
    x = case.input()
    y = x.numel() // x[0, ..., 0].numel() * _numbers(case)
    return flops, 4 * x.numel(), 4 * y


def _numbers(case: Case) -> int:
    entries = 1
    for group in case.groups:
        entries *= group.size ** len(group.outputs)
    return entries


def measure(case: Case, limits: Machine, options: argparse.Namespace) -> dict[str, object]:
    """One row: all methods timed, their memory, their errors, and the limit of the machine."""
    found = methods(case, options.module)
    for method in found:
        assert method.error < TOLERANCE, (case.name, method.name, method.error)
    every = list(found)
    if options.compiled:
        for m in found:
            layer = torch.compile(m.layer)
            every.append(Method(f"{m.name}+compile", layer, m.x, m.error))
    rounds, seconds = (7, 0.1) if options.quick else (25, 0.8)
    flops, read, written = work(case)
    row: dict[str, object] = {"case": case.name, "maps": len(basis(case.groups))}
    for key, make, factor, moved in (
        ("forward", forward, 1, read + written),
        ("training", training, 3, 3 * read + 2 * written),
    ):
        calls = {m.name: make(m) for m in every}
        samples = race(calls, seconds, rounds)
        row[key] = {name: asdict(sample) for name, sample in samples.items()}
        row[f"{key}_limit"] = limits.seconds(factor * flops, moved)
    row["flops"], row["bytes"] = flops, read + written
    row["memory"] = {m.name: peak_bytes(kept(m)) - written for m in found}
    row["error"] = {m.name: m.error for m in found}
    return row


def table(rows: list[dict[str, object]], key: str, statistic: str) -> str:
    """Microseconds of the generated layer, and how many times as long the others take."""
    heads = ["case", "maps", "us", "(a) IGN", "(a)", "(b)", "(c)", "x (d)", "limit"]
    order = ("ign", "stacked", "einsums", "dense")
    lines = [heads]
    for row in rows:
        times = {name: sample[statistic] for name, sample in row[key].items()}
        own = times["generated"]
        others = [f"{times[n] / own:.1f}x" if n in times else "-" for n in order]
        share = f"{row[f'{key}_limit'] / own:.0%}"
        floor = f"{own / times['linear']:.2f}"
        line = [
            row["case"],
            str(row["maps"]),
            f"{own * 1e6:.0f}",
        ]
        lines.append([*line, *others, floor, share])
        compiled = {n: t for n, t in times.items() if n.endswith("+compile")}
        if compiled:
            text = "  ".join(f"{n.split('+')[0]} {t * 1e6:.0f}" for n, t in compiled.items())
            lines.append([f"  compiled, us: {text}"])
    return columns(lines)


def memory(rows: list[dict[str, object]]) -> str:
    """Kilobytes at the peak of a forward pass, beyond input and output."""
    names = ["generated", "stacked", "ign", "einsums", "dense", "linear"]
    lines = [["case", *names]]
    for row in rows:
        held = row["memory"]
        cells = [f"{held[n] / 1024:,.0f}" if n in held else "-" for n in names]
        lines.append([row["case"], *cells])
    return columns(lines)


def growth(sizes: tuple[int, ...]) -> str:
    """Memory of S(n) 2->2 beyond input and output, in units of one row of the input."""
    lines = [["n", "generated, n C B numbers", "the same, gradients off"]]
    for n in sizes:
        case = symmetric(2, 2, n, 8)
        method = methods(case)[0]
        unit = n * case.channels * case.batch * 4
        written = unit * n
        held = [(peak_bytes(call(method)) - written) / unit for call in (kept, forward)]
        lines.append([str(n), *(f"{h:.1f}" for h in held)])
    return columns(lines)


def columns(lines: list[list[str]]) -> str:
    """Lines of cells, aligned: the first column to the left, all others to the right."""
    full = [line for line in lines if len(line) == len(lines[0])]
    widths = [max(map(len, column)) for column in zip(*full, strict=True)]

    def drawn(line: list[str]) -> str:
        if len(line) == 1:
            return line[0]
        first, *rest = list(zip(line, widths, strict=True))
        return "  ".join([first[0].ljust(first[1]), *(c.rjust(w) for c, w in rest)])

    return "\n".join(map(drawn, lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", help="only cases whose name contains this")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--compiled", action="store_true", help="torch.compile'd methods as well")
    parser.add_argument("--json", type=Path, help="write every number to this file")
    parser.add_argument("--module", help="a generated module to use instead (with one --case)")
    parser.add_argument("--growth", action="store_true", help="only memory of 2->2 by n")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    torch.empty(ALLOCATOR, dtype=torch.uint8).fill_(0)
    if options.growth:
        print(growth((32, 64, 128)))
        return
    limits = machine()
    gflops, gigabytes = limits.flops / 1e9, limits.bandwidth / 1e9
    print(f"one thread: GEMM {gflops:.0f} Gflop/s, copy {gigabytes:.1f} GB/s")
    chosen = [case for case in CASES if (options.case or "") in case.name]
    rows = []
    for case in chosen:
        rows.append(measure(case, limits, options))
        print(f"  {case.name}", file=sys.stderr)
    for key, title in (("forward", "forward"), ("training", "forward and backward")):
        for statistic in ("median", "minimum"):
            print(f"\n{title}, {statistic}\n{table(rows, key, statistic)}")
    print(f"\nKiB beyond input and output at the peak of forward (gradients on)\n{memory(rows)}")
    if not options.case and not options.quick:
        print(f"\nS(n) 2->2, batch 8, 16 channels: peak memory by n\n{growth((32, 64, 128))}")
    if options.json:
        options.json.write_text(json.dumps({"machine": asdict(limits), "rows": rows}, indent=1))


if __name__ == "__main__":
    main()
