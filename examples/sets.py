"""Learn how widely a set of numbers is spread, from small sets, and ask about large ones.

    python examples/sets.py [--quick] [--plot sets.png]

A batch holds sets of different sizes: they are padded, and `Items_mask=` says what is there.
The network learns from 5 to 20 numbers; a plain one gets the same numbers in 200 places.
"""

from pathlib import Path

import torch
from common import compiled, mlp, options, table, train, weights
from torch import Tensor, nn
from torch.nn import functional

SEEN, SIZES, MOST = (5, 20), (5, 10, 20, 50, 100, 200), 200


def sets(count: int, sizes: tuple[int, int]) -> tuple[Tensor, Tensor]:
    """Numbers (N, n, 1) and masks (N, n): normal, uniform and two heaps, moved and stretched."""
    shape = (count, sizes[1])
    mask = torch.arange(sizes[1]) < torch.randint(sizes[0], sizes[1] + 1, (count, 1))
    flat = 3.5 * torch.rand(shape) - 1.75
    heaps = 0.3 * torch.randn(shape) + torch.where(torch.rand(shape) < 0.5, 1.0, -1.0)
    kind = torch.randint(3, (count, 1))
    drawn = torch.where(kind == 0, torch.randn(shape), torch.where(kind == 1, flat, heaps))
    items = torch.randn(count, 1) + (0.2 + torch.rand(count, 1)) * drawn
    return items.masked_fill(~mask, 0).unsqueeze(-1), mask


def spread(items: Tensor, mask: Tensor) -> Tensor:
    """The true answers: maximum less mean, and standard deviation."""
    items, count = items.squeeze(-1), mask.sum(-1)
    mean = items.sum(-1) / count
    top = items.masked_fill(~mask, -torch.inf).amax(-1) - mean
    square = items.pow(2).sum(-1) / count - mean.pow(2)
    return torch.stack((top, square.clamp(min=0).sqrt()), -1)


class Padded(nn.Module):
    """A multilayer perceptron on 200 places, and on which of them hold a number."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.layers = mlp(2 * MOST, 2, size)

    def forward(self, items: Tensor, mask: Tensor) -> Tensor:
        room = (0, MOST - items.shape[-2])
        places = (functional.pad(items.squeeze(-1), room), functional.pad(mask.float(), room))
        made: Tensor = self.layers(torch.cat(places, -1))
        return made


class Invariant(nn.Module):
    """The generated network, called with the mask."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, items: Tensor, mask: Tensor) -> Tensor:
        made: Tensor = self.net(items, Items_mask=mask)
        return made


def fit(net: nn.Module, steps: int) -> float:
    """Train on new sets at every step; steps per second."""

    def loss(step: int) -> Tensor:
        items, mask = sets(128, SEEN)
        return functional.mse_loss(net(items, mask), spread(items, mask))

    return train(net, loss, steps, 1e-2)[0]


@torch.no_grad()
def error(net: nn.Module, size: int) -> float:
    """The rms error on sets of one size, over the standard deviation of the answers."""
    items, mask = sets(1000, (size, size))
    wanted = spread(items, mask)
    parts: Tensor = (net(items, mask) - wanted).pow(2).mean(0) / wanted.var(0)
    return parts.mean().sqrt().item()


def plot(rows: dict[str, list[float]], path: Path) -> None:
    """The error over the size of the set."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, panel = pyplot.subplots(figsize=(6, 4))
    for name, found in rows.items():
        panel.loglog(SIZES, found, "o-", label=name)
    panel.axvspan(*SEEN, alpha=0.15, label="sizes in training")
    panel.set(xlabel="numbers in the set", ylabel="rms error / standard deviation")
    panel.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def main() -> None:
    """Train both networks and compare them by size."""
    wanted = options(__doc__)
    inner = compiled("sets").Spread()
    nets = {"symc": Invariant(inner), "padded MLP": Padded(20_000)}
    rows, lines = {}, []
    for name, net in nets.items():
        speed = fit(net, 200 if wanted.quick else 2000)
        rows[name] = [error(net, size) for size in SIZES]
        lines.append([name, f"{weights(net):,}", *(f"{e:.1%}" for e in rows[name]), f"{speed:.0f}"])
    print("rms error / standard deviation, by the number of items (5 to 20 in training)")
    table(["", "weights", *(f"n = {size}" for size in SIZES), "steps/s"], lines)

    items, mask = sets(2, SEEN)
    alone = [inner(x[m]) for x, m in zip(items, mask, strict=True)]
    apart = (inner(items, Items_mask=mask) - torch.stack(alone)).abs().max().item()
    print(f"a masked set and the same set alone differ by {apart:.0e}")
    if wanted.plot:
        plot(rows, wanted.plot)


if __name__ == "__main__":
    main()
