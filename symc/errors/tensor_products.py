"""Diagnostics SYM371-SYM389: products of irreps."""

from symc.errors.catalogue import diagnostic, error, here, there
from symc.errors.reasons import short
from symc.ir.symmetry import Part, Type
from symc.report import Diagnostic, Span


@diagnostic("SYM371")
def no_path(
    call: Span, arrow: Span, part: Part, whole: Type, reasons: tuple[str, ...], help_: str
) -> Diagnostic:
    """No path of a tensor product reaches a part of its target.

    A path couples an irrep l1 of the first operand and l2 of the second to l3 with
    |l1 - l2| <= l3 <= l1 + l2; in O(3) its parity is the product of theirs. `mode = channelwise`
    couples channel c to channel c, so that a path also needs as many channels at both ends.
    """
    where = "" if isinstance(whole, Part) else f", a part of {short(whole)}"
    return error(
        f"no path of the tensor product reaches {part}",
        here(call),
        there(arrow, f"nothing reaches {part}{where}"),
        notes=reasons,
        helps=(help_,) if help_ else (),
    )


@diagnostic("SYM372")
def unlike_axes(call: Span, argument: Span, part: Part, first: Part, edges: str = "") -> Diagnostic:
    """Operands of a tensor product that do not have the same axes besides their irreps.

    `tensor_product` acts entry by entry along all axes that are no irreps, so both operands and the
    target have the same of them, in one order; an irrep is the last axis of its part.
    """
    along = f", at every entry of {edges}" if edges else ""
    help_ = f"values along edges are written `[{edges}, ...]`, the target, too" if edges else ""
    return error(
        "a tensor product acts entry by entry, along axes that all have in common",
        here(call),
        there(argument, f"this has the part {part}, and the first operand {first}{along}"),
        helps=(help_ or "an irrep is one axis, the last one: `[Atoms, Rot.2e]`",),
    )


@diagnostic("SYM375")
def two_moved_axes(call: Span, argument: Span, part: Part) -> Diagnostic:
    """An operand or target of a tensor product with two axes that are rotated.

    `tensor_product` couples one axis of each operand, the last one: an irrep, a vector, a sign.
    Entries of permuted and plain axes are multiplied one by one. Of axes of a higher order
    `bilinear` has all maps.
    """
    return error(
        "a tensor product couples one axis of each operand, the last one",
        here(call),
        there(argument, f"{part} has more that are not permuted"),
        helps=("`bilinear(a, b -> T)` takes types of any order",),
    )


@diagnostic("SYM373")
def nothing_to_mix(option: Span) -> Diagnostic:
    """`weights = none` in the mode that mixes channels.

    `mode = full` takes every pair of channels to every channel of the target through a matrix of
    weights. Without weights the channels stay apart, which is `mode = channelwise`.
    """
    return error(
        "`mode = full` mixes channels by weights, and there are none",
        here(option),
        helps=("write `mode = channelwise`",),
    )


@diagnostic("SYM374")
def too_many_coefficients(call: Span, count: int, most: int) -> Diagnostic:
    """A tensor product with more coefficients than are worth writing out.

    The kernels of a product are straight-line code with a line or more for each coefficient that is
    not 0, and every channel of the second operand has coefficients of its own.
    """
    return error(
        f"the tensor product has {count:,} coefficients, over the limit of {most:,}",
        here(call),
        helps=("mix the channels of the second operand first: `linear(y -> 1 ...)`",),
        kind="limit",
    )


@diagnostic("SYM381")
def no_frame(call: Span, option: Span, argument: Span, first: Span | None) -> Diagnostic:
    """`algorithm = so2` of an operand that is not the harmonics of one vector.

    In the frame in which a vector is the polar axis its spherical harmonics vanish but in order 0,
    so that products with them cost O(L) in place of O(L^2) for each component. That is so for
    `spherical_harmonics(v, l)` of one vector for every entry, as it stands: not for sums or linear
    maps of harmonics, nor for those of several channels.
    """
    return error(
        "`algorithm = so2` works in the frame of a vector, and the second operand has none",
        here(option),
        there(argument, "this is not `spherical_harmonics(v, l)` of one vector"),
        *((there(first, "this is: harmonics are the second operand"),) if first else ()),
        helps=("`algorithm = cg` takes any operand and has the same weights",),
    )
