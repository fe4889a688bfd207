"""Numbers that functions of support are called with."""

import torch
from torch import Tensor


def some(*shape: int) -> Tensor:
    """Normal numbers, the same for every shape each time."""
    generator = torch.Generator().manual_seed(9)
    return torch.randn(shape, generator=generator, dtype=torch.float64)


def numbers(*given: float) -> Tensor:
    """These numbers."""
    return torch.tensor(given, dtype=torch.float64)


def gram(*shape: int) -> Tensor:
    """Vectors (items, coordinates, points) as sums of their squares."""
    x = some(*shape)
    return x @ x.mT
