"""Maps to and from symmetric and alternating powers: one map for each independent class.

Tensors of a power are stored whole. A map from a symmetric tensor may read any representative of
its slots; a map to one is symmetrised at the end, so that maps which differ by an exchange of
slots are one. Those that are kept are independent after the exchange, exactly: partitions through
the basis of orbits, with which they are unitriangular block number by block number, and all others
entry by entry (mathematics: Pearce-Crump, arXiv:2503.11276, and Schur-Weyl duality).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations, product
from math import factorial, prod

from symc.algebra.atoms import Atom, atoms, tree_between
from symc.algebra.diagrams import split
from symc.algebra.elimination import independent
from symc.algebra.expanded import entries_of, lowered, standing_in
from symc.algebra.family import Signature
from symc.algebra.forms import form_of
from symc.algebra.nested import nested
from symc.algebra.numbers import read, written
from symc.algebra.orbits import orbit_elements
from symc.ir.diagram import Block, Diagram
from symc.ir.symmetry import Group, Part
from symc.ir.tensors import Number, Orbits, Tensors

Key = tuple[int, ...]
"""A label for every slot: a point, or the number of a block in the order of first appearance."""

Entries = tuple[tuple[Key, Number], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One map of one cluster of groups: its diagrams or the number of its tensor, and entries."""

    diagrams: tuple[Diagram, ...]
    tensor: int
    entries: Entries


@dataclass(frozen=True, slots=True)
class Symmetrized:
    """The clusters of a pair, and for every map that is kept the choice in each of them."""

    clusters: tuple[tuple[Group, ...], ...]
    maps: tuple[tuple[Choice, ...], ...]
    spanning: int


def has_powers(parts: tuple[Part, ...]) -> bool:
    """Whether any of these parts is a symmetric or alternating power."""
    return any(part.powers for part in parts)


def exchanges(parts: tuple[Part, ...]) -> int:
    """The number of exchanges of slots, which bounds the work."""
    return prod(factorial(len(power.blocks)) for part in parts for power in part.powers)


def labelled(
    groups: tuple[Group, ...], below: tuple[Part, ...], target: Part
) -> tuple[Choice, ...]:
    """The maps of S(n), or of groups within one another: every partition with few blocks."""
    tree = tree_between(groups, below, target)
    found = []
    for webs in nested(tree):
        key = tuple(label for web in webs for label in _labels(web.blocks))
        diagrams = tuple(split(web.blocks, k) for web, k in zip(webs, tree.below, strict=True))
        found.append(Choice(diagrams, -1, ((key, 1),)))
    return tuple(found)


def drawn(group: Group, diagrams: tuple[Diagram, ...], signature: Signature) -> tuple[Choice, ...]:
    """The maps of a group of constant size with diagrams, entry by entry.

    Axes of size 1 are not among the slots of diagrams; they have the label 0. A smaller group
    stands in for one so large that all diagrams are independent: exchanges act on them alike.
    """
    group, slots = standing_in(group, signature), signature.slots
    size = group.size
    assert isinstance(size, int)
    held = [i for i, slot in enumerate(slots) if not slot.label]
    found = []
    for diagram in diagrams:
        made = lowered(
            group,
            entries_of(diagram, size, signature.below, len(held), form_of(group)),
            signature,
        )
        entries = tuple((_spread(index, held, len(slots)), value) for index, value in made.items())
        found.append(Choice((diagram,), -1, entries))
    return tuple(found)


def tabled(tensors: Tensors) -> tuple[Choice, ...]:
    """The maps of a folded group."""
    shape = (*tensors.bottom, *tensors.top)
    elements = orbit_elements(tensors) if isinstance(tensors, Orbits) else tensors.elements
    return tuple(
        Choice((), i, tuple((_index(entry, shape), value) for entry, value in element))
        for i, element in enumerate(elements)
    )


def symmetrize(
    choices: tuple[tuple[Choice, ...], ...],
    order: tuple[tuple[Group, ...], ...],
    below: tuple[Part, ...],
    target: Part,
) -> Symmetrized:
    """The maps that are independent when slots of a power are exchanged, the cheapest first."""
    parts = (*below, target)
    frame = _frame(order, parts)
    every = sorted(product(*choices), key=_cost)
    canonical = _Sorting(parts, frame) if not frame.runs else _Trying(parts, frame)
    vectors = (_vector(each, canonical) for each in every)
    kept = independent(vectors)
    return Symmetrized(order, tuple(every[i] for i in kept), len(every))


