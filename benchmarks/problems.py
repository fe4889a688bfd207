"""Products of irreps as models of atoms use them, as forms: what the benchmarks and tests share."""

from dataclasses import dataclass, replace
from itertools import product

from symc.algebra import wigner_3j
from symc.ir.form import Form
from symc.schedule.forms import Route, form_of, normalized

Block = tuple[int, int, int]
"""Channels, degree and parity."""


@dataclass(frozen=True)
class Problem:
    """A channelwise product with per-edge weights; every path has an output block of its own.

    `degree` bounds the output, whose parity is that of its degree if it is `natural`.
    """

    name: str
    x: tuple[Block, ...]
    y: int
    degree: int
    natural: bool

    @property
    def paths(self) -> tuple[tuple[int, int, int, int], ...]:
        """The block of x, and the degrees of y and z and the parity of z, of every path."""
        found = []
        for i, l2, l3 in product(range(len(self.x)), range(self.y + 1), range(self.degree + 1)):
            _, l1, p1 = self.x[i]
            parity = p1 * (-1) ** l2
            if abs(l1 - l2) <= l3 <= l1 + l2 and (not self.natural or parity == (-1) ** l3):
                found.append((i, l2, l3, parity))
        return tuple(found)

    @property
    def forms(self) -> tuple[Form, ...]:
        """One form for each number of channels, along edges."""
        return tuple(self._form(width) for width in dict.fromkeys(c for c, _, _ in self.x))

    def _form(self, width: int) -> Form:
        blocks = [i for i, (c, _, _) in enumerate(self.x) if c == width]
        own = [path for path in self.paths if path[0] in blocks]
        routes = tuple(
            Route(blocks.index(i), l2, n, wigner_3j(self.x[i][1], l2, l3))
            for n, (i, l2, l3, _) in enumerate(own)
        )
        sizes = (
            tuple(2 * self.x[i][1] + 1 for i in blocks),
            tuple(2 * degree + 1 for degree in range(self.y + 1)),
            tuple(2 * l3 + 1 for _, _, l3, _ in own),
        )
        return form_of(sizes, normalized(routes), width, "entry", indexed=True)


def unindexed(form: Form) -> Form:
    """The same product of rows, without gather and scatter."""
    return replace(form, indexed=False)


def natural(width: int, degree: int) -> tuple[Block, ...]:
    """`width` channels of 0e, 1o, 2e, ..."""
    return tuple((width, each, (-1) ** each) for each in range(degree + 1))


def both(width: int, degree: int) -> tuple[Block, ...]:
    """`width` channels of every degree in both parities."""
    return tuple((width, each, p) for each in range(degree + 1) for p in (1, -1))


SEVENNET = ((128, 0, 1), (64, 1, -1), (32, 2, 1), (32, 3, -1))

PROBLEMS = {
    problem.name: problem
    for problem in (
        Problem("mace-medium", natural(128, 1), 3, 2, True),
        Problem("mace-large", natural(128, 2), 3, 3, True),
        Problem("128x l=3", natural(128, 3), 3, 3, True),
        Problem("128x l=3, all", natural(128, 3), 3, 3, False),
        Problem("nequip-lips", both(32, 2), 2, 2, False),
        Problem("nequip-toluene", both(64, 2), 2, 2, False),
        Problem("nequip-benzene", both(64, 3), 3, 3, False),
        Problem("sevennet-l3i5", SEVENNET, 3, 3, False),
    )
}
