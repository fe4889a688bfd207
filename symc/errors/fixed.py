"""Diagnostics SYM331 to SYM335: plain axes, and how layers treat them; parameter graphs."""

from symc.errors.catalogue import diagnostic, error, here, there, warning
from symc.ir.symmetry import Type
from symc.report import Diagnostic, Span


@diagnostic("SYM331")
def many_fixed_maps(
    span: Span, target: Span, count: int, shared: int, ranked: int, along: int
) -> Diagnostic:
    """A layer with very many maps, most of them between entries of plain axes.

    Nothing moves a plain axis, so every pair of an entry of the input and one of the output has
    weights of its own: 784 pixels on both sides make 614,656 of them for each map. `fixed = shared`
    treats all entries of an axis alike, up to a learned code of each; with `fixed = rank(8)` the
    weights of all pairs form a matrix of rank 8. The layer compiles as it stands.
    """
    return warning(
        f"plain axes in full make {count:,} maps per channel pair",
        here(span),
        there(target, "with weights of their own for all pairs of entries"),
        notes=(
            f"`fixed = shared`: {shared:,} maps per channel pair, and a code per entry",
            f"`fixed = rank(8)`: {ranked:,} maps per channel pair, and {along:,} weights along "
            "plain axes",
        ),
        helps=("add `fixed = shared` or `fixed = rank(8)` to this layer",),
    )


@diagnostic("SYM332")
def bad_rank(span: Span, name: str) -> Diagnostic:
    """A rank that is not one whole number of at least 1.

    `fixed = rank(8)`: the weights of all pairs of entries of plain axes form a matrix of rank 8 at
    most. A constant or param may stand in place of the number.
    """
    return error(
        f"`{name}` takes one whole number of at least 1", here(span), helps=(f"`{name}(8)`",)
    )


@diagnostic("SYM333")
def no_parameter_graph(span: Span, type_: Type) -> Diagnostic:
    """A value that is not a record of permuted and plain axes, over which no messages can pass.

    The nodes of a parameter graph are the points of its axes, the edges the entries of its tensors:
    groups may permute them, and nothing else.
    """
    return error(
        "messages pass over a record of tensors whose axes are permuted or plain",
        here(span, f"this is {type_}"),
    )


@diagnostic("SYM334")
def no_readout(span: Span, type_: Type) -> Diagnostic:
    """A result that message passing does not have.

    It is numbers that pool all nodes and entries, `10 []`, or a record with the keys and axes of
    the argument and one number of channels.
    """
    return error(
        f"message passing has no result {type_}",
        here(span),
        helps=("`-> 10 []`, or a record like the argument",),
    )


@diagnostic("SYM335")
def not_a_count(span: Span, name: str) -> Diagnostic:
    """A number of rounds or channels that is not whole, or not at least 1."""
    return error(f"`{name}` is a whole number of at least 1", here(span))
