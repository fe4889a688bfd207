"""Basis maps as plain PyTorch, one diagram at a time: what the baselines are made of."""

import itertools
import string
from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor

from symc.algebra import hom
from symc.ir.diagram import Diagram


@dataclass(frozen=True, slots=True)
class Slots:
    """One group's share of a layer: its family, and which input and output axes it moves."""

    family: str
    size: int
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """One basis map. Letters name axes: `read -> waist` contracts, `waist -> write` expands."""

    read: str
    waist: str
    write: str
    scale: float
    sizes: tuple[tuple[str, int], ...]
    below: tuple[str, ...] = ()
    above: tuple[str, ...] = ()

    @property
    def bottom(self) -> tuple[str, str, tuple[str, ...]]:
        """What the contraction depends on; maps of equal bottoms share it."""
        return (self.read, self.waist, self.below)

    @property
    def entries(self) -> int:
        """The number of entries at the waist."""
        sizes = dict(self.sizes)
        return prod(sizes[letter] for letter in self.waist)

    def contract(self, x: Tensor) -> Tensor:
        """The input `(batch, axes, channels)` to `(batch, waist, channels)`."""
        if self.read == self.waist:
            return x
        if self.below:
            operands = ",".join((f"Z{self.read}C", *self.below))
            eps = [epsilon(len(e), x.dtype) for e in self.below]
            return torch.einsum(f"{operands}->Z{self.waist}C", x, *eps)
        letters = list(self.read)
        for letter in dict.fromkeys(self.read):
            while letters.count(letter) > 1:
                i = letters.index(letter)
                j = letters.index(letter, i + 1)
                x = x.diagonal(0, i + 1, j + 1).movedim(-1, i + 1)
                del letters[j]
        summed = [i + 1 for i, letter in enumerate(letters) if letter not in self.waist]
        if summed:
            x = x.sum(summed) * self.scale
        return x

    def expand(self, z: Tensor) -> Tensor:
        """`(batch, waist, channels)` to the output; a view unless entries stay zero."""
        sizes = dict(self.sizes)
        letters = list(self.waist)
        if self.above:
            made = "".join(dict.fromkeys(c for c in self.write if c in "".join(self.above)))
            kept = "".join(c for c in dict.fromkeys(self.write) if c in self.waist) + made
            kept = "".join(dict.fromkeys(kept))
            operands = ",".join((f"Z{self.waist}C", *self.above))
            eps = [epsilon(len(e), z.dtype) for e in self.above]
            z = torch.einsum(f"{operands}->Z{kept}C", z, *eps)
            letters = list(kept)
        for letter in dict.fromkeys(self.write):
            if letter not in letters:
                z = z.unsqueeze(1).expand(-1, sizes[letter], *z.shape[1:])
                letters.insert(0, letter)
        for letter in dict.fromkeys(self.write):
            for _ in range(self.write.count(letter) - 1):
                at = letters.index(letter) + 1
                z = torch.diag_embed(z.movedim(at, -1), 0, 1, 2)
                letters.remove(letter)
                letters[:0] = [letter, letter]
        order, used = [], set()
        for letter in self.write:
            i = next(i for i, c in enumerate(letters) if c == letter and i not in used)
            used.add(i)
            order.append(i + 1)
        return z.permute(0, *order, z.dim() - 1)


def basis(groups: tuple[Slots, ...], bias: bool = False) -> tuple[Map, ...]:
    """Every basis map between the tensors, or from nothing to the output."""
    choices = [
        hom(g.family, g.size, 0 if bias else len(g.inputs), len(g.outputs)).diagrams for g in groups
    ]
    return tuple(_map(groups, each, bias) for each in itertools.product(*choices))


def _map(groups: tuple[Slots, ...], diagrams: tuple[Diagram, ...], bias: bool) -> Map:
    fresh = iter(string.ascii_lowercase)
    sizes: dict[str, int] = {}
    read: dict[int, str] = {}
    write: dict[int, str] = {}
    scale = 1.0
    below: list[str] = []
    above: list[str] = []
    crossing: set[str] = set()
    for group, diagram in zip(groups, diagrams, strict=True):

        def letter(size: int = group.size) -> str:
            new = next(fresh)
            sizes[new] = size
            return new

        bottom, top = diagram.bottom, diagram.top
        inputs = () if bias else group.inputs
        waist = []
        for block in bottom.open:
            waist.append(letter())
            read |= {inputs[slot]: waist[-1] for slot in block}
        for block in bottom.closed:
            new = letter()
            read |= {inputs[slot]: new for slot in block}
            scale /= group.size if group.family == "S" else 1
        if bottom.epsilon:
            read |= {inputs[slot]: letter() for slot in bottom.epsilon}
            legs = [letter() for _ in range(bottom.legs)]
            below.append("".join([*(read[inputs[slot]] for slot in bottom.epsilon), *legs]))
            waist += legs
        ends = [waist[axis] for axis in diagram.sigma]
        for block, end in zip(top.open, ends, strict=False):
            write |= {group.outputs[slot]: end for slot in block}
        for block in top.closed:
            new = letter()
            write |= {group.outputs[slot]: new for slot in block}
        if top.epsilon:
            write |= {group.outputs[slot]: letter() for slot in top.epsilon}
            made = [write[group.outputs[slot]] for slot in top.epsilon]
            above.append("".join([*made, *ends[len(top.open) :]]))
        crossing |= set(waist)
    order = dict.fromkeys([*(read[i] for i in sorted(read)), *"".join(below)])
    return Map(
        "".join(read[i] for i in sorted(read)),
        "".join(letter for letter in order if letter in crossing),
        "".join(write[i] for i in sorted(write)),
        scale,
        tuple(sizes.items()),
        tuple(below),
        tuple(above),
    )


_EPSILONS: dict[tuple[int, torch.dtype], Tensor] = {}


def epsilon(legs: int, dtype: torch.dtype) -> Tensor:
    """The Levi-Civita symbol, as dense as it is small."""
    if (legs, dtype) not in _EPSILONS:
        symbol = torch.zeros((legs,) * legs, dtype=dtype)
        for points in itertools.permutations(range(legs)):
            odd = sum(a > b for a, b in itertools.combinations(points, 2)) % 2
            symbol[points] = -1 if odd else 1
        _EPSILONS[legs, dtype] = symbol
    return _EPSILONS[legs, dtype]
