"""Products of irreps side by side: which paths of one are which of another, and times what."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from symc.compare.relation import solved
from symc.compare.strands import Run, Wire, lengths_of, runs_of, wires_of
from symc.ir.coupling import Coupling
from symc.ir.irrep_product import IrrepPath, TensorProduct
from symc.ir.model import Node
from symc.ir.symmetry import Part
from symc.schedule.dead import paths_of

if TYPE_CHECKING:
    from torch import Tensor

Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Ends:
    """The types that a product is between, and all of its paths, dead ones among them."""

    x: Parts
    y: Parts
    z: Parts
    paths: tuple[IrrepPath, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A path of the new product that takes `factor` times the weights of an old one.

    `x` are channels of the first operand and `z` those of the result, which in a product channel
    by channel are the same ones.
    """

    new: int
    old: int
    x: Run
    z: Run
    factor: Fraction | float


@dataclass(frozen=True, slots=True)
class Linked:
    """Two products: their paths in pairs, and whether one has what the other has not.

    `old` and `new` count paths between what both have.
    """

    links: tuple[Link, ...]
    old: int
    new: int
    is_lost: bool
    is_larger: bool


def ends_of(node: Node, parts: dict[str, Part]) -> Ends:
    """The types and paths of a product as it was written."""
    op = node.op
    assert isinstance(op, TensorProduct)
    x = tuple(parts[name] for name in node.inputs[: op.split])
    y = tuple(parts[name] for name in node.inputs[op.split : op.split + op.others])
    z = tuple(value.part for value in node.outputs)
    return Ends(x, y, z, paths_of(node, parts))


def channelwise_outputs(
    old: Ends, new: Ends, x: tuple[Run, ...], sizes: dict[str, int]
) -> tuple[tuple[Wire, Wire], ...] | None:
    """The wires of the results of products channel by channel, by those of the first operand.

    None where one channel of the result is made of several old ones.
    """
    before = wires_of(x)
    taken: set[Wire] = set()
    found: list[tuple[Wire, Wire]] = []
    for k, part in enumerate(new.z):
        feeding = {path.x for path in new.paths if path.z == k}
        for c in range(part.channels):
            sources = {before[a, c] for a in feeding if (a, c) in before}
            places = {(old.x[a].channels, at) for a, at in sources}
            if len(places) > 1:
                return None
            for width, at in places:
                alike = [
                    j
                    for j, other in enumerate(old.z)
                    if other.channels == width
                    and lengths_of(other, sizes) == lengths_of(part, sizes)
                    and (j, at) not in taken
                ]
                alike.sort(key=lambda j: [a.label for a in old.z[j].axes] != _labels(part))
                if alike:
                    taken.add((alike[0], at))
                    found.append(((alike[0], at), (k, c)))
    return tuple(found)


def _labels(part: Part) -> list[str]:
    return [axis.label for axis in part.axes]


def linked(
    ends: tuple[Ends, Ends],
    x: tuple[Run, ...],
    y: dict[Wire, Wire],
    z: tuple[Run, ...],
    is_channelwise: bool,
) -> Linked:
    """The paths of two products whose operands and results are paired."""
    old, new = ends
    links: list[Link] = []
    counts = [0, 0]
    is_lost = is_larger = False
    seen: set[tuple[int, int, int, int, int, int, int, int]] = set()
    places = (_places(old), _places(new))
    copies = sorted({(p.y, p.copy) for p in new.paths} | set(y))
    for one, out in _meetings(x, z, is_channelwise):
        for b, copy in copies:
            after = places[1].get((one.new, (b, copy), out.new), [])
            if (b, copy) not in y:
                is_larger |= bool(after)
                continue
            source = y[b, copy]
            before = places[0].get((one.old, source, out.old), [])
            couplings = (
                tuple(old.paths[p].coupling for p in before),
                tuple(new.paths[p].coupling for p in after),
            )
            terms, lost, larger = _related(*couplings)
            is_lost, is_larger = is_lost or lost, is_larger or larger
            key = (one.old, *source, out.old, one.new, b, copy, out.new)
            if key not in seen:
                seen.add(key)
                counts[0] += len(before)
                counts[1] += len(after)
            links += [Link(after[i], before[j], one, out, factor) for i, j, factor in terms]
    return Linked(tuple(links), counts[0], counts[1], is_lost, is_larger)


def _meetings(
    x: tuple[Run, ...], z: tuple[Run, ...], is_channelwise: bool
) -> list[tuple[Run, Run]]:
    """Runs of the first operand and of the result that paths may join."""
    if not is_channelwise:
        return [(one, out) for one in x for out in z]
    found = []
    for one in x:
        for out in z:
            both = {
                (one.start + i - one.begin, i)
                for i in range(one.begin, one.begin + one.length)
                if out.begin <= i < out.begin + out.length
                and one.start + i - one.begin == out.start + i - out.begin
            }
            pairs = [((out.old, s), (out.new, b)) for s, b in both]
            for run in runs_of(pairs):
                piece = Run(one.old, one.new, run.start, run.begin, run.length)
                found.append((piece, run))
    return found


Places = dict[tuple[int, Wire, int], list[int]]


def _places(ends: Ends) -> Places:
    """The paths between every three blocks."""
    found: Places = {}
    for p, path in enumerate(ends.paths):
        found.setdefault((path.x, (path.y, path.copy), path.z), []).append(p)
    return found


Related = tuple[tuple[tuple[int, int, Fraction | float], ...], bool, bool]


@cache
def _related(before: tuple[Coupling, ...], after: tuple[Coupling, ...]) -> Related:
    """Couplings of the same three blocks: the old ones as sums of the new ones, by their places;
    whether some are lost, and whether there are more."""
    if not before:
        return (), False, bool(after)
    if not after:
        return (), True, False
    first, second = _matrix(before), _matrix(after)
    if first.shape[0] != second.shape[0]:
        return (), True, True
    found, lost = solved(second, first)
    _, larger = solved(first, second)
    if lost:
        return (), True, larger
    terms = [
        (i, j, _near(float(found[i, j])))
        for i in range(len(after))
        for j in range(len(before))
        if abs(float(found[i, j])) > 1e-12
    ]
    return tuple(terms), False, larger


def _near(number: float) -> Fraction | float:
    fraction = Fraction(number).limit_denominator(64)
    return fraction if abs(float(fraction) - number) < 1e-14 * max(1.0, abs(number)) else number


def _matrix(couplings: tuple[Coupling, ...]) -> "Tensor":
    import torch

    found = torch.zeros((*couplings[0].sizes, len(couplings)), dtype=torch.float64)
    for p, coupling in enumerate(couplings):
        for entry in coupling.entries:
            found[entry.i, entry.j, entry.k, p] += entry.value
    return found.flatten(0, 2)
