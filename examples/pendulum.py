"""Learn the forces on a double spring pendulum in the wind, at every level of symmetry.

    python examples/pendulum.py [--quick] [--plot pendulum.png]

The potential is (|x1| - 1)^2 / 2 + (|x1 - x2| - 1)^2 + z1 + z2 + 0.01 (8, 5, 0) . (x1 + x2). But
for the wind, its last term, rotations about z and mirrors through it leave it alone. An exact model
can only guess the wind from how pendulums lean. Models are tested in it and, without being trained
again, on the forces without it.
"""

from pathlib import Path
from typing import Any

import torch
from common import compiled, error, options, pyplot, table, train, weights
from torch import Tensor
from torch.nn import functional

SYSTEMS, TESTS, BATCH = 500, 5000, 100
NAMES = ("Exact", "Bounded", "Prior", "Input", "Free")
WIND = torch.tensor([0.08, 0.05, 0.0])
STRENGTH = 0.01
"""What the levels add to the loss is times this."""

Data = tuple[Tensor, Tensor]


def forces(place: Tensor) -> Tensor:
    """Minus the gradient of the potential without the wind; places are (N, 3, 2)."""
    first, second = place.unbind(-1)
    between = first - second
    weight = torch.tensor([0.0, 0.0, 1.0])
    pull = functional.normalize(first, dim=-1) * (first.norm(dim=-1, keepdim=True) - 1)
    spring = 2 * functional.normalize(between, dim=-1) * (between.norm(dim=-1, keepdim=True) - 1)
    return torch.stack((-pull - spring - weight, spring - weight), -1)


def swung(count: int, seconds: float = 3.0, step: float = 0.02) -> Tensor:
    """Places of pendulums that have swung in the wind for a while, by the leapfrog method."""
    place = 0.2 * torch.randn(count, 3, 2) + torch.tensor([0.0, 0.0, -1.0])[:, None] * torch.tensor(
        [1.5, 3.0]
    )
    momentum = 0.4 * torch.randn(count, 3, 2)
    until = seconds * torch.rand(count, 1, 1)
    kept: Tensor = place
    for i in range(int(seconds / step)):
        momentum = momentum + step / 2 * (forces(place) - WIND[:, None])
        place = place + step * momentum
        momentum = momentum + step / 2 * (forces(place) - WIND[:, None])
        kept = torch.where(i * step < until, place, kept)
    return kept


def windy(place: Tensor) -> Data:
    """Places and the forces there, in the wind."""
    return place, forces(place) - WIND[:, None]


def fit(net: Any, data: Data, steps: int) -> float:
    """Train with what the levels add to the loss; steps per second."""
    place, wanted = data
    scale = wanted.square().mean().sqrt()

    def loss(step: int) -> Tensor:
        rows = torch.randint(len(place), (BATCH,))
        made: Tensor = ((net(place[rows]) - wanted[rows]) / scale).square().mean()
        if hasattr(net, "regularization_loss"):
            made = made + STRENGTH * net.regularization_loss()
        return made

    return train(net, loss, steps, 1e-2)[0]


def plot(found: dict[str, tuple[float, float, float]], path: Path) -> None:
    """Errors in the wind and how far the symmetry is broken, level by level."""
    plt = pyplot()
    figure, axes = plt.subplots(figsize=(6, 3.4))
    for offset, label, place in ((-0.2, "error in the wind", 0), (0.2, "broken symmetry", 2)):
        values = [max(row[place], 1e-6) for row in found.values()]
        axes.bar([i + offset for i in range(len(found))], values, 0.38, label=label)
    axes.set_xticks(range(len(found)), list(found))
    axes.set_yscale("log")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)


@torch.no_grad()
def broken(net: Any, place: Tensor) -> float:
    """How far a quarter turn about z and the network commute, over the size of forces."""
    turn = torch.tensor([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    made = turn @ net(place)
    return float((net(turn @ place) - made).norm() / made.norm())


def main() -> None:
    """Every level on the same systems."""
    chosen = options(__doc__)
    module = compiled("pendulum")
    data, test = windy(swung(SYSTEMS)), windy(swung(TESTS))
    calm = test[0], forces(test[0])
    share = float((WIND.norm() * 2**0.5) / test[1].square().sum((1, 2)).mean().sqrt())
    steps = 30 if chosen.quick else 1500
    found: dict[str, tuple[float, float, float]] = {}
    rows = []
    for name in NAMES:
        torch.manual_seed(1)
        net = getattr(module, name)()
        speed = fit(net, data, steps)
        found[name] = error(net, test), error(net, calm), broken(net, test[0])
        figures = (f"{value:.2%}" for value in found[name])
        rows.append((name, f"{weights(net):,}", f"{speed:.0f} steps/s", *figures))
        if name == "Input":
            with net.strict():
                held = error(net, test), error(net, calm), broken(net, test[0])
            rows.append(("  strict()", "", "", *(f"{value:.2%}" for value in held)))
    table(("model", "weights", "speed", "in the wind", "in no wind", "broken"), rows)
    print(f"The wind is {share:.2%} of all forces.")
    if chosen.plot:
        plot(found, chosen.plot)


if __name__ == "__main__":
    main()
