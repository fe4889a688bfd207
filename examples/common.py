"""What the examples share: compile a spec, train a network, print a table."""

import argparse
import importlib
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType

import torch
from torch import Tensor, nn

import symc

HERE = Path(__file__).resolve().parent
GENERATED = HERE.parent / "generated"


def options(text: str, *flags: str) -> argparse.Namespace:
    """The options of every example and its own; a fixed seed, and one core for small tensors."""
    parser = argparse.ArgumentParser(description=text.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="train for a few seconds only")
    parser.add_argument("--plot", metavar="FILE", type=Path, help="draw the result into a file")
    for flag in flags:
        parser.add_argument(flag, action="store_true")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    return parser.parse_args()


def compiled(name: str) -> ModuleType:
    """The module that symc makes of `examples/NAME.sym`, written to `generated/` and imported."""
    GENERATED.mkdir(exist_ok=True)
    source = symc.compile(HERE / f"{name}.sym")
    (GENERATED / f"{name}.py").write_text(source, encoding="utf-8", newline="")
    sys.path.insert(0, str(GENERATED.parent))
    return importlib.import_module(f"generated.{name}")


def weights(net: nn.Module) -> int:
    """How many numbers a network learns, two for a complex one."""
    return sum(p.numel() * (2 if p.is_complex() else 1) for p in net.parameters())


def mlp(inputs: int, outputs: int, size: int) -> nn.Sequential:
    """A plain network with two hidden layers of one width, of `size` weights or just above."""
    width = 1
    while width * (inputs + width + outputs + 2) + outputs < size:
        width += 1
    return nn.Sequential(
        nn.Linear(inputs, width),
        nn.SiLU(),
        nn.Linear(width, width),
        nn.SiLU(),
        nn.Linear(width, outputs),
    )


def train(
    net: nn.Module, loss: Callable[[int], Tensor], steps: int, rate: float = 3e-3
) -> tuple[float, float]:
    """Minimise `loss(step)` with AdamW, the rate rising and falling; steps per second, seconds."""
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps, pct_start=0.1)
    net.train()
    start = time.perf_counter()
    for step in range(steps):
        optimizer.zero_grad(set_to_none=True)
        loss(step).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    seconds = time.perf_counter() - start
    net.eval()
    return steps / seconds, seconds


class Flat(nn.Module):
    """A plain network of `size` weights on all numbers of its arguments, like those given here."""

    def __init__(self, size: int, output: Tensor, *inputs: Tensor) -> None:
        super().__init__()
        self.like = output[0]
        self.layers = mlp(flat(*inputs).shape[-1], flat(output).shape[-1], size)

    def forward(self, *inputs: Tensor) -> Tensor:
        made: Tensor = self.layers(flat(*inputs))
        if self.like.is_complex():
            made = torch.view_as_complex(made.unflatten(-1, (-1, 2)))
        return made.reshape(-1, *self.like.shape)


def flat(*values: Tensor) -> Tensor:
    """All numbers of each item of a batch in a row; two for a complex one."""
    parts = (torch.view_as_real(v) if v.is_complex() else v for v in values)
    return torch.cat([part.reshape(len(part), -1) for part in parts], -1)


def fit(
    net: nn.Module, data: Sequence[Tensor], steps: int, rate: float, batch: int = 100
) -> tuple[float, float]:
    """Train on examples, the answers last, by least squares; steps per second, seconds."""
    scale = data[-1].abs().square().mean().sqrt()

    def loss(step: int) -> Tensor:
        rows = torch.randint(len(data[-1]), (batch,))
        *inputs, wanted = (each[rows] for each in data)
        off: Tensor = (net(*inputs) - wanted) / scale
        return off.abs().square().mean()

    return train(net, loss, steps, rate)


@torch.no_grad()
def error(net: nn.Module, data: Sequence[Tensor]) -> float:
    """The rms error of the answers, which come last, over their own rms."""
    *inputs, wanted = data
    off: Tensor = net(*inputs) - wanted
    return float(off.norm() / wanted.norm())


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns, the first to the left and the others to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    for first, *rest in lines:
        columns = [text.rjust(width) for text, width in zip(rest, widths[1:], strict=True)]
        print("  ".join([first.ljust(widths[0]), *columns]))


def pyplot() -> ModuleType:
    """Matplotlib, drawing into files."""
    import matplotlib

    matplotlib.use("Agg")
    return importlib.import_module("matplotlib.pyplot")


@torch.no_grad()
def plot(nets: dict[str, nn.Module], data: Sequence[Tensor], title: str, path: Path) -> None:
    """Every number of the answers, which come last, as predicted against what it is."""
    *inputs, wanted = data
    figure, panels = pyplot().subplots(1, len(nets), figsize=(4 * len(nets), 4), sharey=True)
    for panel, (name, net) in zip(panels, nets.items(), strict=True):
        panel.plot(flat(wanted).flatten(), flat(net(*inputs)).flatten(), ".", markersize=2)
        panel.axline((0, 0), slope=1, color="black", linewidth=0.5)
        panel.set(title=f"{name}, {weights(net):,} weights", xlabel=f"true, {title}")
    panels[0].set_ylabel("predicted")
    figure.tight_layout()
    figure.savefig(path, dpi=120)
