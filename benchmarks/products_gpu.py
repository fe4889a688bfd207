"""Products of irreps along edges on a GPU: `python -m benchmarks.products_gpu`.

For the problems of `benchmarks/problems.py` at 50,000 edges, 16 for each point, in float32:
forward, backward and double backward in microseconds (medians), as multiples of the fused bound of
`benchmarks/roofline.py`, beside e3nn, e3nn compiled, cuEquivariance and OpenEquivariance where they
are installed. The bandwidth is that of a large copy on the device. The table is printed and written
to `benchmarks/results/`. It takes less than eight minutes: what is not begun by then is left out,
with a line. `--try` runs two problems of few edges on a CPU, to see that it works.
"""

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch

from benchmarks.peers import PEERS, Edges, Peer, Way
from benchmarks.problems import PROBLEMS, Problem
from benchmarks.roofline import Device, bounds

DEGREE = 16
BUDGET, SLOW_BUDGET = 400.0, 300.0
"""Seconds after which nothing is begun, and nothing that takes a minute to compile."""
RESULTS = Path(__file__).parent / "results"
Times = tuple[float | None, ...]


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


def measured(way: Way, device: str, rounds: int) -> Times:
    """Forward, backward and double backward of all parts together; None for what it has not."""
    found = [_measured(*part, device, rounds) for part in way.parts]
    return tuple(
        None if None in column else sum(time for time in column if time is not None)
        for column in zip(*found, strict=True)
    )


def _measured(product: Callable[..., torch.Tensor], values: object, device: str, n: int) -> Times:
    assert isinstance(values, tuple)

    def forward() -> object:
        with torch.no_grad():
            return product(*values)

    held = product(*values)
    g = torch.randn_like(held).requires_grad_()

    def backward() -> object:
        return torch.autograd.grad(held, values, g, retain_graph=True)

    times = (timed(forward, device, n), timed(backward, device, n))
    try:
        first = torch.autograd.grad(held, values, g, create_graph=True)
        seeds = [torch.randn_like(each) for each in first]

        def twice() -> object:
            return torch.autograd.grad(first, [*values, g], seeds, retain_graph=True)

        return (*times, timed(twice, device, n))
    except (RuntimeError, NotImplementedError):
        return (*times, None)


def bandwidth(device: str) -> float:
    """Bytes per second of a large copy, read and written."""
    size = 1 << 28 if device == "cuda" else 1 << 22
    a, b = (torch.empty(size, device=device) for _ in range(2))
    return 8 * size / (timed(lambda: b.copy_(a), device, 10) * 1e-6)


@dataclass
class Run:
    """What is measured where, and what was found."""

    machine: Device
    device: str
    edges: int
    rounds: int
    problems: tuple[Problem, ...]
    started: float = field(default_factory=time.monotonic)
    notes: list[str] = field(default_factory=list)
    times: dict[tuple[str, str], Times] = field(default_factory=dict)

    @property
    def points(self) -> int:
        return max(1, self.edges // DEGREE)

    def measure(self, peers: tuple[Peer, ...] = PEERS) -> None:
        """All ways of all problems, while there is time."""
        for peer in peers:
            if missing := peer.missing():
                self.note(missing)
                continue
            for problem in self.problems:
                spent = time.monotonic() - self.started
                if spent > (SLOW_BUDGET if peer.slow else BUDGET):
                    self.note(f"{peer.name}, {problem.name}: left out, as {spent:.0f} s are over")
                    continue
                try:
                    self.times[problem.name, peer.name] = self.one(peer, problem)
                except (RuntimeError, TypeError, ValueError, AttributeError) as error:
                    said = str(error).splitlines()[:1]
                    self.note(f"{peer.name}, {problem.name}: failed, {type(error).__name__} {said}")

    def one(self, peer: Peer, problem: Problem) -> Times:
        """One way of one problem."""
        torch.manual_seed(0)
        ends = torch.randint(self.points, (2, self.edges), device=self.device)
        source, target = ends[:, torch.argsort(ends[1] * self.points + ends[0])]
        way = peer.make(problem, Edges(source.contiguous(), target.contiguous(), self.points))
        return measured(way, self.device, self.rounds)

    def note(self, line: str) -> None:
        """A line below the table, told at once."""
        self.notes.append(line)
        print(line, file=sys.stderr, flush=True)

    def table(self) -> str:
        """All that was found."""
        head = f"{'microseconds (times the bound)':34}{'forward':>18}{'backward':>18}{'double':>18}"
        machine = self.machine
        lines = [
            f"{machine.name}, {machine.bandwidth / 1e12:.2f} TB/s copied, "
            f"{machine.flops / 1e12:.1f} TFLOP/s, torch {torch.__version__}, "
            f"{self.edges:,} edges, {self.points:,} points, float32",
            head,
        ]
        for problem in self.problems:
            least = bounds(problem.forms, self.edges, self.points, machine)
            lines.append(row(problem.name, "bound", least, least))
            for peer in PEERS:
                found = self.times.get((problem.name, peer.name), (None, None, None))
                lines.append(row("", peer.name, found, least))
        return "\n".join([*lines, *self.notes]) + "\n"


def row(problem: str, name: str, times: Times, least: tuple[float, ...]) -> str:
    """One line: times, and how often the bound goes into them."""
    both = zip(times, least, strict=True)
    cells = ("-" if t is None else f"{t:.0f} ({t / bound:.2f}x)" for t, bound in both)
    return f"{problem:16}{name:18}{''.join(f'{cell:>18}' for cell in cells)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--flops", type=float, default=67e12, help="float32, per second")
    parser.add_argument("--try", action="store_true", dest="tried", help="a CPU, 64 edges")
    words = parser.parse_args()
    if words.tried:
        machine = Device("a CPU: no figures, a try", bandwidth("cpu"), 1e11)
        some = (PROBLEMS["mace-medium"], PROBLEMS["sevennet-l3i5"])
        run = Run(machine, "cpu", 64, 1, some)
        run.measure(tuple(peer for peer in PEERS if not peer.slow))
        print(run.table(), end="")
        return 0
    if not torch.cuda.is_available():
        print("no CUDA device: this benchmark measures kernels on a GPU", file=sys.stderr)
        return 2
    name = torch.cuda.get_device_name()
    machine = Device(name, bandwidth("cuda"), words.flops)
    run = Run(machine, "cuda", words.edges, words.rounds, tuple(PROBLEMS.values()))
    run.measure()
    text = run.table()
    print(text, end="")
    RESULTS.mkdir(exist_ok=True)
    label = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    (RESULTS / f"products_gpu_{label}.txt").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
