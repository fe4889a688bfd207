"""EMLP's three regression tasks with 1,000 examples each: `python -m benchmarks.regression`.

The networks of regression.sym and a plain MLP of EMLP's width are trained alike. See README.md.
"""

import argparse
import importlib.util
import itertools
import json
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.measure import race
from symc.compiler import plan, understand, write
from symc.report import Source

SPEC = Path(__file__).with_name("regression.sym")
EXAMPLES, TESTS, BATCH, EPOCHS, WIDTH, LAYERS = 1000, 5000, 500, 900, 384, 3
"""As in EMLP's experiments; EPOCHS is its min(900000 / n, 1000)."""
Inputs = tuple[Tensor, ...]


@dataclass(frozen=True, slots=True)
class Data:
    """Inputs, and what is to be learned of them; batch first."""

    inputs: Inputs
    target: Tensor

    def rows(self, chosen: Tensor) -> "Data":
        """Some examples."""
        return Data(tuple(x[chosen] for x in self.inputs), self.target[chosen])


def scalar(count: int) -> Data:
    """Two vectors of R^5; sin|a| - |b|^3 / 2 + cos of the angle between them."""
    vectors = torch.randn(count, 5, 2)
    a, b = vectors.unbind(-1)
    lengths = a.norm(dim=-1), b.norm(dim=-1)
    cosine = (a * b).sum(-1) / (lengths[0] * lengths[1])
    return Data((vectors,), lengths[0].sin() - lengths[1] ** 3 / 2 + cosine)


def inertia(count: int) -> Data:
    """Five masses softplus(N(0, 1)) at normal positions; the sum of m (|r|^2 I - r r^T)."""
    mass = functional.softplus(torch.randn(count, 5))
    position = torch.randn(count, 3, 5)
    outer = torch.einsum("bm,bim,bjm->bij", mass, position, position)
    trace = outer.diagonal(0, -2, -1).sum(-1)[:, None, None]
    return Data((mass, position), trace * torch.eye(3) - outer)


def scattering(count: int) -> Data:
    """Four momenta N(0, 1) / 4 of an electron and a muon; 4 times the product of two tensors."""
    momenta = torch.randn(count, 4, 4) / 4
    p1, p2, p3, p4 = momenta.unbind(-1)
    metric = torch.diag(torch.tensor([1.0, -1.0, -1.0, -1.0]))

    def dot(u: Tensor, v: Tensor) -> Tensor:
        return ((u @ metric) * v).sum(-1)[:, None, None]

    electron = p1[:, :, None] * p3[:, None, :] - (dot(p1, p3) - dot(p1, p1)) * metric
    lower = (p2 @ metric)[:, :, None] * (p4 @ metric)[:, None, :]
    muon = lower - (dot(p2, p4) - dot(p2, p2)) * metric
    return Data((momenta,), 4 * (electron * muon).sum((1, 2)))


@dataclass(frozen=True, slots=True)
class Task:
    """A data set, the model of the spec for it, how fast that learns, and published errors."""

    name: str
    model: str
    make: Callable[[int], Data]
    rate: float
    emlp: float
    mlp: float


TASKS = (
    Task("O(5) scalar", "Scalar", scalar, 1e-2, 0.0170, 0.089),
    Task("O(3) inertia", "Inertia", inertia, 3e-3, 0.136, 3.24),
    Task("O(1,3) scattering", "Scattering", scattering, 3e-3, 3.3e-4, 0.364),
)
"""Published: the mean of three runs at n = 1,000 of EMLP with this group, and of its MLP."""


class Plain(nn.Module):
    """The multilayer perceptron that EMLP compares itself with, on all numbers of the input."""

    def __init__(self, data: Data) -> None:
        super().__init__()
        self.shape = data.target.shape[1:]
        sizes = [sum(x[0].numel() for x in data.inputs), *[WIDTH] * LAYERS]
        layers: list[nn.Module] = []
        for low, high in itertools.pairwise(sizes):
            layers += [nn.Linear(low, high), nn.SiLU()]
        self.layers = nn.Sequential(*layers, nn.Linear(WIDTH, self.shape.numel()))

    def forward(self, *inputs: Tensor) -> Tensor:
        made = self.layers(torch.cat([x.flatten(1) for x in inputs], 1))
        return made.reshape(-1, *self.shape)


def compiled() -> ModuleType:
    """The module that symc makes of the spec."""
    path = Path(tempfile.mkdtemp(prefix="symc-bench-")) / "regression.py"
    path.write_text(write(plan(understand(Source(SPEC.name, SPEC.read_text())))))
    spec = importlib.util.spec_from_file_location("regression", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True, slots=True)
