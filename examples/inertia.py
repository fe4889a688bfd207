"""Learn the moment of inertia of five point masses from 1,000 examples.

    python examples/inertia.py [--quick] [--plot inertia.png]

An equivariant network need not learn what a rotation is; a plain one of the same size must. All
are tested on new bodies, and on the same bodies turned and mirrored.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from common import compiled, mlp, options, table, train, weights
from torch import Tensor, nn
from torch.nn import functional

BODIES, BATCH = 1000, 100


@dataclass(frozen=True)
class Data:
    """Bodies: masses (N, 5), positions (N, 3, 5), tensors of inertia (N, 3, 3)."""

    mass: Tensor
    position: Tensor
    inertia: Tensor

    def turned(self, turn: Tensor) -> "Data":
        """The same bodies after an orthogonal map."""
        return Data(self.mass, turn @ self.position, turn @ self.inertia @ turn.T)


def bodies(count: int) -> Data:
    """Masses softplus(N(0, 1)), positions N(0, I); Y = sum of m (|r|^2 I - r r^T)."""
    mass = functional.softplus(torch.randn(count, 5))
    position = torch.randn(count, 3, 5)
    outer = torch.einsum("bm,bim,bjm->bij", mass, position, position)
    trace = outer.diagonal(0, -2, -1).sum(-1)[:, None, None]
    return Data(mass, position, trace * torch.eye(3) - outer)


class Plain(nn.Module):
    """A multilayer perceptron on the twenty numbers of a body."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.layers = mlp(20, 9, size)

    def forward(self, mass: Tensor, position: Tensor) -> Tensor:
        made: Tensor = self.layers(torch.cat((mass, position.flatten(-2)), -1))
        return made.reshape(-1, 3, 3)


def fit(net: nn.Module, data: Data, epochs: int, rate: float) -> float:
    """Train on standardised targets; steps per second."""
    scale = data.inertia.std()
    per_epoch = len(data.mass) // BATCH
    order = torch.arange(0)

    def loss(step: int) -> Tensor:
        nonlocal order
        if step % per_epoch == 0:
            order = torch.randperm(len(data.mass))
        rows = order[step % per_epoch * BATCH :][:BATCH]
        made = net(data.mass[rows], data.position[rows])
        return functional.mse_loss(made / scale, data.inertia[rows] / scale)

    return train(net, loss, epochs * per_epoch, rate)[0]


@torch.no_grad()
def mse(net: nn.Module, data: Data) -> float:
    """The mean square error of an entry of the tensor."""
    return functional.mse_loss(net(data.mass, data.position), data.inertia).item()


def plot(nets: dict[str, nn.Module], data: Data, path: Path) -> None:
    """Every entry that was predicted against what it is."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, len(nets), figsize=(11, 4), sharex=True, sharey=True)
    for panel, (name, net) in zip(panels, nets.items(), strict=True):
        with torch.no_grad():
            made = net(data.mass, data.position)
        panel.plot(data.inertia.flatten(), made.flatten(), ".", markersize=1, alpha=0.5)
        panel.axline((0, 0), slope=1, color="black", linewidth=0.5)
        panel.set(title=f"{name}, {weights(net):,} weights", xlabel="true entry of the tensor")
    panels[0].set_ylabel("predicted")
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def main() -> None:
    """Train the networks and compare them."""
    wanted = options(__doc__)
    data, test = bodies(BODIES), bodies(2000)
    turn = -torch.linalg.qr(torch.randn(3, 3)).Q
    sets = {"train": data, "test": test, "turned": test.turned(turn)}

    module = compiled("inertia")
    nets = {"equivariant": module.Inertia(), "with physics": module.Moments()}
    nets["plain MLP"] = Plain(weights(nets["equivariant"]))
    rates = {"equivariant": 1e-2, "with physics": 2e-2, "plain MLP": 3e-3}

    rms, errors, rows = test.inertia.pow(2).mean().sqrt().item(), {}, []
    for name, net in nets.items():
        speed = fit(net, data, 10 if wanted.quick else 80, rates[name])
        found = [mse(net, each) for each in sets.values()]
        errors[name] = found[1]
        row = [name, f"{weights(net):,}", *(f"{e:.2e}" for e in found)]
        rows.append([*row, f"{found[1] ** 0.5 / rms:.2%}", f"{speed:.0f}"])
    head = ["", "weights", *(f"MSE {name}" for name in sets), "rms relative", "steps/s"]
    print(f"{BODIES:,} bodies to learn from; `turned` are the test bodies turned and mirrored")
    table(head, rows)
    times = errors["plain MLP"] / errors["equivariant"]
    print(f"test error (MSE): {times:.0f} times smaller than that of an MLP with as many weights")
    if wanted.plot:
        plot(nets, test, wanted.plot)


if __name__ == "__main__":
    main()
