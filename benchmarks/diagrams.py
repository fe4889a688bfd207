"""Basis maps as plain PyTorch, one diagram at a time: what the baselines are made of."""

import itertools
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import prod

import torch
from torch import Tensor

from symc.algebra import Signature, Slot, form_of, hom, orbit_elements, tensors
from symc.ir.diagram import Diagram
from symc.ir.symmetry import Group
from symc.ir.tensors import Orbits


@dataclass(frozen=True, slots=True)
class Slots:
    """One group's share of a layer: its family, and which input and output axes it moves.

    `parameters` are there if they are not the size of the axes alone.
    """

    family: str
    size: int
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    parameters: tuple[int, ...] = ()
    label: str = ""

    @property
    def group(self) -> Group:
        """The group as symc's algebra knows it."""
        return Group("G", self.family, self.parameters or (self.size,))

    def signature(self, bias: bool) -> Signature:
        """The axes of all maps, or of the biases."""
        slot = Slot(self.label)
        return Signature((slot,) * (0 if bias else len(self.inputs)), (slot,) * len(self.outputs))


@dataclass(frozen=True, slots=True)
class Factor:
    """A constant tensor of a map: letters of its axes, which have one size, and its entries."""

    letters: str
    size: int
    entries: tuple[tuple[int, float], ...]

    def tensor(self, dtype: torch.dtype) -> Tensor:
        """The tensor, as dense as it is small."""
        return _dense(len(self.letters), self.size, self.entries, dtype)


@cache
def _dense(
    axes: int, size: int, entries: tuple[tuple[int, float], ...], dtype: torch.dtype
) -> Tensor:
    flat = torch.zeros(size**axes, dtype=dtype)
    for entry, value in entries:
        flat[entry] = value
    return flat.view((size,) * axes)


@dataclass(frozen=True, slots=True)
class Map:
    """One basis map. Letters name axes: `read -> waist` contracts, `waist -> write` expands."""

    read: str
    waist: str
    write: str
    scale: float
    sizes: tuple[tuple[str, int], ...]
    below: tuple[Factor, ...] = ()
    above: tuple[Factor, ...] = ()

    @property
    def bottom(self) -> tuple[str, str, tuple[Factor, ...]]:
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
            operands = ",".join((f"Z{self.read}C", *(f.letters for f in self.below)))
            factors = [f.tensor(x.dtype) for f in self.below]
            return torch.einsum(f"{operands}->Z{self.waist}C", x, *factors)
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
            every = "".join(f.letters for f in self.above)
            kept = dict.fromkeys(c for c in self.write if c in self.waist + every)
            result = "".join(kept)
            operands = ",".join((f"Z{self.waist}C", *(f.letters for f in self.above)))
            factors = [f.tensor(z.dtype) for f in self.above]
            z = torch.einsum(f"{operands}->Z{result}C", z, *factors)
            letters = list(result)
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


Drawn = Diagram | tuple[tuple[int, float], ...]
"""A map of one group: a diagram, or the entries of its tensor."""


def basis(groups: tuple[Slots, ...], bias: bool = False) -> tuple[Map, ...]:
    """Every basis map between the tensors, or from nothing to the output."""
    choices = [_choices(group, bias) for group in groups]
    return tuple(_map(groups, each, bias) for each in itertools.product(*choices))


def _choices(group: Slots, bias: bool) -> tuple[Drawn, ...]:
    signature = group.signature(bias)
    found = hom(group.group, signature)
    if found is not None:
        return found.diagrams
    table = tensors(group.group, signature)
    elements = orbit_elements(table) if isinstance(table, Orbits) else table.elements
    return tuple(tuple((at, float(value)) for at, value in element) for element in elements)


def _map(groups: tuple[Slots, ...], drawn: tuple[Drawn, ...], bias: bool) -> Map:
    names = iter(string.ascii_lowercase)
    made = _Made({}, {}, {}, [], [], set())
    scale = 1.0
    for group, each in zip(groups, drawn, strict=True):
        fresh = _fresh(names, group.size, made.sizes)
        inputs = () if bias else group.inputs
        if isinstance(each, Diagram):
            made.add(group, each, inputs, fresh)
            if group.family == "S":
                scale /= group.size ** len(each.bottom.closed)
        else:
            made.add_entries(group, each, inputs, fresh)
    read = "".join(made.read[i] for i in sorted(made.read))
    order = dict.fromkeys([*read, *"".join(f.letters for f in made.below)])
    return Map(
        read,
        "".join(letter for letter in order if letter in made.crossing),
        "".join(made.write[i] for i in sorted(made.write)),
        scale,
        tuple(made.sizes.items()),
        tuple(made.below),
        tuple(made.above),
    )


