"""Diagnostics SYM267 to SYM269 and SYM357 to SYM366: points, lengths, radial bases, derivatives."""

from symc.errors.catalogue import diagnostic, error, here
from symc.ir.symmetry import Part
from symc.report import Diagnostic, Span


@diagnostic("SYM267")
def bad_point(span: Span, text: str, why: str) -> Diagnostic:
    """A type that makes no sense for points.

    `[Space]` of `group Space = E(3)` is a point: translations move it as a whole. Tensors are made
    of vectors, `[Space.vector]`, which translations leave alone.
    """
    return error(f"{text}: {why}", here(span), helps=("a vector is written `[Space.vector]`",))


@diagnostic("SYM357")
def points_in_layer(span: Span, layer: str, part: Part) -> Diagnostic:
    """A layer that is given points, or asked for some.

    A point has no coordinates without an origin, so that layers take vectors only: differences of
    points. Points are passed, returned, gathered, subtracted, moved by a vector and averaged.
    """
    return error(
        f"`{layer}` takes vectors, and {part} is of points",
        here(span, f"this is {part}"),
        helps=("subtract a point first: `p - mean(p over Atoms)`, or another end of an edge",),
    )


@diagnostic("SYM358")
def no_such_point(span: Span, total: str, kinds: str) -> Diagnostic:
    """A combination of points that is neither a point nor a vector.

    Coefficients of points add up to 1 (then it is a point: `p + v`, `0.5 * p + 0.5 * q`) or to 0
    (then a vector: `p - q`). Anything else would depend on where the origin is.
    """
    return error(
        f"the coefficients of these points add up to {total}, and {kinds}",
        here(span),
        helps=("a difference `p - q` is a vector, `p + v` a point",),
    )
