"""Learn how to train: a network takes weights, gradients and momenta, and says what to add.

    python examples/learning.py [--quick] [--plot learning.png]

It knows that neurons may be permuted, and in a transformer the heads, the axes within each, and the
stream; so its steps do not depend on how these are numbered. It is trained on short runs on random
tasks, and compared on others with SGD with momentum and with Adam, each at its best rate, and with
Adam at rates that are learned in the same way.
"""

from collections.abc import Callable
from typing import ClassVar

import torch
from common import compiled, options, pyplot, table, train, weights
from torch import Tensor, nn

Networks = dict[str, Tensor]
Data = tuple[Tensor, Tensor]
Shapes = dict[str, tuple[int, ...]]
STEPS = 20
WORST = 10.0
"""What an error counts for at most: some runs diverge."""


class Mlps:
    """Networks 2-16-16-1 that learn waves of random direction and phase."""

    shapes: ClassVar[Shapes] = {
        "0.weight": (16, 2),
        "0.bias": (16,),
        "1.weight": (16, 16),
        "1.bias": (16,),
        "2.weight": (1, 16),
        "2.bias": (1,),
    }
    model = "MlpStep"

    def data(self, count: int) -> Data:
        x = torch.randn(count, 48, 2)
        wave = torch.einsum("nix,nx->ni", x, 1.5 * torch.randn(count, 2))
        return x, torch.sin(wave + 3 * torch.rand(count, 1))

    def run(self, net: Networks, x: Tensor) -> Tensor:
        h = torch.tanh(x @ net["0.weight"].mT + net["0.bias"][:, None])
        h = torch.tanh(h @ net["1.weight"].mT + net["1.bias"][:, None])
        return (h @ net["2.weight"].mT)[..., 0] + net["2.bias"]

    def moved(self, net: Networks) -> Networks:
        a, b = torch.randperm(16), torch.randperm(16)
        out = {"0.weight": net["0.weight"][:, a], "0.bias": net["0.bias"][:, a]}
        out |= {"1.weight": net["1.weight"][:, b][:, :, a], "1.bias": net["1.bias"][:, b]}
        return out | {"2.weight": net["2.weight"][:, :, b], "2.bias": net["2.bias"]}


class Transformers:
    """One block over six tokens; each token is to tell of the tokens like it."""

    shapes: ClassVar[Shapes] = {
        "embed": (8, 3),
        "qkv": (24, 8),
        "out": (8, 8),
        "up": (16, 8),
        "up_bias": (16,),
        "down": (8, 16),
        "read": (1, 8),
    }
    model = "TransformerStep"

    def data(self, count: int) -> Data:
        x, aim = torch.randn(count, 24, 6, 3), torch.randn(count, 1, 3, 1)
        near = torch.softmax(2 * x @ x.mT, -1) @ x
        return x, (near @ aim)[..., 0]

    def run(self, net: Networks, x: Tensor) -> Tensor:
        h = x @ net["embed"].mT[:, None]
        qkv = h @ net["qkv"].mT[:, None]
        q, k, v = (y.unflatten(-1, (2, 4)).transpose(2, 3) for y in qkv.chunk(3, -1))
        mixed = torch.softmax(q @ k.mT / 2, -1) @ v
        h = h + mixed.transpose(2, 3).flatten(-2) @ net["out"].mT[:, None]
        up = torch.relu(h @ net["up"].mT[:, None] + net["up_bias"][:, None, None])
        h = h + up @ net["down"].mT[:, None]
        made: Tensor = (h @ net["read"].mT[:, None])[..., 0]
        return made

    def moved(self, net: Networks) -> Networks:
        d, m, heads = torch.randperm(8), torch.randperm(16), torch.randperm(2)

        def rows() -> Tensor:
            inside = torch.stack([torch.randperm(4) for _ in range(2)])
            return (heads[:, None] * 4 + inside).flatten()

        qk, v = rows(), rows()
        qkv = torch.cat((qk, 8 + qk, 16 + v))
        return {
            "embed": net["embed"][:, d],
            "qkv": net["qkv"][:, qkv][:, :, d],
            "out": net["out"][:, d][:, :, v],
            "up": net["up"][:, m][:, :, d],
            "up_bias": net["up_bias"][:, m],
            "down": net["down"][:, d][:, :, m],
            "read": net["read"][:, :, d],
        }


