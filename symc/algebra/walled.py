"""Oriented diagrams, which join upper with lower slots, and epsilons on either of them.

What GL, SL, U and SU have in common. Seen as a tensor, a map has an upper index for every V at the
top and V* at the bottom, and a lower one for every V at the bottom and V* at the top: walled
Brauer diagrams (arXiv:2206.12001), with c epsilons where there are cn more of one than of the
other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, permutations, product
from math import factorial

from symc.algebra.brauer import in_order, vertex_gram
from symc.algebra.counting import counted, rectangles
from symc.algebra.diagrams import split
from symc.algebra.family import Signature
from symc.algebra.selection import GREEDY_LIMIT, depth_greedy, longest_increasing
from symc.ir.diagram import Block, Diagram, Hom
from symc.ir.tensors import Table

Walled = tuple[tuple[Block, ...], tuple[Block, ...]]
"""The slots on every epsilon, and pairs of the others."""


@dataclass(frozen=True, slots=True)
class Oriented:
    """The slots of a signature by their orientation, and how many epsilons a diagram has.

    `epsilons` counts those on upper slots, below 0 those on lower ones; None where no number fits.

    >>> from symc.algebra.family import Slot
    >>> Oriented.of(Signature((Slot(), Slot("", True)), (Slot(),)), 3, 0)
    Oriented(size=3, bottom=2, upper=(1, 2), lower=(0,), epsilons=None)
    """

    size: int
    bottom: int
    upper: Block
    lower: Block
    epsilons: int | None

    @staticmethod
    def of(signature: Signature, size: int, twist: int | None) -> "Oriented":
        """The slots at this dimension; of SL and SU, which have no twist, any number c fits."""
        rises = [s.dual for s in signature.bottom if not s.label]
        rises += [not s.dual for s in signature.top if not s.label]
        upper = tuple(i for i, up in enumerate(rises) if up)
        lower = tuple(i for i, up in enumerate(rises) if not up)
        over, rest = divmod(len(upper) - len(lower), size)
        fits = not rest and twist in (over, None)
        return Oriented(size, signature.below, upper, lower, over if fits else None)

    @property
    def points(self) -> int:
        """The number of slots."""
        return len(self.upper) + len(self.lower)

    @property
    def ends(self) -> tuple[Block, Block]:
        """The slots that epsilons take from, and those that are all paired."""
        flipped = self.epsilons is not None and self.epsilons < 0
        return (self.lower, self.upper) if flipped else (self.upper, self.lower)

    @property
    def dimension(self) -> int:
        """The sum of f^mu f^(mu + c^n) over shapes mu of the paired slots, at most n rows."""
        if self.epsilons is None:
            return 0
        return rectangles(len(self.ends[1]), self.size, abs(self.epsilons))

    @property
    def spanning(self) -> int:
        """How many ways there are to choose the slots of c epsilons and to pair the rest."""
        if self.epsilons is None:
            return 0
        count = abs(self.epsilons)
        alike: int = factorial(self.size) ** count * factorial(count)
        return factorial(len(self.ends[0])) // alike

    def hom(self, scalar: str) -> Hom | None:
        """A basis of diagrams; None if they need more than one epsilon; `scalar` says why none."""
        if self.epsilons is None:
            unlike = f"{len(self.upper)} upper and {len(self.lower)} lower slots"
            return Hom((), 0, f"{unlike} do not match: {scalar}")
        if abs(self.epsilons) > 1:
            return None
        n, pairs = self.size, len(self.ends[1])
        noun = "diagram" if self.epsilons else "pairing"
        vertex = " with an epsilon" if self.epsilons else ""
        if self.dimension == self.spanning:
            kept = tuple(map(self._diagram, self._every()))
            slots = f"{len(self.upper)} upper and {len(self.lower)} lower slots"
            reason = f"every {noun} of {slots}{vertex}: {len(kept)}"
            reason += " (k+l <= 2n)" if pairs <= n and not self.epsilons else ""
        else:
            greedy = self.epsilons and self.spanning <= GREEDY_LIMIT
            kept = self._greedy() if greedy else self._cheapest()
            reason = f"{len(kept)} of {counted(self.spanning, noun)}{vertex}"
            reason += f"{',' if vertex else ' are'} independent at n = {n}"
        return Hom(in_order(kept), self.spanning, reason)

    def table(self, signature: Signature) -> Table:
        """A basis as tensors, whatever the number of epsilons."""
        bottom = tuple(1 if slot.label else self.size for slot in signature.bottom)
        top = tuple(1 if slot.label else self.size for slot in signature.top)
        few = () if self.epsilons is None else self.few()
        return Table(bottom, top, tuple(self._entries(each) for each in few))

    def few(self) -> Iterator[Walled]:
        """The pairings phi whose word phi(1), ..., phi(b), epsilons falling, has LDS <= n.

        Every epsilon is a column of length n under the RSK correspondence, so that words have the
        shape mu + c^n and there are as many as dimensions. Words that fail early are never made.
        """
        heads, tails = self.ends
        for word, runs in _words(len(heads), len(tails), self.size):
            pairs = (_pair(heads[i], tail) for i, tail in zip(word, tails, strict=True))
            yield tuple(tuple(sorted(heads[i] for i in run)) for run in runs), tuple(pairs)

    def _every(self) -> Iterator[Walled]:
        heads, tails = self.ends
        for legs in combinations(heads, self.size if self.epsilons else 0):
            rest = [slot for slot in heads if slot not in legs]
            for order in permutations(rest):
                yield (legs,) if legs else (), tuple(map(_pair, order, tails))

    def _diagram(self, each: Walled) -> Diagram:
        vertices, pairs = each
        return split(pairs, self.bottom, *((vertices[0], self.size) if vertices else ()))

    def _cheapest(self) -> tuple[Diagram, ...]:
        """By words; every order of the slots gives a basis, and bottom first the cheapest pairings.

        Where epsilons are it depends on the slots which order is cheaper.
        """
        ways = [self]
        if self.epsilons:
            ups, downs = ((side, self._top_first(side)) for side in (self.upper, self.lower))
            ways = [replace(self, upper=up, lower=down) for up in ups for down in downs]
        bases = [tuple(map(self._diagram, way.few())) for way in ways]
        return min(bases, key=lambda basis: sum(self.size**d.waist for d in basis))

    def _top_first(self, slots: Block) -> Block:
        return (
            *(slot for slot in slots if slot >= self.bottom),
            *(slot for slot in slots if slot < self.bottom),
        )

    def _greedy(self) -> tuple[Diagram, ...]:
        """The cheapest basis with an epsilon; the Gram matrix is that without orientation."""
        every = [(vertex, pairs) for (vertex,), pairs in self._every()]
        return depth_greedy(
            [split(pairs, self.bottom, vertex, self.size) for vertex, pairs in every],
            lambda i, j: vertex_gram(every[i], every[j], self.size, self.points),
            self.dimension,
        )

    def _entries(self, each: Walled) -> tuple[tuple[int, int], ...]:
        vertices, pairs = each
        n = self.size
        place = [n ** (self.points - 1 - slot) for slot in range(self.points)]
        symbol = [(p, -1 if _inversions(p) % 2 else 1) for p in permutations(range(n))]
        found = {0: 1}
        for legs in vertices:
            steps = ((_dot([place[slot] for slot in legs], p), sign) for p, sign in symbol)
            every = product(found.items(), tuple(steps))
            found = {at + by: value * sign for (at, value), (by, sign) in every}
        for a, b in pairs:
            found = {at + i * (place[a] + place[b]): v for at, v in found.items() for i in range(n)}
        return tuple(sorted(found.items()))


def twist_of(signature: Signature) -> int:
    """The power of the determinant that a map of these axes has to make up for.

    >>> from symc.algebra.family import Slot
    >>> twist_of(Signature((Slot(), Slot()), (Slot("det"),)))
    -1
    """
    bottom, top = (
        sum(-1 if slot.dual else 1 for slot in side if slot.label == "det")
        for side in (signature.bottom, signature.top)
    )
    return bottom - top


def _words(heads: int, tails: int, size: int) -> Iterator[tuple[Block, tuple[Block, ...]]]:
    """Words of `tails` of these letters, and falling runs of `size` of the rest, with LDS <= n."""

    def grow(word: Block, left: Block) -> Iterator[tuple[Block, tuple[Block, ...]]]:
        if len(word) == tails:
            yield from ((word, found) for found in runs(word, left))
            return
        for letter in left:
            if _falling((*word, letter)) <= size:
                yield from grow((*word, letter), tuple(i for i in left if i != letter))

    def runs(word: Block, left: Block) -> Iterator[tuple[Block, ...]]:
        if not left:
            yield ()
            return
        for run in combinations(left, size):
            longer = (*word, *reversed(run))
            if _falling(longer) <= size:
                rest = tuple(i for i in left if i not in run)
                yield from ((run, *others) for others in runs(longer, rest))

    return grow((), tuple(range(heads)))


def _falling(word: Block) -> int:
    return longest_increasing([-letter for letter in word])


def _pair(first: int, second: int) -> Block:
    return (first, second) if first < second else (second, first)


def _inversions(word: Block) -> int:
    return sum(a > b for i, a in enumerate(word) for b in word[i + 1 :])


def _dot(first: list[int], second: Block) -> int:
    return sum(a * b for a, b in zip(first, second, strict=True))
