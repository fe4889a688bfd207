"""Diagnostics SYM3xx: layers that need more of an action than that it is linear."""

from symc.errors.catalogue import diagnostic, error, here, there
from symc.errors.layers import Places, declared
from symc.errors.reasons import action_on, rotated_by, why_not_pointwise
from symc.errors.vanishing import called
from symc.ir.symmetry import Axis, Group, Part
from symc.report import Diagnostic, Span


@diagnostic("SYM304")
def pointwise_on_rotated(
    call: Span, name: str, argument: Span, part: Part, places: Places, is_complex: bool = False
) -> Diagnostic:
    """A pointwise function that does not commute with what moves its argument.

    A function of every entry by itself commutes with permutations of the entries; an odd one also
    with changes of sign. A rotation mixes the entries, and f(g v) = g f(v) for all g holds for
    linear f alone. Under a phase only `square` of the others stays a polynomial. `gate` and
    `norm_act` act on invariants of v instead.
    """
    groups = rotated_by(part)
    helps: tuple[str, ...] = ("`gate(x)` or `norm_act(x, silu)` keep the symmetry",)
    if not groups and is_complex:
        message = f"`{name}` is a function of real numbers, and this model is complex"
        notes: tuple[str, ...] = (
            "types that name U or SU make all values of a model complex; only `square` is left",
        )
    elif not groups:
        message = f"`{name}` does not keep {part} antisymmetric"
        notes = (f"under an exchange {part} changes its sign, and `{name}` is not odd",)
    else:
        message = f"`{name}` does not commute with {groups[0].name} on {part}"
        notes = (why_not_pointwise(groups[0], part, name),)
        if action_on(groups[0], part) in ("linear", "scaling"):
            helps = ("`gate(x)` keeps the symmetry",)
    return error(
        message,
        here(call),
        there(argument, f"this has the part {part}"),
        *declared(groups, places),
        notes=notes,
        helps=helps,
    )


@diagnostic("SYM324")
def norm_not_kept(call: Span, name: str, argument: Span, part: Part, places: Places) -> Diagnostic:
    """A layer of lengths or inner products on a part whose length the group changes.

    `norm_act`, `layer_norm` and `attention` compute |v| and inner products over all coordinates,
    which are invariant under orthogonal and unitary actions only. Boosts, symplectic and general
    linear maps change them.
    """
    groups = rotated_by(part)
    group = groups[0].name if groups else "the group"
    return error(
        f"`{name}` needs the length of {part}, which {group} does not keep",
        here(call),
        there(argument, f"this has the part {part}"),
        *declared(groups, places),
        notes=tuple(
            f"{called(each)} has elements that are not orthogonal or unitary" for each in groups[:2]
        ),
        helps=("`gate(x)` needs no length",),
    )


@diagnostic("SYM325")
def not_a_number(
    call: Span, name: str, argument: Span, part: Part | None, places: Places
) -> Diagnostic:
    """The real or imaginary part of what has none.

    `real(x)` and `imag(x)` commute with real matrices only, so that they are for parts which U and
    SU do not move. Models whose types name neither are real: there is no imaginary part.
    """
    if part is None:
        return error(
            f"`{name}` is 0 in a model whose types name neither U nor SU",
            here(call),
            there(argument, "this is real"),
        )
    groups = rotated_by(part)
    return error(
        f"`{name}` does not commute with {groups[0].name} on {part}",
        here(call),
        there(argument, f"this has the part {part}"),
        *declared(groups, places),
        notes=(f"{called(groups[0])} multiplies entries by complex numbers",),
        helps=("form invariants first: `real(invariants(x -> 8 []))`",),
    )


@diagnostic("SYM326")
def over_fibres(
    over: Span, name: str, group: Group, axis: Axis, part: Part, places: Places
) -> Diagnostic:
    """Pooling or attention over a group whose axes are tied up with others.

    Points of a group `within` another have no order in common between the points of the base: an
    axis of the base cannot be taken away while one within it stays, nor attend by products over
    it. A sign or determinant is no axis of points.
    """
    return error(
        f"`{name}` over {group.name} does not go with the axis {axis} of {part}",
        here(over),
        *declared((group,), places),
        notes=(f"{axis} is moved together with the points of {group.name}",),
        helps=("`linear(x -> T)` knows every equivariant sum",),
    )


@diagnostic("SYM327")
def max_of_complex(call: Span, argument: Span) -> Diagnostic:
    """The maximum of complex numbers, which have no order."""
    return error(
        "`max` orders numbers, and this model is complex",
        here(call),
        there(argument, "this is complex"),
        notes=("types that name U or SU make all values of a model complex",),
        helps=("`mean` and `sum` are linear",),
    )
