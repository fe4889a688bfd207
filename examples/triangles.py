"""Count triangles and 4-cycles in random graphs that are larger than those learned from.

    python examples/triangles.py [--quick] [--plot triangles.png]

The targets are the densities of triangles and 4-cycles: the chances that 3 or 4 nodes, drawn one
after the other with replacement, close a cycle (6 triangles / n^3). Networks without products of
matrices can only guess them; with `bilinear` the exact answer is within reach, for every n.
"""

from collections.abc import Callable
from pathlib import Path

import torch
from common import compiled, mlp, options, table, train, weights
from torch import Tensor, nn
from torch.nn import functional

SMALL, LARGE = (10, 16), (20, 30)
Predict = Callable[[Tensor, Tensor], Tensor]


def graphs(count: int, sizes: tuple[int, int]) -> tuple[Tensor, Tensor]:
    """Adjacency matrices, padded, and masks: two camps whose nodes like, or shun, their own."""
    most = sizes[1]
    mask = torch.arange(most) < torch.randint(sizes[0], most + 1, (count, 1))
    camp = torch.randint(2, (count, most)).float() * 2 - 1
    liking = torch.rand(count, 1, 1) * 2 - 1
    density = torch.rand(count, 1, 1) * 0.2 + 0.3
    chance = density * (1 + liking * camp[:, :, None] * camp[:, None, :])
    upper = (torch.rand_like(chance) < chance).float().triu(1)
    return (upper + upper.mT) * (mask[:, :, None] & mask[:, None, :]), mask


def densities(adjacency: Tensor, mask: Tensor) -> Tensor:
    """The true answers: the trace of A^3 over n^3, and that of A^4 over n^4."""
    n, square = mask.sum(-1), adjacency @ adjacency
    three, four = ((square * other).sum((-2, -1)) for other in (adjacency, square))
    return torch.stack((three / n**3, four / n**4), -1)


class Padded(nn.Module):
    """A multilayer perceptron on the padded matrix."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = mlp(LARGE[1] ** 2, 2, 200_000)

    def forward(self, adjacency: Tensor) -> Tensor:
        room = LARGE[1] - adjacency.shape[-1]
        made: Tensor = self.layers(functional.pad(adjacency, (0, room, 0, room)).flatten(-2))
        return made


def fit(net: nn.Module, predict: Predict, scale: Tensor, steps: int, rate: float) -> float:
    """Train on a new batch of small graphs at every step; steps per second."""

    def loss(step: int) -> Tensor:
        adjacency, mask = graphs(32, SMALL)
        wanted = densities(adjacency, mask)
        return functional.mse_loss(predict(adjacency, mask) / scale, wanted / scale)

    return train(net, loss, steps, rate)[0]


@torch.no_grad()
def errors(predict: Predict, adjacency: Tensor, mask: Tensor) -> Tensor:
    """The rms error over the standard deviation of each target, for triangles and 4-cycles."""
    wanted = densities(adjacency, mask)
    return (predict(adjacency, mask) - wanted).pow(2).mean(0).sqrt() / wanted.std(0)


def plot(names: list[str], predicts: list[Predict], path: Path) -> None:
    """Predicted against true density of triangles, on large graphs."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    adjacency, mask = graphs(500, LARGE)
    wanted = densities(adjacency, mask)[:, 0]
    figure, panels = pyplot.subplots(1, len(names), figsize=(12, 3.4), sharex=True, sharey=True)
    for panel, name, predict in zip(panels, names, predicts, strict=True):
        with torch.no_grad():
            panel.plot(wanted, predict(adjacency, mask)[:, 0], ".", markersize=3)
        panel.axline((0, 0), slope=1, color="black", linewidth=0.5)
        panel.set(title=name, xlabel="true density of triangles")
    panels[0].set_ylabel("predicted, n = 20 to 30")
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def main() -> None:
    """Train four networks and compare them on graphs of seen and unseen sizes."""
    wanted = options(__doc__)
    module = compiled("triangles")
    nets = [module.Cycles(), module.Linear(), module.Degrees(), Padded()]
    names = ["bilinear", "linear only", "degrees only", "padded MLP"]
    rates = [3e-2, 1e-2, 1e-2, 1e-3]
    tests = [graphs(1000, SMALL), graphs(500, LARGE)]
    scale = densities(*graphs(2000, SMALL)).std(0)

    predicts: list[Predict] = [
        *(lambda a, m, net=net: net(a, Nodes_mask=m) for net in nets[:3]),
        lambda a, m: nets[3](a),
    ]
    rows = []
    for name, net, predict, rate in zip(names, nets, predicts, rates, strict=True):
        speed = fit(net, predict, scale, 30 if wanted.quick else 400, rate)
        found = [f"{e:.1%}" for test in tests for e in errors(predict, *test)]
        rows.append([name, f"{weights(net):,}", *found, f"{speed:.0f}"])
    print("rms error / standard deviation, test graphs")
    head = [f"{what}, n <= {n}" for n in (SMALL[1], LARGE[1]) for what in ("triangles", "4-cycles")]
    table(["", "weights", *head, "steps/s"], rows)
    if wanted.plot:
        plot(names, predicts, wanted.plot)


if __name__ == "__main__":
    main()
