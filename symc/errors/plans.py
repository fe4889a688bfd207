"""Diagnostics SYM51x: what is too large."""

from symc.errors.catalogue import diagnostic, error, here, there
from symc.report import Diagnostic, Span


@diagnostic("SYM511")
def basis_too_large(
    span: Span, source: str, target: str, count: int, counted: str, most: int
) -> Diagnostic:
    """A basis with more diagrams than the compiler makes.

    The number of basis maps grows like a factorial in the number of axes: the set partitions of
    all axes of an S(n), the perfect matchings of all axes of an O(n). Groups without diagrams have
    an index tuple, or an unknown, for every entry of a tensor on all axes. The number is predicted
    by a closed formula, before any map is made. Use fewer axes on one side, or two layers in a row.
    """
    return error(
        f"the basis from {source} to {target} is too large: {number(count)} {counted}",
        here(span),
        notes=(f"the compiler makes at most {most:,} for one pair of parts",),
        helps=("go through a type with fewer axes, in two layers",),
        kind="limit",
    )


@diagnostic("SYM512")
def too_many_nodes(span: Span, most: int) -> Diagnostic:
    """A model that unrolls to more operations than the compiler takes.

    `repeat` and calls of layers and models are unrolled, so that every call has weights of its own.
    """
    return error(
        f"the model unrolls to more than {most:,} operations",
        here(span, "here"),
        helps=("repeat fewer times",),
        kind="limit",
    )


@diagnostic("SYM513")
def too_many_parts(span: Span, most: int) -> Diagnostic:
    """A sum or record with more parts than the compiler takes."""
    return error(
        f"this type has more than {most:,} parts",
        here(span),
        helps=("write equal parts as channels: `16 []` for a sum of sixteen `[]`",),
        kind="limit",
    )


@diagnostic("SYM514")
def too_many_axes(span: Span, axes: int, most: int) -> Diagnostic:
    """A tensor with more axes than the compiler takes."""
    return error(
        f"a tensor of {number(axes)} axes is too large; the compiler takes at most {most}",
        here(span),
        kind="limit",
    )


@diagnostic("SYM515")
def tensor_too_large(span: Span, type_: str, entries: int, most: int) -> Diagnostic:
    """A tensor with more entries than fit into a machine.

    Entries are counted for one item of a batch, a free size as 1.
    """
    return error(
        f"one value of {type_} has {number(entries)} numbers",
        here(span),
        notes=(f"the compiler takes at most {most:,}",),
        kind="limit",
    )


@diagnostic("SYM516")
def too_many_pairs(span: Span, pairs: int, most: int) -> Diagnostic:
    """A layer between sums of so many parts that their pairs are too many."""
    return error(
        f"this layer has {pairs:,} pairs of parts; the compiler takes at most {most:,}",
        here(span),
        helps=("write equal parts as channels: `16 []` for a sum of sixteen `[]`",),
        kind="limit",
    )


@diagnostic("SYM517")
def too_many_weights(span: Span, weights: int, most: int, instead: str = "") -> Diagnostic:
    """A layer with more weights than fit into a machine.

    Every pair of entries of plain axes has weights of its own: where these are long, `linear` takes
    `fixed = shared` or `fixed = rank(8)`.
    """
    return error(
        f"this layer has {number(weights)} weights; the compiler takes at most {most:,}",
        here(span),
        helps=tuple(filter(None, ("use fewer channels", instead))),
        kind="limit",
    )


@diagnostic("SYM518")
def too_deep(span: Span, most: int, what: str, declared: Span | None = None) -> Diagnostic:
    """A chain of definitions, calls or parentheses that is too long to follow."""
    labels = (here(span),) if declared is None else (here(span), there(declared))
    return error(
        f"{what} are nested more than {most} deep",
        *labels,
        helps=("give a name to what is inside",),
        kind="limit",
    )


@diagnostic("SYM519")
def coefficient_too_large(span: Span) -> Diagnostic:
    """A coefficient that the numbers of the generated module cannot hold."""
    return error("this coefficient is out of the range of numbers", here(span), kind="limit")


@diagnostic("SYM520")
def group_too_large(span: Span, what: str, count: int, most: int) -> Diagnostic:
    """A group with more points, rows, generators or levels than the compiler takes."""
    return error(
        f"a group with {number(count)} {what}",
        here(span),
        notes=(f"the compiler takes at most {most:,}",),
        kind="limit",
    )


@diagnostic("SYM521")
def representation_too_large(span: Span, what: str, order: int | str, most: int) -> Diagnostic:
    """The regular representation of a group with too many elements.

    A regular axis has one entry per element of the group: n! for S(n), 2n for D(n). The order is
    known from a formula or from generators, before any element is listed.
    """
    shown = number(order) if isinstance(order, int) else order
    return error(
        f"{what} has {shown} entries, one per element",
        here(span),
        notes=(f"the compiler takes at most {most:,}",),
        kind="limit",
    )


def number(count: int) -> str:
    """A number in full where that is short, else its power of ten."""
    if count < 10**15:
        return f"{count:,}"
    digits = int((count.bit_length() - 1) * 0.30102999566398)
    return f"about 10^{digits + (count >= 10 ** (digits + 1))}"
