"""Random rotations and clouds for tests of what goes around a network."""

import itertools

import torch
from torch import Tensor


def rotation(d: int, proper: bool, seed: int = 0) -> Tensor:
    """A random orthogonal matrix, of determinant 1 if `proper`."""
    generator = torch.Generator().manual_seed(seed)
    q: Tensor = torch.linalg.qr(torch.randn(d, d, dtype=torch.float64, generator=generator)).Q
    if proper and torch.linalg.det(q) < 0:
        q[:, 0] *= -1
    return q


def cube(d: int = 3) -> Tensor:
    """The corners of a cube, whose covariance is a multiple of the identity."""
    return torch.tensor(list(itertools.product((-1.0, 1.0), repeat=d)), dtype=torch.float64)


def clouds(d: int) -> dict[str, Tensor]:
    """Clouds without principal axes of their own."""
    seeded = torch.Generator().manual_seed(1)
    line = torch.linspace(-1, 2, 5, dtype=torch.float64)[:, None]
    one = torch.eye(d, dtype=torch.float64)
    near = torch.randn(1, d, generator=seeded, dtype=torch.float64) * 1e-3
    return {
        "cube": cube(d),
        "line": line * torch.randn(1, d, generator=seeded, dtype=torch.float64),
        "nothing": torch.zeros(4, d, dtype=torch.float64),
        "simplex": one,
        "nearly a simplex": torch.cat([one, near]),
        "one point": torch.randn(1, d, generator=seeded, dtype=torch.float64),
    }
