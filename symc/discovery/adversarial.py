"""A Lie algebra that takes data to data: generators trained against a discriminator (LieGAN).

Elements g = exp(sum_i z_i L_i), z standard normal, move samples (x, y). A discriminator learns to
tell moved samples from others, and the generators to deceive it: where they do, the distribution of
the data has the symmetry. Penalties keep the generators at the norm of a rotation, and apart.
Yang, Walters, Dehmamy and Yu, "Generative adversarial symmetry discovery", ICML 2023.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, pi, sqrt

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize, softplus

from symc.discovery.data import Samples
from symc.discovery.moving import moved
from symc.ir.symmetry import Group

NORM = sqrt(2)
"""The Frobenius norm of a generator that turns a plane by one radian."""

WIDTH = 128
SLOPE = 0.2
SHARE = 0.25
"""The last part of the training whose generators are averaged."""


@dataclass(frozen=True, slots=True)
class Training:
    """How generators are trained; `seed` makes it repeatable on one machine."""

    steps: int = 4000
    batch: int = 256
    seed: int = 0
    rate: float = 1e-2
    norm_weight: float = 1.0
    apart_weight: float = 1.0


class Generators(nn.Module):
    """k elements of a Lie algebra of n x n matrices."""

    def __init__(self, dimension: int, size: int) -> None:
        super().__init__()
        start = torch.randn(dimension, size * size)
        self.algebra = nn.Parameter(NORM * normalize(start, dim=-1).view(dimension, size, size))

    def forward(self, count: int) -> Tensor:
        """Random elements of the group."""
        drawn = torch.randn(count, len(self.algebra))
        flows = torch.einsum("bk,kij->bij", drawn, self.algebra)
        elements: Tensor = torch.linalg.matrix_exp(flows)
        return elements

    def penalty(self, training: Training) -> Tensor:
        """What keeps generators from nothing, and from one another."""
        flat = self.algebra.flatten(1)
        size = (flat.norm(dim=-1) - NORM).square().sum()
        unit = normalize(flat, dim=-1)
        alike = (unit @ unit.mT).triu(1).square().sum()
        total: Tensor = training.norm_weight * size + training.apart_weight * alike
        return total


class Discriminator(nn.Module):
    """How likely a sample is one of the data; tensors are brought to a common scale first."""

    def __init__(self, samples: Samples, group: Group) -> None:
        super().__init__()
        entries = sum(value[0].numel() for value in samples.values)
        self.scales = [
            1 / max(value.square().mean().sqrt().item(), 1e-12) for value in samples.values
        ]
        self.layers = nn.Sequential(
            nn.Linear(entries, WIDTH),
            nn.LeakyReLU(SLOPE),
            nn.Linear(WIDTH, WIDTH),
            nn.LeakyReLU(SLOPE),
            nn.Linear(WIDTH, 1),
        )

    def forward(self, values: list[Tensor]) -> Tensor:
        """One logit for each sample."""
        flat = [v.reshape(len(v), -1) * scale for v, scale in zip(values, self.scales, strict=True)]
        found: Tensor = self.layers(torch.cat(flat, -1))[:, 0]
        return found


def train(
    samples: Samples, group: Group, dimension: int, training: Training, steps: Iterable[int]
) -> Tensor:
    """Generators (k, n, n) under which the data look as they did; `steps` counts them off."""
    assert isinstance(group.size, int)
    values = [value.float() for value in samples.values]
    generators = Generators(dimension, group.size)
    judge = Discriminator(samples, group)
    makes = torch.optim.Adam(generators.parameters(), training.rate, betas=(0.5, 0.99))
    judges = torch.optim.Adam(judge.parameters(), 1e-3, betas=(0.5, 0.99))
    total, seen = torch.zeros_like(generators.algebra, dtype=torch.float64), 0
    for step in steps:
        makes.param_groups[0]["lr"] = training.rate * _faded(step / training.steps)
        real, fake = _batch(values, training.batch), _batch(values, training.batch)
        made = _moved(fake, samples, group, generators(training.batch))
        with torch.no_grad():
            told = [value.detach() for value in made]
        loss = softplus(-judge(real)).mean() + softplus(judge(told)).mean()
        _descend(judges, loss)
        loss = softplus(-judge(made)).mean() + generators.penalty(training)
        _descend(makes, loss)
        if step >= (1 - SHARE) * training.steps:
            total += generators.algebra.detach().double()
            seen += 1
    return total / seen if seen else generators.algebra.detach().double()


def told_apart(
    samples: Samples, group: Group, algebra: Tensor, training: Training, steps: Iterable[int]
) -> float:
    """How often a new discriminator tells held-out samples from moved ones: 1/2 if it cannot."""
    values = [value.float() for value in samples.values]
    held = max(len(samples) // 4, 1)
    known, unknown = [v[held:] for v in values], [v[:held] for v in values]
    judge = Discriminator(samples, group)
    judges = torch.optim.Adam(judge.parameters(), 1e-3)
    frozen = Generators(len(algebra), algebra.shape[-1]).requires_grad_(False)
    frozen.algebra.copy_(
        algebra * NORM / algebra.flatten(1).norm(dim=-1).clamp(min=1e-12)[:, None, None]
    )
    for _ in steps:
        real, fake = _batch(known, training.batch), _batch(known, training.batch)
        made = _moved(fake, samples, group, frozen(training.batch))
        _descend(judges, softplus(-judge(real)).mean() + softplus(judge(made)).mean())
    with torch.no_grad():
        made = _moved(unknown, samples, group, frozen(held))
        right = (judge(unknown) > 0).double().mean() + (judge(made) < 0).double().mean()
    return float(right) / 2


def _faded(part: float) -> float:
    """The learning rate, as part of the first: half of a cosine."""
    return 0.5 * (1 + cos(pi * min(part, 1.0)))


def _batch(values: list[Tensor], count: int) -> list[Tensor]:
    at = torch.randint(len(values[0]), (count,))
    return [value[at] for value in values]


def _moved(values: list[Tensor], samples: Samples, group: Group, elements: Tensor) -> list[Tensor]:
    pairs = zip(values, samples.slots, strict=True)
    return [moved(value, slot, group, elements) for value, slot in pairs]


def _descend(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
