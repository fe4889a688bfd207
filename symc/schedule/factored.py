"""Products of irreps by factors, as steps: one for each number of channels, then the outputs."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import sqrt

from symc.algebra.gaunt import block_of, gaunt, gaunt_paths
from symc.algebra.irrep_paths import components, irrep_paths
from symc.algebra.rank import bound_of, fit, unit
from symc.ir.factored import Fitted, Lengths, MultiplyFactors, Sphere, Tables, Terms
from symc.ir.irrep_product import Assemble, IrrepPath, Piece, TensorProduct
from symc.ir.model import Node, Value
from symc.ir.parameters import Coupling, Parameter, Weight
from symc.ir.plan import Stage, Step
from symc.ir.symmetry import Part
from symc.schedule.names import Names
from symc.schedule.outputs import matrix, parts_of

FACTORED = ("gaunt", "cp")

Values = tuple[Value, ...]
Spread = tuple[Lengths, Lengths, Lengths, Lengths]


@dataclass(frozen=True, slots=True)
class _Made:
    """The tables of one number of channels, what weights multiply, and what outputs take."""

    tables: Tables
    spread: Spread
    pieces: tuple[tuple[int, int, int], ...]
    """An output, its first component, and how many rows of components."""


def factored_product(node: Node, inputs: Values, names: Names) -> Stage:
    """The stage of a tensor product; weights have the names and order of those of `cg`."""
    op = node.op
    assert isinstance(op, TensorProduct)
    x, rest = inputs[: op.split], inputs[op.split :]
    y, extra = rest[: op.others], rest[op.others :]
    given = extra[0].name if extra else None
    pieces: dict[int, list[Piece]] = {}
    steps: list[Step] = []
    parameters: list[Parameter] = []
    start = 0
    for width, made in _by_width(op, x, y, parts_of(node.outputs)):
        rows = sum(map(len, made.spread))
        weight: Coupling | tuple[str, int] | None = None
        if rows and given is not None:
            weight = (given, start)
        elif rows:
            weight = Coupling(names.weight(f"{node.name}_weight"), rows, 1, width, Fraction(1))
            parameters.append(weight)
        start += rows * width
        target = names.fresh(f"{node.name}_product")
        left, right = (tuple((v.name, v.part) for v in side) for side in (_wide(x, width), y))
        ends = (left, right, target, weight, made.spread)
        steps.append(MultiplyFactors(made.tables, width, f"{node.name}_product", *ends))
        for c, first, count in made.pieces:
            pieces.setdefault(c, []).append(Piece(target, first, count, width))
    for c, output in enumerate(node.outputs):
        mixed = None
        if c not in pieces:
            continue
        if op.mode == "full":
            mixed = matrix(node, c, tuple(pieces[c]), names, given, start)
            start += sum(p.rows * p.channels for p in pieces[c]) * output.part.channels
        if c in op.unread:
            continue
        if isinstance(mixed, Weight):
            parameters.append(mixed)
        steps.append(Assemble(tuple(pieces[c]), output.name, output.part, mixed))
    return Stage(node.name, node.text, tuple(parameters), tuple(steps), ())


def _by_width(
    op: TensorProduct, x: Values, y: Values, z: tuple[Part, ...]
) -> Iterator[tuple[int, _Made]]:
    """The products of every number of channels that has any."""
    find = gaunt_paths if op.algorithm == "gaunt" else irrep_paths
    every = find(parts_of(x), parts_of(y), z, op.mode)
    paths = tuple(path for p, path in enumerate(every) if p not in op.dead)
    for width in dict.fromkeys(value.part.channels for value in x):
        own = tuple(path for path in paths if x[path.x].part.channels == width)
        at = tuple(a for a, value in enumerate(x) if value.part.channels == width)
        if own and op.algorithm == "cp":
            yield width, _terms(op, own, at, _wide(x, width), y)
        elif own:
            yield width, _sphere(op, own, _wide(x, width), y, z)


def _wide(x: Values, width: int) -> Values:
    return tuple(value for value in x if value.part.channels == width)


def _sphere(
    op: TensorProduct, paths: tuple[IrrepPath, ...], x: Values, y: Values, z: tuple[Part, ...]
) -> _Made:
    """Functions on the sphere: weights for every block of x, of y, and, unless mixed, of z."""
    copies = tuple(value.part for value in y for _ in range(value.part.channels))
    targets = sorted({path.z for path in paths})
    scales = tuple(_scale(next(p for p in paths if p.z == c)) for c in targets)
    sides = [parts_of(x), copies, tuple(z[c] for c in targets)]
    blocks = [tuple(block_of(part) for part in side) for side in sides]
    lengths = [tuple(2 * block.degree + 1 for block in side) for side in blocks]
    starts = accumulate(lengths[2], initial=0)
    spread: Spread = (lengths[0], lengths[1], (), lengths[2] if op.mode != "full" else ())
    if op.weights == "none":
        spread = ((), (), (), ())
    pieces = tuple((c, start, 1) for c, start in zip(targets, starts, strict=False))
    return _Made(Sphere(blocks[0], blocks[1], blocks[2], scales), spread, pieces)


def _scale(path: IrrepPath) -> Fraction:
    """The square of what the means over the sphere are multiplied by."""
    one, two, three = ((size - 1) // 2 for size in path.coupling.sizes)
    return path.coupling.norm / gaunt(one, two, three).norm


def _terms(
    op: TensorProduct,
    paths: tuple[IrrepPath, ...],
    at: tuple[int, ...],
    x: Values,
    y: Values,
) -> _Made:
    """Every path by itself, with as many weights as it has as a coupling."""
    lefts = _starts(x, paths, 0, at)
    copies = [(b, copy) for b, value in enumerate(y) for copy in range(value.part.channels)]
    sizes = {p.y: p.coupling.sizes[1] for p in paths}
    rights = [*accumulate((sizes.get(b, components(y[b].part)) for b, _ in copies), initial=0)]
    targets = sorted({path.z for path in paths})
    length = {p.z: p.coupling.sizes[2] for p in paths}
    firsts: dict[int, int] = {}
    backs: list[int] = []
    end = 0
    for path in paths:
        if op.mode == "full" or path.z not in firsts:
            firsts.setdefault(path.z, end)
            backs.append(end)
            end += length[path.z]
        else:
            backs.append(firsts[path.z])
    fitted = tuple(
        Fitted(
            lefts[at.index(path.x)],
            rights[copies.index((path.y, path.copy))],
            back,
            fit(unit(path.coupling), op.rank),
            path.coupling.norm,
        )
        for path, back in zip(paths, backs, strict=True)
    )
    counts = tuple(len(each.fit.left) for each in fitted)
    spread: Spread = ((), (), counts if op.mode != "full" and op.weights != "none" else (), ())
    rows = {c: sum(path.z == c for path in paths) if op.mode == "full" else 1 for c in targets}
    pieces = tuple((c, firsts[c], rows[c]) for c in targets)
    bound = bound_of((f.x, f.y, f.z, f.fit.bound * sqrt(f.scale)) for f in fitted)
    return _Made(Terms((lefts[-1], rights[-1], end), fitted, bound), spread, pieces)


def _starts(
    values: Values, paths: tuple[IrrepPath, ...], side: int, at: tuple[int, ...]
) -> list[int]:
    sizes = {path.x: path.coupling.sizes[side] for path in paths}
    pairs = zip(at, values, strict=True)
    return [*accumulate((sizes.get(a, components(v.part)) for a, v in pairs), initial=0)]