class Trained:
    """A network that predicts standardised targets, and their mean and scale."""

    net: nn.Module
    mean: Tensor
    scale: Tensor

    @torch.no_grad()
    def error(self, data: Data) -> float:
        """The mean square error of an entry of the target, not standardised."""
        found = self.net(*data.inputs) * self.scale + self.mean
        return functional.mse_loss(found, data.target).item()


def standards(data: Data) -> tuple[Tensor, Tensor]:
    """Mean and scale of the targets; tensors keep a mean of 0."""
    target = data.target
    return (target.mean() if target.dim() == 1 else torch.zeros(())), target.std()


def step(net: nn.Module, optimizer: torch.optim.Optimizer, data: Data) -> None:
    """One step on standardised targets."""
    optimizer.zero_grad(set_to_none=True)
    functional.mse_loss(net(*data.inputs), data.target).backward()
    optimizer.step()


def train(net: nn.Module, data: Data, rate: float, epochs: int) -> Trained:
    """Adam, the rate rising for a tenth of the time and falling to nothing."""
    mean, scale = standards(data)
    wanted = Data(data.inputs, (data.target - mean) / scale)
    optimizer = torch.optim.Adam(net.parameters(), rate)
    steps = epochs * (EXAMPLES // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps, pct_start=0.1)
    for _ in range(epochs):
        for chosen in torch.randperm(EXAMPLES).split(BATCH):
            step(net, optimizer, wanted.rows(chosen))
            schedule.step()
    return Trained(net, mean, scale)


def times(nets: dict[str, nn.Module], data: Data) -> dict[str, float]:
    """Seconds of CPU per training step, side by side."""
    batch = data.rows(torch.arange(BATCH))
    calls = {}
    for name, net in nets.items():
        optimizer = torch.optim.Adam(net.parameters(), 1e-5)
        calls[name] = lambda net=net, optimizer=optimizer: step(net, optimizer, batch)
    return {name: sample.median for name, sample in race(calls, 2.0, 25).items()}


def run(task: Task, module: ModuleType, options: argparse.Namespace) -> dict[str, object]:
    """One task: errors of all runs, and the time per step."""
    errors: dict[str, list[float]] = {"symc": [], "mlp": []}
    fits: dict[str, list[float]] = {"symc": [], "mlp": []}
    weights: dict[str, int] = {}
    seconds: dict[str, float] = {}
    for seed in range(options.runs):
        torch.manual_seed(seed)
        data, test = task.make(EXAMPLES), task.make(TESTS)
        nets = {"symc": getattr(module, task.model)(), "mlp": Plain(data)}
        seconds = seconds or times(nets, data)
        for name in nets:
            torch.manual_seed(seed)
            fresh = getattr(module, task.model)() if name == "symc" else Plain(data)
            rate = task.rate if name == "symc" else 3e-3
            weights[name] = sum(p.numel() for p in fresh.parameters())
            trained = train(fresh, data, rate, options.epochs)
            errors[name].append(trained.error(test))
            fits[name].append(trained.error(data))
    return {
        "task": task.name,
        "errors": errors,
        "fits": fits,
        "seconds": seconds,
        "weights": weights,
    }


def drawn(task: Task, row: dict[str, object]) -> str:
    """Two lines of the table."""
    lines = []
    for name, published in (("symc", task.emlp), ("mlp", task.mlp)):
        found = row["errors"][name]
        middle = statistics.median(found)
        mark = "" if name == "mlp" or middle <= task.emlp else "  ABOVE TARGET"
        title = f"{task.name}, {'symc' if name == 'symc' else 'plain MLP'}"
        cells = f"{middle:11.2e}{max(found):11.2e}{published:11.2e}"
        cost = f"{row['seconds'][name] * 1e3:9.2f}{row['weights'][name]:10,}"
        lines.append(f"{title:30}{cells}{cost}{mark}")
    return "\n".join(lines)


def main() -> None:
    """Train on every task, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--task", help="only tasks whose name contains this")
    parser.add_argument("--runs", type=int, default=3, help="seeds of data and weights")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write every number to this file")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    module = compiled()
    heads = f"{'test MSE':>11}{'worst':>11}{'published':>11}{'ms/step':>9}{'weights':>10}"
    print(f"{f'median of {options.runs}':30}{heads}", flush=True)
    rows = []
    for task in TASKS:
        if options.task and options.task not in task.name:
            continue
        rows.append(run(task, module, options))
        print(drawn(task, rows[-1]), flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
