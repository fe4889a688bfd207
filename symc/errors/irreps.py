"""Diagnostics SYM241-SYM259: irreps as axes, and flat axes."""

from symc.errors.catalogue import diagnostic, error, here, there
from symc.ir.symmetry import Group, Part
from symc.report import Diagnostic, Span


@diagnostic("SYM241")
def not_irrep(span: Span, label: str, group: str, wanted: str, help_: str) -> Diagnostic:
    """A label that is not that of an irrep of the group.

    Irreps of O(3) are `0e`, `0o`, `1e`, `1o`, ...: the degree l and the parity, even or odd. SO(3)
    leaves out the parity. SU(2) has `k`, of size k + 1; C(n), D(n), SO(2) and O(2) have `k`, the
    plane that turns k times as fast. Other groups have no irreps with labels.
    """
    return error(
        f"`{label}` is not an irrep of {group}",
        here(span),
        notes=(wanted,),
        helps=(help_,) if help_ else (),
    )


@diagnostic("SYM242")
def degree_too_large(span: Span, label: str, most: int) -> Diagnostic:
    """An irrep whose degree is larger than the compiler has coefficients for.

    The tensors that couple irreps have about l^3 entries, and nothing is known to need so many.
    """
    return error(f"`{label}` is over the largest degree, {most}", here(span), kind="limit")


@diagnostic("SYM243")
def no_copies(span: Span, label: str) -> Diagnostic:
    """A block of a flat axis that holds nothing.

    `32x0e` are 32 copies of the irrep `0e` in a row; a block of none is left out.
    """
    return error(f"a block of no copies of `{label}`", here(span), helps=("leave it out",))


@diagnostic("SYM244")
def flat_power(span: Span, word: str) -> Diagnostic:
    """A symmetric or alternating power of a type with a flat axis.

    Such a power would tie its blocks to one another. Powers of single irreps are written one by
    one: `sym^2 [Rot.2e]`.
    """
    return error(
        f"`{word}` is of types without flat axes",
        here(span),
        helps=(f"write the power of each block: `{word}^2 [Rot.1o]`",),
    )


@diagnostic("SYM245")
def irrational_corners(span: Span, group: Group) -> Diagnostic:
    """A power of corners beside planes, of a polygon whose coordinates are no roots.

    The maps from the corners of an n-gon to a plane have the coordinates of the corners as entries.
    To exchange the slots of a power the compiler compares numbers exactly, and it does so for sums
    of square roots: n = 1, 2, 3, 4, 6, 8, 12 or 24. Without powers n is any number.
    """
    return error(
        f"cos(2 pi/{group.size}) is no sum of roots of fractions, as powers of corners would need",
        here(span, f"joins corners of {group.name} with planes"),
    )


@diagnostic("SYM341")
def no_vector(span: Span, argument: Span, part: Part, count: int) -> Diagnostic:
    """Spherical harmonics of a value that is not one vector in space per entry.

    They are functions of a direction: every part needs one axis of the vectors of an O(3) or SO(3),
    which the harmonics take the place of.
    """
    found = "none" if count == 0 else f"{count}"
    return error(
        "`spherical_harmonics` is of vectors, one axis of an O(3) or SO(3) in each part",
        here(span),
        there(argument, f"{part} has {found}"),
    )


@diagnostic("SYM342")
def bad_degree(span: Span, most: int) -> Diagnostic:
    """A degree of spherical harmonics that is not a whole number, or too large.

    All degrees from 0 to this one are computed: `spherical_harmonics(v, 2)` has 1 + 3 + 5 numbers.
    """
    return error(f"the degree is a whole number from 0 to {most}", here(span))


@diagnostic("SYM343")
def complex_direction(span: Span, argument: Span) -> Diagnostic:
    """Spherical harmonics in a model that is complex because its types name U or SU.

    A complex vector has no direction in space.
    """
    return error(
        "a complex vector has no direction",
        here(span),
        there(argument, "complex, as the model has a group U or SU"),
    )