Kind = Mlps | Transformers
Rule = Callable[[int, Networks, Networks, Networks], Networks]
"""From the number of the step, weights, gradients and momenta to new weights."""


def start(kind: Kind, count: int) -> Networks:
    """Networks with random weights."""
    return {
        key: torch.randn(count, *shape) * (shape[-1] ** -0.5 if len(shape) > 1 else 0)
        for key, shape in kind.shapes.items()
    }


def losses(kind: Kind, rule: Rule, count: int, data: Data, begin: Networks) -> Tensor:
    """The mean squared error of every network before and after each step."""
    x, y = data
    net, speed = dict(begin), {key: torch.zeros_like(w) for key, w in begin.items()}
    found = []
    for step in range(count + 1):
        off = (kind.run(net, x) - y).square().flatten(1).mean(1)
        found.append(off.nan_to_num(WORST).clamp_max(WORST))
        if step == count:
            break
        leaves = {key: w.detach().requires_grad_() for key, w in net.items()}
        with torch.enable_grad():
            total = (kind.run(leaves, x) - y).square().flatten(1).mean(1).sum()
            slopes = torch.autograd.grad(total, list(leaves.values()))
        gradient = dict(zip(leaves, slopes, strict=True))
        speed = {key: 0.8 * speed[key] + 0.2 * g for key, g in gradient.items()}
        net = rule(step, net, gradient, speed)
    return torch.stack(found, 1)


class Directions:
    """Momenta divided by the roots of running squares, entry by entry: the direction of Adam."""

    def __init__(self) -> None:
        self.squares: Networks = {}

    def __call__(self, step: int, gradient: Networks, speed: Networks) -> Networks:
        if step == 0:
            self.squares = {key: torch.zeros_like(g) for key, g in gradient.items()}
        out = {}
        for key, g in gradient.items():
            self.squares[key] = 0.9 * self.squares[key] + 0.1 * g.square()
            size = (self.squares[key] / (1 - 0.9 ** (step + 1))).sqrt() + 1e-8
            out[key] = speed[key] / (1 - 0.8 ** (step + 1)) / size
        return out


class Learned(nn.Module):
    """A step of a learned optimizer: that of Adam, at learned rates, and what the network adds.

    The network sees the weights, the gradients scaled to unit size, and the directions of Adam.
    There is a rate for each tensor at the first step and at the last. The network's part starts
    from nothing; without a network there are the rates alone.
    """

    def __init__(self, inner: nn.Module | None, shapes: Shapes) -> None:
        super().__init__()
        self.inner, self.directions = inner, Directions()
        self.rates = nn.Parameter(torch.zeros(2, len(shapes)))
        self.gains = nn.Parameter(torch.zeros(len(shapes)))

    def forward(self, step: int, net: Networks, gradient: Networks, speed: Networks) -> Networks:
        ahead = self.directions(step, gradient, speed)
        rates = 0.05 * torch.exp(5 * torch.lerp(self.rates[0], self.rates[1], step / (STEPS - 1)))
        if self.inner is None:
            return {k: net[k] - rate * ahead[k] for k, rate in zip(net, rates, strict=True)}
        parts = zip(net, self.inner(net, _scaled(gradient), ahead), rates, self.gains, strict=True)
        return {
            key: net[key] + rate * (gain * change - ahead[key]) for key, change, rate, gain in parts
        }


def _scaled(net: Networks) -> Networks:
    return {
        k: x / x.square().flatten(1).mean(1).sqrt().reshape(-1, *[1] * (x.dim() - 1)).add(1e-6)
        for k, x in net.items()
    }


def sgd(rate: float) -> Rule:
    """A step along the momentum."""
    return lambda step, net, gradient, speed: {k: w - rate * speed[k] for k, w in net.items()}