def _fresh(names: Iterator[str], size: int, sizes: dict[str, int]) -> Iterator[str]:
    """New letters for axes of one size."""
    for name in names:
        sizes[name] = size
        yield name


@dataclass(frozen=True, slots=True)
class _Made:
    """The letters of a map so far."""

    sizes: dict[str, int]
    read: dict[int, str]
    write: dict[int, str]
    below: list[Factor]
    above: list[Factor]
    crossing: set[str]

    def add(
        self, group: Slots, diagram: Diagram, inputs: tuple[int, ...], fresh: Iterator[str]
    ) -> None:
        """One group's diagram."""
        bottom, top = diagram.bottom, diagram.top
        form = _form(group)
        waist = []
        for block in bottom.open:
            waist.append(next(fresh))
            self.read.update({inputs[slot]: waist[-1] for slot in block})
        _close(bottom.closed, inputs, self.read, self.below, form, fresh, group.size)
        if bottom.epsilon:
            self.read.update({inputs[slot]: next(fresh) for slot in bottom.epsilon})
            legs = [next(fresh) for _ in range(bottom.legs)]
            on = "".join([*(self.read[inputs[slot]] for slot in bottom.epsilon), *legs])
            self.below.append(Factor(on, group.size, _epsilon(group.size)))
            waist += legs
        ends = [waist[axis] for axis in diagram.sigma]
        for block, end in zip(top.open, ends, strict=False):
            self.write.update({group.outputs[slot]: end for slot in block})
        _close(top.closed, group.outputs, self.write, self.above, form, fresh, group.size)
        if top.epsilon:
            self.write.update({group.outputs[slot]: next(fresh) for slot in top.epsilon})
            on = "".join(self.write[group.outputs[slot]] for slot in top.epsilon)
            on += "".join(ends[len(top.open) :])
            self.above.append(Factor(on, group.size, _epsilon(group.size)))
        self.crossing.update(waist)

    def add_entries(
        self,
        group: Slots,
        entries: tuple[tuple[int, float], ...],
        inputs: tuple[int, ...],
        fresh: Iterator[str],
    ) -> None:
        """One group's tensor: everything crosses the waist, and is multiplied by it."""
        self.read.update({slot: next(fresh) for slot in inputs})
        self.write.update({slot: next(fresh) for slot in group.outputs})
        on = [*(self.read[slot] for slot in inputs), *(self.write[slot] for slot in group.outputs)]
        self.above.append(Factor("".join(on), group.size, entries))
        self.crossing.update(self.read[slot] for slot in inputs)


def _close(
    blocks: tuple[tuple[int, ...], ...],
    slots: tuple[int, ...],
    letters: dict[int, str],
    factors: list[Factor],
    form: tuple[tuple[int, float], ...] | None,
    fresh: Iterator[str],
    size: int,
) -> None:
    """Letters for closed blocks: one letter each, or two that the form joins."""
    for block in blocks:
        if form is None:
            name = next(fresh)
            letters.update({slots[slot]: name for slot in block})
        else:
            letters.update({slots[slot]: next(fresh) for slot in block})
            factors.append(Factor("".join(letters[slots[slot]] for slot in block), size, form))


def _form(group: Slots) -> tuple[tuple[int, float], ...] | None:
    """The entries of the invariant form; None is the identity."""
    images = form_of(group.group)
    if images is None:
        return None
    pairs = ((i, to, 1.0) if to >= 0 else (i, ~to, -1.0) for i, to in enumerate(images))
    return tuple((i * group.size + to, sign) for i, to, sign in pairs)


@cache
def _epsilon(size: int) -> tuple[tuple[int, float], ...]:
    """The Levi-Civita symbol."""
    entries = []
    for points in itertools.permutations(range(size)):
        odd = sum(a > b for a, b in itertools.combinations(points, 2)) % 2
        at = sum(p * size**i for i, p in enumerate(reversed(points)))
        entries.append((at, -1.0 if odd else 1.0))
    return tuple(entries)
