"""Elements of groups as words in their exact generators, and the matrices by which they move axes.

A word is a representation's business to spell out: the same letters give the matrix on a defining
axis, on a character, on a regular or an induced one. Nothing here is read from generated code.
"""

from dataclasses import dataclass, replace
from functools import cache
from math import pi, prod
from random import Random

import torch
from torch import Tensor

from symc.algebra.acting import finite_of
from symc.algebra.exact import generators_of
from symc.algebra.family import Slot
from symc.algebra.irreps import is_irrep, length
from symc.algebra.matrices import square
from symc.ir.symmetry import Extent, Group
from symc.verify.generators import derived, numbers, represented
from symc.verify.irreps import irrep
from symc.verify.values import Sizes

RAPIDITY = 1.0
"""How far elements of groups that are not compact go, all letters of a word together."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A generator: one of the finite ones, or the flow of one of the Lie algebra for some time."""

    generator: int
    time: float | None = None


Word = tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a group of constant size; of a fibred one, a word for each point of its base.

    Points are `moved` afterwards. `base` are the lengths of the groups around it, outermost first.
    """

    group: Group
    words: tuple[Word, ...]
    base: tuple[int, ...] = ()
    moved: tuple[float, ...] = ()

    @property
    def shift(self) -> Tensor | None:
        """The translation of points, where there is one."""
        return torch.tensor(self.moved, dtype=torch.float64) if self.moved else None

    def matrix(self, label: str, dual: bool) -> Tensor:
        """The matrices on an axis, of shape (*base, extent, extent)."""
        made = [_spelt(self.group, word, label) for word in self.words]
        whole = torch.stack(made)
        if dual:
            whole = torch.linalg.inv(whole).transpose(-1, -2)
        return whole.reshape(*self.base, *whole.shape[-2:])


def concrete(group: Group, sizes: Sizes) -> Group:
    """The group with its free size filled in."""

    def known(extent: Extent) -> Extent:
        return sizes[extent] if isinstance(extent, str) else extent

    return replace(group, parameters=tuple(map(known, group.parameters)))


def generating(group: Group, sizes: Sizes, time: float = 0.7) -> list[Element]:
    """One element for each generator; of a fibred group it acts in the first fibre only."""
    whole = concrete(group, sizes)
    generators = generators_of(whole)
    letters = [Letter(i) for i in range(len(finite_of(generators)))]
    letters += [Letter(i, time) for i in range(len(generators.algebra))]
    base = around(group, sizes)
    rest: tuple[Word, ...] = ((),) * (prod(base) - 1)
    found = [Element(whole, ((letter,), *rest), base) for letter in letters]
    if group.translations:
        first = tuple(time * (i == 0) for i in range(extent_of(whole, "")))
        found.append(Element(whole, ((), *rest), base, first))
    return found


def far(group: Group, sizes: Sizes, random: Random, rapidity: float = RAPIDITY) -> Element:
    """A random element: a long word, of bounded rapidity where the group is not compact."""
    whole, base = concrete(group, sizes), around(group, sizes)
    words = tuple(_word(whole, random, rapidity) for _ in range(prod(base)))
    dimension = extent_of(whole, "") if whole.translations else 0
    moved = tuple(random.gauss(0, 1) for _ in range(dimension))
    return Element(whole, words, base, moved)


def around(group: Group, sizes: Sizes) -> tuple[int, ...]:
    """The sizes of the groups in which a group lies, outermost first."""
    found: list[int] = []
    outer = group.within
    while outer is not None:
        size = outer.size
        found.insert(0, sizes[size] if isinstance(size, str) else size)
        outer = outer.within
    return tuple(found)


def is_compact(group: Group, sizes: Sizes) -> bool:
    """Whether every flow keeps all norms, so that there is no need to bound it."""
    generators = generators_of(concrete(group, sizes))
    return all(map(_turns, generators.algebra))


def _word(group: Group, random: Random, rapidity: float) -> Word:
    generators = generators_of(group)
    count, flows = len(finite_of(generators)), generators.algebra
    size = group.size
    assert isinstance(size, int)
    length = 6 * size + 6 + random.randrange(12)  # of one length, words may miss half the group
    letters = [Letter(random.randrange(count)) for _ in range(length) if count]
    bounded = sum(not _turns(flow) for flow in flows)
    rounds = 3 if len(flows) < 12 else 1
    for _ in range(rounds):
        for i in random.sample(range(len(flows)), len(flows)):
            most = pi if _turns(flows[i]) else rapidity / (rounds * bounded)
            letter = Letter(i, random.uniform(-most, most))
            letters.insert(random.randrange(len(letters) + 1), letter)
    return tuple(letters)


@cache
def _turns(flow: tuple[tuple[str, ...], ...]) -> bool:
    matrix = numbers(square(flow))
    return bool(torch.allclose(matrix, -matrix.mH))


def _spelt(group: Group, word: Word, label: str) -> Tensor:
    """The product of the matrices of a word's letters; of irreps, their matrix at it."""
    if label == "point":
        return _spelt(group, word, "")
    if is_irrep(Slot(label)):
        whole = _spelt(group, word, "regular" if group.family in ("C", "D") else "")
        return irrep(group, whole, label)
    letters = [
        represented(group, letter.generator, label)
        if letter.time is None
        else torch.linalg.matrix_exp(letter.time * derived(group, letter.generator, label))
        for letter in word
    ]
    if not letters:
        return torch.eye(extent_of(group, label), dtype=torch.float64)
    whole = letters[0]
    for each in letters[1:]:
        kind = torch.promote_types(whole.dtype, each.dtype)
        whole = whole.to(kind) @ each.to(kind)
    return whole


def extent_of(group: Group, label: str) -> int:
    """The length of an axis."""
    label = "" if label == "point" else label
    if is_irrep(Slot(label)):
        return length(group, label)
    if finite_of(generators_of(group)):
        return len(represented(group, 0, label))
    return len(derived(group, 0, label))
