"""Diagnostics SYM267 to SYM269 and SYM357 to SYM366: points, lengths, radial bases, derivatives."""

from symc.errors.catalogue import diagnostic, error, here, there
from symc.errors.reasons import short
from symc.ir.symmetry import Part, Type
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


@diagnostic("SYM359")
def not_numbers(call: Span, argument: Span, layer: str, part: Part) -> Diagnostic:
    """A function of numbers that is given what some group turns.

    `bessel`, `gaussians` and `mlp` mix or expand channels at every entry, which commutes with
    permutations of the entries only: their arguments have permuted and plain axes.
    """
    return error(
        f"`{layer}` takes numbers that nothing turns, and {part} is turned",
        here(call),
        there(argument, f"this has the part {part}"),
        helps=("the lengths of vectors are such numbers: `norm(v)`",),
    )


@diagnostic("SYM360")
def bad_radial(span: Span, why: str) -> Diagnostic:
    """A radial basis without a cutoff, or of no functions."""
    return error(why, here(span), helps=("write `bessel(r, 8, cutoff = 5.0)`",))


@diagnostic("SYM361")
def no_length(call: Span, argument: Span, layer: str, part: Part) -> Diagnostic:
    """The length, direction or scalar product of what is no vector.

    Lengths are taken over all rotated axes of a part; one without such axes has none. A flat axis
    is many vectors in a row: `invariants` learns all their scalar products.
    """
    return error(
        f"`{layer}` takes vectors, and {part} is none",
        here(call),
        there(argument, f"this has the part {part}"),
        helps=("a vector has a rotated axis: `[Rot]`",),
    )


@diagnostic("SYM362")
def unlike_vectors(span: Span, first: Span, layer: str, left: Type, right: Type) -> Diagnostic:
    """A product of two values that do not go together entry by entry and channel by channel."""
    return error(
        f"`{layer}` takes two values that are alike, not {short(left)} and {short(right)}",
        here(span, f"this is {short(right)}"),
        there(first, f"this is {short(left)}"),
        helps=(f"bring one to the type of the other: `linear(x -> {short(left)})`",),
    )


@diagnostic("SYM363")
def no_cross(call: Span, argument: Span, part: Part, note: str = "") -> Diagnostic:
    """A cross product of what is no vector of space.

    A part has one axis of vectors of O(3) or SO(3), `[Rot]`, or of pseudovectors, `[Rot.1e]`. Its
    other axes are plain or permuted, as the product is one of entries along these. Products of
    other representations are `bilinear(u, v -> T)`.
    """
    return error(
        f"`cross` takes vectors of R^3, and {part} is not one",
        here(call),
        there(argument, f"this has the part {part}"),
        notes=(note,) if note else (),
    )


@diagnostic("SYM364")
def unlike_entries(call: Span, target: Span, first: Part, part: Part) -> Diagnostic:
    """A perceptron between parts with different axes.

    `mlp` mixes channels at every entry of the other axes, which are those of its argument.
    """
    return error(
        f"`mlp` keeps the axes of {first}, and {part} has others",
        here(call),
        there(target, "to these types"),
        helps=("`linear(x -> T)` takes values from some axes to others",),
    )


@diagnostic("SYM365")
def real_only(call: Span, layer: str) -> Diagnostic:
    """Geometry in a model that is complex throughout."""
    return error(
        f"`{layer}` is for real models, and U and SU make this one complex",
        here(call),
    )


@diagnostic("SYM366")
def bad_gradient(span: Span, why: str, helps: tuple[str, ...] = ()) -> Diagnostic:
    """A derivative that there is not.

    `gradient(energy, position)` is the derivative of a number `[]`, for each item of a batch, by an
    argument of the model or layer that it stands in, under the name and with the value that it came
    in with.
    """
    return error(why, here(span), helps=helps)


@diagnostic("SYM367")
def not_argument(span: Span, layer: str, known: tuple[str, ...]) -> Diagnostic:
    """A derivative by what is no argument of the model or layer, or is no longer.

    Everything that is computed from an argument is computed again from it; a value that a line
    assigns has no such lines of its own. A layer of the spec makes any value an argument.
    """
    return error(
        f"`{layer}` is by an argument of the model or layer, and this is none",
        here(span),
        notes=(f"arguments here: {', '.join(known)}",) if known else (),
    )