def adam(rate: float) -> Rule:
    """A step of Adam."""
    directions = Directions()

    def rule(step: int, net: Networks, gradient: Networks, speed: Networks) -> Networks:
        ahead = directions(step, gradient, speed)
        return {key: w - rate * ahead[key] for key, w in net.items()}

    return rule


@torch.no_grad()
def equivariance(kind: Kind, rule: Rule) -> tuple[float, float]:
    """How far a permuted network computes something else, and how far steps and moves commute."""
    data, net = kind.data(4), start(kind, 4)
    state = torch.get_rng_state()
    moved = kind.moved(net)
    same = (kind.run(moved, data[0]) - kind.run(net, data[0])).abs().max()
    gradient, speed = start(kind, 4), start(kind, 4)
    after = []
    for each in (gradient, speed, rule(0, net, gradient, speed)):
        torch.set_rng_state(state)
        after.append(kind.moved(each))
    made = rule(0, moved, after[0], after[1])
    return float(same), max(float((made[k] - after[2][k]).abs().max()) for k in made)


def compare(kind: Kind, inner: nn.Module, quick: bool) -> tuple[list[list[str]], dict[str, Tensor]]:
    """Train the optimizer, then run all on new tasks; lines of the table, and curves."""
    batch, rounds = (4, 4) if quick else (8, 200)
    learned, alone = Learned(inner, kind.shapes), Learned(None, kind.shapes)

    def loss(rule: Rule) -> Tensor:
        data, begin = kind.data(batch), start(kind, batch)
        return losses(kind, rule, STEPS, data, begin)[:, 1:].log().mean()

    train(alone, lambda step: loss(alone), rounds, 5e-3)
    speed, _ = train(learned, lambda step: loss(learned), rounds, 5e-3)
    rates = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
    with torch.no_grad():
        tune, tuned = kind.data(64), start(kind, 64)
        tasks, begin = kind.data(256), start(kind, 256)
        rules = {"learned": learned, "Adam, learned rates": alone}
        curves = {k: losses(kind, r, STEPS, tasks, begin).mean(0) for k, r in rules.items()}
        for name, make in (("SGD with momentum", sgd), ("Adam", adam)):
            ends = [losses(kind, make(r), STEPS, tune, tuned)[:, -1].mean() for r in rates]
            best = rates[int(torch.stack(ends).argmin())]
            found = losses(kind, make(best), STEPS, tasks, begin).mean(0)
            curves[f"{name}, rate {best}"] = found
    same, off = equivariance(kind, learned)
    print(f"{kind.model}: permuting changes functions by {same:.0e}, steps by {off:.0e}")
    rows = [
        [
            f"{kind.model}: {name}",
            *(f"{float(c[i]):.3f}" for i in (0, STEPS // 2, STEPS)),
            f"{speed:.1f}" if name == "learned" else "",
        ]
        for name, c in curves.items()
    ]
    rows[0][0] += f" ({weights(learned):,})"
    return rows, curves


def main() -> None:
    """Train both optimizers and compare them."""
    wanted = options(__doc__)
    module = compiled("learning")
    lines, shown = [], {}
    for kind in (Mlps(), Transformers()):
        rows, curves = compare(kind, getattr(module, kind.model)(), wanted.quick)
        lines += rows
        shown[kind.model] = curves
    print("mean squared error on new tasks, after so many steps")
    table(["", "0", str(STEPS // 2), str(STEPS), "steps/s"], lines)
    if wanted.plot:
        figure, panels = pyplot().subplots(1, 2, figsize=(8, 4))
        for panel, (name, curves) in zip(panels, shown.items(), strict=True):
            for label, curve in curves.items():
                panel.plot(curve, label=label)
            panel.set(title=name, xlabel="step", ylabel="mean squared error", yscale="log")
            panel.legend()
        figure.tight_layout()
        figure.savefig(wanted.plot, dpi=120)


if __name__ == "__main__":
    main()