def _cost(each: tuple[Choice, ...]) -> tuple[object, ...]:
    diagrams = [d for choice in each for d in choice.diagrams]
    waist = sum(d.waist for d in diagrams)
    return (waist, [d.key for d in diagrams], [choice.tensor for choice in each])


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where every slot of every cluster stands: (part, atom) of each position of a key.

    `runs` are the positions whose labels are numbers of blocks, one run for each such group.
    """

    places: tuple[tuple[int, int], ...]
    runs: tuple[tuple[int, ...], ...]


def _frame(order: tuple[tuple[Group, ...], ...], parts: tuple[Part, ...]) -> _Frame:
    places: list[tuple[int, int]] = []
    runs: list[tuple[int, ...]] = []
    for groups in order:
        for group in groups:
            own = [
                (p, a)
                for p, part in enumerate(parts)
                for a, atom in enumerate(atoms(part))
                if atom.group == group
            ]
            if is_labelled(groups, parts):
                runs.append(tuple(range(len(places), len(places) + len(own))))
            places += own
    return _Frame(tuple(places), tuple(runs))


def is_labelled(groups: tuple[Group, ...], parts: tuple[Part, ...]) -> bool:
    """Whether the maps of a cluster are partitions: S(n) on points, and within one another."""
    slots = [atom for part in parts for atom in atoms(part) if atom.group in groups]
    return all(g.family == "S" for g in groups) and not any(a.slot.label for a in slots)


Move = tuple[tuple[int, ...], int]
"""From which position each label comes, and the sign."""


def _moves(parts: tuple[Part, ...], frame: _Frame) -> Iterator[Move]:
    powers = [(p, power) for p, part in enumerate(parts) for power in part.powers]
    choices = [list(permutations(range(len(power.blocks)))) for _, power in powers]
    at = {place: i for i, place in enumerate(frame.places)}
    for orders in product(*choices):
        source = list(range(len(frame.places)))
        sign = 1
        for (p, power), order in zip(powers, orders, strict=True):
            sign *= power.sign ** sum(a > b for i, a in enumerate(order) for b in order[i + 1 :])
            made = atoms(parts[p])
            for to, come in enumerate(order):
                pairs = zip(
                    _atoms_in(made, power.blocks[to]),
                    _atoms_in(made, power.blocks[come]),
                    strict=True,
                )
                for a, b in pairs:
                    if (p, a) in at:
                        source[at[p, a]] = at[p, b]
        yield tuple(source), sign


def _atoms_in(made: tuple[Atom, ...], block: Block) -> list[int]:
    return [i for axis in block for i, atom in enumerate(made) if atom.axis == axis]


Canonical = Callable[[Key], tuple[int, Key]]
"""A representative of what exchanges make of a key, and its sign, 0 where both arise."""


def _vector(each: tuple[Choice, ...], canonical: Canonical) -> dict[Key, Number]:
    found: dict[Key, Number] = {}
    for entries in product(*(choice.entries for choice in each)):
        key = tuple(label for part, _ in entries for label in part)
        sign, least = canonical(key)
        if sign:
            value: Number = sign
            for _, factor in entries:
                value = _times(value, factor)
            found[least] = _plus(found.get(least, 0), value)
    return {key: value for key, value in found.items() if value != 0}


def _times(x: Number, y: Number) -> Number:
    if isinstance(x, int) and isinstance(y, int):
        return x * y
    return written(read(x) * read(y))


def _plus(x: Number, y: Number) -> Number:
    if isinstance(x, int) and isinstance(y, int):
        return x + y
    return written(read(x) + read(y))


class _Trying:
    """The smallest key that any exchange makes: for labels that are numbers of blocks."""

    def __init__(self, parts: tuple[Part, ...], frame: _Frame) -> None:
        self.frame, self.moves = frame, tuple(_moves(parts, frame))
        self.known: dict[Key, tuple[int, Key]] = {}

    def __call__(self, key: Key) -> tuple[int, Key]:
        if key not in self.known:
            signs: dict[Key, int] = {}
            for source, sign in self.moves:
                moved = _relabelled([key[i] for i in source], self.frame)
                signs[moved] = 0 if signs.get(moved, sign) != sign else sign
            least = min(signs)
            for moved, sign in signs.items():
                self.known[moved] = sign * signs[least], least
        return self.known[key]


class _Sorting:
    """The blocks of every power in order, where labels are points."""

    def __init__(self, parts: tuple[Part, ...], frame: _Frame) -> None:
        at = {place: i for i, place in enumerate(frame.places)}
        self.powers = []
        for p, part in enumerate(parts):
            made = atoms(part)
            for power in part.powers:
                blocks = [
                    [at[p, a] for a in _atoms_in(made, block) if (p, a) in at]
                    for block in power.blocks
                ]
                self.powers.append((blocks, power.sign))

    def __call__(self, key: Key) -> tuple[int, Key]:
        found, sign = list(key), 1
        for blocks, reversal in self.powers:
            labels = [tuple(key[i] for i in block) for block in blocks]
            order = sorted(range(len(labels)), key=labels.__getitem__)
            if reversal < 0:
                if len(set(labels)) < len(labels):
                    return 0, key
                sign *= reversal ** sum(a > b for i, a in enumerate(order) for b in order[i + 1 :])
            for block, come in zip(blocks, order, strict=True):
                for i, label in zip(block, labels[come], strict=True):
                    found[i] = label
        return sign, tuple(found)


def _relabelled(key: list[int], frame: _Frame) -> Key:
    for run in frame.runs:
        names: dict[int, int] = {}
        for i in run:
            key[i] = names.setdefault(key[i], len(names))
    return tuple(key)


def _labels(blocks: tuple[Block, ...]) -> list[int]:
    at = {slot: number for number, block in enumerate(blocks) for slot in block}
    names: dict[int, int] = {}
    return [names.setdefault(at[slot], len(names)) for slot in sorted(at)]


def _spread(index: Key, held: list[int], slots: int) -> Key:
    found = [0] * slots
    for i, value in zip(held, index, strict=True):
        found[i] = value
    return tuple(found)


def _index(entry: int, shape: tuple[int, ...]) -> Key:
    found = []
    for n in reversed(shape):
        found.append(entry % n)
        entry //= n
    return tuple(reversed(found))
