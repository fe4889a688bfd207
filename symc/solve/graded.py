"""Linear nodes of models in which a symmetry is not exact: the exact part, and bands beside it.

All groups of constant size are folded, so that a layer is a matrix on their entries and the norms
of its parts are those of matrices; groups of free size keep their diagrams.
"""

from collections.abc import Callable
from itertools import accumulate, product

from symc.algebra import clusters, plain_entries, signature_between, tensors
from symc.algebra.family import Signature
from symc.algebra.lattice import (
    Lattice,
    bands,
    clash,
    exact_factor,
    join,
    rest,
    view,
)
from symc.ir.bands import Band, Graded, View
from symc.ir.levels import Enforced, Exact, Free, Level, Loosened
from symc.ir.model import Model, Node
from symc.ir.relaxed import Relax
from symc.ir.solution_pairs import Factor, Pair, Tie
from symc.ir.symmetry import Group, Part
from symc.ir.tensors import Banded, BandFactor

FactorOf = Callable[[tuple[Group, ...], tuple[Part, ...], Part], Factor]
"""The diagrams of a group between the axes of some parts."""

Ends = tuple[tuple[int, ...], int]
"""Positions of the sources and of the target."""

Option = tuple[tuple[int, ...], Group, BandFactor]
"""Which levels a choice for a group breaks, and what it holds."""


def is_graded(model: Model) -> bool:
    """Whether any symmetry of a model is not exact in its weights."""
    if any(isinstance(node.op, Relax) for node in model.nodes):
        return True
    levels = (level for node in model.nodes for each in node.levels for level in each.levels)
    return any(not isinstance(level.mode, Enforced) for level in levels)


def lattice_of(loosened: Loosened) -> Lattice:
    """The groups kept to some extent, and what is kept in any case."""
    ends = [level.toward for level in loosened.levels if level.toward is not None]
    ends += [level.group for level in loosened.levels if isinstance(level.mode, Exact)]
    return Lattice(tuple(level.group for level in kept_levels(loosened)), join(tuple(ends)))


def kept_levels(loosened: Loosened) -> tuple[Level, ...]:
    """The levels that are measured: neither exact nor free."""
    return tuple(each for each in loosened.levels if not isinstance(each.mode, Exact | Free))


