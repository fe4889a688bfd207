"""Diagnostics SYM331 to SYM333: plain axes, and how a layer treats them."""

from symc.errors.catalogue import diagnostic, error, here, there, warning
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
