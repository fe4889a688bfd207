"""The ways to apply one equivariant linear layer that the generated one is compared with.

All work on `(batch, axes, channels)`, except `ign`, whose layout is channels first as published.
Weights are per basis map: `w` is `(maps, channels in, channels out)`, `b` is `(biases, channels)`.
"""

from collections.abc import Callable
from math import prod

import torch
from torch import Tensor, nn

from benchmarks.diagrams import Map, Slots, basis

Features = Callable[[Tensor], list[Tensor]]
LARGEST = 2**26
"""Entries of the largest dense matrix that is built."""


class Baseline(nn.Module):
    """A layer with the weights of a basis; biases are stored as constant output tensors."""

    def __init__(self, groups: tuple[Slots, ...], w: Tensor, b: Tensor) -> None:
        super().__init__()
        self.maps = basis(groups)
        self.w = nn.Parameter(w.clone())
        self.b = nn.Parameter(b.clone()) if len(b) else None
        self.register_buffer("constants", constant_tensors(groups, w.dtype))

    def add_bias(self, y: Tensor) -> Tensor:
        """`y` plus the biases, at the cost of one broadcast addition."""
        if self.b is None:
            return y
        bias = torch.tensordot(self.constants, self.b, ([0], [0]))
        return y + bias


class StackAll(Baseline):
    """(a) Every map applied and written out, side by side along channels, then one matrix."""

    def forward(self, x: Tensor) -> Tensor:
        shared = {m.bottom: m for m in self.maps}
        read = {bottom: m.contract(x) for bottom, m in shared.items()}
        every = torch.cat([m.expand(read[m.bottom]) for m in self.maps], -1)
        return self.add_bias(every @ self.w.flatten(0, 1))


class PerDiagram(Baseline):
    """(b) One contraction and one channel matrix per map at its waist, written out and summed."""

    def forward(self, x: Tensor) -> Tensor:
        y = None
        for m, w in zip(self.maps, self.w.unbind(), strict=True):
            term = m.expand(m.contract(x) @ w)
            y = term if y is None else y + term
        return self.add_bias(y)


class Dense(Baseline):
    """(c) The matrix between all entries built from the weights, and applied."""

    def __init__(self, groups: tuple[Slots, ...], w: Tensor, b: Tensor) -> None:
        super().__init__(groups, w, b)
        self.register_buffer("basis", basis_matrices(groups, w.dtype).flatten(1))
        self.entries = in_entries(groups), out_entries(groups)

    @staticmethod
    def fits(groups: tuple[Slots, ...], channels_in: int, channels_out: int) -> bool:
        """Whether matrix and basis are small enough to be built."""
        entries = in_entries(groups) * out_entries(groups)
        return entries * max(channels_in * channels_out, len(basis(groups))) <= LARGEST

    def forward(self, x: Tensor) -> Tensor:
        low, high = self.entries
        maps, c_in, c_out = self.w.shape
        matrix = (self.w.reshape(maps, -1).T @ self.basis).view(c_in, c_out, low, high)
        matrix = matrix.permute(2, 0, 3, 1).reshape(low * c_in, high * c_out)
        y = x.reshape(x.shape[0], -1) @ matrix
        return self.add_bias(y.view(x.shape[0], *self.constants.shape[1:], c_out))


class Ign(nn.Module):
    """(a) for S(n) 2->2 as in the code of Maron et al. (arXiv:1812.09902): channels first."""

    def __init__(self, w: Tensor, b: Tensor) -> None:
        super().__init__()
        self.w = nn.Parameter(w.permute(1, 2, 0).contiguous())
        self.b = nn.Parameter(b.clone())

    def forward(self, x: Tensor) -> Tensor:
        y = torch.einsum("dsb,ndbij->nsij", self.w, torch.stack(ign_maps(x), 2))
        diagonal = torch.eye(x.shape[-1], dtype=x.dtype) * self.b[1][:, None, None]
        return y + (self.b[0][:, None, None] + diagonal)


def ign_maps(x: Tensor) -> list[Tensor]:
    """The 15 operations on `(batch, channels, n, n)`, means in place of sums."""
    n, full = x.shape[-1], x.shape
    diagonal = x.diagonal(0, 2, 3)
    trace = diagonal.mean(2, keepdim=True)
    rows, columns = x.mean(3), x.mean(2)
    total = rows.mean(2, keepdim=True)
    return [
        torch.diag_embed(diagonal),
        torch.diag_embed(trace.expand(-1, -1, n)),
        torch.diag_embed(rows),
        torch.diag_embed(columns),
        torch.diag_embed(total.expand(-1, -1, n)),
        columns.unsqueeze(3).expand(full),
        rows.unsqueeze(3).expand(full),
        columns.unsqueeze(2).expand(full),
        rows.unsqueeze(2).expand(full),
        x,
        x.transpose(2, 3),
        diagonal.unsqueeze(3).expand(full),
        diagonal.unsqueeze(2).expand(full),
        trace.unsqueeze(3).expand(full),
        total.unsqueeze(3).expand(full),
    ]


def in_entries(groups: tuple[Slots, ...]) -> int:
    """The number of entries of the input, channels apart."""
    return prod(g.size ** len(g.inputs) for g in groups)


def out_entries(groups: tuple[Slots, ...]) -> int:
    """The number of entries of the output, channels apart."""
    return prod(g.size ** len(g.outputs) for g in groups)


def extents(groups: tuple[Slots, ...], outputs: bool = False) -> tuple[int, ...]:
    """The axes of the input, or of the output."""
    sizes = {i: g.size for g in groups for i in (g.outputs if outputs else g.inputs)}
    return tuple(sizes[i] for i in sorted(sizes))


def constant_tensors(groups: tuple[Slots, ...], dtype: torch.dtype) -> Tensor:
    """Every invariant of the output: `(biases, axes)`."""
    one = torch.ones(1, 1, dtype=dtype)
    maps: tuple[Map, ...] = basis(groups, bias=True)
    empty = torch.zeros(0, *extents(groups, True), dtype=dtype)
    return torch.cat([empty, *(m.expand(one).squeeze(-1) for m in maps)])


def basis_matrices(groups: tuple[Slots, ...], dtype: torch.dtype) -> Tensor:
    """Every basis map as a matrix: `(maps, entries in, entries out)`."""
    low, high = in_entries(groups), out_entries(groups)
    unit = torch.eye(low, dtype=dtype).view(low, *extents(groups), 1)
    return torch.stack([m.expand(m.contract(unit)).reshape(low, high) for m in basis(groups)])
