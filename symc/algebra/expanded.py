"""Diagrams written out as exact tensors, for axes that are folded into the channels."""

from dataclasses import replace
from itertools import permutations, product
from typing import Protocol

from symc.algebra.family import Signature
from symc.algebra.forms import form_of
from symc.ir.diagram import Diagram, Hom
from symc.ir.symmetry import Group, Images
from symc.ir.tensors import Table

Entries = dict[tuple[int, ...], int]
"""Index tuples over bottom slots, then top slots, and the values there; all others are 0."""


class HasDiagrams(Protocol):
    """A family whose bases are diagrams."""

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """A basis as diagrams."""


def expanded(family: HasDiagrams, group: Group, signature: Signature) -> Table:
    """The tensors of a basis of diagrams, axes of size 1 included."""
    found = family.hom(group, signature)
    if found is None:
        from symc.algebra.exact import invariant_tensors

        return invariant_tensors(group, signature)
    size = group.size
    assert isinstance(size, int)
    below = tuple(1 if slot.label else size for slot in signature.bottom)
    above = tuple(1 if slot.label else size for slot in signature.top)
    bottom = signature.below
    points = signature.count()
    elements = tuple(
        tuple(sorted((_flat(index, size), value) for index, value in made.items()))
        for made in (
            lowered(group, entries_of(d, size, bottom, points, form_of(group)), signature)
            for d in found.diagrams
        )
    )
    return Table(below, above, elements)


def standing_in(group: Group, signature: Signature) -> Group:
    """The smallest group of a family whose diagrams on these slots are as those of this one.

    Without epsilons and with at least as many coordinates as slots, all are independent.

    >>> from symc.algebra.family import Slot
    >>> four = Signature((Slot(),) * 2, (Slot(),) * 2)
    >>> standing_in(Group("G", "O", (1, 50)), four).text
    'O(6)'
    """
    enough = signature.count() + 2
    enough += enough % 2
    if not isinstance(group.size, int) or group.size <= enough:
        return group
    return replace(group, parameters=(enough,))


def lowered(group: Group, made: Entries, signature: Signature) -> Entries:
    """The tensor with the index of every dual slot lowered by the form, if there is one."""
    form = form_of(group)
    duals = [i for i, slot in enumerate(s for s in signature.slots if not s.label) if slot.dual]
    if form is None or not duals:
        return made
    found: Entries = {}
    for index, value in made.items():
        lowered = list(index)
        for i in duals:
            to = form[index[i]]
            value, lowered[i] = (value, to) if to >= 0 else (-value, ~to)
        found[tuple(lowered)] = value
    return found


def entries_of(
    diagram: Diagram, size: int, bottom: int, points: int, form: Images | None = None
) -> Entries:
    """The tensor of a diagram: constant on open blocks; closed pairs take the form, if any.

    >>> from symc.algebra.diagrams import split
    >>> entries_of(split(((0, 1),), 1), 2, 1, 2)
    {(0, 0): 1, (1, 1): 1}
    """
    found: Entries = {(): 1}
    order: list[int] = []
    for slots, values in _vertices(diagram, size, bottom, form):
        order += slots
        found = {
            (*index, *at): value * factor
            for (index, value), (at, factor) in product(found.items(), values.items())
        }
    place = [order.index(slot) for slot in range(points)]
    return {tuple(index[i] for i in place): value for index, value in found.items()}


def _vertices(
    diagram: Diagram, size: int, bottom: int, form: Images | None
) -> list[tuple[list[int], Entries]]:
    """Every connected piece of a diagram: its slots and its tensor."""
    low, high = diagram.bottom, diagram.top
    pieces: list[tuple[list[int], Entries]] = []
    legs: dict[int, int] = {}
    for j, axis in enumerate(diagram.sigma):
        below = low.open[axis] if axis < len(low.open) else ()
        above = high.open[j] if j < len(high.open) else ()
        if not below:
            legs[axis - len(low.open)] = bottom + above[0]
        elif not above:
            legs[j - len(high.open)] = below[0]
        else:
            slots = [*below, *(bottom + slot for slot in above)]
            pieces.append((slots, {(i,) * len(slots): 1 for i in range(size)}))
    for half, start in ((low, 0), (high, bottom)):
        for block in half.closed:
            slots = [start + slot for slot in block]
            pieces.append((slots, _closed(len(slots), size, form)))
    vertex = [*low.epsilon, *(bottom + slot for slot in high.epsilon)]
    if vertex:
        through = [legs[i] for i in range(len(legs))]
        pieces.append(([*vertex, *through], _epsilon(size, len(through), form)))
    return pieces


def _closed(slots: int, size: int, form: Images | None) -> Entries:
    if form is None or slots != 2:
        return {(i,) * slots: 1 for i in range(size)}
    return {(to if to >= 0 else ~to, i): 1 if to >= 0 else -1 for i, to in enumerate(form)}


def _epsilon(size: int, legs: int, form: Images | None) -> Entries:
    """The Levi-Civita symbol; its last legs pass to the other side, with the index raised."""
    found: Entries = {}
    for points in permutations(range(size)):
        odd = sum(a > b for i, a in enumerate(points) for b in points[i + 1 :]) % 2
        raised = sum(form is not None and form[p] < 0 for p in points[size - legs :]) % 2
        found[points] = -1 if odd != raised else 1
    return found


def _flat(index: tuple[int, ...], size: int) -> int:
    total = 0
    for i in index:
        total = total * size + i
    return total
