"""Diagnostics SYM382-SYM388: algorithms of products of irreps."""

from decimal import ROUND_UP, Context, Decimal

from symc.errors.catalogue import diagnostic, error, here, there, warning
from symc.ir.symmetry import Part
from symc.report import Diagnostic, Span


@diagnostic("SYM382")
def no_sphere(option: Span, group: str) -> Diagnostic:
    """`algorithm = gaunt` for a group that is not that of rotations of space.

    Irreps of O(3) and SO(3) are components of functions on the sphere, which are multiplied point
    by point. Other groups have no such functions.
    """
    return error(
        f"`algorithm = gaunt` multiplies functions on the sphere, and {group} does not turn one",
        here(option),
        helps=("`algorithm = cg` takes the irreps of any group",),
    )


@diagnostic("SYM383")
def lost_paths(option: Span, arrow: Span, part: Part, lost: tuple[str, ...]) -> Diagnostic:
    """A part that products of functions on the sphere do not reach.

    `algorithm = gaunt` has the paths with l1 + l2 + l3 even and no other: no cross product of
    vectors, no pseudovectors of them.
    """
    return error(
        f"`algorithm = gaunt` has no path to {part}",
        here(option),
        there(arrow, f"nothing reaches {part}"),
        notes=_listed(lost),
        helps=("`algorithm = cg` has all paths",),
    )


@diagnostic("SYM384")
def fewer_paths(option: Span, lost: tuple[str, ...]) -> Diagnostic:
    """Paths that `algorithm = gaunt` leaves out, though others reach the same parts.

    Products of functions on the sphere have the paths with l1 + l2 + l3 even and no other.
    """
    return warning(
        "`algorithm = gaunt` leaves out paths that the group allows",
        here(option),
        notes=_listed(lost),
        helps=("`algorithm = cg` has all paths",),
    )


@diagnostic("SYM385")
def approximate(
    option: Span, rank: int, left: float, whole: float, bound: float, exact: int, mode: str
) -> Diagnostic:
    """`algorithm = cp(rank = R)` with fewer products than the couplings need.

    The tensor T of couplings is replaced by T_R, R products of sums for each path, fitted by least
    squares; its norm is that over all entries. For weights of size 1 at most the bound says how far
    the result is off, and its equivariance by twice that; other weights scale both. It is the norm
    of T - T_R as a map: of each path's as a matrix, and of these numbers for all paths.
    """
    before = " before channels are mixed" if mode == "full" else " for weights of size 1"
    return warning(
        f"products of rank {rank} are not exact: ||T - T_R|| = {upward(left)}, "
        f"{upward(100 * left / whole)} % of ||T||",
        here(option),
        notes=(
            f"results are off by {upward(bound)} ||x|| ||y|| at most{before}",
            f"and not equivariant, by {upward(2 * bound)} ||x|| ||y|| at most",
        ),
        helps=(f"`cp(rank = {exact})` is exact here, and so is `algorithm = cg`",),
    )


@diagnostic("SYM386")
def rank_too_large(option: Span, rank: int, most: int, exact: int) -> Diagnostic:
    """A rank of a fit that takes too long to find.

    Fits are found by alternating least squares, with systems of the size of the rank; from a rank
    on that suffices by itself nothing is fitted.
    """
    return error(
        f"a fit of rank {rank} is too large; the compiler makes them up to {most}",
        here(option),
        helps=(f"`cp(rank = {exact})` is exact here", "`algorithm = cg` is exact, too"),
        kind="limit",
    )


@diagnostic("SYM387")
def bad_rank(span: Span) -> Diagnostic:
    """`cp` without a rank, or with one that is not a whole number of at least 1.

    `algorithm = cp(rank = 8)` takes 8 products of sums for each path. A constant or param may stand
    in place of the number.
    """
    return error(
        "`cp` takes a rank, one whole number of at least 1", here(span), helps=("`cp(rank = 8)`",)
    )


def upward(value: float) -> str:
    """A bound in two digits, never less than it is.

    >>> upward(0.12301), upward(57.0)
    ('0.13', '57')
    """
    rounded = Context(prec=2, rounding=ROUND_UP).plus(Decimal(value))
    return f"{float(rounded):.2g}"


def _listed(lost: tuple[str, ...]) -> tuple[str, ...]:
    more = (f"and {len(lost) - 8} more",) if len(lost) > 8 else ()
    return (*(f"{each} is lost: l1 + l2 + l3 is odd" for each in lost[:8]), *more)
