"""Modules of a user's, for tests that call them from specs."""

import torch
from torch import Tensor, nn


class Places(nn.Module):
    """Mixes points by where they stand: nothing symmetric about it."""

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(batch, n, ...) to (batch, n, 2) and a number, or (batch, 3) and (batch, n)."""
        places = torch.arange(1, x.shape[1] + 1, dtype=x.dtype)
        if x.dim() == 4:
            turned = torch.einsum("n,bnic->bic", places, torch.sin(x)).sum(-1)
            return turned, torch.cos(x.flatten(2).sum(-1) * places)
        far = torch.sin(x * places[:, None]).cumsum(1)
        return far[..., :2], far.square().sum((1, 2))


class Perceptron(nn.Module):
    """An ordinary network on flat vectors."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(9, 32), nn.Tanh(), nn.Linear(32, 9))

    def forward(self, x: Tensor) -> Tensor:
        """(batch, 9) to (batch, 9)."""
        made: Tensor = self.layers(x)
        return made
