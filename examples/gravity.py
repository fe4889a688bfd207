"""Learn moments of inertia that one axis is singled out in, at every level of symmetry.

    python examples/gravity.py [--quick] [--perfect] [--plot gravity.png]

The target is I + c (I z) z^T with c = 0.3: rotations about z and mirrors through it are left of
O(3). An exact model cannot fit what breaks the rest; its best mean square error is 0.6536. A free
one has to learn from 1,000 examples what an axis is. With `--perfect` c is 0: all of O(3) holds.
"""

from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from common import compiled, options, table, train, weights
from torch import Tensor, nn
from torch.nn import functional

BODIES, TESTS, BATCH, FLOOR = 1000, 10_000, 100, 0.6536
NAMES = ("Exact", "Wrong", "Bounded", "Prior", "Right", "Learned", "Free")
STRENGTH, LEARNED = 0.3, 0.01
"""What the levels add to the loss is times this; less where three levels of 0.1 add it."""

Data = tuple[Tensor, Tensor, Tensor]


def bodies(count: int, c: float = 0.3, axis: int = 2) -> Data:
    """Masses softplus(N(0, 1)), positions N(0, I), and the tensor with column `axis` scaled."""
    mass = functional.softplus(torch.randn(count, 5))
    position = torch.randn(count, 3, 5)
    outer = torch.einsum("bm,bim,bjm->bij", mass, position, position)
    trace = outer.diagonal(0, -2, -1).sum(-1)[:, None, None]
    inertia = trace * torch.eye(3) - outer
    scale = torch.ones(3)
    scale[axis] += c
    return mass, position, inertia * scale


def fit(net: Any, data: Data, epochs: int) -> float:
    """Train with what the levels add to the loss, levels retuned once; steps per second."""
    mass, position, target = data
    strength = LEARNED if type(net).__name__ == "Learned" else STRENGTH
    scale, per_epoch = target.std(), len(mass) // BATCH
    order = torch.arange(0)
    is_soft = hasattr(net, "retune_levels")

    def loss(step: int) -> Tensor:
        nonlocal order
        if step % per_epoch == 0:
            order = torch.randperm(len(mass))
        if is_soft and step == epochs * per_epoch // 2:
            net.retune_levels()
        rows = order[step % per_epoch * BATCH :][:BATCH]
        made = functional.mse_loss(net(mass[rows], position[rows]) / scale, target[rows] / scale)
        return made + strength * net.regularization_loss("fixed") if is_soft else made

    return train(net, loss, epochs * per_epoch, 1e-2)[0]


@torch.no_grad()
def mse(net: nn.Module, data: Data) -> float:
    """The mean square error of an entry of the tensor."""
    mass, position, target = data
    return functional.mse_loss(net(mass, position), target).item()


def axis_of(module: ModuleType, axis: int, seed: int, epochs: int) -> tuple[str, dict[str, float]]:
    """The axis that learned levels single out, and the levels."""
    torch.manual_seed(seed)
    net, data = module.Learned(), bodies(BODIES, axis=axis)
    fit(net, data, epochs)
    levels = net.levels()
    return min(levels, key=lambda group: levels[group]), levels


def plot(errors: dict[str, float], floor: float, path: Path) -> None:
    """Test error against level."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, panel = pyplot.subplots(figsize=(7, 4))
    panel.semilogy(list(errors), list(errors.values()), "o-")
    if floor:
        panel.axhline(floor, color="black", linewidth=0.5)
        panel.text(0, floor, "no exact model can be better", va="bottom")
    panel.set(ylabel="mean square error on new bodies", xlabel="level of symmetry")
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def main() -> None:
    """Train a network at every level and compare them."""
    wanted = options(__doc__, "--perfect")
    epochs = 6 if wanted.quick else 100
    c = 0.0 if wanted.perfect else 0.3
    data, test = bodies(BODIES, c), bodies(TESTS, c)
    module = compiled("gravity")
    rows, errors = [], {}
    power = test[2].square().mean().sqrt().item()
    for name in NAMES:
        torch.manual_seed(1)
        net = getattr(module, name)()
        speed = fit(net, data, epochs)
        errors[name] = mse(net, test)
        levels = net.levels() if hasattr(net, "levels") else {}
        told = (
            ", ".join(f"{g} {x if isinstance(x, str) else f'{x:.2g}'}" for g, x in levels.items())
            or "exact"
        )
        error = errors[name]
        share = f"{100 * error**0.5 / power:.1f}%"
        rows.append((name, f"{weights(net):,}", f"{error:.4f}", share, told, f"{speed:.0f}"))
    table(("model", "weights", "MSE test", "rms relative", "levels", "steps/s"), rows)
    floor = 0.0 if wanted.perfect else FLOOR
    print(f"No exact model can be better than {floor}.")
    if wanted.plot:
        plot(errors, floor, wanted.plot)


if __name__ == "__main__":
    main()
