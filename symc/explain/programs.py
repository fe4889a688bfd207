"""What a contraction program costs, fold by fold: read as a contraction, or turned round."""

from collections.abc import Callable
from math import factorial

from symc.algebra import form_of, is_permuted
from symc.explain.cost import Cost, times, total
from symc.explain.polynomial import ZERO, Polynomial
from symc.ir.waist import Fold, Frame, Pattern, Program, open_axes

Price = Callable[[Polynomial, Polynomial], Cost]
"""The price of an operation between a tensor and a smaller piece of it."""


def contracted(program: Program, channels: int) -> Cost:
    """The cost of making every piece of a tensor with so many channels."""
    return _cost(program, channels, _read)


def expanded(program: Program, channels: int) -> Cost:
    """The cost of writing every piece to a tensor with so many channels."""
    return _cost(program, channels, _write)


def _read(whole: Polynomial, part: Polynomial) -> Cost:
    return Cost(whole, whole + part)


def _write(whole: Polynomial, part: Polynomial) -> Cost:
    return Cost(whole, times(whole, 2) + part)


def _cost(program: Program, channels: int, price: Price) -> Cost:
    """One price for every sum, form or vertex; diagonals are views, but for writing to them.

    Where all axes are short it is one product with a constant matrix.
    """
    if program.is_matrix:
        return _matrix(program, channels)
    costs = []
    for fold in program.folds:
        parent = times(_open(program.frame, program.nodes[fold.parent]), channels)
        child = times(_open(program.frame, program.nodes[fold.child]), channels)
        match fold.kind:
            case "epsilon":
                costs.append(_vertex(fold, program, channels))
            case "sum":
                signs = child if _has_signs(fold) else ZERO
                costs += [price(parent, child), Cost(signs)]
            case "form":
                costs.append(price(child * Polynomial.of(fold.group.size), child))
            case "diagonal" if price is _write:
                costs.append(price(child, child))
    return total(costs)


def _matrix(program: Program, channels: int) -> Cost:
    ports = [node for port in program.ports for node in port]
    rows = Polynomial.total(_open(program.frame, program.nodes[node]) for node in ports)
    whole = times(Polynomial.product(program.frame.sizes), channels)
    return Cost(times(whole * rows, 2), whole + times(rows, channels))


def _has_signs(fold: Fold) -> bool:
    """Whether the two signs of a metric are summed apart."""
    return form_of(fold.group) is not None and not is_permuted(fold.group)


def _vertex(fold: Fold, program: Program, channels: int) -> Cost:
    """An epsilon vertex: n! signed terms over the axes that it leaves alone."""
    parent = open_axes(program.frame, program.nodes[fold.parent])
    rest = [group.size for i, (group, _) in enumerate(parent) if i not in fold.axes]
    size = fold.group.size
    assert isinstance(size, int)
    terms = times(Polynomial.product(rest), channels * factorial(size))
    return Cost(terms, times(terms, 2))


def _open(frame: Frame, pattern: Pattern) -> Polynomial:
    return Polynomial.product(group.size for group, _ in open_axes(frame, pattern))