class Grader:
    """The pairs of a node: exact ones, those of each band, and views of the one band."""

    def __init__(self, node: Node, inputs: tuple[Part, ...], outputs: tuple[Part, ...]) -> None:
        self._inputs = inputs
        self._outputs = outputs
        named = {group for part in (*inputs, *outputs) for group in part.groups}
        self._loosened = tuple(
            each for each in node.levels if each.group in named and not each.is_free
        )
        self._lattices = {each.group: lattice_of(each) for each in self._loosened}
        self.levels = tuple(level for each in self._loosened for level in kept_levels(each))
        counts = [len(lattice.kept) for lattice in self._lattices.values()]
        self._starts = dict(zip(self._lattices, accumulate(counts, initial=0), strict=False))
        """The position of the first level of each group."""
        found = [groups[0] for groups in clusters((*inputs, *outputs))]
        self.folded = tuple(group for group in found if not group.is_free)
        self.free = tuple(group for group in found if group.is_free)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The levels, one by one."""
        return tuple(map(str, self.levels))

    def graded(self, ends: list[Ends], factor: FactorOf) -> Graded:
        """Every band that is not empty, in order."""
        found: dict[tuple[int, ...], list[Pair]] = {}
        for sources, target in ends:
            for broken, factors in self._bands(sources, target):
                pair = self._pair(sources, target, factors, factor)
                if pair is not None:
                    found.setdefault(broken, []).append(pair)
        made = tuple(
            Band(self._word(broken), broken, tuple(found[broken])) for broken in sorted(found)
        )
        return Graded(self.levels, made, self._views(ends, factor), self.free)

    def exact(self, sources: tuple[int, ...], target: int, factor: FactorOf) -> Pair | None:
        """The maps that keep all levels, tied by exact tensors."""
        ties = tuple(
            Tie((group,), tensors(self._whole(group), self._signature(group, sources, target)))
            for group in self.folded
            if self._signature(group, sources, target).slots
        )
        return self._made(sources, target, ties, factor)

    def _whole(self, group: Group) -> Group:
        return self._lattices[group].whole if group in self._lattices else group

    def _signature(self, group: Group, sources: tuple[int, ...], target: int) -> Signature:
        return signature_between(
            group, tuple(self._inputs[i] for i in sources), self._outputs[target]
        )

    def _bands(
        self, sources: tuple[int, ...], target: int
    ) -> list[tuple[tuple[int, ...], tuple[tuple[Group, BandFactor], ...]]]:
        """What breaks which levels: a choice for each group, not all of them exact."""
        choices: list[list[Option]] = []
        for group in self.folded:
            signature = self._signature(group, sources, target)
            lattice, start = self._lattices.get(group), self._starts.get(group, 0)
            if not signature.slots:
                continue
            held = Lattice((group,), None) if lattice is None else lattice
            options: list[Option] = [((), group, exact_factor(held, signature))]
            if lattice is not None:
                options += [
                    (tuple(start + i for i in broken), group, each)
                    for broken, each in self._choices(lattice, signature)
                ]
            choices.append([option for option in options if option[2].count])
        out = []
        for chosen in product(*choices):
            broken = tuple(sorted(i for each, _, _ in chosen for i in each))
            if broken:
                out.append((broken, tuple((group, each) for _, group, each in chosen)))
        return out

    def _choices(
        self, lattice: Lattice, signature: Signature
    ) -> list[tuple[tuple[int, ...], BandFactor]]:
        """The bands of one group; one for all that is not exact where projectors clash."""
        if self._clashes(lattice):
            return [(tuple(range(len(lattice.kept))), rest(lattice, signature))]
        return [(band.broken, band.factor) for band in bands(lattice, signature)]

    def _clashes(self, lattice: Lattice) -> bool:
        group = next(group for group, each in self._lattices.items() if each is lattice)
        return any(
            clash(lattice, self._signature(group, sources, target)) is not None
            for target in range(len(self._outputs))
            for sources in [(), *((i,) for i in range(len(self._inputs)))]
        )

    def _views(self, ends: list[Ends], factor: FactorOf) -> tuple[View, ...]:
        found: list[View] = []
        for group, lattice in self._lattices.items():
            start = self._starts[group]
            if self._clashes(lattice):
                for position in range(len(lattice.kept)):
                    pairs = [self._seen(e, group, lattice, position, factor) for e in ends]
                    known = tuple(pair for pair in pairs if pair is not None)
                    found.append(View(start + position, known))
        return tuple(found)

    def _seen(
        self, ends: Ends, group: Group, lattice: Lattice, position: int, factor: FactorOf
    ) -> Pair | None:
        """The one band as it breaks one group; other groups are as in the band."""
        sources, target = ends
        for _, factors in self._bands(sources, target):
            signature = self._signature(group, sources, target)
            seen = tuple(
                (g, view(lattice, signature, position) if g == group else each)
                for g, each in factors
            )
            return self._pair(sources, target, seen, factor)
        return None

    def _pair(
        self,
        sources: tuple[int, ...],
        target: int,
        factors: tuple[tuple[Group, BandFactor], ...],
        factor: FactorOf,
    ) -> Pair | None:
        ties = tuple(Tie((group,), Banded((each,))) for group, each in factors)
        return self._made(sources, target, ties, factor)

    def _made(
        self, sources: tuple[int, ...], target: int, ties: tuple[Tie, ...], factor: FactorOf
    ) -> Pair | None:
        """A pair with these ties and the diagrams of the other groups; None if there is no map."""
        bottoms, output = tuple(self._inputs[i] for i in sources), self._outputs[target]
        fixed = plain_entries(output)
        for part in bottoms:
            fixed *= plain_entries(part)
        factors = tuple(
            factor(groups, bottoms, output)
            for groups in clusters((*bottoms, output))
            if groups[0] in self.free
        )
        dimension = fixed
        for each in factors:
            dimension *= len(each.maps)
        for tie in ties:
            dimension *= tie.tensors.count
        return Pair(sources, target, factors, ties, fixed, dimension) if dimension else None

    def _word(self, broken: tuple[int, ...]) -> str:
        """The groups that a band breaks, as part of the names of its weights."""
        names = dict.fromkeys(self.levels[i].group.name.lower()[:16] for i in broken)
        return "_".join(names)
