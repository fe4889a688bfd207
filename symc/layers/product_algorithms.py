"""`algorithm = ...` of a product of irreps: where it may be used, and how many weights it has."""

from dataclasses import replace
from math import sqrt

from symc.algebra.family import slot_of
from symc.algebra.gaunt import gaunt_paths, lost_paths
from symc.algebra.gaunt_costs import gaunt_costs
from symc.algebra.irrep_paths import coupled_axes
from symc.algebra.irreps import kind_of
from symc.algebra.rank import bound_of, exact_rank, fit, unit
from symc.errors import product_algorithms as errors
from symc.ir.irrep_product import IrrepPath, TensorProduct
from symc.ir.symmetry import Group, Part
from symc.layers.directions import harmonics_of
from symc.layers.emission import Term
from symc.layers.kind import Call
from symc.layers.reach import refuse

MOST_RANK = 64
"""The largest rank of a fit; more products than that are taken only where they are exact."""

Terms = tuple[Term, Term, Term]
Parts = tuple[Part, ...]


def by_algorithm(
    call: Call, op: TensorProduct, paths: tuple[IrrepPath, ...], terms: Terms
) -> tuple[TensorProduct, int]:
    """The operation with its algorithm, and the number of weights of an entry.

    Raises where the algorithm cannot be used, warns where it is not exact.
    """
    x, y, z = (tuple(value.part for value in term.values) for term in terms)
    algorithm = call.word("algorithm", "auto")
    if algorithm == "gaunt":
        _check_sphere(call, (x, y, z), op)
        costs = gaunt_costs(x, y, z, op.mode, op.weights)
        way = costs.way(harmonics_of(terms[1].names, call.site.emitter.nodes) is not None)
        return replace(op, algorithm="gaunt", way=way), _count_of_sphere(op, x, y, z)
    if algorithm.startswith("cp"):
        rank = int(algorithm.removeprefix("cp(").removesuffix(")"))
        _check_rank(call, paths, rank, op)
        op = replace(op, algorithm="cp", rank=rank)
    return op, _count(op, paths, x, z)


def _count(op: TensorProduct, paths: tuple[IrrepPath, ...], x: Parts, z: Parts) -> int:
    """One for each path and channel, or pair of channels."""
    full = op.mode == "full"
    return sum(x[path.x].channels * (z[path.z].channels if full else 1) for path in paths)


def _count_of_sphere(op: TensorProduct, x: Parts, y: Parts, z: Parts) -> int:
    """For each number of channels one for each block and channel; and the matrices to outputs."""
    paths = gaunt_paths(x, y, z, op.mode)
    copies = sum(part.channels for part in y)
    total = 0
    for width in {x[path.x].channels for path in paths}:
        targets = {path.z for path in paths if x[path.x].channels == width}
        rows = sum(part.channels == width for part in x) + copies
        if op.mode == "full":
            total += rows * width + sum(width * z[c].channels for c in targets)
        else:
            total += (rows + len(targets)) * width
    return total


def _check_sphere(call: Call, sides: tuple[Parts, Parts, Parts], op: TensorProduct) -> None:
    option = call.settings_spans["algorithm"]
    groups = _groups(*sides)
    for group in groups:
        if kind_of(group) != "rotations":
            refuse(errors.no_sphere(option, group.name))
    lost = [_path(sides, path) for path in lost_paths(*sides, op.mode)]
    reached = {path.z for path in gaunt_paths(*sides, op.mode)}
    if missed := [part for c, part in enumerate(sides[2]) if c not in reached]:
        refuse(errors.lost_paths(option, call.target_span, missed[0], tuple(dict.fromkeys(lost))))
    if lost:
        call.warn(errors.fewer_paths(option, tuple(dict.fromkeys(lost))))


def _check_rank(call: Call, paths: tuple[IrrepPath, ...], rank: int, op: TensorProduct) -> None:
    """Warns with the error of the fit, for weights of size 1, unless it is exact."""
    option = call.settings_spans["algorithm"]
    units = [unit(path.coupling) for path in paths]
    exact = max((exact_rank(each) for each in dict.fromkeys(units)), default=0)
    if rank >= exact:
        return
    if rank > MOST_RANK:
        refuse(errors.rank_too_large(option, rank, MOST_RANK, exact))
    norms = [float(path.coupling.norm) for path in paths]
    fits = [fit(each, rank) for each in units]
    left = sqrt(sum(each.error**2 * n for each, n in zip(fits, norms, strict=True)))
    copies = [(path.y, path.copy) for path in paths]
    bound = bound_of(
        (path.x, copies.index(copy), p if op.mode == "full" else path.z, each.bound * sqrt(n))
        for p, (path, copy, each, n) in enumerate(zip(paths, copies, fits, norms, strict=True))
    )
    call.warn(errors.approximate(option, rank, left, sqrt(sum(norms)), bound, exact, op.mode))


def _groups(*sides: Parts) -> tuple[Group, ...]:
    found = [axis.group for side in sides for part in side for axis in coupled_axes(part)]
    return tuple(dict.fromkeys(group for group in found if group is not None))


def _path(sides: tuple[Parts, Parts, Parts], path: IrrepPath) -> str:
    x, y, z = sides
    return f"{_word(x[path.x])} x {_word(y[path.y])} -> {_word(z[path.z])}"


def _word(part: Part) -> str:
    """The irrep of a part in e3nn's words."""
    for axis in coupled_axes(part):
        assert axis.group is not None
        label = slot_of(axis).label
        if axis.group.family == "SO":
            return label or "1"
        return {"": "1o", "det": "0o", "trivial": "0e"}.get(label, label)
    return "0"
